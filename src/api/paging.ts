import { decodeCursor, encodeCursor, type CursorList } from '../contract/cursor.ts';
import { invalid } from '../contract/refusal.ts';
import type { Page } from '../application/query/reads.ts';
import { RefusedError } from './errors.ts';

/** The position that a cursor of this list names; none: the start. */
export function afterOf(list: CursorList, cursor: string | undefined): readonly string[] | null {
  if (cursor === undefined) return null;
  const position = decodeCursor(list, cursor);
  if (position.ok) return position.value;
  throw new RefusedError(invalid('invalid-request', [{ path: 'query: cursor', message: position.error }]));
}

export const cursorOf = (
  list: CursorList,
  position: readonly string[],
): string => encodeCursor(list, position);

/** A page as it goes out. */
export const pageAnswer = <T>(list: CursorList, page: Page<T>, answerOf: (item: T) => unknown) => ({
  status: 200,
  body: {
    items: page.items.map(answerOf),
    next: page.next === null ? null : cursorOf(list, page.next),
  },
});
