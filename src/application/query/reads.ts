/** What the questions of people and programs need of the database. One method, one query. */
import type { CommandStatus } from '../../engine/book.ts';
import type { Instant } from '../../kernel/instant.ts';
import type {
  AttemptRow,
  CommandRow,
  FactRow,
  InstanceRow,
  MovementRow,
  PositionRow,
} from '../ports/store.ts';
import type { ReservationView } from '../../workflows/inventory-reservation/workflow.ts';
import type { LotStock } from '../stock/availability.ts';
import type { CommandRef } from './command-name.ts';

/** Where a page begins, and how long it may be. */
export interface PageRequest {
  /** Position after which it begins, as `next` gave it; `null`: at the start. */
  readonly after: readonly string[] | null;
  readonly limit: number;
}

/** Which instances of a workflow a list shows. */
export interface WorkflowFilter extends PageRequest {
  readonly entities: EntityScope;
  readonly lifecycle: string | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Position of the next page; `null`: there is none. */
  readonly next: readonly string[] | null;
}

/** Entities that may be seen; `null`: all. */
export type EntityScope = readonly string[] | null;

export interface SalesOrderFilter extends PageRequest {
  readonly entities: EntityScope;
  readonly lifecycle: string | null;
  readonly customer: string | null;
  readonly numberPrefix: string | null;
  readonly late: boolean | null;
  readonly open: boolean | null;
  readonly now: Instant;
}

export interface ListedOrder {
  readonly row: InstanceRow;
  readonly customer: string | null;
  readonly late: boolean;
}

export interface ReservationFilter extends PageRequest {
  readonly entities: EntityScope;
  readonly lifecycle: string | null;
  readonly item: string | null;
  readonly site: string | null;
  readonly customer: string | null;
}

export interface ListedReservation {
  readonly row: InstanceRow;
  readonly instance: string;
  readonly view: ReservationView;
}

export interface ReturnFilter extends PageRequest {
  readonly entities: EntityScope;
  readonly lifecycle: string | null;
  readonly customer: string | null;
  readonly salesOrder: string | null;
  readonly numberPrefix: string | null;
  readonly open: boolean | null;
}

export interface ListedReturn {
  readonly row: InstanceRow;
  readonly customer: string | null;
  readonly salesOrder: string | null;
}

export interface PositionFilter extends PageRequest {
  readonly entities: EntityScope;
  readonly item: string | null;
  readonly location: string | null;
  readonly disposition: string | null;
}

export interface ListedPosition extends PositionRow {
  readonly updatedAt: Instant;
}

/** Stock that may be sold from, lot by lot, and what orders wait for. */
export interface ItemStock {
  /** By entity and site; a site that only promises, and holds nothing, is among them. */
  readonly lots: readonly LotStock[];
  /** Shortfall of the orders, by entity. */
  readonly backordered: ReadonlyMap<string, bigint>;
}

export interface MovementFilter extends PageRequest {
  readonly entities: EntityScope;
  readonly item: string | null;
  readonly location: string | null;
  readonly kind: string | null;
  readonly instance: string | null;
}

export type CaseState = 'open' | 'resolved' | 'waived';

export interface CaseFilter extends PageRequest {
  readonly entities: EntityScope;
  readonly role: string | null;
  readonly kind: string | null;
  readonly state: CaseState;
  readonly assignee: string | null;
  readonly instance: string | null;
  readonly sort: 'exposure' | 'age';
}

export interface ListedCase {
  readonly id: bigint;
  readonly entity: string;
  readonly instance: string;
  readonly caseId: string;
  readonly kind: string;
  readonly text: string;
  readonly role: string;
  readonly exposureMinor: bigint | null;
  readonly currency: string | null;
  readonly playbook: string;
  readonly state: CaseState;
  readonly assignee: string | null;
  /** Rises with every change of the case. */
  readonly version: number;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
}

export interface CommandFilter extends PageRequest {
  readonly entities: EntityScope;
  readonly status: CommandStatus | null;
  readonly system: string | null;
  readonly type: string | null;
  readonly instance: string | null;
  readonly issuedBefore: Instant;
}

export interface QuarantineFilter extends PageRequest {
  readonly entities: EntityScope;
  readonly source: string | null;
  readonly code: string | null;
  readonly state: 'open' | 'redriven' | 'discarded';
}

