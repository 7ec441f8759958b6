import { isDisputed, register, type Register, type State } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import type { Instant } from '../../kernel/instant.ts';
import { R } from './registers.ts';

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

const disputeId = (type: string, known: Register): string =>
  `dispute:${type}:${known.key}:${known.version}`;

/** The content that counts: the only one, or the one that a person picked. */
export function settle<T>(state: State, known: Register<T>, type: string): Settled<T> {
  let [content] = known.contents;
  let disputed = false;
  if (isDisputed(known)) {
    const decision = register(state, R.dispute, disputeId(type, known));
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

const NO_DISPUTES: readonly Dispute[] = [];
const typesBySlot = Object.values(R).map((type) => type.type);

/**
 * Facts whose contents add up instead of contradicting each other: each refusal names a floor or
 * a date, and the highest counts.
 */
const ADDS_UP: ReadonlySet<string> = new Set([
  R.changeRefused.type,
  R.postingRefused.type,
  R.taxRefused.type,
]);

/** Every dispute of an instance that nobody has decided; of the order, only the newest revision's. */
export function disputes(state: State): readonly Dispute[] {
  let found: Dispute[] | undefined;
  state.slots.forEach((slot, index) => {
    const type = typesBySlot[index]!;
    const newest = slot.at(-1);
    for (const known of slot) {
      if (!isDisputed(known) || ADDS_UP.has(type)) continue;
      if (type === R.stated.type && known !== newest) continue;
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
