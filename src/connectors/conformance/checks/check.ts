/** What a check is, and the parts that several of them share. */
import type { CanonicalFact } from '../../../application/ports/connector.ts';
import { factTypeOf } from '../../../canonical/catalogue.ts';
import type { CheckName } from '../certificate.ts';
import { isMissing, type NotApplicable } from '../specimen.ts';
import { demand, type Trial } from '../trial.ts';

/** One check of the suite. */
export interface Check {
  readonly name: CheckName;
  /** What it proves, in one sentence. */
  readonly proves: string;
  /**
   * What it must stand in between: nothing, whatever is there, or HTTP; what else it is about says why
   * it does not apply to systems that live on files.
   */
  readonly between: 'nothing' | 'anything' | { readonly http: string };
  /** Answers its evidence or why it does not apply; throws a `Violation` for what is wrong. */
  run(trial: Trial): Promise<string | NotApplicable>;
}

/** A part of the specimen, or an early end of the check. */
export class MissingPart extends Error {
  override readonly name = 'MissingPart';
}

/** The part, where the specimen has it; ends the check as not applicable where it has not. */
export function need<T>(part: T | NotApplicable): T {
  if (isMissing(part)) throw new MissingPart(part.notApplicable);
  return part;
}

/** A fact as one text: two that say the same have the same. */
export function wordingOf(fact: CanonicalFact): string {
  const type = factTypeOf(fact.type);
  demand(type !== undefined, `fact ${fact.id} is of the unknown type ${fact.type}`);
  return `${fact.type} ${fact.entity} ${encoded(fact)}`;
}

/** Content of a fact as its codec writes it; what the codec cannot write is a violation. */
export function encoded(fact: CanonicalFact): string {
  try {
    return factTypeOf(fact.type)!.encode(fact.content);
  } catch (error) {
    demand(false, `fact ${fact.id} (${fact.type}) has a content that cannot be written: ${String(error)}`);
  }
}

/**
 * The facts that the connector tells of a sample: those of its answer, and those of the messages
 * that the system would push about it.
 */
export async function toldOf(
  trial: Trial,
): Promise<{ readonly facts: readonly CanonicalFact[]; readonly answered: number }> {
  const { command, facts } = await trial.done();
  const { messages } = trial.specimen;
  if (isMissing(messages)) return { facts, answered: facts.length };
  const pushed: CanonicalFact[] = [];
  for (const message of await messages(command)) {
    const translation = trial.connector.translate(message);
    demand(translation.kind === 'facts', `a genuine message is not understood: ${translation.kind}`);
    pushed.push(...translation.facts);
  }
  return { facts: [...facts, ...pushed], answered: facts.length };
}

export const plural = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
