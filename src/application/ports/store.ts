/**
 * What the application needs of the database to run batches. One batch is one transaction with two waits:
 * `open` (lock and look) and `commit` (write everything). `load` is a third only for instances not in memory.
 */
import type { CommandStatus } from '../../engine/book.ts';
import type { Evolution } from '../../engine/state.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { BookAnswer, BookQuestion, LotRow } from './book.ts';
import type { StockOnHand, StoredInstance } from './stored.ts';

/** An alias of an entity: a number of another system. */
export interface AliasRef {
  readonly entity: string;
  readonly alias: string;
}

/** What a batch wants locked and looked up. */
export interface OpenRequest {
  /** Instances to lock, in any order: the store locks them in the order of their keys. */
  readonly instances: readonly string[];
  /** Ledger streams to lock, after the instances. */
  readonly streams: readonly string[];
  /** Facts that may be known already. */
  readonly facts: readonly { readonly source: string; readonly id: string }[];
}

/** A fact as it was first told. */
export interface KnownFact {
  readonly source: string;
  readonly id: string;
  readonly text: string;
  readonly type: string;
  /** Where it went; `null` while it waits for its alias. */
  readonly instance: string | null;
}

/** Everything that `open` locked and found. */
export interface Opened {
  readonly instances: readonly {
    readonly key: string;
    readonly version: number;
    readonly openedAt: Instant;
  }[];
  readonly streams: readonly StreamRow[];
  readonly facts: readonly KnownFact[];
}

/** The register of one ledger stream: its newest version, and how many movements it has made. */
export interface StreamRow {
  readonly key: string;
  readonly facts: number;
  readonly movements: number;
  readonly version: number;
  readonly text: string;
}

/** A stored fact. */
export interface FactRow {
  readonly instance: string;
  readonly instanceVersion: number;
  readonly entity: string;
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly messageId: string | null;
  readonly text: string;
  readonly evolution: Evolution;
}

/** One generation of a command, as stored. */
export interface CommandRow {
  readonly instance: string;
  readonly id: string;
  readonly generation: number;
  readonly entity: string;
  readonly type: string;
  readonly system: string;
  readonly fingerprint: string;
  /** Canonical wire text of the content. */
  readonly content: string;
  readonly status: CommandStatus;
  readonly attempts: number;
  readonly probes: number;
  readonly nextAttemptAt: Instant | null;
  readonly partition: number;
  readonly leaseOwner: string | null;
  readonly priority: number;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly traceparent: string | null;
  readonly issuedAt: Instant;
  readonly sentAt: Instant | null;
  readonly settledAt: Instant | null;
  readonly compensatedAt: Instant | null;
  readonly lastDetail: string | null;
  readonly undoes: { readonly id: string; readonly generation: number } | null;
}

/** A change of a command's row. */
export interface CommandUpdate {
  readonly instance: string;
  readonly id: string;
  readonly generation: number;
  /** `null` keeps what is there. */
  readonly status: CommandStatus | null;
  readonly attemptsAdded: number;
  readonly probesAdded: number;
  readonly nextAttemptAt: Instant | null;
  /** `null` keeps what is there. */
  readonly sentAt: Instant | null;
  readonly settledAt: Instant | null;
  readonly compensatedAt: Instant | null;
  readonly detail: string | null;
  /**
   * The holder that this change relies on. A withdrawal is only sound if nobody else may have
   * sent the command meanwhile; another holder fails the batch, which then starts again.
   */
  readonly expectedLease: { readonly owner: string | null } | null;
}

/** One attempt or probe of a command. */
export interface AttemptRow {
  readonly instance: string;
  readonly id: string;
  readonly generation: number;
  readonly attempt: number;
  readonly kind: 'execute' | 'probe';
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly result: string;
  readonly detail: string | null;
}

