/** What a workflow reckons with where systems contradict each other. */
import type { ContentOfFact, FACTS } from '../canonical/catalogue.ts';
import {
  isDisputed,
  register,
  type Register,
  type RegisterType,
  type State,
} from '../engine/state.ts';
import { fingerprint } from '../kernel/fingerprint.ts';
import type { Instant } from '../kernel/instant.ts';

/** Two or more systems, or one twice, stated different contents of the same version. */
export interface Dispute {
  /** Case id: names the fact type, the business key and the version. */
  readonly id: string;
  readonly type: string;
  readonly key: string;
  readonly version: number;
  /** Systems that stated the contents, in the order of the contents. */
  readonly sources: readonly string[];
}

/** The content to reckon with, and whether it may be acted on. */
export interface Settled<T> {
  readonly value: T;
  readonly version: number;
  /** Name of the fact that states it. */
  readonly fact: string;
  readonly source: string;
  readonly occurredAt: Instant;
  /** Contradicted, and nobody has decided yet. */
  readonly disputed: boolean;
}

/** How the disputes of one workflow are read. */
export interface DisputeReading {
  /** The register of the decisions. */
  readonly decided: RegisterType<ContentOfFact<typeof FACTS.disputeDecided>>;
  /** Every register type, in the order of its slot. */
  readonly types: readonly RegisterType<never>[];
  /** Types whose contents add up instead of contradicting each other. */
  readonly addsUp: ReadonlySet<string>;
  /** A type of which only the newest key is worth a dispute. */
  readonly newestOnly?: string;
}

export interface Disputes {
  /** The content that counts: the only one, or the one that a person picked. */
  settle<T>(state: State, known: Register<T>, type: string): Settled<T>;
  /** Every dispute of an instance that nobody has decided. */
  disputes(state: State): readonly Dispute[];
}

const disputeId = (type: string, known: Register): string =>
  `dispute:${type}:${known.key}:${known.version}`;

const NO_DISPUTES: readonly Dispute[] = [];

/** The disputes of a workflow, read as its registers tell. */
export function disputesIn({ decided, types, addsUp, newestOnly }: DisputeReading): Disputes {
  const typesBySlot = types.map(({ type }) => type);

  function settle<T>(state: State, known: Register<T>, type: string): Settled<T> {
    let [content] = known.contents;
    let disputed = false;
    if (isDisputed(known)) {
      const decision = register(state, decided, disputeId(type, known));
      const picked = decision?.contents[0].value.content;
      const chosen = known.contents.find((stated) => fingerprint(stated.text) === picked);
      disputed = chosen === undefined;
      content = chosen ?? content;
    }
    return {
      value: content.value,
      version: known.version,
      fact: content.fact,
      source: content.source,
      occurredAt: content.occurredAt,
      disputed,
    };
  }

  function disputes(state: State): readonly Dispute[] {
    let found: Dispute[] | undefined;
    state.slots.forEach((slot, index) => {
      const type = typesBySlot[index]!;
      const newest = slot.at(-1);
      for (const known of slot) {
        if (!isDisputed(known) || addsUp.has(type)) continue;
        if (type === newestOnly && known !== newest) continue;
        if (!settle(state, known, type).disputed) continue;
        (found ??= []).push({
          id: disputeId(type, known),
          type,
          key: known.key,
          version: known.version,
          sources: known.contents.map((content) => content.source),
        });
      }
    });
    return found ?? NO_DISPUTES;
  }

  return { settle, disputes };
}
