/** Messages and quarantined content as they came, and stock summed up by item. */
import type {
  ItemStock,
  QuarantinedContent,
  RawMessage,
  StockFilter,
} from '../../application/query/console-reads.ts';
import { ERASED, type Enclosure } from '../../application/privacy/enclosure.ts';
import type { Page } from '../../application/query/reads.ts';
import { at, bigint, maybeText, ms, number, text } from '../rows.ts';
import { Conditions, pageOf, rowsOf, type Queryable } from './query.ts';

/** Bytes of a body that a page shows: more is not read on a screen. */
const SHOWN_BYTES_MAX = 16_384;
/** Messages of one instance: the newest. */
const MESSAGES_MAX = 200;

/** Bytes as text; what is no text in UTF-8 is shown byte by byte. */
const bodyText = (value: unknown): string => Buffer.from(value as Buffer).toString('utf8');

export async function readMessagesOf(
  db: Queryable,
  instance: string,
  enclosure: Pick<Enclosure, 'message'>,
): Promise<readonly RawMessage[]> {
  const rows = await rowsOf(
    db,
    `select m.source, m.message_id, ${ms('m.received_at', 'received_at')}, octet_length(m.body) as bytes,
      case when m.enclosed_by is null then substring(m.body from 1 for ${SHOWN_BYTES_MAX})
        else m.body end as body, m.headers, m.enclosed_by, ${ms('m.erased_at', 'erased_at')}, told.facts
    from (select source, message_id, array_agg(source || '/' || id order by instance_version) as facts
      from fact where instance = $1 and message_id is not null group by source, message_id) told
    join inbound_message m using (source, message_id)
    order by m.received_at desc, m.id desc limit ${MESSAGES_MAX}`,
    [instance],
  );
  return Promise.all(
    rows.toReversed().map(async (row) => {
      const enclosedBy = maybeText(row['enclosed_by']);
      const stored = { headers: text(row['headers']), body: row['body'] as Buffer };
      const message = row['erased_at'] === null ? await enclosure.message(stored, enclosedBy) : null;
      return {
        source: text(row['source']),
        messageId: text(row['message_id']),
        receivedAt: at(row['received_at']),
        bytes: enclosedBy === null ? number(row['bytes']) : (message?.body.length ?? 0),
        facts: row['facts'] as string[],
        body: message === null ? ERASED : bodyText(message.body.subarray(0, SHOWN_BYTES_MAX)),
      };
    }),
  );
}

export async function readQuarantinedContent(
  db: Queryable,
  id: bigint,
): Promise<QuarantinedContent | null> {
  const [row] = await rowsOf(
    db,
    `select id, entity, source, code, reason, waits_for, headers,
      substring(body from 1 for ${SHOWN_BYTES_MAX}) as body from quarantine where id = $1`,
    [String(id)],
  );
  if (row === undefined) return null;
  return {
    id: bigint(row['id']),
    entity: maybeText(row['entity']),
    source: text(row['source']),
    code: text(row['code']),
    reason: text(row['reason']),
    waitsFor: (maybeText(row['waits_for']) ?? '').split('\n').filter((line) => line !== ''),
    headers: maybeText(row['headers']),
    body: bodyText(row['body']),
  };
}

/** Sums over sites and lots; what lies with suppliers and customers is not ours to promise. */
export async function listItemStock(db: Queryable, filter: StockFilter): Promise<Page<ItemStock>> {
  const where = new Conditions()
    .entities('p.entity', filter.entities)
    .and('starts_with(p.item, ?)', filter.itemPrefix)
    .andAll('(p.entity, p.item) > (?, ?)', filter.after);
  const short = filter.short === null ? '' : `having (coalesce(max(b.shortfall), 0) > 0) = ${filter.short}`;
  const sellable = `p.disposition = 'sellable_accessible'`;
  const sql = `select p.entity, p.item, count(distinct p.location) filter (where ${sellable}) as sites,
      coalesce(sum(p.on_hand) filter (where ${sellable}), 0)::text as on_hand,
      coalesce(sum(p.allocated) filter (where ${sellable}), 0)::text as allocated,
      coalesce(sum(p.on_hand) filter (where not ${sellable} and p.disposition <> 'in_transit'), 0)::text
        as elsewhere,
      coalesce(sum(p.on_hand) filter (where p.disposition = 'in_transit'), 0)::text as in_transit,
      coalesce(max(b.shortfall), 0)::text as backordered, ${ms('max(p.updated_at)', 'updated_at')}
    from position p
    left join (select entity, item, sum(shortfall) as shortfall from backorder group by entity, item) b
      on b.entity = p.entity and b.item = p.item
    where p.location not in ('supplier', 'customer', 'adjustment') and ${where.sql}
    group by p.entity, p.item ${short}
    order by p.entity, p.item limit ${where.value(filter.limit + 1)}`;
  return pageOf(
    await rowsOf(db, sql, where.values),
    filter.limit,
    (row) => ({
      entity: text(row['entity']),
      item: text(row['item']),
      sites: number(row['sites']),
      onHand: bigint(row['on_hand']),
      allocated: bigint(row['allocated']),
      elsewhere: bigint(row['elsewhere']),
      inTransit: bigint(row['in_transit']),
      backordered: bigint(row['backordered']),
      updatedAt: at(row['updated_at']),
    }),
    ({ entity, item }) => [entity, item],
  );
}
