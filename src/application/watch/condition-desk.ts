import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { CHANNEL } from '../../canonical/facts/channel-condition-observed.v1.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import type { Clock } from '../../kernel/clock.ts';
import { assert } from '../../kernel/assert.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Money } from '../../kernel/money.ts';
import type { UpkeepStore } from '../ports/upkeep-store.ts';
import { RecentMap } from '../process/instance-cache.ts';
import type { Processor } from '../process/processor.ts';
import type { FactResult, NewFact } from '../process/submission.ts';

/** Conditions whose last observation is kept in memory. */
const REMEMBERED_MAX = 10_000;
/** Tries against another process that watches the same channel. */
const TRIES_MAX = 3;

/** What a watcher sees of one condition of a channel now. */
export interface Observation {
  readonly entity: string;
  /** A system, or one of its kinds of message. */
  readonly channel: string;
  /** Names what is watched, stable from one look to the next: `silence`, `drift:$.lines[].price`. */
  readonly condition: string;
  readonly holds: boolean;
  /** Kind of its case. */
  readonly kind: string;
  readonly text: string;
  readonly role: string;
  readonly playbook: string;
  readonly exposure?: Money;
  /** Messages that wait for it; said again only when it doubled or halved. */
  readonly waiting?: number;
  /** Since when it holds, if the watcher knows; otherwise the moment of the first observation. */
  readonly since?: Instant;
}

export interface ConditionDeskOptions {
  readonly store: Pick<UpkeepStore, 'lastObserved'>;
  readonly processor: Processor;
  readonly clock: Clock;
}

type Content = ContentOfFact<typeof FACTS.channelConditionObserved>;

/**
 * Takes what watchers see of channels, as often as they look, and states a fact only when something
 * changed: a condition that begins opens a case, one that ends closes it.
 */
export class ConditionDesk {
  readonly #options: ConditionDeskOptions;
  readonly #last = new RecentMap<string, Content>(REMEMBERED_MAX);
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(options: ConditionDeskOptions) {
    this.#options = options;
  }

  /** Answers whether it was news. Observations of one condition go one after another. */
  observe(seen: Observation): Promise<boolean> {
    const name = `${instanceOf(seen)}\u001f${seen.condition}`;
    const turn = (this.#turns.get(name) ?? Promise.resolve()).then(() => this.#observe(name, seen));
    const ended = turn.catch(() => undefined).finally(() => {
      if (this.#turns.get(name) === ended) this.#turns.delete(name);
    });
    this.#turns.set(name, ended);
    return turn;
  }

  /** Observations under way. */
  busy(): boolean {
    return this.#turns.size > 0;
  }

  async #observe(name: string, seen: Observation): Promise<boolean> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const last = this.#last.get(name) ?? (await this.#recall(seen));
      if (last === null ? !seen.holds : !isNews(last, seen)) {
        if (last !== null) this.#last.set(name, last);
        return false;
      }
      const now = this.#options.clock.now();
      const content = contentOf(seen, last, now);
      const [result] = (await this.#options.processor.submit({ facts: [factOf(seen, content, now)] })).facts;
      assert(result !== undefined, 'a submission answers each of its facts');
      if (isTaken(result)) {
        this.#last.set(name, content);
        return true;
      }
      // Another process looked as well, and was first: what it said is what is compared with.
      this.#last.delete(name);
    }
    return false;
  }

  async #recall(seen: Observation): Promise<Content | null> {
    const text = await this.#options.store.lastObserved(instanceOf(seen), seen.condition);
    if (text === null) return null;
    const decoded = FACTS.channelConditionObserved.decode(JSON.parse(text));
    assert(decoded.ok, `an observation of ${seen.condition} cannot be read again`);
    return decoded.value.content;
  }
}

const instanceOf = ({ entity, channel }: Observation): string => `${entity}/${CHANNEL}/${channel}`;

const isTaken = (result: FactResult): boolean =>
  result.status === 'duplicate' || (result.status === 'accepted' && result.evolution === 'applied');

function isNews(last: Content, seen: Observation): boolean {
  if (last.holds !== seen.holds) return true;
  if (!seen.holds) return false;
  return (
    last.kind !== seen.kind ||
    last.text !== seen.text ||
    last.role !== seen.role ||
    last.playbook !== seen.playbook ||
    last.exposure?.amountMinor !== seen.exposure?.amountMinor ||
    last.exposure?.currency !== seen.exposure?.currency ||
    isOtherCount(last.waiting ?? 0, seen.waiting ?? 0)
  );
}

/** A queue that grows by one each second is not said each second. */
const isOtherCount = (before: number, now: number): boolean =>
  before !== now && (now >= 2 * before || now * 2 <= before);

function contentOf(seen: Observation, last: Content | null, now: Instant): Content {
  const { channel, condition, holds, kind, text, role, playbook, exposure, waiting, since } = seen;
  const goesOn = last !== null && (last.holds || !holds);
  return {
    channel,
    condition,
    version: (last?.version ?? 0) + 1,
    holds,
    since: goesOn ? last.since : (since ?? now),
    kind,
    text,
    role,
    playbook,
    ...(exposure === undefined ? {} : { exposure }),
    ...(waiting === undefined ? {} : { waiting }),
  };
}

function factOf(seen: Observation, content: Content, now: Instant): NewFact {
  const instance = instanceOf(seen);
  const text = FACTS.channelConditionObserved.encode(content);
  return {
    source: OWN_SYSTEM,
    id: `${instance}/condition/${content.condition} ${content.version} ${fingerprint(text)}`,
    entity: seen.entity,
    type: FACTS.channelConditionObserved.type,
    occurredAt: now,
    content,
    text,
    correlationId: instance,
    causationId: null,
    messageId: null,
  };
}
