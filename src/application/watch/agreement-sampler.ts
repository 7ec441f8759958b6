import type { Clock } from '../../kernel/clock.ts';
import { MINUTE_MS, type Instant } from '../../kernel/instant.ts';
import type { Logger } from '../ports/logger.ts';
import { RecurringLook } from '../recurrence/recurring-look.ts';

/** Where the figures of a moment are kept. */
export interface SampleStore {
  /** Counts the equations of now, and those that are broken; and sums up how orders stand. */
  sample(now: Instant): Promise<void>;
}

/** Milliseconds between two samples: half an hour shows when a day went wrong, at few rows a day. */
const SAMPLE_INTERVAL_MS = 30 * MINUTE_MS;

/** Measures every half hour how many equations there are, how many are broken, and how orders stand. */
export const agreementSampler = (store: SampleStore, clock: Clock, logger: Logger): RecurringLook =>
  new RecurringLook({
    clock,
    logger,
    intervalMs: SAMPLE_INTERVAL_MS,
    failure: 'could not measure agreement',
    look: () => store.sample(clock.now()),
  });
