/** The list of sales orders, the newest first. */
import type { ListedOrder, Page, SalesOrderFilter } from '../../application/query/reads.ts';
import { maybeText } from '../rows.ts';
import { INSTANCE_COLUMNS, instanceRow, newestOf, NEWEST_FIRST } from './instances.ts';
import { Conditions, pageOf, rowsOf, timeText, type Queryable } from './query.ts';

/** Who buys stands in the order's own statement; the newest revision counts. */
const CUSTOMER = `left join lateral (
    select f.body::json ->> 'customer' as customer from fact f
    where f.instance = i.key and f.type = 'sales-order.stated.v1'
    order by f.instance_version desc limit 1) stated on true`;

/** Orders that ever named this customer, by the index of facts that do. */
const EVER_OF = `i.key in (select f.instance from fact f
    where f.type = 'sales-order.stated.v1' and f.body::json ->> 'customer' = ?)`;

export async function listSalesOrders(db: Queryable, filter: SalesOrderFilter): Promise<Page<ListedOrder>> {
  const where = new Conditions();
  const now = where.value(timeText(filter.now));
  const late = `(coalesce(i.next_deadline_at <= ${now}::timestamptz, false) or exists (
      select 1 from exception_case c
      where c.instance = i.key and c.state = 'open' and c.kind like 'late-%'))`;
  where
    .entities('i.entity', filter.entities)
    .and('i.workflow = ?', 'order-to-cash')
    .and('i.lifecycle = ?', filter.lifecycle)
    .and('i.settled <> ?::boolean', filter.open)
    .and('starts_with(i.business_id, ?)', filter.numberPrefix)
    .and(EVER_OF, filter.customer)
    .and('stated.customer = ?', filter.customer)
    .and(`${late} = ?::boolean`, filter.late)
    .andAll('(i.opened_at, i.key) < (?::timestamptz, ?)', filter.after);
  const page = newestOf(where, filter.limit + 1, filter.customer === null ? '' : CUSTOMER);
  const sql = `select ${INSTANCE_COLUMNS}, stated.customer, ${late} as late
    from ${page} ${CUSTOMER} ${NEWEST_FIRST}`;
  return pageOf(
    await rowsOf(db, sql, where.values),
    filter.limit,
    (row) => ({
      row: instanceRow(row),
      customer: maybeText(row['customer']),
      late: row['late'] as boolean,
    }),
    ({ row }) => [timeText(row.openedAt), row.key],
  );
}
