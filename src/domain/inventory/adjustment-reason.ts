/** Why stock was written off or found, and which words of people say so for sure. */

import type { AdjustmentReason } from '../../canonical/facts/adjustment-reason.ts';

/** Words that are sure: whoever writes them means this and nothing else. */
const SURE: readonly (readonly [AdjustmentReason, RegExp])[] = [
  ['damaged', /\b(?:damaged?s?|broken|smashed|crushed|cracked|wet|mouldy|rusty|faulty|defective)\b/i],
  ['expired', /\b(?:expired|out of date|past (?:its )?(?:date|code))\b/i],
  ['lost', /\b(?:lost|missing|stolen|(?:can'?t|cannot|not) (?:be )?f(?:i|ou)nd)\b/i],
  ['found', /\bfound\b/i],
  ['sample', /\b(?:samples?|display)\b/i],
  ['scrapped', /\b(?:thrown away|throw away|unsaleable|unsellable|destroyed|scrap(?:ped)?|disposed?)\b/i],
  ['miscounted', /\b(?:mis-?count(?:ed)?|count(?:ed)? wrong|wrong(?:ly)? counted|stock ?(?:check|take))\b/i],
  ['wrong-item', /\b(?:wrong(?:ly)? (?:coded?|barcode|item|marked|labell?ed)|mixed up|mis-?labell?ed)\b/i],
];

/**
 * The reason that a text gives, if it gives exactly one; text that says two things, or nothing, is for a
 * person. A text that is found and not found at once says that it is lost.
 */
export function reasonOf(text: string): AdjustmentReason | null {
  const found = SURE.filter(([, words]) => words.test(text)).map(([reason]) => reason);
  const meant = found.includes('lost') ? found.filter((reason) => reason !== 'found') : found;
  return meant.length === 1 ? meant[0]! : null;
}