/** The row of an instance: what lists and totals show. */
export interface InstanceRow {
  readonly key: string;
  readonly entity: string;
  readonly workflow: string;
  readonly businessId: string;
  readonly version: number;
  readonly definitionVersion: string;
  readonly lifecycle: string;
  readonly settled: boolean;
  readonly underway: boolean;
  readonly nextDeadlineAt: Instant | null;
  readonly lookAgainAt: Instant | null;
  readonly equationsChecked: number;
  readonly equationsInTransit: number;
  readonly equationsBroken: number;
  readonly openCases: number;
  readonly atStakeMinor: bigint;
  readonly currency: string;
  readonly lineCount: number;
  readonly orderedMinor: bigint;
  readonly shippedMinor: bigint;
  readonly invoicedMinor: bigint;
  readonly creditedMinor: bigint;
  readonly paidMinor: bigint;
  readonly openedAt: Instant;
  readonly updatedAt: Instant;
}

/** An exception case that begins to hold. */
export interface CaseRow {
  readonly instance: string;
  readonly entity: string;
  readonly caseId: string;
  readonly kind: string;
  readonly text: string;
  readonly role: string;
  readonly exposureMinor: bigint | null;
  readonly currency: string | null;
  readonly playbook: string;
  readonly openedAt: Instant;
}

/** An exception case that holds no more, or was waived. */
export interface CaseClosing {
  readonly instance: string;
  readonly caseId: string;
  readonly state: 'resolved' | 'waived';
  readonly closedAt: Instant;
}

/** A movement in the ledger. */
export interface MovementRow {
  readonly instance: string;
  readonly key: string;
  readonly sequence: number;
  readonly entity: string;
  readonly kind: string;
  readonly item: string;
  /** Empty: no lot. */
  readonly lot: string;
  readonly quantity: bigint;
  readonly fromLocation: string;
  readonly fromDisposition: string;
  readonly toLocation: string;
  readonly toDisposition: string;
  readonly reverses: number | null;
  readonly reason: string | null;
  readonly factSource: string;
  readonly factId: string;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  /** Position in the stock log of the system that says it, if it numbers its changes. */
  readonly streamPosition: number | null;
}

/** Change of one position. */
export interface PositionDelta {
  readonly entity: string;
  readonly item: string;
  readonly location: string;
  readonly disposition: string;
  readonly lot: string;
  readonly onHand: bigint;
  readonly allocated: bigint;
}

/** A promise to an order line, in the ledger. Quantity zero removes it. */
export interface AllocationRow {
  readonly instance: string;
  readonly entity: string;
  readonly line: number;
  readonly item: string;
  readonly site: string;
  /** Empty: of no lot in particular. */
  readonly lot: string;
  readonly quantity: bigint;
  readonly orderedAt: Instant;
  /** Days of life that it must leave with. */
  readonly lifeDays: number;
}

export type { LotRow } from './book.ts';

/** What a line waits for. Shortfall zero removes it. */
export interface BackorderRow {
  readonly instance: string;
  readonly entity: string;
  readonly line: number;
  readonly item: string;
  readonly shortfall: bigint;
  readonly orderedAt: Instant;
  /** Days of life that it must leave with. */
  readonly lifeDays: number;
}

/** A raw message, kept with what became of it: its hash as it came, the names of keys that enclose it. */
export interface MessageRow {
  readonly source: string;
  readonly messageId: string | null;
  readonly entity: string | null;
  readonly headers: string;
  readonly body: Uint8Array;
  readonly bodyHash: string;
  readonly enclosedBy?: string;
  readonly receivedAt: Instant;
  readonly accepted: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly waiting: number;
  readonly quarantined: number;
}

/** A fact that waits for its alias. */
export interface WaitingFactRow {
  readonly source: string;
  readonly id: string;
  readonly entity: string;
  readonly alias: string;
  readonly type: string;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly correlationId: string | null;
  readonly causationId: string | null;
  readonly messageId: string | null;
  readonly text: string;
}

/** Why something was not let in. Public words: once used, for ever. */
export type QuarantineCode =
  | 'untranslatable'
  | 'unknown-code'
  | 'unknown-fact-type'
  | 'invalid-content'
  | 'not-owner'
  | 'clock-skew'
  | 'id-reused'
  | 'ledger-conflict'
  | 'no-register'
  | 'refused-by-store';

