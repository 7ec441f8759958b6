/**
 * Cursors: opaque to callers, and nothing but a position in a sorted list. A cursor names the list
 * it belongs to, so that one of another list is refused instead of read wrongly.
 */
import { err, ok, type Result } from '../kernel/result.ts';

/** Writes the position after which the next page begins. */
export function encodeCursor(list: string, parts: readonly string[]): string {
  return [list, ...parts].map(encodeURIComponent).join(':');
}

/** Reads a cursor of this list with this many parts. */
export function decodeCursor(
  list: string,
  partCount: number,
  cursor: string,
): Result<readonly string[], string> {
  const mistake = err(`not a cursor of ${list}: pass on \`next\` of the page before, unchanged`);
  let parts: readonly string[];
  try {
    parts = cursor.split(':').map(decodeURIComponent);
  } catch {
    return mistake;
  }
  if (parts[0] !== list || parts.length !== partCount + 1) return mistake;
  if (parts.some((part) => part.includes('\0'))) return mistake;
  return ok(parts.slice(1));
}
