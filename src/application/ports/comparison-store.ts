import type { Instant } from '../../kernel/instant.ts';
import type { Currency } from '../../kernel/currency.ts';
import type { UnitPrice } from '../../kernel/unit-price.ts';
import type { InventoryObject, InventoryRecord, ObjectName } from './inventory.ts';

/** Which of our records: after one name up to another, both in the order of lists. */
export interface RecordRange {
  /** Not included; `null`: from the first. */
  readonly after: string | null;
  /** Included; `null`: to the last. */
  readonly upTo: string | null;
}

/** Count and hash of a range: equal on both sides if its records are. */
export interface RangeDigest {
  readonly count: number;
  readonly hash: string;
}

export type DifferenceVerdict = 'odd' | 'missing-here' | 'missing-there';

/** One object that does not agree. */
export interface DifferenceRow {
  readonly system: string;
  readonly object: InventoryObject;
  readonly entity: string;
  readonly number: string;
  readonly verdict: DifferenceVerdict;
  /** It may be explained by a message on its way. */
  readonly inTransit: boolean;
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly cause: string;
  readonly atStakeMinor: bigint | null;
  readonly currency: string | null;
  readonly firstSeenAt: Instant;
  readonly lastSeenAt: Instant;
}

/** What a comparison came to. */
export interface ComparisonRow {
  readonly system: string;
  readonly object: InventoryObject;
  readonly comparedAt: Instant;
  /** What it found equal is equal at its end. */
  readonly endedAt: Instant;
  readonly tookMs: number;
  readonly agreed: number;
  readonly odd: number;
  readonly missingHere: number;
  readonly missingThere: number;
  readonly inTransit: number;
  readonly repaired: number;
  readonly atStake: readonly { readonly currency: string; readonly minor: bigint }[];
  /** Of what lies at sites, how much of it agreed at each. */
  readonly agreedAt: readonly SiteCount[];
  readonly failure: string | null;
}

export interface SiteCount {
  readonly entity: string;
  readonly site: string;
  readonly count: number;
}

/** What a unit of an item is worth, and by what that is known. */
export interface UnitWorth {
  readonly price: UnitPrice;
  readonly currency: Currency;
  /** What somebody stated that it costs, or what it was last sold for. */
  readonly by: 'cost' | 'price';
}

/** Our side of a comparison, and where its results are kept. */
export interface ComparisonStore {
  digest(object: InventoryObject, system: string, range: RecordRange): Promise<RangeDigest>;
  /** Open records of a range after a name, in the order of lists. */
  records(
    object: InventoryObject,
    system: string,
    range: RecordRange,
    after: ObjectName | null,
    limit: number,
  ): Promise<readonly InventoryRecord[]>;
  /** Records of these names, open or not. */
  find(
    object: InventoryObject,
    system: string,
    names: readonly ObjectName[],
  ): Promise<readonly InventoryRecord[]>;
  /** Since when these objects do not agree; the age of what is new is now. */
  firstSeen(
    object: InventoryObject,
    system: string,
    names: readonly ObjectName[],
  ): Promise<ReadonlyMap<string, Instant>>;
  /** Worth of a unit of what lies at these positions, where anybody has said anything of it. */
  unitWorths(names: readonly ObjectName[]): Promise<ReadonlyMap<string, UnitWorth>>;
  saveDifferences(rows: readonly DifferenceRow[]): Promise<void>;
  /** Forgets what was not seen again, and keeps what the comparison came to. */
  finish(row: ComparisonRow): Promise<void>;
  /** The comparison could not be made: the last one stands, with the reason. */
  fail(object: InventoryObject, system: string, at: Instant, failure: string): Promise<void>;
  /** When an object was compared last, or that was tried; `null`: never. */
  comparedAt(object: InventoryObject, system: string): Promise<Instant | null>;
}

/** Name of an object for maps. */
export const nameOf = ({ entity, number }: Pick<ObjectName, 'entity' | 'number'>): string =>
  `${entity}\u001f${number}`;
