/** What differs between a count and the books, and what it may come from. */
import type { VARIANCE_CAUSES } from '../../canonical/facts/stock-compared.v1.ts';
import { quantity, type Quantity } from '../../kernel/quantity.ts';

const ONE_UNIT: bigint = quantity(1);

export type VarianceCause = (typeof VARIANCE_CAUSES)[number];

/** A movement at the place, as our ledger has it. */
export interface NearbyMovement {
  /** Its name, for people. */
  readonly name: string;
  readonly kind: string;
  /** Above zero: it came in. */
  readonly change: bigint;
}

/** What is known about one difference. */
export interface VarianceEvidence {
  readonly stated: Quantity;
  /** Our balance at the moment of the count. */
  readonly book: Quantity;
  /** What the system that stated it had in its own books at that moment, if it says so. */
  readonly theirBook: Quantity | null;
  /** Movements of the last weeks before it. */
  readonly movements: readonly NearbyMovement[];
  /** Our balance at the same moment, as we reckoned it before: later movements arrived meanwhile. */
  readonly earlierBook: Quantity | null;
  /** Messages of the system that wait for a code that nobody mapped. */
  readonly unmapped: number;
}

export interface SuggestedCause {
  readonly cause: VarianceCause;
  readonly because: string;
}

/** Sizes in which goods are packed: a count that is off by one of them was in the other unit. */
const PACK_SIZES = [6n, 10n, 12n, 20n, 24n, 25n, 36n, 48n, 50n, 72n, 100n, 144n] as const;

/** Causes that more facts will mend, or that a recount will: nothing may be posted because of them. */
export const mendsItself = (cause: VarianceCause): boolean =>
  cause !== 'none' && cause !== 'unexplained';

/** The most likely cause of a difference, the surest first. */
export function causeOf(evidence: VarianceEvidence): SuggestedCause {
  const { stated, book, theirBook, movements, earlierBook, unmapped } = evidence;
  const variance = stated - book;
  if (variance === 0n) {
    return earlierBook === null || earlierBook === book
      ? { cause: 'none', because: 'the books agree' }
      : { cause: 'late-movement', because: 'a movement from before the count arrived after it' };
  }
  if (theirBook !== null && theirBook === stated) {
    const because = 'its own books agree with it: a movement that it knows has not reached us';
    return { cause: 'missing-movement', because };
  }
  const twice = duplicateOf(variance, movements);
  if (twice !== null) return { cause: 'duplicate-movement', because: twice };
  const size = PACK_SIZES.find((pack) => stated * pack === book || book * pack === stated);
  if (size !== undefined && stated !== 0n && book !== 0n) {
    return { cause: 'unit-error', because: `it is off by a factor of ${size}: counted in another unit` };
  }
  if (unmapped > 0) {
    const messages = unmapped === 1 ? '1 message waits' : `${unmapped} messages wait`;
    return { cause: 'unmapped', because: `${messages} for a code that nobody has mapped` };
  }
  return { cause: 'unexplained', because: 'nothing that we know explains it' };
}

/** Two movements alike, one of which would explain the difference if it had not happened. */
function duplicateOf(variance: bigint, movements: readonly NearbyMovement[]): string | null {
  const alike = movements.filter(({ change }) => change === -variance);
  for (const [at, first] of alike.entries()) {
    const second = alike.slice(at + 1).find(({ kind }) => kind === first.kind);
    if (second !== undefined) return `${first.name} and ${second.name} may be one and the same`;
  }
  return null;
}

/** Difference as percent of the booked quantity, without sign, two decimals; of nothing: a hundred. */
export function variancePercent(stated: Quantity, book: Quantity): string {
  const off = stated > book ? stated - book : book - stated;
  if (off === 0n) return '0';
  const base = book < 0n ? -book : book;
  if (base === 0n) return '100';
  const hundredths = (off * 10_000n) / base;
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}

/** Value of a quantity at a price for one base unit, in minor money, without sign, rounded up. */
export function valueOf(change: bigint, unitCostMinor: bigint): bigint {
  const size = change < 0n ? -change : change;
  return (size * unitCostMinor + ONE_UNIT - 1n) / ONE_UNIT;
}
