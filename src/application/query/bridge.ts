/** From booked to kept money: what is missing between two stages, each order by its one cause. */
import type { z } from 'zod';
import { BRIDGE_STAGES, type figures, type GAP_CAUSES } from '../../contract/resources/console-figures.ts';
import { DAY_MS, formatInstant, type Instant } from '../../kernel/instant.ts';
import { LIFECYCLE } from '../../workflows/order-to-cash/lifecycle.ts';
import type { AgreementAnswer } from './agreement.ts';
import type { ConsoleReads, OrderGroup, Standing } from './console-reads.ts';
import { moneyFigure, type MoneyFigure } from './figures.ts';
import { countFigures, countSystemFigures, governedOf } from './governed.ts';
import type { EntityScope } from './reads.ts';

export type Figures = z.output<typeof figures>;
type Bridge = Figures['bridges'][number];
export type Stage = (typeof BRIDGE_STAGES)[number];
export type Cause = (typeof GAP_CAUSES)[number];

const reached = (lifecycle: string, word: (typeof LIFECYCLE)[number]): boolean =>
  lifecycle !== 'cancelled' && LIFECYCLE.indexOf(lifecycle as never) >= LIFECYCLE.indexOf(word);

/** What of its orders reached each stage. */
function amountsOf(group: OrderGroup): Readonly<Record<Stage, bigint>> {
  const { lifecycle, orderedMinor, shippedMinor, invoicedMinor, creditedMinor } = group;
  return {
    booked: orderedMinor,
    accepted: reached(lifecycle, 'accepted') ? orderedMinor : 0n,
    allocated: reached(lifecycle, 'allocated') ? orderedMinor : 0n,
    shipped: shippedMinor,
    posted: invoicedMinor,
    kept: invoicedMinor - creditedMinor,
  };
}

/** Cases that say that a system does not take what it is told. */
const FAILED_SYNC = /refused|parked|rejected|changed-after/;

/** Why an order has not got further. */
export function causeOf(lifecycle: string, standing: Standing | null, reason: string | null): Cause {
  if (standing === null) return 'ended';
  if (standing === 'in-doubt') return 'failed-sync';
  if (standing === 'blocked') {
    if (reason !== null && FAILED_SYNC.test(reason)) return 'failed-sync';
    return reason === 'price-mismatch' ? 'price' : 'hold';
  }
  if (lifecycle === 'backordered') return 'no-stock';
  return standing === 'late' ? 'late' : 'timing';
}

interface Gap {
  readonly group: OrderGroup;
  readonly after: Stage;
  readonly cause: Cause;
  readonly minor: bigint;
}

function gapsOf(group: OrderGroup): readonly Gap[] {
  const amounts = amountsOf(group);
  const own = causeOf(group.lifecycle, group.standing, group.reason);
  return BRIDGE_STAGES.slice(0, -1).flatMap((after, index) => {
    const next = BRIDGE_STAGES[index + 1]!;
    const minor = amounts[after] - amounts[next];
    const cause = next === 'kept' ? 'credited' : own;
    return minor === 0n ? [] : [{ group, after, cause, minor }];
  });
}

const sum = <T>(rows: readonly T[], of: (row: T) => bigint): bigint =>
  rows.reduce((total, row) => total + of(row), 0n);
const count = (rows: Iterable<OrderGroup>, of: (row: OrderGroup) => number): number =>
  [...rows].reduce((total, row) => total + of(row), 0);

