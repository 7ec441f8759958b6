import { createHash } from 'node:crypto';
import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS, type Instant } from '../../kernel/instant.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { InboundMessage } from '../ports/connector.ts';
import type { Logger } from '../ports/logger.ts';
import type { ShapeStore, StoredShape } from '../ports/shape-store.ts';
import type { ConditionDesk } from '../watch/condition-desk.ts';
import {
  accept,
  learn,
  LEARNED_AFTER,
  nameOf,
  sentenceOf,
  shapeOf,
  type Drift,
  type Learned,
} from './shape.ts';

/** Messages kept until the next look: what comes beyond them is not looked at. */
const SAMPLED_MAX = 64;
/** Bytes of a message that is looked at: larger ones are rare, and cost time. */
const BYTES_MAX = 256 * 1024;
/** Milliseconds of business time until a look, once a message could not be read: a person waits. */
const LOOK_SOON_MS = 10 * SECOND_MS;
/** Milliseconds until a look while all is well. */
const LOOK_LATER_MS = 10 * MINUTE_MS;
/** Milliseconds for which a system whose messages are known and look as before is left alone. */
const QUIET_MS = HOUR_MS;
/** Characters of a condition's name that are kept readable. */
const CONDITION_LENGTH_MAX = 100;
/** Members that name the kind of a message, where no header does. */
const TOPIC_MEMBERS = ['eventType', 'event_type', 'topic', 'type'] as const;
const TOPIC_HEADER = /^x-[a-z-]*(?:topic|event|event-type)$/i;
const TOPIC = /^[\w./-]{1,60}$/;

/** What it works with. */
export interface DriftWatchOptions {
  readonly store: ShapeStore;
  readonly conditions: Pick<ConditionDesk, 'observe'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whose books they are where a message does not tell its entity. */
  readonly entity: string;
  /** Whether the messages of a system are learned at all. */
  watches(system: string): boolean;
}

interface Sample {
  readonly system: string;
  readonly message: InboundMessage;
  readonly at: Instant;
}

/**
 * Measured: a note costs about ten nanoseconds; a look at 64 webhooks of a kilobyte 12 to 45 ms of
 * processor time, off the way of any message, and once an hour for each system while all is well.
 *
 * Learns what pushed messages look like, and opens a condition for each member that is not as it was.
 * On the way of a message it only keeps a reference; all work is done between, on a sample.
 */
export class DriftWatch {
  readonly #options: DriftWatchOptions;
  #samples: Sample[] = [];
  #looking: Promise<void> | null = null;
  #due: Instant | null = null;
  #cancel: () => void = () => {};
  #stopped = false;
  readonly #quietUntil = new Map<string, Instant>();

  constructor(options: DriftWatchOptions) {
    this.#options = options;
  }

