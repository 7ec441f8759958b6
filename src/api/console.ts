/** What the pages of the console read. */
import type { FastifyInstance } from 'fastify';
import { agreementOf } from '../application/query/agreement.ts';
import { figuresOf, pastFiguresOf } from '../application/query/bridge.ts';
import { covers, entityScope, notCovered } from '../application/query/find.ts';
import { durationsOf } from '../application/query/durations.ts';
import { overviewOf } from '../application/query/overview.ts';
import type { EntityScope } from '../application/query/reads.ts';
import { itemStockAnswer, standingOrderAnswer } from '../application/query/standing-orders.ts';
import * as contract from '../contract/resources/console.ts';
import * as figures from '../contract/resources/console-figures.ts';
import * as lists from '../contract/resources/console-lists.ts';
import { DAY_MS, formatInstant, type Instant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { numberIn } from './ids.ts';
import { momentOf } from './moment.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { serve } from './route.ts';

/** Milliseconds for which one answer serves everybody who looks: a page is read again once a second. */
const SHARED_MS = 1_000;

/** The answer of one moment, for everybody who asks within the next. */
function shared<T>(work: (entities: EntityScope) => Promise<T>): (entities: EntityScope) => Promise<T> {
  const answers = new Map<string, { readonly until: number; readonly answer: Promise<T> }>();
  return (entities) => {
    const scope = entities?.join() ?? '*';
    const known = answers.get(scope);
    if (known !== undefined && known.until > performance.now()) return known.answer;
    const answer = work(entities);
    answers.set(scope, { until: performance.now() + SHARED_MS, answer });
    answer.catch(() => answers.delete(scope));
    return answer;
  };
}

export function serveConsole(app: FastifyInstance, deps: ApiDeps): void {
  const { consoleReads: reads } = deps;
  const agreement = shared((entities) =>
    agreementOf(deps.reads, deps.workflows, deps.lagMs, entities, deps.clock.now()),
  );
  const overview = shared(async (entities) => {
    const agreed = await agreement(entities);
    return overviewOf({
      reads, agreement: agreed, channels: deps.channels(), entities, now: deps.clock.now(),
    });
  });

  serve(app, deps, contract.getOverview, async ({ query, caller }) => {
    const entities = expect(entityScope(caller.principal, query.entity ?? null));
    return { status: 200, body: await overview(entities) };
  });

  serve(app, deps, figures.getFigures, async ({ query, caller }) => {
    const entities = expect(entityScope(caller.principal, query.entity ?? null));
    if (query.at !== undefined) {
      const past = await pastFiguresOf(reads, entities, momentOf(deps, query.at));
      if (past !== null) return { status: 200, body: past };
      const detail = `Nothing was measured before ${query.at}.`;
      throw new RefusedError({ code: 'not-found', detail, param: 'at' });
    }
    const agreed = await agreement(entities);
    const now = deps.clock.now();
    return { status: 200, body: await figuresOf({ reads, agreement: agreed, entities, now }) };
  });

  serve(app, deps, figures.getDurations, async ({ query, caller }) => {
    const entities = expect(entityScope(caller.principal, query.entity ?? null));
    const at = momentOf(deps, query.at);
    const from = (at - query.days * DAY_MS) as Instant;
    return { status: 200, body: await durationsOf(reads, { entities, from, at }) };
  });
  serveLists(app, deps);
}

function serveLists(app: FastifyInstance, deps: ApiDeps): void {
  const { consoleReads: reads, clock } = deps;

  serve(app, deps, lists.listStandingOrders, async ({ query, caller }) => {
    const filter = {
      after: afterOf('sales-orders', query.cursor),
      limit: query.limit,
      entities: expect(entityScope(caller.principal, query.entity ?? null)),
      now: clock.now(),
      lifecycle: query.lifecycle ?? null,
      standing: query.standing ?? null,
      waiting: query.waiting ?? null,
      owes: query.owes ?? null,
      broken: query.broken ?? null,
      settled: query.settled ?? null,
      numberPrefix: query.number ?? null,
    };
    const [page, total] = await Promise.all([
      reads.standingOrders(filter),
      reads.countStandingOrders(filter),
    ]);
    const { status, body } = pageAnswer('sales-orders', page, standingOrderAnswer);
    return { status, body: { ...body, total } };
  });

  serve(app, deps, lists.listItemStock, async ({ query, caller }) => {
    const page = await reads.itemStock({
      after: afterOf('item-stock', query.cursor),
      limit: query.limit,
      entities: expect(entityScope(caller.principal, query.entity ?? null)),
      itemPrefix: query.item ?? null,
      short: query.short ?? null,
    });
    return pageAnswer('item-stock', page, itemStockAnswer);
  });

  serve(app, deps, lists.listMessagesOf, async ({ query, caller }) => {
    const [entity = ''] = query.instance.split('/', 1);
    if (!covers(caller.principal, entity)) throw new RefusedError(notCovered(entity));
    const items = await reads.messagesOf(query.instance);
    const body = items.map((message) => ({ ...message, receivedAt: formatInstant(message.receivedAt) }));
    return { status: 200, body: { items: body } };
  });

  serve(app, deps, lists.getQuarantined, async ({ params, caller }) => {
    const found = await reads.quarantinedContent(numberIn(params.entry));
    if (found === null || !covers(caller.principal, found.entity)) {
      const detail = `There is no entry ${params.entry}.`;
      throw new RefusedError({ code: 'not-found', detail, param: 'entry' });
    }
    const { id, entity: _entity, ...content } = found;
    return { status: 200, body: { id: `qua_${id}`, ...content } };
  });
}
