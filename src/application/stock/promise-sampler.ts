/** Keeps by day what each item had to promise. */
import type { Clock } from '../../kernel/clock.ts';
import { formatInstant, HOUR_MS, type Instant, type LocalDate } from '../../kernel/instant.ts';
import type { Logger } from '../ports/logger.ts';
import { RecurringLook } from '../recurrence/recurring-look.ts';
import { availabilityOf, type LotStock } from './availability.ts';

export interface PromiseSample {
  readonly entity: string;
  readonly item: string;
  readonly available: bigint;
}

export interface PromiseSamples {
  /** Stock of the items of which a position changed since a moment, and of all that have lots: those age. */
  stockChangedSince(moment: Instant): Promise<readonly LotStock[]>;
  /** The later sample of a day takes the place of the one before. */
  save(day: LocalDate, samples: readonly PromiseSample[]): Promise<void>;
}

export interface PromiseSamplerOptions {
  readonly samples: PromiseSamples;
  readonly clock: Clock;
  readonly logger: Logger;
  dateAt(site: string, at: Instant): LocalDate;
}

/** Milliseconds between two samples: a day is told by its last one. */
const SAMPLE_INTERVAL_MS = 2 * HOUR_MS;

/** What can be promised of each item, all sites of an entity together, by the rule of every promise. */
export function promisesOf(rows: readonly LotStock[], todayAt: (site: string) => LocalDate): PromiseSample[] {
  return [...Map.groupBy(rows, ({ entity, item }) => `${entity}|${item}`).values()].map((some) => {
    const { entity, item } = some[0]!;
    const sites = availabilityOf(some, todayAt, 0);
    return { entity, item, available: sites.reduce((sum, site) => sum + site.availableToPromise, 0n) };
  });
}

export function promiseSampler({ samples, clock, logger, dateAt }: PromiseSamplerOptions): RecurringLook {
  let since = 0 as Instant;
  return new RecurringLook({
    clock,
    logger,
    intervalMs: SAMPLE_INTERVAL_MS,
    failure: 'could not measure what can be promised',
    async look() {
      const now = clock.now();
      const rows = await samples.stockChangedSince(since);
      const day = formatInstant(now).slice(0, 10) as LocalDate;
      await samples.save(day, promisesOf(rows, (site) => dateAt(site, now)));
      // What was being written while we read is read again.
      since = (now - SAMPLE_INTERVAL_MS) as Instant;
    },
  });
}
