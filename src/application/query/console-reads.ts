/** What the pages of the console need of the database, beside the reads of every client. */
import type { Instant } from '../../kernel/instant.ts';
import type { EntityScope } from './reads.ts';

/** An amount of one currency, in minor units. */
export interface Amount {
  readonly currency: string;
  readonly minor: bigint;
}

export type Standing = 'moving' | 'in-time' | 'late' | 'blocked' | 'in-doubt';

/** Open orders that stand alike: one lifecycle, one standing, one party that owes the answer. */
export interface StandingGroup {
  readonly lifecycle: string;
  readonly standing: Standing;
  /** `null` where nobody owes anything yet. */
  readonly owes: { readonly kind: 'system' | 'role' | 'customer'; readonly id: string } | null;
  readonly reason: string;
  readonly currency: string;
  readonly orders: number;
  readonly heldMinor: bigint;
  readonly since: Instant | null;
}

export interface RoleCases {
  readonly role: string;
  readonly currency: string | null;
  readonly open: number;
  readonly ages: readonly [number, number, number, number];
  readonly oldestAt: Instant;
  readonly exposureMinor: bigint;
}

export interface LateKind {
  readonly kind: string;
  readonly role: string;
  readonly currency: string | null;
  readonly orders: number;
  readonly exposureMinor: bigint;
  readonly since: Instant;
}

export interface SystemFigures {
  readonly system: string;
  /** Its newest fact, or the last sweep. */
  readonly heardAt: Instant | null;
  readonly facts24h: number;
  readonly lost24h: number;
  readonly queued: number;
  readonly inDoubt: number;
  readonly parked: number;
  readonly failing: number;
  readonly differences: number;
  readonly sweptAt: Instant | null;
}

export interface DayLoss {
  readonly day: string;
  readonly system: string;
  readonly channel: string;
  readonly lost: number;
}

/** How many equations there were at a moment, and how many were broken. */
export interface AgreementSample {
  readonly at: Instant;
  readonly checked: number;
  readonly broken: number;
}

export interface ConsoleReads {
  standings(entities: EntityScope, now: Instant): Promise<readonly StandingGroup[]>;
  casesByRole(entities: EntityScope, now: Instant): Promise<readonly RoleCases[]>;
  lateKinds(entities: EntityScope): Promise<readonly LateKind[]>;
  lossByDay(since: Instant): Promise<readonly DayLoss[]>;
  systems(now: Instant): Promise<readonly SystemFigures[]>;
  /** Agreement as it was measured since a moment, the oldest first. */
  agreementSeries(entities: EntityScope, since: Instant): Promise<readonly AgreementSample[]>;
  /** Open quarantine entries. */
  quarantined(entities: EntityScope): Promise<number>;
}
