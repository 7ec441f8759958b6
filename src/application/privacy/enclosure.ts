/**
 * Personal values on their way in and out. What comes in is enclosed before it is stored, or seen by a rule;
 * what goes out, to systems and to people, is disclosed at the very edge. Everything in between works with
 * enclosed values, so nothing changes in it when a key is destroyed.
 */
import { commandTypeOf, factTypeOf } from '../../canonical/catalogue.ts';
import { ENCLOSED, ENCLOSED_VALUES, isEnclosed } from '../../kernel/enclosed.ts';
import type { DataSubject } from '../ports/personal-keys.ts';
import type { MessageRow } from '../ports/store.ts';
import type { NewFact, Submission } from '../process/submission.ts';
import {
  discloseMessage,
  discloseValue,
  encloseMessage,
  encloseValue,
  type MessageParts,
  type UsableKey,
} from './cipher.ts';
import type { KeyRing } from './key-ring.ts';

/** What stands where a value was erased. */
export const ERASED = 'erased';

/** A text or a content with its values, and whether some of them are gone for ever. */
export interface Disclosed<T> {
  readonly value: T;
  readonly isErased: boolean;
}

type KeyOf = (subject: DataSubject) => UsableKey;

export class Enclosure {
  readonly #ring: KeyRing;

  constructor(ring: KeyRing) {
    this.#ring = ring;
  }

  /** The same unit with its personal values enclosed; a promise only where a key must be fetched. */
  submission(submission: Submission): Submission | Promise<Submission> {
    // Facts from the waiting table were enclosed before they waited.
    if (submission.delivered === true) return submission;
    const subjects = new Map<NewFact, DataSubject>();
    for (const fact of submission.facts ?? []) {
      const subject = subjectOf(fact);
      if (subject !== null) subjects.set(fact, subject);
    }
    if (subjects.size === 0) return submission;
    const missing = [...subjects.values()].filter((subject) => this.#ring.known(subject) === undefined);
    if (missing.length === 0) {
      return enclosed(submission, subjects, (subject) => this.#ring.known(subject)!);
    }
    return this.#ring.fetch([...subjects.values()]).then((keys) =>
      enclosed(submission, subjects, ({ entity, subject }) => keys.get(`${entity} ${subject}`)!),
    );
  }

  /** A text of JSON with the values that it encloses. */
  async text(text: string): Promise<string> {
    return (await this.disclosed(text)).value;
  }

  /** The same, and whether something of it was erased. */
  async disclosed(text: string): Promise<Disclosed<string>> {
    if (!text.includes(ENCLOSED)) return { value: text, isErased: false };
    const keys = await this.#ring.named([...text.matchAll(ENCLOSED_VALUES)].map(keyName));
    let isErased = false;
    const value = text.replaceAll(ENCLOSED_VALUES, (whole, subject, generation, _tag, ciphertext) => {
      const key = keys.get(`${subject}-${generation}`);
      // What only looks like one of ours is left as it is.
      if (key === undefined) return whole;
      isErased ||= key === null;
      const plain = key === null ? ERASED : (discloseValue(key, String(ciphertext)) ?? whole);
      return JSON.stringify(plain).slice(1, -1);
    });
    return { value, isErased };
  }

  /** The content of a command with its values. */
  async command(type: string, content: unknown): Promise<Disclosed<unknown>> {
    const replace = commandTypeOf(type)?.personal ?? null;
    if (replace === null) return { value: content, isErased: false };
    const found: string[] = [];
    replace(content, (value) => {
      if (isEnclosed(value)) found.push(value);
      return value;
    });
    if (found.length === 0) return { value: content, isErased: false };
    const plain = new Map<string, string>();
    const { value: text, isErased } = await this.disclosed(JSON.stringify(found));
    for (const [at, value] of (JSON.parse(text) as string[]).entries()) plain.set(found[at]!, value);
    return { value: replace(content, (value) => plain.get(value) ?? value), isErased };
  }

  /** A raw message as it came; `null`: a key of it was destroyed. */
  async message(stored: MessageParts, keyNames: string | null): Promise<MessageParts | null> {
    if (keyNames === null) return stored;
    const keys = await this.#ring.named(keyNames.split(' '));
    const usable = [...keys.values()].filter((key) => key !== null);
    return usable.length < keys.size ? null : discloseMessage(usable, stored);
  }

  /** Forgets the keys in memory: from now on everything is read by what stands in the store. */
  forget(): void {
    this.#ring.forget();
  }
}

const keyName = ([, subject, generation]: RegExpMatchArray): string => `${subject}-${generation}`;

/** Of whom a fact tells; `null`: none of its members does. */
function subjectOf({ type, entity, content }: NewFact): DataSubject | null {
  const factType = factTypeOf(type);
  if (factType === undefined || factType.personal === null) return null;
  let isPersonal = false;
  factType.personal(content, (value) => {
    isPersonal = true;
    return value;
  });
  return isPersonal ? { entity, subject: factType.dataSubject(content) } : null;
}

function enclosed(
  submission: Submission,
  subjects: ReadonlyMap<NewFact, DataSubject>,
  keyOf: KeyOf,
): Submission {
  const keys = new Map<string, UsableKey>();
  const facts = submission.facts!.map((fact) => {
    const subject = subjects.get(fact);
    if (subject === undefined) return fact;
    const key = keyOf(subject);
    keys.set(key.name, key);
    const type = factTypeOf(fact.type)!;
    const content = type.personal!(fact.content, (value) =>
      // What one instance hands to another of the same customer is enclosed already.
      isEnclosedFor(key, value) ? value : encloseValue(key, value),
    );
    return { ...fact, content, text: type.encode(content) };
  });
  const { message } = submission;
  const kept = message === undefined ? {} : { message: enclosedMessage(message, [...keys.values()]) };
  return { ...submission, facts, ...kept };
}

/** Whether it is a value of the same data subject, under this key or one that was destroyed. */
function isEnclosedFor({ name }: UsableKey, value: string): boolean {
  const subject = name.slice(0, name.indexOf('-'));
  return isEnclosed(value) && value.startsWith(`${ENCLOSED}${subject}-`);
}

function enclosedMessage(message: MessageRow, keys: readonly UsableKey[]): MessageRow {
  if (message.body.length === 0) return message;
  return { ...message, ...encloseMessage(keys, message), enclosedBy: keys.map(({ name }) => name).join(' ') };
}
