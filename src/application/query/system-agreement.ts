/** Whether one system agrees with what we know: object by object, and what does not. */
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import type { AskedSweep } from '../sweep/sweep-desk.ts';
import type { ComparisonRow, DifferenceRow } from '../ports/comparison-store.ts';
import { timeOrNull } from './command-answer.ts';
import { moneyFigure } from './figures.ts';
import type { EntityScope } from './reads.ts';

/** A comparison as some entities may see it. */
export interface ListedComparison extends ComparisonRow {
  /** Since when the oldest difference is known. */
  readonly oldestAt: Instant | null;
}

/** What of a site's stock agrees with a system, and what does not. */
export interface SiteAgreement {
  readonly entity: string;
  readonly site: string;
  readonly agreed: number;
  readonly odd: number;
  readonly missingHere: number;
  readonly missingThere: number;
  readonly inTransit: number;
  readonly atStake: ComparisonRow['atStake'];
  readonly oldestAt: Instant | null;
}

export interface SystemReads {
  comparisons(system: string, entities: EntityScope): Promise<readonly ListedComparison[]>;
  /** Stock by site; empty where the system's stock was never compared. */
  sites(system: string, entities: EntityScope): Promise<readonly SiteAgreement[]>;
  /** The most money first, then the oldest. */
  differences(system: string, entities: EntityScope, limit: number): Promise<readonly DifferenceRow[]>;
  /** How far the system's statement was read, and when. */
  sweptTo(system: string): Promise<{ readonly readTo: Instant; readonly sweptAt: Instant } | null>;
  losses(
    system: string,
  ): Promise<readonly { readonly channel: string; readonly lost: number; readonly lastSeenAt: Instant }[]>;
}

export async function systemAgreementOf(
  reads: SystemReads,
  system: string,
  asked: AskedSweep | null,
  entities: EntityScope,
  limit: number,
  now: Instant,
) {
  const [comparisons, sites, differences, swept, losses] = await Promise.all([
    reads.comparisons(system, entities),
    reads.sites(system, entities),
    reads.differences(system, entities, limit + 1),
    reads.sweptTo(system),
    reads.losses(system),
  ]);
  return {
    system,
    at: formatInstant(now),
    sweep: asked === null ? null : sweepAnswer(system, asked),
    statement:
      swept === null
        ? null
        : { readTo: formatInstant(swept.readTo), sweptAt: formatInstant(swept.sweptAt) },
    objects: comparisons.map(objectAnswer),
    sites: sites.map((row) => ({
      ...row,
      atStake: stakesAnswer(row),
      oldestAt: timeOrNull(row.oldestAt),
    })),
    differences: differences.slice(0, limit).map((row) => ({
      object: row.object,
      entity: row.entity,
      number: row.number,
      verdict: row.verdict,
      inTransit: row.inTransit,
      here: row.ours,
      there: row.theirs,
      cause: row.cause,
      atStake: moneyFigure(row.atStakeMinor, row.currency),
      firstSeenAt: formatInstant(row.firstSeenAt),
    })),
    complete: differences.length <= limit,
    silentLoss: losses.map((loss) => ({ ...loss, lastSeenAt: formatInstant(loss.lastSeenAt) })),
  };
}

const stakesAnswer = ({ atStake }: Pick<ComparisonRow, 'atStake'>) =>
  atStake.flatMap(({ currency, minor }) => moneyFigure(minor, currency) ?? []);

const objectAnswer = (row: ListedComparison) => ({
  object: row.object,
  comparedAt: formatInstant(row.comparedAt),
  tookMs: row.tookMs,
  agreed: row.agreed,
  odd: row.odd,
  missingHere: row.missingHere,
  missingThere: row.missingThere,
  inTransit: row.inTransit,
  repaired: row.repaired,
  atStake: stakesAnswer(row),
  oldestAt: timeOrNull(row.oldestAt),
  failure: row.failure,
});

export const sweepAnswer = (system: string, asked: AskedSweep) => ({
  system,
  startedAt: formatInstant(asked.startedAt),
  activity: asked.activity,
  compared: asked.compared,
  endedAt: timeOrNull(asked.endedAt),
  failure: asked.failure,
});