  /** A message came in; `isFaulty`: it could not be read. */
  note(system: string, message: InboundMessage, isFaulty: boolean): void {
    const { clock, watches } = this.#options;
    if (this.#stopped || !watches(system)) return;
    if (this.#samples.length >= SAMPLED_MAX || message.body.length > BYTES_MAX) return;
    const at = clock.now();
    if (!isFaulty && at < (this.#quietUntil.get(system) ?? 0)) return;
    this.#samples.push({ system, message, at });
    this.#lookBy((at + (isFaulty ? LOOK_SOON_MS : LOOK_LATER_MS)) as Instant);
  }

  #lookBy(due: Instant): void {
    if (this.#due !== null && this.#due <= due) return;
    this.#cancel();
    this.#due = due;
    this.#cancel = this.#options.clock.at(due, () => {
      this.#due = null;
      const earlier = this.#looking ?? Promise.resolve();
      const looking = earlier
        .then(() => this.look())
        .catch((error: unknown) => {
          this.#options.logger.warn('could not learn from messages', { error: String(error) });
        })
        .finally(() => {
          if (this.#looking === looking) this.#looking = null;
        });
      this.#looking = looking;
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#looking;
  }

  busy(): boolean {
    return this.#looking !== null;
  }

  /** Learns from what was sampled since the last look, and says what is not as it was. */
  async look(): Promise<void> {
    const samples = this.#samples;
    this.#samples = [];
    const read = samples.flatMap(readSample);
    const byTopic = Map.groupBy(read, ({ system, topic }) => `${system}\u001f${topic}`);
    const unsettled = new Set<string>();
    for (const group of byTopic.values()) {
      const { system, topic } = group[0]!;
      let before: readonly Drift[] = [];
      const learned = await this.#options.store.change(system, topic, group.at(-1)!.at, (known) => {
        before = known.drifts;
        return group.reduce((state, { shape, at }) => learn(state, shape, at), known);
      });
      await this.#tell(system, topic, before, learned.drifts);
      const isSettled = learned.messages >= LEARNED_AFTER && learned.drifts.length === 0;
      if (isSettled) this.#quietUntil.set(system, (group.at(-1)!.at + QUIET_MS) as Instant);
      else unsettled.add(system);
    }
    for (const system of unsettled) this.#quietUntil.delete(system);
  }

  /** Everything that was learned. */
  shapes(): Promise<readonly StoredShape[]> {
    return this.#options.store.all();
  }

  /** A person says that a member is right as it is now. */
  async accept(
    system: string,
    topic: string,
    path: string,
    actor: string,
    reason: string,
  ): Promise<Result<Learned, Refusal>> {
    const { store, clock } = this.#options;
    const known = (await store.all()).find((one) => one.system === system && one.topic === topic);
    const drifts = known?.learned.drifts.filter((drift) => drift.path === path) ?? [];
    if (drifts.length === 0) {
      const detail = `${path} of ${system} ${topic} has not drifted.`;
      return err({ code: 'not-found', detail, param: '$.path' });
    }
    const at = clock.now();
    const learned = await store.change(system, topic, at, (state) => accept(state, path, at), {
      at,
      actor,
      action: 'drift.accept',
      entity: null,
      subject: `shape/${system}/${topic}/${path}`,
      before: null,
      after: drifts.map(sentenceOf).join('; '),
      reason,
    });
    await this.#tell(system, topic, drifts, learned.drifts);
    return ok(learned);
  }

  async #tell(
    system: string,
    topic: string,
    before: readonly Drift[],
    after: readonly Drift[],
  ): Promise<void> {
    const { store, conditions, entity } = this.#options;
    const standing = new Set(after.map(nameOf));
    const over = before.filter((drift) => !standing.has(nameOf(drift)));
    for (const drift of [...after, ...over]) {
      const holds = standing.has(nameOf(drift));
      const waiting = holds ? await store.waitingSince(system, drift.since) : 0;
      await conditions.observe({
        entity,
        channel: system,
        condition: conditionOf(topic, drift),
        holds,
        kind: 'payload-drift',
        text: `${topic === '' ? 'A message' : topic} of ${system}: ${sentenceOf(drift)}`,
        role: 'integration',
        playbook:
          'Ask the vendor what changed, mend the translation and redrive what waits. If it is right so, ' +
          'accept it under Messages. It closes by itself when the messages look as before.',
        ...(waiting === 0 ? {} : { waiting }),
        ...(holds ? { since: drift.since } : {}),
      });
    }
  }
}

function readSample({ system, message, at }: Sample) {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(message.body).toString('utf8'));
  } catch {
    return [];
  }
  return [{ system, topic: topicOf(message, json), shape: shapeOf(json), at }];
}

/** The kind of a message: a shop's orders and its customers have nothing in common. */
function topicOf({ headers }: InboundMessage, json: unknown): string {
  for (const [name, value] of Object.entries(headers)) {
    if (TOPIC_HEADER.test(name) && TOPIC.test(value)) return value;
  }
  if (typeof json !== 'object' || json === null) return '';
  for (const member of TOPIC_MEMBERS) {
    const value = (json as Readonly<Record<string, unknown>>)[member];
    if (typeof value === 'string' && TOPIC.test(value)) return value;
  }
  return '';
}

function conditionOf(topic: string, drift: Drift): string {
  const name = `drift:${topic}:${nameOf(drift)}`;
  if (name.length <= CONDITION_LENGTH_MAX) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${name.slice(0, CONDITION_LENGTH_MAX)}#${hash}`;
}
