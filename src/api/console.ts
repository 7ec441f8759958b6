/** What the pages of the console read. */
import type { FastifyInstance } from 'fastify';
import { agreementOf } from '../application/query/agreement.ts';
import { entityScope } from '../application/query/find.ts';
import { overviewOf, type Overview } from '../application/query/overview.ts';
import * as contract from '../contract/resources/console.ts';
import type { ApiDeps } from './deps.ts';
import { expect } from './errors.ts';
import { serve } from './route.ts';

/** Milliseconds for which one answer serves everybody who looks: a page is read again once a second. */
const SHARED_MS = 1_000;

export function serveConsole(app: FastifyInstance, deps: ApiDeps): void {
  const overviews = new Map<string, { readonly until: number; readonly answer: Promise<Overview> }>();

  serve(app, deps, contract.getOverview, async ({ query, caller }) => {
    const entities = expect(entityScope(caller.principal, query.entity ?? null));
    const scope = entities?.join() ?? '*';
    const known = overviews.get(scope);
    if (known !== undefined && known.until > performance.now()) {
      return { status: 200, body: await known.answer };
    }
    const answer = (async () => {
      const now = deps.clock.now();
      const agreement = await agreementOf(deps.reads, deps.workflows, deps.lagMs, entities, now);
      const { consoleReads: reads } = deps;
      return overviewOf({ reads, agreement, channels: deps.channels(), entities, now });
    })();
    overviews.set(scope, { until: performance.now() + SHARED_MS, answer });
    answer.catch(() => overviews.delete(scope));
    return { status: 200, body: await answer };
  });
}
