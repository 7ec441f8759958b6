import type { Clock } from '../../kernel/clock.ts';
import type { Currency } from '../../kernel/currency.ts';
import { HOUR_MS } from '../../kernel/instant.ts';
import type { ComparisonRow, ComparisonStore } from '../ports/comparison-store.ts';
import type { Connector } from '../ports/connector.ts';
import type { Inventory, InventoryObject } from '../ports/inventory.ts';
import type { Logger } from '../ports/logger.ts';
import type { FrontDoor } from '../receive/receive.ts';
import { RecurringLook, RETRY_MIN_MS } from '../recurrence/recurring-look.ts';
import { timeLimit, type TimeLimit } from '../recurrence/time-limit.ts';
import type { ConditionDesk } from '../watch/condition-desk.ts';
import type { LossAlarm } from '../watch/loss-alarm.ts';
import { Comparison, type EntityDifferences } from './comparison.ts';
import { OBJECT_RULES } from './objects.ts';

/** Milliseconds after which a comparison is given up: a slow system has a night for a large list. */
const GIVE_UP_MS = 8 * HOUR_MS;

export interface ComparerOptions {
  readonly store: ComparisonStore;
  readonly door: FrontDoor;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly conditions: ConditionDesk;
  readonly alarm: LossAlarm;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Entities whose differences become cases. */
  readonly entities: readonly string[];
  /** Age from which a difference is no longer explained by a message on its way. */
  readonly lagMs: number;
  /** Milliseconds between two comparisons of an object. */
  intervalOf(system: string, object: InventoryObject): number;
}

/** How far the comparison of a system is. */
export interface ComparisonProgress {
  readonly object: InventoryObject;
  readonly compared: number;
}

/**
 * Compares what systems hold with what we know, object by object, on a schedule or when asked.
 * What does not agree is a case of the system's channel, which closes when it does.
 */
export class Comparer {
  readonly #options: ComparerOptions;
  readonly #schedules: readonly (readonly [system: string, object: InventoryObject, RecurringLook])[];
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #progress = new Map<string, ComparisonProgress>();
  readonly #underway = new Set<TimeLimit>();
  #stopped = false;

  constructor(options: ComparerOptions) {
    this.#options = options;
    this.#schedules = [...options.connectors.keys()].flatMap((system) =>
      this.objectsOf(system).map((object) => [system, object, this.#scheduleOf(system, object)] as const),
    );
  }

  /** Compares on schedule, from the last comparison of each object on. */
  async start(): Promise<void> {
    const { store } = this.#options;
    const begin = this.#schedules.map(async ([system, object, schedule]) =>
      schedule.start(await store.comparedAt(object, system)),
    );
    await Promise.all(begin);
  }

  /** Gives up what is under way, and waits until it has let go. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const schedules = this.#schedules.map(([, , schedule]) => schedule.stop());
    for (const limit of this.#underway) limit.giveUp();
    await Promise.all([...schedules, ...this.#turns.values()]);
  }

  /** Comparisons under way. */
  running(): number {
    return this.#underway.size;
  }

  /** How far the comparison of a system is; `null`: none is under way. */
  progress(system: string): ComparisonProgress | null {
    return this.#progress.get(system) ?? null;
  }

  /** Objects of a system that can be compared. */
  objectsOf(system: string): readonly InventoryObject[] {
    return (this.#options.connectors.get(system)?.inventories ?? []).map(({ object }) => object);
  }

  /** Compares one object now; comparisons of one system go one after another. */
  compare(system: string, object: InventoryObject): Promise<ComparisonRow> {
    const connector = this.#options.connectors.get(system)!;
    const inventory = connector.inventories!.find((one) => one.object === object)!;
    const before = this.#turns.get(system) ?? Promise.resolve();
    const turn = before.then(() => this.#compare(connector, inventory));
    this.#turns.set(system, turn.catch(() => undefined));
    return turn;
  }

  #scheduleOf(system: string, object: InventoryObject): RecurringLook {
    const { clock, logger, intervalOf, lagMs } = this.#options;
    const intervalMs = intervalOf(system, object);
    const look = async (): Promise<number> => {
      const { inTransit } = await this.compare(system, object);
      // What may only be on its way is looked at again as soon as it would be late.
      return inTransit > 0 ? Math.min(intervalMs, lagMs) : intervalMs;
    };
    const [failure, details] = ['comparison failed', { system, object }];
    const retryMinMs = RETRY_MIN_MS;
    return new RecurringLook({ clock, logger, intervalMs, retryMinMs, failure, details, look });
  }

  async #compare(connector: Connector, inventory: Inventory): Promise<ComparisonRow> {
    if (this.#stopped) throw new Error('the process stops');
    const { store, door, clock, lagMs } = this.#options;
    const { system } = connector;
    const { object } = inventory;
    const limit = timeLimit(clock, GIVE_UP_MS);
    this.#underway.add(limit);
    this.#progress.set(system, { object, compared: 0 });
    try {
      const { signal } = limit;
      const onProgress = (compared: number): void => void this.#progress.set(system, { object, compared });
      const run = new Comparison({ store, door, connector, inventory, clock, lagMs, signal, onProgress });
      const { row, byEntity, lost } = await run.run();
      if (lost.length > 0) this.#options.logger.warn('silent loss', { system, object, lost: lost.length });
      if (connector.pollOnly !== true) await this.#options.alarm.tell(system, object, lost);
      await this.#observe(system, object, byEntity);
      return row;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!this.#stopped) await store.fail(object, system, clock.now(), reason);
      throw error;
    } finally {
      limit.end();
      this.#underway.delete(limit);
      this.#progress.delete(system);
    }
  }

  async #observe(
    system: string,
    object: InventoryObject,
    byEntity: ReadonlyMap<string, EntityDifferences>,
  ): Promise<void> {
    const { role, playbook, words } = OBJECT_RULES[object];
    for (const entity of this.#options.entities) {
      const found = byEntity.get(entity);
      const [largest] = [...(found?.atStake ?? [])].sort(([, a], [, b]) => (b > a ? 1 : b < a ? -1 : 0));
      await this.#options.conditions.observe({
        entity,
        channel: system,
        condition: `agreement:${object}`,
        holds: found !== undefined,
        kind: 'not-agreed',
        text: found === undefined ? `All ${words} agree` : sentenceOf(object, system, found),
        role,
        playbook,
        ...(largest === undefined
          ? {}
          : { exposure: { amountMinor: largest[1], currency: largest[0] as Currency } }),
      });
    }
  }
}

/** Characters of a sentence: the rest stands in the report. */
const SENTENCE_MAX = 480;

function sentenceOf(object: InventoryObject, system: string, found: EntityDifferences): string {
  const { odd, missingHere, missingThere, example } = found;
  const counts = [
    [odd, 'odd'],
    [missingHere, 'missing here'],
    [missingThere, 'missing there'],
  ] as const;
  const parts = counts.flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`]));
  const total = odd + missingHere + missingThere;
  const { words } = OBJECT_RULES[object];
  const text = `${total} of the ${words} of ${system} do not agree: ${parts.join(', ')}; ${example}`;
  return text.length <= SENTENCE_MAX ? text : `${text.slice(0, SENTENCE_MAX - 1)}…`;
}
