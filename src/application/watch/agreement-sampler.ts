import type { Clock } from '../../kernel/clock.ts';
import { HOUR_MS, MINUTE_MS, type Instant } from '../../kernel/instant.ts';
import type { Logger } from '../ports/logger.ts';
import { RecurringLook } from '../recurrence/recurring-look.ts';

/** Where the figures of a moment are kept. */
export interface SampleStore {
  /** Counts the equations of now, and those that are broken; and sums up how orders stand. */
  sample(now: Instant): Promise<void>;
  /** Counts the governed figures of now. */
  count(now: Instant): Promise<void>;
}

/** Milliseconds between two samples: half an hour shows when a day went wrong, at few rows a day. */
const SAMPLE_INTERVAL_MS = 30 * MINUTE_MS;

/** Milliseconds between two counts of the governed figures: they are of days, and each is several sums. */
const COUNT_INTERVAL_MS = 2 * HOUR_MS;

/** Measures every half hour agreement and how orders stand; every other hour, the governed figures. */
export function agreementSampler(store: SampleStore, clock: Clock, logger: Logger): RecurringLook {
  let countedAt = 0;
  return new RecurringLook({
    clock,
    logger,
    intervalMs: SAMPLE_INTERVAL_MS,
    failure: 'could not measure agreement',
    async look() {
      const now = clock.now();
      await store.sample(now);
      if (now - countedAt < COUNT_INTERVAL_MS) return;
      await store.count(now);
      countedAt = now;
    },
  });
}