/** A message or a fact that was not let in. */
export interface QuarantineRow {
  readonly kind: 'message' | 'fact';
  readonly entity: string | null;
  readonly source: string;
  readonly messageId: string | null;
  readonly factId: string | null;
  readonly factType: string | null;
  readonly businessKey: string | null;
  readonly code: QuarantineCode;
  readonly reason: string;
  readonly headers: string | null;
  readonly body: Uint8Array;
  readonly bodyHash: string;
  readonly occurredAt: Instant | null;
  readonly receivedAt: Instant;
  /** Codes that a mapping must know first: one a line, list and code with a blank between. */
  readonly waitsFor?: string | null;
}

/** Facts that a sweep found missing. */
export interface SilentLossRow {
  readonly system: string;
  readonly channel: string;
  readonly day: string;
  readonly lost: number;
  readonly seenAt: Instant;
}

/** Everything that one batch writes. */
export interface BatchWrite {
  readonly now: Instant;
  readonly facts: FactRow[];
  readonly instances: InstanceRow[];
  readonly streams: StreamRow[];
  readonly commands: CommandRow[];
  readonly commandUpdates: CommandUpdate[];
  readonly attempts: AttemptRow[];
  readonly casesOpened: CaseRow[];
  readonly casesClosed: CaseClosing[];
  readonly movements: MovementRow[];
  readonly positions: PositionDelta[];
  readonly allocations: AllocationRow[];
  readonly backorders: BackorderRow[];
  readonly lots: LotRow[];
  readonly aliases: (AliasRef & { readonly instance: string })[];
  readonly messages: MessageRow[];
  readonly waiting: WaitingFactRow[];
  readonly delivered: { readonly source: string; readonly id: string }[];
  readonly quarantined: QuarantineRow[];
  /** Quarantine entries that were redriven. */
  readonly redriven: bigint[];
  readonly losses: SilentLossRow[];
}

/** A position as a batch left it. */
export interface PositionRow {
  readonly entity: string;
  readonly item: string;
  readonly location: string;
  readonly disposition: string;
  readonly lot: string;
  readonly onHand: bigint;
  readonly allocated: bigint;
}

/** What the commit answers. */
export interface Committed {
  readonly positions: readonly PositionRow[];
  /** Facts that waited for the aliases of this batch. */
  readonly waiting: readonly WaitingFactRow[];
}

/** One batch transaction. After an error it is only good for `rollback`. */
export interface BatchTransaction {
  open(request: OpenRequest): Promise<Opened>;
  load(
    wanted: readonly { readonly key: string; readonly afterVersion: number }[],
  ): Promise<readonly StoredInstance[]>;
  /** The requests that stand for instances: what a later decision of the ledger repeats. */
  standingRequests(type: string, instances: readonly string[]): Promise<StockOnHand['requests']>;
  /**
   * Locks the sellable positions of items, in key order; then reads, under these locks, who waits for
   * the items, and what their lots are.
   */
  lockStock(
    items: readonly { readonly entity: string; readonly item: string }[],
  ): Promise<Pick<StockOnHand, 'positions' | 'backorders' | 'lots'>>;
  /** What the ledger had at a site at a past moment; the positions are locked first. */
  bookAt(question: BookQuestion): Promise<BookAnswer>;
  commit(write: BatchWrite): Promise<Committed>;
  rollback(): Promise<void>;
}

/** How a failed batch may go on. */
export type StoreFault =
  /** Another transaction was in the way: the same batch may succeed. */
  | 'contended'
  /** The store is away: wait and try again. */
  | 'unavailable'
  /** The batch itself cannot be stored: some input of it is poison. */
  | 'rejected';

/** The database, as the processor sees it. */
export interface BatchStore {
  begin(): Promise<BatchTransaction>;
  faultOf(error: unknown): StoreFault;
  /** Instances by alias, for those that are known. */
  resolveAliases(
    aliases: readonly AliasRef[],
  ): Promise<readonly (AliasRef & { readonly instance: string })[]>;
}
