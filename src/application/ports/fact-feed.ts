/** Facts in the order of their commits, for whoever reads on from where it was. */
import type { Instant } from '../../kernel/instant.ts';
import type { FactRow } from './store.ts';

/** Place between two facts: transaction, and number inside of it. */
export type FeedPosition = readonly [committed: string, number: string];

/** Facts that a reader wants; an empty list wants all. */
export interface FeedSelection {
  readonly types: readonly string[];
  readonly entities: readonly string[];
}

export interface FeedItem {
  readonly fact: FactRow;
  /** Reading after it goes on with the next fact. */
  readonly position: FeedPosition;
}

export interface FeedSlice {
  readonly items: readonly FeedItem[];
  /** Where to go on. Behind the last item, or further if everything up to there was looked at. */
  readonly next: FeedPosition;
  /** There is more already. */
  readonly more: boolean;
}

export interface FactFeed {
  read(selection: FeedSelection, after: FeedPosition, limit: number): Promise<FeedSlice>;
  /** The place before the first fact that was recorded at a moment or later; `null`: after the last fact. */
  placeOf(moment: Instant | null): Promise<FeedPosition>;
  /** Facts after a place, up to another one if it is named; counts no further than `max`. */
  count(
    selection: FeedSelection,
    after: FeedPosition,
    upTo: FeedPosition | null,
    max: number,
  ): Promise<number>;
}

export const FEED_START: FeedPosition = ['0', '0'];

/** Whether one place lies behind another. */
export const isBehind = (a: FeedPosition, b: FeedPosition): boolean =>
  a[0] === b[0] ? BigInt(a[1]) > BigInt(b[1]) : BigInt(a[0]) > BigInt(b[0]);
