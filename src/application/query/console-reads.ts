/** What the pages of the console need of the database, beside the reads of every client. */
import type { DURATIONS } from '../../contract/resources/console-figures.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { InstanceRow } from '../ports/store.ts';
import type { FigureCount, FigureSample } from './governed.ts';
import type { EntityScope, Page, PageRequest } from './reads.ts';

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

/** Sales orders, finished ones as well, that stand alike; with their money by how far it got. */
export interface OrderGroup {
  readonly lifecycle: string;
  /** `null`: the order is finished. */
  readonly standing: Standing | null;
  readonly reason: string | null;
  readonly currency: string;
  readonly orders: number;
  /** Of these: not posted as ordered; credited. */
  readonly ordersUnposted: number;
  readonly ordersCredited: number;
  readonly orderedMinor: bigint;
  readonly shippedMinor: bigint;
  readonly invoicedMinor: bigint;
  readonly creditedMinor: bigint;
}

/** How orders stood when it was measured. */
export interface OrderGroupsAsOf {
  readonly measuredAt: Instant;
  readonly groups: readonly OrderGroup[];
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
  /** `null`: nothing that it holds was compared. */
  readonly comparedAt: Instant | null;
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

type Owes = { readonly kind: 'system' | 'role' | 'customer'; readonly id: string };

export interface StandingFilter extends PageRequest {
  readonly entities: EntityScope;
  readonly now: Instant;
  readonly lifecycle: string | null;
  readonly standing: Standing | null;
  /** Late, blocked or in doubt. */
  readonly waiting: boolean | null;
  readonly owes: string | null;
  readonly broken: boolean | null;
  readonly settled: boolean | null;
  readonly numberPrefix: string | null;
}

export interface StandingOrder {
  readonly row: InstanceRow;
  readonly customer: string | null;
  readonly standing: Standing | null;
  readonly owes: Owes | null;
  readonly reason: string | null;
  readonly since: Instant | null;
  readonly heldMinor: bigint | null;
}

export interface StockFilter extends PageRequest {
  readonly entities: EntityScope;
  readonly itemPrefix: string | null;
  readonly short: boolean | null;
}

export interface ItemStock {
  readonly entity: string;
  readonly item: string;
  readonly sites: number;
  readonly onHand: bigint;
  readonly allocated: bigint;
  readonly elsewhere: bigint;
  readonly inTransit: bigint;
  readonly backordered: bigint;
  readonly updatedAt: Instant;
}

export interface RawMessage {
  readonly source: string;
  readonly messageId: string;
  readonly receivedAt: Instant;
  readonly bytes: number;
  readonly facts: readonly string[];
  readonly body: string;
}

export interface QuarantinedContent {
  readonly id: bigint;
  readonly entity: string | null;
  readonly source: string;
  readonly code: string;
  readonly reason: string;
  readonly waitsFor: readonly string[];
  readonly headers: string | null;
  readonly body: string;
}

export interface CaseCluster {
  readonly fingerprint: string;
  readonly kind: string;
  readonly title: string;
  readonly role: string;
  readonly playbook: string;
  readonly cases: number;
  readonly assignees: readonly string[];
  readonly exposure: readonly Amount[];
  readonly oldestAt: Instant;
  readonly sample: string;
  readonly example: bigint;
}

export interface ClusterFilter {
  readonly entities: EntityScope;
  readonly role: string | null;
  readonly kind: string | null;
  readonly assignee: string | null;
}

export interface CaseComment {
  readonly id: bigint;
  readonly caseId: bigint;
  readonly by: string;
  readonly at: Instant;
  readonly text: string;
}

/** What ended after one moment and up to another, as far as it was recorded by then. */
export interface DurationFilter {
  readonly entities: EntityScope;
  readonly from: Instant;
  readonly at: Instant;
}

export interface MeasuredDuration {
  readonly figure: (typeof DURATIONS)[number];
  readonly ended: number;
  readonly medianSeconds: number;
  readonly p90Seconds: number;
}

/** Sales orders by how they ended, and by what was billed of them. */
export interface FinishedOrders {
  readonly finished: number;
  /** Of these: never had a case. */
  readonly touchless: number;
  /** Finished and not cancelled; of these: shipped in full. */
  readonly ended: number;
  readonly inFull: number;
  /** Finished or not; of these: nothing was credited. */
  readonly billed: number;
  readonly uncredited: number;
}

export interface ConsoleReads {
  durations(filter: DurationFilter): Promise<readonly MeasuredDuration[]>;
  standings(entities: EntityScope, now: Instant): Promise<readonly StandingGroup[]>;
  orderGroups(entities: EntityScope, now: Instant): Promise<readonly OrderGroup[]>;
  /** By the last measurement before a moment; `null`: there was none. */
  orderGroupsAsOf(entities: EntityScope, moment: Instant): Promise<OrderGroupsAsOf | null>;
  /** Governed figures as they were counted at a moment at which they were measured. */
  figuresAsOf(entities: EntityScope, measuredAt: Instant): Promise<readonly FigureCount[]>;
  /** Governed figures between two moments, the oldest first; of many measurements some are left out. */
  figureSeries(entities: EntityScope, from: Instant, to: Instant): Promise<readonly FigureSample[]>;
  finishedOrders(entities: EntityScope): Promise<FinishedOrders>;
  /** Equations of all instances, as they were judged last. */
  equationCounts(entities: EntityScope): Promise<{ readonly checked: number; readonly broken: number }>;
  /** Facts that were taken in, and entries that lie in quarantine; `none`: those of no entity. */
  intake(entities: EntityScope | 'none'): Promise<{ readonly taken: number; readonly held: number }>;
  casesByRole(entities: EntityScope, now: Instant): Promise<readonly RoleCases[]>;
  lateKinds(entities: EntityScope): Promise<readonly LateKind[]>;
  lossByDay(since: Instant): Promise<readonly DayLoss[]>;
  systems(now: Instant): Promise<readonly SystemFigures[]>;
  /** Agreement as it was measured since a moment, the oldest first. */
  agreementSeries(entities: EntityScope, since: Instant): Promise<readonly AgreementSample[]>;
  standingOrders(filter: StandingFilter): Promise<Page<StandingOrder>>;
  /** How many orders a filter finds; counting stops beyond a limit. */
  countStandingOrders(filter: StandingFilter): Promise<number>;
  itemStock(filter: StockFilter): Promise<Page<ItemStock>>;
  messagesOf(instance: string): Promise<readonly RawMessage[]>;
  quarantinedContent(id: bigint): Promise<QuarantinedContent | null>;
  caseClusters(filter: ClusterFilter): Promise<readonly CaseCluster[]>;
  /** Open cases of a cluster, the oldest instance first: the order in which things happened. */
  casesOfCluster(fingerprint: string, entities: EntityScope, limit: number): Promise<readonly bigint[]>;
  countCluster(fingerprint: string, entities: EntityScope): Promise<number>;
  commentsOf(caseId: bigint): Promise<readonly CaseComment[]>;
  comment(caseId: bigint, by: string, at: Instant, text: string): Promise<CaseComment>;
  /** Open cases of the kind that is approved, and proposals of changes, which are of no entity. */
  awaitingApproval(kind: string, entities: EntityScope): Promise<number>;
  /** Open quarantine entries. */
  quarantined(entities: EntityScope): Promise<number>;
}
