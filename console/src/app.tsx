/** The console: its pages by address, each a chunk of its own. */
import { lazy, Suspense, useEffect } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { I18nProvider } from 'react-aria-components';
import { Route, Switch } from 'wouter';
import { queryClient } from './api/client.ts';
import { recognize, useIdentity } from './api/session.ts';
import { Empty, Loading } from './parts/surface.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { locale } from './words/format.ts';
import { Shell } from './shell/shell.tsx';
import { NewPassword, SignIn } from './shell/sign-in.tsx';

const loaders = {
  order: () => import('./pages/order.tsx'),
  orders: () => import('./pages/orders.tsx'),
  returns: () => import('./pages/returns.tsx'),
  oneReturn: () => import('./pages/return.tsx'),
  returnRequest: () => import('./pages/return-request.tsx'),
  returnAmendment: () => import('./pages/return-amendment.tsx'),
  approvals: () => import('./pages/approvals.tsx'),
  cases: () => import('./pages/cases.tsx'),
  stock: () => import('./pages/stock.tsx'),
  item: () => import('./pages/stock-item.tsx'),
  recall: () => import('./pages/recall.tsx'),
  figures: () => import('./pages/figures.tsx'),
  systems: () => import('./pages/systems.tsx'),
  messages: () => import('./pages/messages.tsx'),
  ownership: () => import('./pages/ownership.tsx'),
  audit: () => import('./pages/audit.tsx'),
  find: () => import('./pages/find.tsx'),
  more: () => import('./pages/more.tsx'),
} as const;
const OrderPage = lazy(loaders.order);
const OrdersPage = lazy(loaders.orders);
const ReturnsPage = lazy(loaders.returns);
const ReturnPage = lazy(loaders.oneReturn);
const ReturnRequestPage = lazy(loaders.returnRequest);
const ReturnAmendmentPage = lazy(loaders.returnAmendment);
const ApprovalsPage = lazy(loaders.approvals);
const CasesPage = lazy(loaders.cases);
const StockPage = lazy(loaders.stock);
const StockItemPage = lazy(loaders.item);
const RecallPage = lazy(loaders.recall);
const FiguresPage = lazy(loaders.figures);
const SystemsPage = lazy(loaders.systems);
const MessagesPage = lazy(loaders.messages);
const OwnershipPage = lazy(loaders.ownership);
const AuditPage = lazy(loaders.audit);
const FindPage = lazy(loaders.find);
const MorePage = lazy(loaders.more);

/** Milliseconds after the first page until the chunks of the others are fetched. */
const PREFETCH_AFTER_MS = 3_000;

export function App() {
  const { state, session } = useIdentity();
  useEffect(() => void recognize(), []);
  useEffect(() => {
    // What does not come now is fetched when its page is opened.
    const fetchAll = () => Object.values(loaders).forEach((load) => void load().catch(() => undefined));
    const timer = setTimeout(fetchAll, PREFETCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (state === 'unknown') return <Loading />;
  if (state === 'out') return <SignIn />;
  if (session?.mustChangePassword === true) return <NewPassword />;
  return (
    <I18nProvider locale={locale}>
      <QueryClientProvider client={queryClient}>
        <Shell>
          <Suspense fallback={<Loading />}>
            <Switch>
              <Route path="/" component={OverviewPage} />
              <Route path="/orders" component={OrdersPage} />
              <Route path="/returns" component={ReturnsPage} />
              <Route path="/returns/:number">
                {({ number }) => <ReturnPage number={number} key={number} />}
              </Route>
              <Route path="/returns/:number/amendment">
                {({ number }) => <ReturnAmendmentPage rma={number} key={number} />}
              </Route>
              <Route path="/orders/:number/return">
                {({ number }) => <ReturnRequestPage salesOrder={number} key={number} />}
              </Route>
              <Route path="/approvals" component={ApprovalsPage} />
              <Route path="/cases" component={CasesPage} />
              <Route path="/stock" component={StockPage} />
              <Route path="/stock/:item">{({ item }) => <StockItemPage item={item} key={item} />}</Route>
              <Route path="/recalls/:lot">{({ lot }) => <RecallPage lot={lot} key={lot} />}</Route>
              <Route path="/figures" component={FiguresPage} />
              <Route path="/systems">{() => <SystemsPage />}</Route>
              <Route path="/systems/:system">{({ system }) => <SystemsPage system={system} />}</Route>
              <Route path="/messages" component={MessagesPage} />
              <Route path="/ownership" component={OwnershipPage} />
              <Route path="/audit" component={AuditPage} />
              <Route path="/find/:number">{({ number }) => <FindPage number={number} key={number} />}</Route>
              <Route path="/more" component={MorePage} />
              <Route path="/orders/:number">
                {({ number }) => <OrderPage number={number} key={number} />}
              </Route>
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
