/** One item: who says how much of it there is, and the ledger behind every number. */
import type { FastifyInstance } from 'fastify';
import { moneyFigure, quantityFigure } from '../application/query/figures.ts';
import { entityScope } from '../application/query/find.ts';
import * as contract from '../contract/resources/item-stock.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps, Caller } from './deps.ts';
import { expect } from './errors.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { serve } from './route.ts';
import { movementAnswer } from './stock.ts';

/** Days that a series shows: a fortnight tells a trend from a Monday. */
const SERIES_DAYS = 14;

export function serveItemStock(app: FastifyInstance, deps: ApiDeps): void {
  /** By name: the tables are kept by entity first. */
  const entitiesOf = ({ principal }: Caller, entity: string | undefined): readonly string[] =>
    expect(entityScope(principal, entity ?? null)) ?? [...deps.entities];

  serve(app, deps, contract.getItemReading, async ({ params: { item }, query, caller }) => {
    const entities = entitiesOf(caller, query.entity);
    const now = deps.clock.now();
    const [readings, days] = await Promise.all([
      deps.itemReads.readings(item, entities, now),
      deps.itemReads.days(item, entities, now, SERIES_DAYS),
    ]);
    const body = {
      at: formatInstant(now),
      item,
      readings: readings.map(({ value, difference, atStake, asOf, ...reading }) => ({
        ...reading,
        value: quantityFigure(value),
        difference: difference === null ? null : quantityFigure(difference),
        atStake: atStake === null ? null : moneyFigure(atStake.minor, atStake.currency),
        asOf: formatInstant(asOf),
      })),
      series: days.map(({ day, onHand, available }) => ({
        day,
        onHand: quantityFigure(onHand),
        availableToPromise: available === null ? null : quantityFigure(available),
      })),
    };
    return { status: 200, body };
  });

  serve(app, deps, contract.listLedgerEntries, async ({ query, caller }) => {
    const { item, location = null, lot = null, disposition = null, limit } = query;
    const page = await deps.itemReads.ledger({
      after: afterOf('ledger', query.cursor),
      limit,
      entities: entitiesOf(caller, query.entity),
      item,
      location,
      lot,
      disposition,
    });
    return pageAnswer('ledger', page, ({ movement, change, balance }) => ({
      ...movementAnswer(movement),
      change: quantityFigure(change),
      balance: quantityFigure(balance),
    }));
  });
}
