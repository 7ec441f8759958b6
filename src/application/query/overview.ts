/** The first page of the console: do the systems agree, and what waits for whom. */
import type { z } from 'zod';
import type { overview } from '../../contract/resources/console.ts';
import { DAY_MS, formatInstant, type Instant } from '../../kernel/instant.ts';
import { APPROVAL_CASE } from '../../workflows/approvals/approval.ts';
import { LIFECYCLE } from '../../workflows/order-to-cash/lifecycle.ts';
import type { AgreementAnswer } from './agreement.ts';
import { timeOrNull } from './command-answer.ts';
import type { Amount, ConsoleReads, LateKind, RoleCases, StandingGroup } from './console-reads.ts';
import { moneyFigure, type MoneyFigure } from './figures.ts';
import type { EntityScope } from './reads.ts';

export type Overview = z.output<typeof overview>;

/** What this process knows of a configured system without asking the database. */
export interface SystemChannelState {
  readonly system: string;
  readonly connector: string;
  /** Milliseconds within which it promised to be heard of; `null`: no promise. */
  readonly promisedMs: number | null;
  /** Since when this process has listened without a break. */
  readonly awaitedSince: Instant;
  readonly concurrency: number | null;
  readonly perSecond: number | null;
  readonly inFlight: number;
  readonly circuitOpen: boolean;
}

/** Days for which silent loss is shown. */
const LOSS_DAYS = 30;

export interface OverviewSources {
  readonly reads: ConsoleReads;
  readonly agreement: AgreementAnswer;
  readonly channels: readonly SystemChannelState[];
  readonly entities: EntityScope;
  readonly now: Instant;
}

/** Adds amounts up by currency; the largest sum first. */
export function sumsOf(amounts: Iterable<Amount>): MoneyFigure[] {
  const sums = new Map<string, bigint>();
  for (const { currency, minor } of amounts) {
    if (minor !== 0n) sums.set(currency, (sums.get(currency) ?? 0n) + minor);
  }
  return [...sums]
    .sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0))
    .flatMap(([currency, minor]) => moneyFigure(minor, currency) ?? []);
}

export async function overviewOf(sources: OverviewSources): Promise<Overview> {
  const { reads, agreement, entities, now } = sources;
  const [groups, roles, late, losses, systems, quarantined, approvals, series] = await Promise.all([
    reads.standings(entities, now),
    reads.casesByRole(entities, now),
    reads.lateKinds(entities),
    reads.lossByDay((now - LOSS_DAYS * DAY_MS) as Instant),
    reads.systems(now),
    reads.quarantined(entities),
    reads.awaitingApproval(APPROVAL_CASE, entities),
    reads.agreementSeries(entities, (now - LOSS_DAYS * DAY_MS) as Instant),
  ]);
  const { equations } = agreement;
  const systemRows = systemsOf(sources.channels, systems);
  const cases = casesOf(roles);
  return {
    at: formatInstant(now),
    entity: entities?.length === 1 ? entities[0]! : null,
    equations: {
      checked: equations.checked,
      holds: equations.holds,
      inTransit: equations.inTransit,
      broken: equations.broken,
      atStake: [...equations.atStake],
    },
    matrix: equations.unequal
      .filter(({ verdict }) => verdict === 'broken')
      .map(({ name, odd, count, atStake, examples }) => ({ equation: name, odd, count, atStake, examples })),
    complete: equations.complete,
    series: series.map((sample) => ({ ...sample, at: formatInstant(sample.at) })),
    waiting: waitingOf(groups),
    stages: stagesOf(groups),
    silentLoss: [...losses],
    breaches: breachesOf(late, groups),
    cases,
    systems: systemRows,
    todo: {
      cases: cases.reduce((sum, { open }) => sum + open, 0),
      approvals,
      messages: quarantined,
      systems: systemRows.filter((row) => row.breaker === 'open' || row.inDoubt + row.parked > 0).length,
    },
  };
}

const isWaitedFor = (group: StandingGroup): boolean =>
  group.standing === 'late' || group.standing === 'blocked' || group.standing === 'in-doubt';

const countOf = (groups: readonly StandingGroup[]): number =>
  groups.reduce((sum, { orders }) => sum + orders, 0);

const heldOf = (groups: readonly StandingGroup[]): MoneyFigure[] =>
  sumsOf(groups.map(({ currency, heldMinor }) => ({ currency, minor: heldMinor })));

