/** The console: its pages by address, each a chunk of its own. */
import { lazy, Suspense, useEffect } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { I18nProvider } from 'react-aria-components';
import { Route, Switch } from 'wouter';
import { queryClient } from './api/client.ts';
import { useKey } from './api/session.ts';
import { Empty, Loading } from './parts/surface.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { locale } from './words/format.ts';
import { Shell } from './shell/shell.tsx';
import { SignIn } from './shell/sign-in.tsx';

const loaders = {
  order: () => import('./pages/order.tsx'),
} as const;
const OrderPage = lazy(loaders.order);

/** Milliseconds after the first page until the chunks of the others are fetched. */
const PREFETCH_AFTER_MS = 3_000;

export function App() {
  const key = useKey();
  useEffect(() => {
    const timer = setTimeout(() => Object.values(loaders).forEach((load) => void load()), PREFETCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (key === null) return <SignIn />;
  return (
    <I18nProvider locale={locale}>
    <QueryClientProvider client={queryClient}>
      <Shell>
        <Suspense fallback={<Loading />}>
          <Switch>
            <Route path="/" component={OverviewPage} />
            <Route path="/orders/:number">{({ number }) => <OrderPage number={number} key={number} />}</Route>
            <Route>
              <div className="card">
                <Empty status="withdrawn" title="There is no such page.">
                  Search with Ctrl K, or go to the Overview.
                </Empty>
              </div>
            </Route>
          </Switch>
        </Suspense>
      </Shell>
    </QueryClientProvider>
    </I18nProvider>
  );
}
