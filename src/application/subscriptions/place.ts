/** The places of the feed that people name: its ends, a moment, a cursor that was read. */
import { decodeCursor } from '../../contract/cursor.ts';
import { invalid, type Refusal } from '../../contract/refusal.ts';
import { factTypeOf } from '../../canonical/catalogue.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { FEED_START, type FactFeed, type FeedPosition } from '../ports/fact-feed.ts';

/** The place that a cursor of the feed names. */
export function placeOfCursor(cursor: string): Result<FeedPosition, string> {
  const decoded = decodeCursor('facts', cursor);
  if (!decoded.ok) return decoded;
  const [committed = '', number = ''] = decoded.value;
  return committed.startsWith('-') ? err('not a cursor of the feed') : ok([committed, number]);
}

/** The place that a caller names; `param` is where it stands in the request. */
export async function placeNamed(
  feed: FactFeed,
  text: string,
  param: string,
): Promise<Result<FeedPosition, Refusal>> {
  if (text === 'start') return ok(FEED_START);
  if (text === 'now') return ok(await feed.placeOf(null));
  const moment = parseInstant(text);
  if (moment.ok) return ok(await feed.placeOf(moment.value));
  const place = placeOfCursor(text);
  if (place.ok) return ok(place.value);
  const message = 'must be "start", "now", a time such as "2031-05-04T10:00:00Z", or a cursor of the feed';
  return err(invalid('invalid-content', [{ path: param, message }]));
}

/** Refuses fact types that do not exist: a filter by them would stay silent for ever. */
export function faultOfTypes(types: readonly string[]): Refusal | null {
  const errors = types.flatMap((type, at) =>
    factTypeOf(type) === undefined ? [{ path: `$.types[${at}]`, message: `${type} is no fact type` }] : [],
  );
  return errors.length === 0 ? null : invalid('invalid-content', errors);
}
