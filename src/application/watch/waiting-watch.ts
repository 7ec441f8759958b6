import type { Clock } from '../../kernel/clock.ts';
import { HOUR_MS, MINUTE_MS, type Instant } from '../../kernel/instant.ts';
import type { Logger } from '../ports/logger.ts';
import type { LongWaiting, UpkeepStore } from '../ports/upkeep-store.ts';
import { RecurringLook } from '../recurrence/recurring-look.ts';
import { ChannelTally } from './channel-tally.ts';
import type { ConditionDesk, Observation } from './condition-desk.ts';

/** Milliseconds that a fact may wait for the number it names: longer than the sweeps that would bring it. */
export const WAITING_MAX_MS = 4 * HOUR_MS;
/** Milliseconds between looks: what has waited for hours can wait for minutes. */
const INTERVAL_MS = 15 * MINUTE_MS;

export interface WaitingWatchOptions {
  readonly store: Pick<UpkeepStore, 'longWaiting'>;
  readonly conditions: Pick<ConditionDesk, 'observe'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly entities: readonly string[];
  readonly systems: readonly string[];
}

/**
 * Notices facts that wait for a number which nobody states: money or a deduction for an invoice that
 * does not exist. They come in by themselves once it is known; until then somebody must ask.
 */
export function waitingWatch(options: WaitingWatchOptions): RecurringLook {
  const { store, conditions, clock, logger, entities, systems } = options;
  const tally = new ChannelTally<LongWaiting>(conditions, entities, systems);
  const look = async (): Promise<void> =>
    tally.tell(await store.longWaiting((clock.now() - WAITING_MAX_MS) as Instant), said);
  return new RecurringLook({
    clock,
    logger,
    intervalMs: INTERVAL_MS,
    failure: 'could not look for what waits in vain',
    look,
  });
}

/** What is said of one channel: with what it waits for, or that nothing does. */
const said = (channel: string, row: LongWaiting | undefined): Omit<Observation, 'entity'> => ({
  channel,
  condition: 'waits-for-number',
  holds: row !== undefined,
  kind: 'unknown-number',
  text: `${channel} speaks of what nobody has stated: ${row === undefined ? '–' : namesOf(row)}`,
  role: 'service',
  playbook:
    'Look whether the number is right and who should have stated it; sweep that system. What waits comes ' +
    'in by itself once it is known. If it never will be, have the sender correct it, then waive.',
  ...(row === undefined ? {} : { waiting: row.count, since: row.since }),
});

function namesOf({ aliases, numbers }: LongWaiting): string {
  const more = numbers - aliases.length;
  return `${aliases.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
