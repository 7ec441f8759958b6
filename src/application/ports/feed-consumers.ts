import type { Instant } from '../../kernel/instant.ts';
import type { FeedPosition, FeedSelection } from './fact-feed.ts';

/** A reader of the feed whose place we keep. */
export interface FeedConsumer extends FeedSelection {
  readonly name: string;
  /** Everything up to here was taken. */
  readonly position: FeedPosition;
  /** Facts that it has taken, repetitions by a replay counted again. */
  readonly taken: number;
  readonly version: number;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly updatedAt: Instant;
}

export interface FeedConsumers {
  find(name: string): Promise<FeedConsumer | null>;
  /** False: there is one of this name already. */
  insert(consumer: FeedConsumer): Promise<boolean>;
  /** Changes it if it still has this version; `null`: it has another. */
  change(
    name: string,
    version: number,
    change: {
      readonly types: readonly string[];
      readonly position: FeedPosition;
      readonly takenMore: number;
    },
    now: Instant,
  ): Promise<FeedConsumer | null>;
}
