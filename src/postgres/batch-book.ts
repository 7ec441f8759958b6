/** What the stock ledger had at a past moment, read under the locks of its positions. */
import type { BookAnswer, BookQuestion } from '../application/ports/book.ts';
import { DAY_MS, type Instant } from '../kernel/instant.ts';
import type { Quantity } from '../kernel/quantity.ts';
import { lockStock } from './batch-load.ts';
import type { Sender } from './batch-store.ts';
import { array, arrayOf, texts, time } from './columns.ts';
import { bigint, number, text } from './rows.ts';

/** Movements this much before a statement may explain it. */
const NEARBY_MS = 30 * DAY_MS;
/** Clocks differ, and messages are late: what was recorded so long before cannot have happened after. */
const SKEW_MS = DAY_MS;
/** Movements of one place that are looked at: of more nobody could tell which explains it. */
const NEARBY_MAX = 200;

const ASKED =
  `unnest(${arrayOf(3, 'integer')}, ${arrayOf(4, 'text')}, ${arrayOf(5, 'text')}) as w(line, item, lot)`;

/** How a movement changes what is sellable at the site. */
const CHANGE = `(case when m.to_location = $2 and m.to_disposition = 'sellable_accessible' then m.quantity
    else 0 end - case when m.from_location = $2 and m.from_disposition = 'sellable_accessible'
    then m.quantity else 0 end)`;

const HERE = `m.entity = $1 and m.item = w.item and (coalesce(w.lot, '') = '' or m.lot = w.lot)
  and $2 in (m.from_location, m.to_location)`;

/** After the statement: by its position in the log of the same system, otherwise by time. */
const IS_AFTER = `case when $7::bigint is not null and m.stream_position is not null and m.fact_source = $8
  then m.stream_position > $7::bigint else m.occurred_at > $6::timestamptz end`;

const BOOK = `select w.line,
    (coalesce((select sum(p.on_hand) from position p where p.entity = $1 and p.item = w.item
      and p.location = $2 and p.disposition = 'sellable_accessible'
      and (coalesce(w.lot, '') = '' or p.lot = w.lot)), 0)
    - coalesce((select sum(${CHANGE}) from movement m where ${HERE}
      and m.recorded_at >= $9::timestamptz and ${IS_AFTER}), 0))::text as book
  from ${ASKED}`;

const NEARBY = `select w.line, m.instance, m.key, m.kind, ${CHANGE}::text as change
  from ${ASKED}, lateral (select m.* from movement m where ${HERE} and m.reverses is null
    and m.recorded_at >= $9::timestamptz and not (${IS_AFTER})
    and not exists (select from movement r where r.instance = m.instance and r.key = m.key
      and r.reverses = m.sequence)
    order by m.recorded_at desc limit ${NEARBY_MAX}) m`;

const UNMAPPED = `select count(*) as waiting from quarantine
  where state = 'open' and source = $1 and waits_for is not null`;

export async function readBook(send: Sender, question: BookQuestion): Promise<BookAnswer> {
  const { entity, site, at, after, source, lines } = question;
  await lockStock(send, lines.map(({ item }) => ({ entity, item })));
  const asked = [
    entity,
    site,
    array('integer', lines.map((row) => row.line)),
    texts(lines.map((row) => row.item)),
    texts(lines.map((row) => row.lot)),
    time(at),
    after === null ? null : String(after),
    source,
  ];
  const since = (ms: number): string => time((at - ms) as Instant)!;
  const [books, nearby, unmapped] = await Promise.all([
    send('book-at', BOOK, [...asked, since(SKEW_MS)]),
    send('nearby-movements', NEARBY, [...asked, since(NEARBY_MS)]),
    send('unmapped-messages', UNMAPPED, [source]),
  ]);
  const movementsOf = (line: number) =>
    nearby
      .filter((row) => number(row['line']) === line)
      .map((row) => ({
        name: text(row['instance']).split('/').slice(2).join('/'),
        kind: text(row['kind']),
        change: bigint(row['change']),
      }));
  return {
    lines: books.map((row) => ({
      line: number(row['line']),
      book: bigint(row['book']) as Quantity,
      movements: movementsOf(number(row['line'])),
    })),
    unmapped: number(unmapped[0]!['waiting']),
  };
}