export interface ListedQuarantine {
  readonly id: bigint;
  readonly kind: 'message' | 'fact';
  readonly state: 'open' | 'redriven' | 'discarded';
  readonly entity: string | null;
  readonly source: string;
  readonly messageId: string | null;
  readonly factId: string | null;
  readonly factType: string | null;
  readonly businessKey: string | null;
  readonly code: string;
  readonly reason: string;
  readonly bytes: number;
  readonly seen: number;
  readonly redrives: number;
  readonly receivedAt: Instant;
}

export interface FeedFilter extends PageRequest {
  readonly entities: EntityScope;
  readonly type: string | null;
  readonly instance: string | null;
}

/** The feed always has a position to go on from. */
export interface FeedPage {
  readonly items: readonly FactRow[];
  readonly next: readonly string[];
  readonly more: boolean;
}

/** Sums of the whole installation, or of some entities. */
export interface AgreementCounts {
  readonly equationsChecked: number;
  readonly equationsInTransit: number;
  readonly equationsBroken: number;
  readonly atStake: readonly { readonly currency: string; readonly minor: bigint }[];
  readonly lifecycles: Readonly<Record<string, number>>;
  readonly commands: Readonly<Record<string, number>>;
  readonly casesOpened: number;
  readonly casesOpen: number;
  readonly casesByKind: Readonly<Record<string, number>>;
  readonly factsRecorded: number;
  readonly repetitions: number;
  readonly conflicts: number;
  readonly waiting: number;
  readonly quarantined: number;
  readonly losses: readonly {
    readonly system: string;
    readonly channel: string;
    readonly lost: number;
    readonly lastSeenAt: Instant;
  }[];
}

/** What "up to then" means: what we had recorded, or what had happened as far as we know today. */
export type Reading = 'known' | 'occurred';

export interface Moment {
  readonly at: Instant;
  readonly reading: Reading;
}

export interface Reads {
  /** Keys of the instances with a business id, such as a sales order's number. */
  findInstances(workflow: string, businessId: string, entities: EntityScope): Promise<readonly string[]>;
  instance(key: string): Promise<InstanceRow | null>;
  /** Facts of an instance in the order in which it took them in: all, or those up to a moment. */
  factsOf(instance: string, upTo?: Moment): Promise<readonly FactRow[]>;
  /** Facts of an instance that it took in after this version of it; `null`: all. */
  factsAfter(instance: string, version: number | null): Promise<readonly FactRow[]>;
  commandsOf(instance: string): Promise<readonly CommandRow[]>;
  /** Instances with equations that do not hold, the most money first. */
  unequalInstances(entities: EntityScope, limit: number): Promise<readonly string[]>;

  salesOrders(filter: SalesOrderFilter): Promise<Page<ListedOrder>>;
  returns(filter: ReturnFilter): Promise<Page<ListedReturn>>;
  reservations(filter: ReservationFilter): Promise<Page<ListedReservation>>;
  positions(filter: PositionFilter): Promise<Page<ListedPosition>>;
  itemStock(item: string, entities: EntityScope): Promise<ItemStock>;
  movements(filter: MovementFilter): Promise<Page<MovementRow>>;
  cases(filter: CaseFilter): Promise<Page<ListedCase>>;
  case(id: bigint): Promise<ListedCase | null>;
  commands(filter: CommandFilter): Promise<Page<CommandRow>>;
  command(ref: CommandRef): Promise<CommandRow | null>;
  attempts(ref: CommandRef): Promise<readonly AttemptRow[]>;
  quarantine(filter: QuarantineFilter): Promise<Page<ListedQuarantine>>;
  quarantined(id: bigint): Promise<ListedQuarantine | null>;
  feed(filter: FeedFilter): Promise<FeedPage>;
  agreement(entities: EntityScope): Promise<AgreementCounts>;
  /** Answers if the database does. */
  ping(): Promise<void>;
}

/** Changes of the work queues themselves: nothing that a workflow judges by. */
export interface CaseDesk {
  /** Gives an open case to a person; `null`: it is not open any more, or not as it was read. */
  assign(
    id: bigint,
    assignee: string | null,
    actor: string,
    now: Instant,
    ifVersion: number | null,
  ): Promise<ListedCase | null>;
  /** Takes an open case in the version that was read, for one decision; false: it changed since. */
  claim(id: bigint, version: number): Promise<boolean>;
}
