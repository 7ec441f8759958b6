import type { CommandStatus, OutcomeKind } from '../../engine/book.ts';
import type { Evolution } from '../../engine/state.ts';
import type { Instant } from '../../kernel/instant.ts';
import type {
  AttemptRow,
  CommandRow,
  MessageRow,
  QuarantineCode,
  QuarantineRow,
  SilentLossRow,
} from '../ports/store.ts';
import type { ReservationAnswer, ReservationAsk } from './reservation-decision.ts';

/** A decoded fact on its way in. */
export interface NewFact {
  readonly source: string;
  readonly id: string;
  readonly entity: string;
  readonly type: string;
  readonly occurredAt: Instant;
  readonly content: unknown;
  /** Canonical wire text of the content. */
  readonly text: string;
  readonly correlationId: string | null;
  readonly causationId: string | null;
  readonly messageId: string | null;
  /** Name of its document within its message: they come in together. Without it, it stands alone. */
  readonly document?: string;
}

/** What a dispatcher learned about one generation of a command. */
export interface CommandReport {
  readonly instance: string;
  readonly id: string;
  readonly generation: number;
  readonly kind: OutcomeKind;
  readonly detail: string | null;
  readonly sentAt: Instant | null;
  readonly nextAttemptAt: Instant | null;
  /** Attempts and probes made since the last report. */
  readonly attemptsAdded: number;
  readonly probesAdded: number;
  readonly attempts: readonly AttemptRow[];
}

/** A command for the stock ledger, executed inside the batch. */
export interface LedgerCommand {
  readonly instance: string;
  readonly id: string;
  readonly generation: number;
  readonly type: string;
  readonly content: unknown;
}

/** Reason to decide the allocation of standing requests again. */
export interface Redecision {
  readonly entity: string;
  readonly item: string;
  /** Instances to decide again, in the order in which they are served. */
  readonly instances: readonly string[];
  /** Promises that must be given back at this site because the goods are gone. */
  readonly takeBack: boolean;
}

/** One atomic unit: all of it is stored in one transaction, or none. */
export interface Submission {
  readonly facts?: readonly NewFact[];
  readonly reports?: readonly CommandReport[];
  readonly ledger?: readonly LedgerCommand[];
  readonly reserve?: ReservationAsk;
  readonly redecide?: Redecision;
  /** Instances whose comparison with the ledger is out of date: movements from before came after it. */
  readonly recompare?: readonly string[];
  /** Instances to judge again: passed deadlines and ends of grace are found and entered. */
  readonly examine?: readonly string[];
  /** The raw message that brought the facts; its counts are filled in by the batch. */
  readonly message?: MessageRow;
  readonly quarantined?: readonly QuarantineRow[];
  /** Quarantine entries that this submission settles. */
  readonly redriven?: readonly bigint[];
  readonly losses?: readonly SilentLossRow[];
  /** The facts come from the waiting table and leave it. */
  readonly delivered?: boolean;
}

/** What became of one fact. */
export type FactResult =
  | {
      readonly status: 'accepted' | 'duplicate' | 'conflict';
      /** Instance or ledger stream that holds it. */
      readonly instance: string;
      readonly evolution: Evolution;
    }
  | { readonly status: 'waiting'; readonly alias: string }
  | { readonly status: 'quarantined'; readonly code: QuarantineCode; readonly reason: string };

/** What became of one report. */
export interface ReportResult {
  /** Status of that generation now. */
  readonly status: CommandStatus | 'unknown';
}

/** Results in the order of the submission. */
export interface SubmissionResult {
  readonly facts: readonly FactResult[];
  readonly reports: readonly ReportResult[];
  /** What the ledger answers, if it was asked about a reservation. */
  readonly reservation?: ReservationAnswer;
}

/** A command that leaves: its row, and its decoded content. */
export interface LeavingCommand {
  readonly row: CommandRow;
  readonly content: unknown;
}

/**
 * Who sends the commands of this process: the dispatcher, as the processor sees it. A withdrawal
 * needs its consent, because a command in memory may be on the wire at this moment.
 */
export interface CommandDesk {
  readonly processId: string;
  owns(partition: number): boolean;
  /** Takes a command off the lane until `release` or `drop`; false: it is or may be on the wire. */
  hold(instance: string, id: string, generation: number): boolean;
  release(instance: string, id: string, generation: number): void;
  drop(instance: string, id: string, generation: number): void;
  /** Commands of a batch that has committed. */
  accept(commands: readonly LeavingCommand[]): void;
}