function waitingOf(groups: readonly StandingGroup[]): Overview['waiting'] {
  const waited = groups.filter(isWaitedFor);
  const by = Map.groupBy(waited, ({ owes, standing }) => `${owes!.kind} ${owes!.id} ${standing}`);
  return {
    orders: countOf(waited),
    held: heldOf(waited),
    by: [...by.values()]
      .map((some) => {
        const [first] = some;
        const largest = some.toSorted((a, b) => b.orders - a.orders)[0]!;
        const since = some.flatMap((group) => group.since ?? []).sort((a, b) => a - b)[0] ?? null;
        return {
          owes: { ...first!.owes! },
          standing: first!.standing as 'late' | 'blocked' | 'in-doubt',
          orders: countOf(some),
          held: heldOf(some),
          since: timeOrNull(since),
          reason: largest.reason,
        };
      })
      .sort((a, b) => b.orders - a.orders),
  };
}

function stagesOf(groups: readonly StandingGroup[]): Overview['stages'] {
  return LIFECYCLE.flatMap((state) => {
    const some = groups.filter(({ lifecycle }) => lifecycle === state);
    if (some.length === 0) return [];
    const of = (standing: StandingGroup['standing']): number =>
      countOf(some.filter((group) => group.standing === standing));
    return [{
      state,
      total: countOf(some),
      moving: of('moving'),
      inTime: of('in-time'),
      late: of('late'),
      blocked: of('blocked'),
      inDoubt: of('in-doubt'),
    }];
  });
}

/** Lifecycle words of orders that a promise is about. */
const PROMISED: Readonly<Record<string, readonly string[]>> = {
  'late-acceptance': ['captured', 'on-hold'],
  'late-allocation': ['accepted', 'backordered'],
  'late-release': ['allocated', 'released', 'part-shipped'],
  'late-shipment': ['released', 'part-shipped'],
  'late-invoice': ['part-shipped', 'shipped', 'invoiced'],
  'late-payment': ['invoiced', 'part-shipped', 'shipped'],
};

/** Open orders that a promise is about. */
export const promisedBy = (kind: string, groups: readonly StandingGroup[]): number =>
  countOf(groups.filter(({ lifecycle }) => PROMISED[kind]?.includes(lifecycle) ?? true));

export function breachesOf(
  late: readonly LateKind[],
  groups: readonly StandingGroup[],
): Overview['breaches'] {
  return [...Map.groupBy(late, ({ kind }) => kind)]
    .map(([kind, rows]) => {
      const count = rows.reduce((sum, { orders }) => sum + orders, 0);
      return {
        kind,
        count,
        of: Math.max(count, promisedBy(kind, groups)),
        atStake: sumsOf(rows.map(amountOf)),
        role: rows[0]!.role,
        since: formatInstant(rows.map(({ since }) => since).sort((a, b) => a - b)[0]!),
      };
    })
    .sort((a, b) => b.count - a.count);
}

const amountOf = (row: { readonly currency: string | null; readonly exposureMinor: bigint }): Amount => ({
  currency: row.currency ?? '',
  minor: row.exposureMinor,
});

function casesOf(roles: readonly RoleCases[]): Overview['cases'] {
  return [...Map.groupBy(roles, ({ role }) => role)]
    .map(([role, rows]) => ({
      role,
      open: rows.reduce((sum, { open }) => sum + open, 0),
      ages: [0, 1, 2, 3].map((at) => rows.reduce((sum, { ages }) => sum + ages[at]!, 0)),
      oldestAt: formatInstant(rows.map(({ oldestAt }) => oldestAt).sort((a, b) => a - b)[0]!),
      exposure: sumsOf(rows.map(amountOf)),
    }))
    .sort((a, b) => b.open - a.open);
}

function systemsOf(
  channels: readonly SystemChannelState[],
  figures: Awaited<ReturnType<ConsoleReads['systems']>>,
): Overview['systems'] {
  const known = new Map(figures.map((row) => [row.system, row]));
  return channels.map(({ circuitOpen, awaitedSince, ...channel }) => {
    const row = known.get(channel.system);
    return {
      ...channel,
      breaker: circuitOpen ? 'open' : 'closed',
      heardAt: timeOrNull(row?.heardAt ?? null),
      awaitedSince: formatInstant(awaitedSince),
      facts24h: row?.facts24h ?? 0,
      lost24h: row?.lost24h ?? 0,
      queued: row?.queued ?? 0,
      inDoubt: row?.inDoubt ?? 0,
      parked: row?.parked ?? 0,
      failing: row?.failing ?? 0,
      differences: row?.differences ?? 0,
      sweptAt: timeOrNull(row?.sweptAt ?? null),
      comparedAt: timeOrNull(row?.comparedAt ?? null),
    };
  });
}
