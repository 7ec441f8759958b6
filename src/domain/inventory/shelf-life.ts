/**
 * The one rule by which a lot may be sold: allocation, availability, pick suggestions, restocking and
 * the screens all ask it, so that they cannot disagree about "expires today".
 */
import { addDays, epochDayOf, type LocalDate } from '../../kernel/instant.ts';

/** Why nobody may be promised a lot, whatever its age. */
export type LotBar =
  /** Nobody stated it. */
  | 'unstated'
  /** Its statements contradict each other. */
  | 'disputed'
  | 'recalled'
  | 'held'
  /** Quality rejected it. */
  | 'rejected'
  /** It needs a release by quality that it does not have. */
  | 'unreleased';

/** What counts of a lot when it is to be sold. */
export interface LotTerms {
  readonly lot: string;
  /** The last day on which it is good; `null`: it does not expire. */
  readonly expiresOn: LocalDate | null;
  readonly receivedOn: LocalDate | null;
  readonly bar: LotBar | null;
}

/** Whether a lot may be sold, and why not. */
export type Fitness = 'fit' | LotBar | 'expired' | 'short-dated';

/**
 * The first last-good day that is late enough. A lot is good on its last day, and a day of life that is
 * demanded is one more day after the day on which the goods leave.
 */
export const goodFrom = (leavesOn: LocalDate, lifeDays: number): LocalDate => addDays(leavesOn, lifeDays);

/**
 * Whether a lot may leave on a date, with so many days of life left: the date is the one of the site's
 * own calendar, the days are what the customer demands at delivery and the days of the way there.
 */
export function fitnessOf(lot: LotTerms, leavesOn: LocalDate, lifeDays: number): Fitness {
  if (lot.bar !== null) return lot.bar;
  if (lot.expiresOn === null) return 'fit';
  if (lot.expiresOn < goodFrom(leavesOn, 0)) return 'expired';
  return lot.expiresOn < goodFrom(leavesOn, lifeDays) ? 'short-dated' : 'fit';
}

/** What of a lot counts for promises: of one that may not be sold only a lack, which left all the same. */
export const promisable = (onHand: bigint, fitness: Fitness): bigint =>
  fitness === 'fit' || onHand < 0n ? onHand : 0n;

/** Days of life left after a date; below zero: expired. `null`: it does not expire. */
export const daysLeft = ({ expiresOn }: LotTerms, on: LocalDate): number | null =>
  expiresOn === null ? null : epochDayOf(expiresOn) - epochDayOf(on);

/** First to expire first; of the same day the one received first, then by number. */
export function firstToExpire(a: LotTerms, b: LotTerms): number {
  if (a.expiresOn !== b.expiresOn) return earlier(a.expiresOn, b.expiresOn);
  if (a.receivedOn !== b.receivedOn) return earlier(a.receivedOn, b.receivedOn);
  return a.lot < b.lot ? -1 : a.lot > b.lot ? 1 : 0;
}

/** What has no date comes last. */
const earlier = (a: LocalDate | null, b: LocalDate | null): number =>
  a === null ? 1 : b === null || a < b ? -1 : 1;

/** A lot that nobody stated. */
export const unstatedLot = (lot: string): LotTerms => ({
  lot, expiresOn: null, receivedOn: null, bar: 'unstated',
});

/** How much life goods must have left, as a distributor agreed it. */
export interface ShelfLifePolicy {
  /** Days that an item must have left for anybody. */
  readonly items: ReadonlyMap<string, number>;
  /** Days that a customer demands at delivery. */
  readonly customers: ReadonlyMap<string, number>;
  /** Days between the site's door and the customer's. */
  readonly transitDays: number;
}

export const NO_SHELF_LIFE_POLICY: ShelfLifePolicy = {
  items: new Map(), customers: new Map(), transitDays: 0,
};

/** Days of life that an item must have left on the day it leaves for a customer. */
export function lifeDaysOf(policy: ShelfLifePolicy, item: string, customer: string): number {
  const own = policy.items.get(item) ?? 0;
  const agreed = policy.customers.get(customer) ?? 0;
  return (own > agreed ? own : agreed) + policy.transitDays;
}
