import type { ConditionDesk, Observation } from './condition-desk.ts';

/** A channel of one business entity. */
export interface Channel {
  readonly entity: string;
  readonly source: string;
}

const nameOf = ({ entity, source }: Channel): string => `${entity} ${source}`;

/**
 * Tells the state of one condition of every channel of which something was found, and of those of
 * which something had been told before: theirs is over.
 */
export class ChannelTally<T extends Channel> {
  readonly #conditions: Pick<ConditionDesk, 'observe'>;
  #told: ReadonlyMap<string, Channel>;

  /** @param sources of which an earlier process may have told something: nobody remembers which */
  constructor(
    conditions: Pick<ConditionDesk, 'observe'>,
    entities: readonly string[],
    sources: readonly string[],
  ) {
    this.#conditions = conditions;
    const all = entities.flatMap((entity) => sources.map((source) => ({ entity, source })));
    this.#told = new Map(all.map((channel) => [nameOf(channel), channel]));
  }

  /** @param say what is said of a channel: with what was found of it, or that nothing is */
  async tell(
    found: readonly T[],
    say: (channel: string, row: T | undefined) => Omit<Observation, 'entity'>,
  ): Promise<void> {
    const rows = new Map(found.map((row) => [nameOf(row), row]));
    for (const [name, { entity, source }] of new Map([...this.#told, ...rows])) {
      await this.#conditions.observe({ entity, ...say(source, rows.get(name)) });
    }
    this.#told = rows;
  }
}
