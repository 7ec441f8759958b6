/** All sales orders in groups that stand alike: what the bridge from booked to kept money is made of. */
import type { OrderGroup, OrderGroupsAsOf, Standing } from '../../application/query/console-reads.ts';
import type { EntityScope } from '../../application/query/reads.ts';
import type { Instant } from '../../kernel/instant.ts';
import { bigint, maybeAt, maybeText, ms, number, text, type Raw } from '../rows.ts';
import { Conditions, rowsOf, timeText, type Queryable } from './query.ts';
import { standingSql } from './standings.ts';

export async function readOrderGroups(
  db: Queryable,
  entities: EntityScope,
  now: Instant,
): Promise<readonly OrderGroup[]> {
  const where = new Conditions();
  const at = `${where.value(timeText(now))}::timestamptz`;
  where.entities('i.entity', entities);
  const sql = `with ${standingSql(at)}
    select ${GROUP}, ${SUMS} ${OF_ORDERS} and ${where.sql} group by ${GROUP}`;
  return (await rowsOf(db, sql, where.values)).map(groupRow);
}

/** What orders stand alike by. */
const GROUP = 'i.lifecycle, standing.standing, standing.reason, i.currency';
const SUMS = `count(*) as orders,
  count(*) filter (where i.ordered_minor <> i.invoiced_minor) as unposted,
  count(*) filter (where i.credited_minor <> 0) as credited_orders,
  sum(i.ordered_minor)::text as ordered, sum(i.shipped_minor)::text as shipped,
  sum(i.invoiced_minor)::text as invoiced, sum(i.credited_minor)::text as credited`;
const OF_ORDERS = `from instance i left join standing on standing.key = i.key
  where i.workflow = 'order-to-cash'`;

const groupRow = (row: Raw): OrderGroup => ({
  lifecycle: text(row['lifecycle']),
  standing: maybeText(row['standing']) as Standing | null,
  reason: maybeText(row['reason']),
  currency: text(row['currency']),
  orders: number(row['orders']),
  ordersUnposted: number(row['unposted']),
  ordersCredited: number(row['credited_orders']),
  orderedMinor: bigint(row['ordered']),
  shippedMinor: bigint(row['shipped']),
  invoicedMinor: bigint(row['invoiced']),
  creditedMinor: bigint(row['credited']),
});

/** Keeps how all orders stand now; another process that measured the same moment counts once. */
export async function sampleOrderGroups(db: Queryable, now: Instant): Promise<void> {
  const sql = `with ${standingSql('$1::timestamptz')},
    grouped as (select i.entity, ${GROUP}, ${SUMS} ${OF_ORDERS} group by i.entity, ${GROUP})
    insert into order_group_sample (at, entity, lifecycle, standing, reason, currency, order_count,
      unposted_count, credited_count, ordered_minor, shipped_minor, invoiced_minor, credited_minor)
    select $1::timestamptz, entity, lifecycle, standing, reason, currency, orders, unposted, credited_orders,
      ordered::numeric, shipped::numeric, invoiced::numeric, credited::numeric from grouped
    on conflict do nothing`;
  await rowsOf(db, sql, [timeText(now)]);
}

/** How orders stood at the last measurement before a moment; `null`: there was none. */
export async function readOrderGroupsAsOf(
  db: Queryable,
  entities: EntityScope,
  moment: Instant,
): Promise<OrderGroupsAsOf | null> {
  const found = await rowsOf(
    db,
    `select ${ms('max(at)', 'at')} from order_group_sample where at <= $1::timestamptz`,
    [timeText(moment)],
  );
  const measuredAt = maybeAt(found[0]?.['at']);
  if (measuredAt === null) return null;
  const where = new Conditions()
    .and('s.at = ?::timestamptz', timeText(measuredAt))
    .entities('s.entity', entities);
  const rows = await rowsOf(
    db,
    `select s.lifecycle, s.standing, s.reason, s.currency, sum(s.order_count)::int as orders,
      sum(s.unposted_count)::int as unposted, sum(s.credited_count)::int as credited_orders,
      sum(s.ordered_minor)::text as ordered, sum(s.shipped_minor)::text as shipped,
      sum(s.invoiced_minor)::text as invoiced, sum(s.credited_minor)::text as credited
    from order_group_sample s where ${where.sql}
    group by s.lifecycle, s.standing, s.reason, s.currency`,
    where.values,
  );
  return { measuredAt, groups: rows.map(groupRow) };
}
