/**
 * Law 7: nothing posted is edited. Remembers every fact and every document as it was when it was first
 * seen, and says at the end of a history what is no longer as it was, or was taken back without a word.
 */
import { FACTS } from '../canonical/catalogue.ts';
import { textOf } from './contents.ts';
import type { OrderRecord } from './process.ts';

/** A document in the books of a ledger. */
export interface PostedDocument {
  readonly number: string;
  /** Everything that it says; what may change beside it is no part of it. */
  readonly content: unknown;
  readonly isReversed: boolean;
}

/** Facts by which a ledger says that it took a document back, and the document that each names. */
const REVERSALS: Readonly<Record<string, string>> = {
  [FACTS.invoiceReversed.type]: 'invoice',
  [FACTS.creditMemoReversed.type]: 'creditMemo',
};

export class PostedRecords {
  readonly #documents: () => Iterable<PostedDocument>;
  readonly #facts = new Map<OrderRecord, string[]>();
  readonly #posted = new Map<string, { readonly text: string; isReversed: boolean }>();

  constructor(documents: () => Iterable<PostedDocument>) {
    this.#documents = documents;
  }

  /** Remembers what is new of an instance, and of the ledger. */
  note(record: OrderRecord): void {
    const texts = this.#facts.get(record) ?? [];
    this.#facts.set(record, texts);
    for (let at = texts.length; at < record.facts.length; at++) texts.push(textOf(record.facts[at]));
    for (const { number, content, isReversed } of this.#documents()) {
      const known = this.#posted.get(number);
      if (known === undefined) this.#posted.set(number, { text: textOf(content), isReversed });
      else if (isReversed) known.isReversed = true;
    }
  }

  /** Sentences: each is a fact or a document that is not what it was. */
  edited(): string[] {
    const found: string[] = [];
    const reversed = new Set<unknown>();
    for (const [record, texts] of this.#facts) {
      texts.forEach((text, at) => {
        const fact = record.facts[at];
        if (fact === undefined || textOf(fact) !== text) {
          found.push(`${record.salesOrder}: fact ${at + 1} is no longer what was stored`);
        }
      });
      for (const { type, content } of record.facts) {
        const names = REVERSALS[type];
        if (names !== undefined) reversed.add((content as Readonly<Record<string, unknown>>)[names]);
      }
    }
    const documents = new Map([...this.#documents()].map((document) => [document.number, document]));
    for (const [number, { text, isReversed }] of this.#posted) {
      const document = documents.get(number);
      if (document === undefined || textOf(document.content) !== text) {
        found.push(`${number} is no longer what was posted`);
      } else if (isReversed && !document.isReversed) {
        found.push(`${number} stands again although it was reversed`);
      }
    }
    for (const { number, isReversed } of documents.values()) {
      if (isReversed && !reversed.has(number)) found.push(`${number} was taken back by no fact`);
    }
    return found;
  }
}
