/**
 * Cursors: opaque to callers, and nothing but a position in a sorted list. A cursor names the list
 * it belongs to, so that one of another list is refused instead of read wrongly.
 */
import { parseInstant } from '../kernel/instant.ts';
import { err, ok, type Result } from '../kernel/result.ts';

type Part = 'time' | 'number' | 'text';

/** What the position in each list is made of. */
const LISTS = {
  facts: ['number', 'number'],
  'sales-orders': ['time', 'text'],
  'item-stock': ['text', 'text'],
  returns: ['time', 'text'],
  reservations: ['time', 'text'],
  positions: ['text', 'text', 'text', 'text', 'text'],
  movements: ['time', 'text', 'text', 'number'],
  ledger: ['time', 'text', 'text', 'number'],
  'cases-by-exposure': ['number', 'number'],
  'cases-by-age': ['time', 'number'],
  commands: ['time', 'text', 'text', 'number'],
  quarantine: ['number'],
  subscriptions: ['text', 'text'],
  'subscription-attempts': ['number'],
  lots: ['text', 'text', 'text', 'text', 'text'],
  reconciliations: ['time', 'text'],
  codes: ['text', 'text', 'text'],
  'supplier-claims': ['time', 'text'],
  'supply-orders': ['time', 'text'],
  'audit-newest': ['number'],
  proposals: ['number'],
  erasures: ['number'],
  'break-glass': ['number'],
  'audit-oldest': ['number'],
} as const satisfies Record<string, readonly Part[]>;

export type CursorList = keyof typeof LISTS;

/** Writes the position after which the next page begins. */
export function encodeCursor(list: CursorList, parts: readonly string[]): string {
  return [list, ...parts].map(encodeURIComponent).join(':');
}

/** Reads a cursor of this list. */
export function decodeCursor(list: CursorList, cursor: string): Result<readonly string[], string> {
  const kinds: readonly Part[] = LISTS[list];
  const [name, ...parts] = partsOf(cursor);
  const isSound =
    name === list && parts.length === kinds.length && parts.every((part, at) => isPart(kinds[at]!, part));
  const mistake = 'not a cursor of this list: pass on `next` of the page before, unchanged';
  return isSound ? ok(parts) : err(mistake);
}

function partsOf(cursor: string): readonly string[] {
  try {
    return cursor.split(':').map(decodeURIComponent);
  } catch {
    return [];
  }
}

function isPart(kind: Part, part: string): boolean {
  if (kind === 'number') return /^-?\d{1,18}$/.test(part);
  if (kind === 'time') return parseInstant(part).ok;
  return !/[\p{Cc}\p{Cs}]/u.test(part);
}
