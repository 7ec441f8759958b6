/** A message, or each of its documents, comes in whole or not at all. */
import type { NewFact } from '../process/submission.ts';
import type { CanonicalFact, DocumentPart } from '../ports/connector.ts';
import type { Admitted, Refusal } from './admit.ts';

/** The message itself, where it is not made of several documents. */
const WHOLE: DocumentPart = { name: '', headers: {} };

export const documentOf = ({ document }: CanonicalFact): DocumentPart => document ?? WHOLE;

/** A document of which something may not come in. */
export interface RefusedDocument {
  readonly document: DocumentPart;
  readonly why: Refusal;
}

/** What comes in of a message: whole documents. */
export interface AdmittedDocuments {
  readonly facts: readonly NewFact[];
  /** For each fact given: its position among those that come in, or why its document does not. */
  readonly verdicts: readonly (number | Refusal)[];
  readonly refused: readonly RefusedDocument[];
}

/** Takes out every document of which one fact was refused, and says which fact it was. */
export function wholeDocuments(
  given: readonly CanonicalFact[],
  { facts, verdicts }: Admitted,
): AdmittedDocuments {
  if (facts.length === given.length) return { facts, verdicts, refused: [] };
  const refused = new Map<string, RefusedDocument>();
  verdicts.forEach((verdict, at) => {
    const document = documentOf(given[at]!);
    if (typeof verdict === 'number' || refused.has(document.name)) return;
    refused.set(document.name, { document, why: verdict });
  });
  const left: NewFact[] = [];
  return {
    facts: left,
    verdicts: verdicts.map((verdict, at) => {
      const held = refused.get(documentOf(given[at]!).name);
      if (held !== undefined) return held.why;
      return left.push(facts[verdict as number]!) - 1;
    }),
    refused: [...refused.values()],
  };
}
