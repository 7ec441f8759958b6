/** The list of returns, the newest first. */
import type { ListedReturn, Page, ReturnFilter } from '../../application/query/reads.ts';
import { maybeText } from '../rows.ts';
import { INSTANCE_COLUMNS, instanceRow, newestOf, NEWEST_FIRST } from './instances.ts';
import { Conditions, pageOf, rowsOf, timeText, type Queryable } from './query.ts';

/** Who gives back, and what was bought, stands in the request; the newest revision counts. */
const REQUEST = `left join lateral (
    select f.body::json ->> 'customer' as customer, f.body::json ->> 'salesOrder' as sales_order
    from fact f where f.instance = i.key and f.type = 'return.requested.v1'
    order by (f.body::json ->> 'revision')::int desc limit 1) requested on true`;

export async function listReturns(
  db: Queryable,
  filter: ReturnFilter,
): Promise<Page<ListedReturn>> {
  const where = new Conditions();
  where
    .entities('i.entity', filter.entities)
    .and('i.workflow = ?', 'return-to-credit')
    .and('i.lifecycle = ?', filter.lifecycle)
    .and('i.settled <> ?::boolean', filter.open)
    .and('starts_with(i.business_id, ?)', filter.numberPrefix)
    .and('requested.customer = ?', filter.customer)
    .and('requested.sales_order = ?', filter.salesOrder)
    .andAll('(i.opened_at, i.key) < (?::timestamptz, ?)', filter.after);
  const isByRequest = filter.customer !== null || filter.salesOrder !== null;
  const page = newestOf(where, filter.limit + 1, isByRequest ? REQUEST : '');
  const sql = `select ${INSTANCE_COLUMNS}, requested.customer, requested.sales_order
    from ${page} ${REQUEST} ${NEWEST_FIRST}`;
  return pageOf(
    await rowsOf(db, sql, where.values),
    filter.limit,
    (row) => ({
      row: instanceRow(row),
      customer: maybeText(row['customer']),
      salesOrder: maybeText(row['sales_order']),
    }),
    ({ row }) => [timeText(row.openedAt), row.key],
  );
}