/** The bridge of one currency. */
export function bridgeOf(currency: string, groups: readonly OrderGroup[]): Bridge {
  const money = (minor: bigint): MoneyFigure => moneyFigure(minor, currency)!;
  const gaps = groups.flatMap(gapsOf);
  const affected = (cause: Cause) => (group: OrderGroup): number =>
    cause === 'credited' ? group.ordersCredited : group.ordersUnposted;
  const gapRows = [...Map.groupBy(gaps, ({ after, cause }) => `${after} ${cause}`).values()];
  const causes = [...Map.groupBy(gaps, ({ cause }) => cause)].map(([cause, some]) => {
    const rows = [...Map.groupBy(some, ({ group }) => `${group.lifecycle} ${group.standing}`).values()];
    return {
      cause,
      amount: money(sum(some, ({ minor }) => minor)),
      orders: count(new Set(some.map(({ group }) => group)), affected(cause)),
      rows: rows.map((row) => ({
        lifecycle: row[0]!.group.lifecycle,
        standing: row[0]!.group.standing,
        orders: count(new Set(row.map(({ group }) => group)), affected(cause)),
        amount: money(sum(row, ({ minor }) => minor)),
      })),
      minor: sum(some, ({ minor }) => minor),
    };
  });
  return {
    currency,
    orders: count(groups, ({ orders }) => orders),
    stages: BRIDGE_STAGES.map((stage) => ({
      stage,
      amount: money(sum(groups, (group) => amountsOf(group)[stage])),
    })),
    gaps: gapRows.map((some) => ({
      after: some[0]!.after,
      cause: some[0]!.cause,
      amount: money(sum(some, ({ minor }) => minor)),
    })),
    causes: causes
      .sort((a, b) => (a.minor < b.minor ? 1 : a.minor > b.minor ? -1 : 0))
      .map(({ cause, amount, orders, rows }) => ({ cause, amount, orders, rows })),
  };
}

/** One for each currency, the most orders first. */
function bridgesOf(groups: readonly OrderGroup[]): Bridge[] {
  const byCurrency = Map.groupBy(
    groups.filter(({ currency }) => currency !== ''),
    ({ currency }) => currency,
  );
  return [...byCurrency]
    .map(([currency, some]) => bridgeOf(currency, some))
    .sort((a, b) => b.orders - a.orders);
}

/** Figures of a past moment, as they were measured last before it; `null`: nothing was measured by then. */
export async function pastFiguresOf(
  reads: Pick<ConsoleReads, 'orderGroupsAsOf' | 'figuresAsOf' | 'figureSeries'>,
  entities: EntityScope,
  moment: Instant,
): Promise<Figures | null> {
  const orders = await reads.orderGroupsAsOf(entities, moment);
  if (orders === null) return null;
  const [counts, series] = await Promise.all([
    reads.figuresAsOf(entities, orders.measuredAt),
    reads.figureSeries(entities, seriesFrom(moment), orders.measuredAt),
  ]);
  return {
    at: formatInstant(orders.measuredAt),
    entity: entities?.length === 1 ? entities[0]! : null,
    complete: true,
    bridges: bridgesOf(orders.groups),
    governed: [...governedOf(counts, series)],
  };
}

/** Weeks that a series goes back. */
const SERIES_WEEKS = 8;
const seriesFrom = (moment: Instant): Instant => (moment - SERIES_WEEKS * 7 * DAY_MS) as Instant;

export interface FigureSources {
  readonly reads: ConsoleReads;
  readonly agreement: AgreementAnswer;
  readonly entities: EntityScope;
  readonly now: Instant;
}

export async function figuresOf({ reads, agreement, entities, now }: FigureSources): Promise<Figures> {
  const [groups, counts, ofSystems, series] = await Promise.all([
    reads.orderGroups(entities, now),
    countFigures(reads, entities, now),
    countSystemFigures(reads, now),
    reads.figureSeries(entities, seriesFrom(now), now),
  ]);
  const { checked, broken, complete } = agreement.equations;
  // Agreement is judged anew, as on every page: what moved within the last minutes is in transit.
  const agreed = { figure: 'agreement', part: checked - broken, whole: checked } as const;
  const counted = [...counts.filter(({ figure }) => figure !== 'agreement'), agreed, ...ofSystems];
  return {
    at: formatInstant(now),
    entity: entities?.length === 1 ? entities[0]! : null,
    complete,
    bridges: bridgesOf(groups),
    governed: [...governedOf(counted, series)],
  };
}
