import type { Clock } from '../../kernel/clock.ts';
import { MINUTE_MS, type Instant } from '../../kernel/instant.ts';
import type { Logger } from '../ports/logger.ts';
import { RecurringLook } from '../recurrence/recurring-look.ts';

/** Where the agreement of a moment is kept. */
export interface SampleStore {
  /** Counts the equations of now, and those that are broken. */
  sample(now: Instant): Promise<void>;
}

/** Milliseconds between two samples: half an hour shows when a day went wrong, at 48 rows a day. */
const SAMPLE_INTERVAL_MS = 30 * MINUTE_MS;

/** Measures every half hour how many equations there are and how many are broken. */
export const agreementSampler = (store: SampleStore, clock: Clock, logger: Logger): RecurringLook =>
  new RecurringLook({
    clock,
    logger,
    intervalMs: SAMPLE_INTERVAL_MS,
    failure: 'could not measure agreement',
    look: () => store.sample(clock.now()),
  });
