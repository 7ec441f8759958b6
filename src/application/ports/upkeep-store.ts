import type { Instant } from '../../kernel/instant.ts';
import type { UnknownCode } from './code-book.ts';
import type { QuarantineCode, QuarantineRow, WaitingFactRow } from './store.ts';

/** A quarantine entry as stored. */
export type StoredQuarantine = QuarantineRow & { readonly number: bigint };

/** Which quarantine entries to redrive. */
export interface QuarantineFilter {
  readonly source?: string;
  readonly code?: string;
  readonly numbers?: readonly bigint[];
  /** Only what waits for this code. */
  readonly waitsFor?: UnknownCode;
}

/** Facts of one source that wait for numbers which nobody has stated. */
export interface LongWaiting {
  readonly entity: string;
  readonly source: string;
  readonly count: number;
  /** How many numbers they wait for, and the first of them. */
  readonly numbers: number;
  readonly aliases: readonly string[];
  readonly since: Instant;
}

/** What one source said that is quarantined. */
export interface LongHeld {
  readonly entity: string;
  readonly source: string;
  readonly count: number;
  /** Why, each reason once, and the first one in words. */
  readonly codes: readonly string[];
  readonly reason: string;
  readonly since: Instant;
}

/** Reads of the jobs that keep the store true: deadlines, waiting facts, stock, sweeps, redrive. */
export interface UpkeepStore {
  /** Instances that somebody must look at by now, the most overdue first. */
  instancesToLookAt(now: Instant, limit: number): Promise<readonly string[]>;
  /** When the next instance must be looked at. */
  nextLookAt(): Promise<Instant | null>;
  /** Facts that wait although their alias is known: two batches crossed. */
  deliverable(limit: number): Promise<readonly WaitingFactRow[]>;
  /** What has waited since before that moment, by entity and source. */
  longWaiting(before: Instant): Promise<readonly LongWaiting[]>;
  /** Sources but these of which something was ever quarantined. */
  sourcesEverHeld(but: readonly string[]): Promise<readonly string[]>;
  /**
   * What has been quarantined since before that moment, by entity and source, but for some sources and
   * reasons. A message that names no entity counts for `unnamed`.
   */
  longHeld(
    before: Instant,
    but: readonly string[],
    except: readonly QuarantineCode[],
    unnamed: string,
  ): Promise<readonly LongHeld[]>;
  /** Items that have both stock to promise and backorders. */
  servable(limit: number): Promise<readonly { readonly entity: string; readonly item: string }[]>;
  /** Items of which a site has promised more than it has. */
  overpromised(limit: number): Promise<readonly { readonly entity: string; readonly item: string }[]>;
  /** Instances that wait for an item, oldest order first, if any site can promise it. */
  backordered(entity: string, item: string, limit: number): Promise<readonly string[]>;
  /** Instances whose promises of an item exceed what a site has, youngest order first. */
  toTakeBack(entity: string, item: string, limit: number): Promise<readonly string[]>;
  /** Reconciliations whose comparison with the ledger is older than a movement that belongs before it. */
  staleComparisons(since: Instant, limit: number): Promise<readonly string[]>;
  /** Open entries in the order of their arrival, after a number. */
  quarantined(filter: QuarantineFilter, after: bigint, limit: number): Promise<readonly StoredQuarantine[]>;
  /** A redrive that failed again: counted, with the reason of now. */
  stillFaulty(number: bigint, code: string, reason: string, waitsFor: string | null): Promise<void>;
  discard(number: bigint, by: string, at: Instant): Promise<boolean>;
  /** What was observed last of a condition: its canonical text, or `null`. */
  lastObserved(instance: string, condition: string): Promise<string | null>;
  /** How far a system was swept. */
  sweptTo(system: string): Promise<Instant | null>;
  setSweptTo(system: string, readTo: Instant, sweptAt: Instant, read: number): Promise<void>;
}
