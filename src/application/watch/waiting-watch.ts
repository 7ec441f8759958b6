import type { Clock } from '../../kernel/clock.ts';
import { HOUR_MS, type Instant } from '../../kernel/instant.ts';
import type { Logger } from '../ports/logger.ts';
import type { LongWaiting, UpkeepStore } from '../ports/upkeep-store.ts';
import type { RecurringLook } from '../recurrence/recurring-look.ts';
import { channelWatch, type ConditionWords } from './channel-watch.ts';
import type { ConditionDesk } from './condition-desk.ts';

/** Milliseconds that a fact may wait for the number it names: longer than the sweeps that would bring it. */
const WAITING_MAX_MS = 4 * HOUR_MS;

export interface WaitingWatchOptions {
  readonly store: Pick<UpkeepStore, 'longWaiting'>;
  readonly conditions: Pick<ConditionDesk, 'observe'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly entities: readonly string[];
  readonly systems: readonly string[];
}

const WORDS: ConditionWords = {
  condition: 'waits-for-number',
  kind: 'unknown-number',
  role: 'service',
  playbook:
    'Look whether the number is right and who should have stated it; sweep that system. What waits comes ' +
    'in by itself once it is known. If it never will be, have the sender correct it, then waive.',
};

/**
 * Notices facts that wait for a number which nobody states: money or a deduction for an invoice that
 * does not exist. They come in by themselves once it is known; until then somebody must ask.
 */
export function waitingWatch(options: WaitingWatchOptions): RecurringLook {
  const { store, conditions, clock, logger, entities, systems } = options;
  return channelWatch<LongWaiting>({
    conditions,
    clock,
    logger,
    entities,
    sources: async () => systems,
    failure: 'could not look for what waits in vain',
    words: WORDS,
    find: () => store.longWaiting((clock.now() - WAITING_MAX_MS) as Instant),
    text: (channel, row) =>
      `${channel} speaks of what nobody has stated: ${row === undefined ? '–' : namesOf(row)}`,
  });
}

function namesOf({ aliases, numbers }: LongWaiting): string {
  const more = numbers - aliases.length;
  return `${aliases.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
