/** What the page of one item needs of the database: who says how much there is, and the ledger behind it. */
import type { Instant, LocalDate } from '../../kernel/instant.ts';
import type { MovementRow } from '../ports/store.ts';
import type { Amount } from '../query/console-reads.ts';
import type { Page, PageRequest } from '../query/reads.ts';

export interface LedgerFilter extends PageRequest {
  readonly entities: readonly string[];
  readonly item: string;
  /** What the balance is of; `null`: every place, lot or disposition of ours. */
  readonly location: string | null;
  readonly lot: string | null;
  readonly disposition: string | null;
}

/** A movement, what it changed of what is counted, and what was there after it. */
export interface LedgerEntry {
  readonly movement: MovementRow;
  readonly change: bigint;
  readonly balance: bigint;
}

/** What one system says is there to sell. */
export interface StockReading {
  readonly system: string;
  readonly role: 'ledger' | 'comparison' | 'snapshot';
  readonly value: bigint;
  /** Less our figure of the same moment; `null`: nobody has compared them yet. */
  readonly difference: bigint | null;
  readonly standing: 'agrees' | 'in-transit' | 'differs' | 'settled';
  readonly sites: number;
  readonly cause: string | null;
  readonly atStake: Amount | null;
  readonly asOf: Instant;
}

/** Stock at the end of a day of UTC. */
export interface StockDay {
  readonly day: LocalDate;
  readonly onHand: bigint;
  /** `null`: it was not measured by then. */
  readonly available: bigint | null;
}

export interface ItemReads {
  ledger(filter: LedgerFilter): Promise<Page<LedgerEntry>>;
  readings(item: string, entities: readonly string[], now: Instant): Promise<readonly StockReading[]>;
  /** So many days up to today, the oldest first. */
  days(item: string, entities: readonly string[], now: Instant, days: number): Promise<readonly StockDay[]>;
}
