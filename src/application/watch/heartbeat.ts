import { workingTimeBetween, type WorkingCalendar } from '../../kernel/calendar.ts';
import type { Clock } from '../../kernel/clock.ts';
import { formatInstant, MINUTE_MS, type Instant } from '../../kernel/instant.ts';
import type { Logger } from '../ports/logger.ts';
import type { NewFact } from '../process/submission.ts';
import { RecurringLook } from '../recurrence/recurring-look.ts';
import type { ConditionDesk } from './condition-desk.ts';

/** Traffic that a channel has as long as it is well: without it somebody is asked. */
export interface ExpectedTraffic {
  readonly system: string;
  readonly entity: string;
  readonly factType: string;
  /** Working time within which at least one such fact comes, in milliseconds. */
  readonly withinMs: number;
  readonly calendar: WorkingCalendar;
}

type TrafficName = Pick<ExpectedTraffic, 'system' | 'entity' | 'factType'>;

/** When a channel was last heard of, for all processes. */
export interface PulseStore {
  lastHeard(traffic: TrafficName): Promise<Instant | null>;
  /** Only a later time counts. */
  heard(traffic: TrafficName, at: Instant): Promise<void>;
}

export interface HeartbeatOptions {
  readonly expected: readonly ExpectedTraffic[];
  readonly store: PulseStore;
  readonly conditions: ConditionDesk;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The system pushes nothing: what a sweep brings is its traffic. */
  isPolled(system: string): boolean;
  /** Milliseconds between looks; a minute if missing. */
  readonly intervalMs?: number;
}

/**
 * Notices when a channel that should speak does not: no orders from the shop for 40 minutes on a
 * Tuesday morning. What only a sweep found is no sign of life of a channel that should have told it.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #startedAt: Instant;
  /** By expected traffic: heard by this process. */
  readonly #heard = new Map<string, Instant>();
  readonly #written = new Map<string, Instant>();
  readonly #looks: RecurringLook;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    const { clock, logger, intervalMs = MINUTE_MS } = options;
    const failure = 'could not look for silence';
    this.#looks = new RecurringLook({ clock, logger, intervalMs, failure, look: () => this.look() });
    this.#startedAt = options.clock.now();
    for (const traffic of options.expected) this.#heard.set(nameOf(traffic), 0 as Instant);
  }

  /** Takes note of facts that were stored. */
  note(facts: readonly NewFact[]): void {
    if (this.#heard.size === 0) return;
    for (const { source, entity, type, messageId } of facts) {
      if (messageId === null && !this.#options.isPolled(source)) continue;
      const name = nameOf({ system: source, entity, factType: type });
      if (this.#heard.has(name)) this.#heard.set(name, this.#options.clock.now());
    }
  }

  start(): void {
    if (this.#options.expected.length > 0) this.#looks.start();
  }

  stop(): Promise<void> {
    return this.#looks.stop();
  }

  /** Whether a look is under way. */
  busy(): boolean {
    return this.#looks.busy();
  }

  /** One look at everything that is expected. */
  async look(): Promise<void> {
    for (const traffic of this.#options.expected) await this.#look(traffic);
  }

  async #look(traffic: ExpectedTraffic): Promise<void> {
    const { store, conditions, clock } = this.#options;
    const { system, entity, factType, withinMs, calendar } = traffic;
    const name = nameOf(traffic);
    const own = this.#heard.get(name)!;
    if (own > (this.#written.get(name) ?? 0)) {
      await store.heard(traffic, own);
      this.#written.set(name, own);
    }
    const stored = await store.lastHeard(traffic);
    const last = Math.max(own, stored ?? this.#startedAt) as Instant;
    const minutes = Math.round(withinMs / MINUTE_MS);
    await conditions.observe({
      entity,
      channel: system,
      condition: `silence:${factType}`,
      holds: workingTimeBetween(calendar, last, clock.now()) >= withinMs,
      kind: 'channel-silent',
      text:
        `No ${factType} from ${system} since ${formatInstant(last)}; ` +
        `one is expected every ${minutes} min`,
      role: 'integration',
      playbook: 'Ask whether the system sends: webhooks, credentials, network; then sweep it.',
      since: last,
    });
  }
}

const nameOf = ({ system, entity, factType }: TrafficName): string =>
  `${system} ${entity} ${factType}`;
