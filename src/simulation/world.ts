import type { FactType } from '../canonical/fact-type.ts';
import { FACTS } from '../canonical/catalogue.ts';
import type { Fact } from '../engine/fact.ts';
import type { Currency } from '../kernel/currency.ts';
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, type Instant } from '../kernel/instant.ts';
import type { Money } from '../kernel/money.ts';
import type { Random } from '../kernel/random.ts';
import { VirtualClock } from '../kernel/virtual-clock.ts';
import { textOf, type FactContent } from './contents.ts';
import type { Faults } from './faults.ts';

/** The one business entity of a simulated history. */
export const ENTITY = 'main';
export const EUR = 'EUR' as Currency;
export const euros = (amountMinor: bigint): Money => ({ amountMinor, currency: EUR });

/** 2031-03-29T06:00Z: the month, and with it the posting period, ends within every history. */
const START = instant(22_367 * DAY_MS + 6 * HOUR_MS);

/** A fact on its way, and whether the process has taken it. */
export interface Said {
  readonly fact: Fact;
  taken: boolean;
}

/**
 * Time, chance, and the wires on which systems tell us what happened. Wires repeat, delay, reorder
 * and lose what is told; `sweep` tells again whatever never arrived.
 */
export class World {
  readonly clock = new VirtualClock(START);
  readonly random: Random;
  readonly faults: Faults;
  readonly said: Said[] = [];
  /** Texts that a system told by mistake; whoever looks into its book sees that. */
  readonly mistakes = new Set<string>();
  /** Takes a fact; answers whether it is stored. */
  take: (fact: Fact) => boolean = () => false;
  #ids = 0;

  constructor(random: Random, faults: Faults) {
    this.random = random;
    this.faults = faults;
  }

  now(): Instant {
    return this.clock.now();
  }

  chance(probability: number): boolean {
    return probability > 0 && this.random.chance(probability);
  }

  /** Whether an unusual turn happens in this history; `weight` 1 is the usual frequency. */
  turn(weight = 1): boolean {
    return this.chance(Math.min(1, this.faults.business * weight));
  }

  after(delayMs: number, act: () => void): void {
    this.clock.at((this.clock.now() + delayMs) as Instant, act);
  }

  /** Somewhere between one and `most` hours from now. */
  hours(most: number): number {
    return this.random.below(most * 60) * MINUTE_MS + MINUTE_MS;
  }

  /** Makes a fact of a content. */
  fact<K extends keyof typeof FACTS>(
    source: string,
    kind: K,
    content: FactContent<K>,
    id = `${source}-${++this.#ids}`,
  ): Fact {
    const type = FACTS[kind] as unknown as FactType;
    return {
      type: type.type,
      source,
      id,
      entity: ENTITY,
      occurredAt: this.now(),
      recordedAt: this.now(),
      correlationId: '',
      causationId: null,
      content,
      text: textOf(content),
    };
  }

  /** A system tells a fact on its own feed; the wire does what it likes with it. */
  tell(fact: Fact): void {
    const { faults, random } = this;
    const said: Said = { fact, taken: false };
    this.said.push(said);
    if (!this.chance(faults.lost)) this.#carry(said, fact);
    if (this.chance(faults.duplicate)) this.#carry(said, fact);
    if (this.chance(faults.renamed)) {
      this.#carry(said, { ...fact, id: `${fact.id}-again-${random.below(1_000)}` });
    }
  }

  /** A system tells a wrong content beside the right one, under the same key and version. */
  tellWrong(fact: Fact, content: unknown): void {
    const text = textOf(content);
    if (text === fact.text) return;
    this.mistakes.add(text);
    this.tell({ ...fact, id: `${fact.id}-wrong`, content, text });
  }

  /** Tells again what was never taken. Answers whether there was anything. */
  sweep(): boolean {
    let found = false;
    for (const said of this.said) {
      if (said.taken) continue;
      found = true;
      said.taken = this.take(said.fact);
    }
    return found;
  }

  #carry(said: Said, fact: Fact): void {
    const delayMs = 20 + this.random.below(500);
    const late = this.chance(this.faults.delayed) ? this.random.below(8 * HOUR_MS) : 0;
    this.after(delayMs + late, () => this.#arrive(said, fact));
  }

  /** A sender that gets no receipt sends again. */
  #arrive(said: Said, fact: Fact): void {
    if (this.take(fact)) said.taken = true;
    else this.after(30_000, () => this.#arrive(said, fact));
  }
}
