import type { Clock } from '../../kernel/clock.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import type { Connector } from '../ports/connector.ts';
import type { Logger } from '../ports/logger.ts';
import type { UpkeepStore } from '../ports/upkeep-store.ts';
import type { FrontDoor } from '../receive/receive.ts';
import { RecurringLook, RETRY_MIN_MS } from '../recurrence/recurring-look.ts';
import { timeLimit } from '../recurrence/time-limit.ts';
import type { LossAlarm, LostFact } from '../watch/loss-alarm.ts';

/** How a system is swept. */
export interface SweepPlan {
  /** Milliseconds between sweeps. */
  readonly intervalMs: number;
  /** Milliseconds by which windows overlap: covers clocks that differ and records that commit late. */
  readonly overlapMs: number;
  /** Youngest age, in milliseconds, at which something not heard of is lost and not merely late. */
  readonly lagMs: number;
  /** Milliseconds that the first sweep reaches back. */
  readonly firstWindowMs: number;
}

export const DEFAULT_SWEEP: SweepPlan = {
  intervalMs: 300_000,
  overlapMs: 600_000,
  lagMs: 60_000,
  firstWindowMs: 86_400_000,
};

/** What one sweep found. */
export interface SweepReport {
  readonly system: string;
  readonly read: number;
  readonly missing: number;
  readonly lost: number;
}

/** A statement may be long: it gets so many times an attempt's time. */
const STATEMENT_ATTEMPTS = 10;

/** Facts handed to the front door at once. */
const CHUNK_MAX = 200;

/** What it works with. */
export interface SweeperOptions {
  readonly store: UpkeepStore;
  readonly door: FrontDoor;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told of what each sweep found lost, and of nothing lost. */
  readonly alarm?: LossAlarm;
  planOf(system: string): SweepPlan;
}

/**
 * Reads each system's own account of what changed and lets in what its messages did not bring.
 * Events make it fast, the sweep makes it right: what was missing counts as silent loss of its
 * channel, although it is repaired.
 */
export class Sweeper {
  readonly #options: SweeperOptions;
  readonly #schedules: ReadonlyMap<string, RecurringLook>;
  #running = 0;

  constructor(options: SweeperOptions) {
    this.#options = options;
    const { clock, logger, connectors, planOf } = options;
    const scheduleOf = (system: string): RecurringLook => {
      const { intervalMs } = planOf(system);
      const look = async (): Promise<void> => void (await this.sweep(system));
      const [failure, details] = ['sweep failed', { system }];
      const retryMinMs = RETRY_MIN_MS;
      return new RecurringLook({ clock, logger, intervalMs, retryMinMs, failure, details, look });
    };
    this.#schedules = new Map([...connectors.keys()].map((system) => [system, scheduleOf(system)]));
  }

  /** Sweeps every system on its schedule, from its last sweep on. */
  async start(): Promise<void> {
    const { store } = this.#options;
    const begin = async ([system, schedule]: [string, RecurringLook]): Promise<void> =>
      schedule.start(await store.sweptTo(system));
    await Promise.all([...this.#schedules].map(begin));
  }

  /** No sweep begins any more; one that is under way changes nothing that matters if it is cut off. */
  stop(): void {
    for (const schedule of this.#schedules.values()) void schedule.stop();
  }

  /** Sweeps under way. */
  running(): number {
    return this.#running;
  }

  /** One sweep of one system, over a window that overlaps the last one. */
  async sweep(system: string): Promise<SweepReport> {
    const { store, door, clock, planOf } = this.#options;
    const connector = this.#options.connectors.get(system)!;
    const plan = planOf(system);
    const limit = timeLimit(clock, connector.budget.timeoutMs * STATEMENT_ATTEMPTS);
    this.#running += 1;
    try {
      const to = clock.now();
      const last = await store.sweptTo(system);
      const from = Math.max(0, last === null ? to - plan.firstWindowMs : last - plan.overlapMs) as Instant;
      const facts = await connector.statement({ from, to }, limit.signal);
      let missing = 0;
      const lostFacts: LostFact[] = [];
      for (let at = 0; at < facts.length; at += CHUNK_MAX) {
        const chunk = facts.slice(at, at + CHUNK_MAX);
        const results = await door.admitSwept(system, chunk);
        const losses = new Map<string, number>();
        for (const [index, result] of results.entries()) {
          if (result.status === 'duplicate' || result.status === 'quarantined') continue;
          if (result.status === 'waiting') continue;
          missing += 1;
          const fact = chunk[index]!;
          if (connector.pollOnly === true || fact.occurredAt > to - plan.lagMs) continue;
          lostFacts.push({ entity: fact.entity, type: fact.type });
          losses.set(fact.type, (losses.get(fact.type) ?? 0) + 1);
        }
        const day = formatInstant(to).slice(0, 10);
        await door.countLosses(
          [...losses].map(([channel, count]) => ({ system, channel, day, lost: count, seenAt: to })),
        );
      }
      await store.setSweptTo(system, to, clock.now(), facts.length);
      const lost = lostFacts.length;
      if (connector.pollOnly !== true) await this.#options.alarm?.tell(system, 'statement', lostFacts);
      if (lost > 0) this.#options.logger.warn('silent loss', { system, lost });
      return { system, read: facts.length, missing, lost };
    } finally {
      limit.end();
      this.#running -= 1;
    }
  }
}
