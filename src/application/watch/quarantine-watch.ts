import type { Clock } from '../../kernel/clock.ts';
import { MINUTE_MS, type Instant } from '../../kernel/instant.ts';
import type { Logger } from '../ports/logger.ts';
import type { QuarantineCode } from '../ports/store.ts';
import type { LongHeld, UpkeepStore } from '../ports/upkeep-store.ts';
import type { RecurringLook } from '../recurrence/recurring-look.ts';
import { channelWatch, type ConditionWords } from './channel-watch.ts';
import type { ConditionDesk } from './condition-desk.ts';

/** Milliseconds that something may be held before somebody is told: who is mending it needs a while. */
const HELD_MAX_MS = 15 * MINUTE_MS;
/** Reasons that open a case of their own, at once. */
const TOLD_ELSEWHERE: readonly QuarantineCode[] = ['unknown-code', 'ledger-conflict'];

export interface QuarantineWatchOptions {
  readonly store: Pick<UpkeepStore, 'longHeld' | 'sourcesEverHeld'>;
  readonly conditions: Pick<ConditionDesk, 'observe'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly entities: readonly string[];
  /** Systems that live on files: what is held of a file or an interchange has a case of its own. */
  readonly onFiles: readonly string[];
}

const WORDS: ConditionWords = {
  condition: 'quarantined',
  kind: 'quarantined',
  role: 'integration',
  playbook:
    'Look at the quarantine of the channel: each entry says what is wrong. Mend the cause (a clock, the ' +
    'ownership of a fact, the translation) and redrive, or discard what will never be right. The case ' +
    'closes by itself when nothing is held any more.',
};

/**
 * Tells somebody that a channel says what is not let in: a clock that is wrong, a fact that it may
 * not state, a message that cannot be read. Its orders look as if nothing happened.
 */
export function quarantineWatch(options: QuarantineWatchOptions): RecurringLook {
  const { store, conditions, clock, logger, entities, onFiles } = options;
  return channelWatch<LongHeld>({
    conditions,
    clock,
    logger,
    entities,
    sources: () => store.sourcesEverHeld(onFiles),
    failure: 'could not look for what is quarantined',
    words: WORDS,
    find: () =>
      store.longHeld((clock.now() - HELD_MAX_MS) as Instant, onFiles, TOLD_ELSEWHERE, entities[0]!),
    text: (channel, row) =>
      `${channel} says what is not let in: ${row === undefined ? '–' : reasonsOf(row)}`,
  });
}

const reasonsOf = ({ codes, reason }: LongHeld): string => `${codes.join(', ')}; the first: ${reason}`;
