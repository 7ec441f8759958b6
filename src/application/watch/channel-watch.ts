import type { Clock } from '../../kernel/clock.ts';
import { MINUTE_MS, type Instant } from '../../kernel/instant.ts';
import type { Logger } from '../ports/logger.ts';
import { RecurringLook } from '../recurrence/recurring-look.ts';
import type { ConditionDesk, Observation } from './condition-desk.ts';

/** Milliseconds between looks: what has waited for long can wait for minutes. */
const INTERVAL_MS = 15 * MINUTE_MS;

/** A channel of one business entity. */
interface Channel {
  readonly entity: string;
  readonly source: string;
}

/** What stays behind of a channel. */
export interface LeftBehind extends Channel {
  readonly count: number;
  readonly since: Instant;
}

/** Who is told of a condition, and how: all but the channel and what was found of it. */
export type ConditionWords = Pick<Observation, 'condition' | 'kind' | 'role' | 'playbook'>;

export interface ChannelWatchOptions<T extends LeftBehind> {
  readonly conditions: Pick<ConditionDesk, 'observe'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly entities: readonly string[];
  /** Sources of which an earlier process may have told something: nobody remembers which. */
  readonly sources: () => Promise<readonly string[]>;
  /** What a look that fails is called in the log. */
  readonly failure: string;
  readonly words: ConditionWords;
  readonly find: () => Promise<readonly T[]>;
  /** What is said of a channel: with what was found of it, or that nothing is. */
  readonly text: (channel: string, row: T | undefined) => string;
}

const nameOf = ({ entity, source }: Channel): string => `${entity} ${source}`;

/**
 * Tells somebody what stays behind of a channel, by one condition that holds for as long as anything
 * is found of it, and ends with the first look that finds nothing.
 */
export function channelWatch<T extends LeftBehind>(options: ChannelWatchOptions<T>): RecurringLook {
  const { conditions, clock, logger, entities, failure, words } = options;
  let told: ReadonlyMap<string, Channel> | null = null;
  const look = async (): Promise<void> => {
    told ??= channelsOf(entities, await options.sources());
    const found = new Map((await options.find()).map((row) => [nameOf(row), row]));
    for (const [name, { entity, source }] of new Map<string, Channel>([...told, ...found])) {
      const row = found.get(name);
      await conditions.observe({
        ...words,
        entity,
        channel: source,
        holds: row !== undefined,
        text: options.text(source, row),
        ...(row === undefined ? {} : { waiting: row.count, since: row.since }),
      });
    }
    told = found;
  };
  return new RecurringLook({ clock, logger, intervalMs: INTERVAL_MS, failure, look });
}

function channelsOf(
  entities: readonly string[],
  sources: readonly string[],
): ReadonlyMap<string, Channel> {
  const all = entities.flatMap((entity) => sources.map((source) => ({ entity, source })));
  return new Map(all.map((channel) => [nameOf(channel), channel]));
}
