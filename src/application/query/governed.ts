/** The governed figures: each a part of a whole, with its formula, its target and who answers for it. */
import type { z } from 'zod';
import type { GOVERNED, governed } from '../../contract/resources/console-figures.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import type { ConsoleReads } from './console-reads.ts';
import { breachesOf, promisedBy } from './overview.ts';
import type { EntityScope } from './reads.ts';

type Governed = z.output<typeof governed>;
export type GovernedName = (typeof GOVERNED)[number];

/** How much of what came in is counted: what lies in quarantine is missing in every figure. */
export const COMPLETENESS = 'completeness';

/** A figure as it was counted: of an entity, or of none. */
export interface FigureCount {
  readonly figure: GovernedName | typeof COMPLETENESS;
  readonly part: number;
  readonly whole: number;
}

/** A figure as it was counted at a moment. */
export interface FigureSample extends FigureCount {
  readonly at: Instant;
}

export type FigureReads = Pick<
  ConsoleReads,
  'lateKinds' | 'standings' | 'finishedOrders' | 'systems' | 'equationCounts' | 'intake'
>;

type Rule = Omit<Governed, 'figure' | 'part' | 'of' | 'value' | 'series' | 'completeness'>;

const RULES: Readonly<Record<GovernedName, Rule>> = {
  'posted-in-time': {
    target: 0.99,
    better: 'higher',
    formula: 'open orders that shipped, less those whose invoice is past its promise',
    excludes: 'finished orders',
    owner: 'finance',
    version: 1,
  },
  agreement: {
    target: 0.999,
    better: 'higher',
    formula: 'equations that hold or are in transit, of all that were checked',
    excludes: 'what no system has answered for yet',
    owner: 'integration',
    version: 1,
  },
  touchless: {
    target: 0.85,
    better: 'higher',
    formula: 'finished orders that never had a case, of all finished orders',
    excludes: 'open orders',
    owner: 'service',
    version: 1,
  },
  'in-full': {
    target: 0.98,
    better: 'higher',
    formula: 'finished orders that shipped all that was ordered, by value, of all finished orders',
    excludes: 'cancelled orders',
    owner: 'warehouse',
    version: 1,
  },
  'first-time-right': {
    target: 0.95,
    better: 'higher',
    formula: 'billed orders of which nothing was credited, of all billed orders',
    excludes: 'orders without an invoice',
    owner: 'finance',
    version: 1,
  },
  'silent-loss': {
    target: 0,
    better: 'lower',
    formula: 'facts of 24 h that only a sweep brought, of all facts of 24 h',
    excludes: 'systems that push nothing',
    owner: 'integration',
    version: 1,
  },
};

const NAMES = Object.keys(RULES) as GovernedName[];

/** Counts what is of entities. */
export async function countFigures(
  reads: FigureReads,
  entities: EntityScope,
  now: Instant,
): Promise<readonly FigureCount[]> {
  const [late, open, orders, equations, intake] = await Promise.all([
    reads.lateKinds(entities),
    reads.standings(entities, now),
    reads.finishedOrders(entities),
    reads.equationCounts(entities),
    reads.intake(entities),
  ]);
  const invoicing = breachesOf(late, open).find(({ kind }) => kind === 'late-invoice');
  const shipped = invoicing?.of ?? promisedBy('late-invoice', open);
  return [
    { figure: 'posted-in-time', part: shipped - (invoicing?.count ?? 0), whole: shipped },
    { figure: 'agreement', part: equations.checked - equations.broken, whole: equations.checked },
    { figure: 'touchless', part: orders.touchless, whole: orders.finished },
    { figure: 'in-full', part: orders.inFull, whole: orders.ended },
    { figure: 'first-time-right', part: orders.uncredited, whole: orders.billed },
    { figure: COMPLETENESS, part: intake.taken, whole: intake.taken + intake.held },
  ];
}

/** Counts what is of systems, and so of no entity. */
export async function countSystemFigures(
  reads: Pick<FigureReads, 'systems' | 'intake'>,
  now: Instant,
): Promise<readonly FigureCount[]> {
  const [systems, nobodys] = await Promise.all([reads.systems(now), reads.intake('none')]);
  return [
    {
      figure: 'silent-loss',
      part: systems.reduce((sum, { lost24h }) => sum + lost24h, 0),
      whole: systems.reduce((sum, { facts24h }) => sum + facts24h, 0),
    },
    { figure: COMPLETENESS, part: 0, whole: nobodys.held },
  ];
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Figures as they are shown: what was counted, and how that went. */
export function governedOf(
  counts: readonly FigureCount[],
  samples: readonly FigureSample[],
): readonly Governed[] {
  const completeness = shareOf(counts, COMPLETENESS) ?? 1;
  return NAMES.flatMap((figure): Governed[] => {
    const own = counts.filter((count) => count.figure === figure);
    if (own.length === 0) return [];
    const part = own.reduce((sum, count) => sum + count.part, 0);
    const of = own.reduce((sum, count) => sum + count.whole, 0);
    const series = samples
      .filter((sample) => sample.figure === figure)
      .map((sample) => ({ at: formatInstant(sample.at), value: share(sample.part, sample.whole) }));
    return [{ figure, part, of, value: share(part, of), completeness, series, ...RULES[figure] }];
  });
}

function shareOf(counts: readonly FigureCount[], figure: FigureCount['figure']): number | null {
  const own = counts.filter((count) => count.figure === figure);
  return share(
    own.reduce((sum, { part }) => sum + part, 0),
    own.reduce((sum, { whole }) => sum + whole, 0),
  );
}
