/** All sales orders in groups that stand alike: what the bridge from booked to kept money is made of. */
import type { OrderGroup, Standing } from '../../application/query/console-reads.ts';
import type { EntityScope } from '../../application/query/reads.ts';
import type { Instant } from '../../kernel/instant.ts';
import { bigint, maybeText, number, text } from '../rows.ts';
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
  const rows = await rowsOf(
    db,
    `with ${standingSql(at)}
    select i.lifecycle, standing.standing, standing.reason, i.currency, count(*) as orders,
      count(*) filter (where i.ordered_minor <> i.invoiced_minor) as unposted,
      count(*) filter (where i.credited_minor <> 0) as credited_orders,
      sum(i.ordered_minor)::text as ordered, sum(i.shipped_minor)::text as shipped,
      sum(i.invoiced_minor)::text as invoiced, sum(i.credited_minor)::text as credited
    from instance i left join standing on standing.key = i.key
    where i.workflow = 'order-to-cash' and ${where.sql}
    group by i.lifecycle, standing.standing, standing.reason, i.currency`,
    where.values,
  );
  return rows.map((row) => ({
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
  }));
}

export async function readTouchless(
  db: Queryable,
  entities: EntityScope,
): Promise<{ readonly finished: number; readonly touchless: number }> {
  const where = new Conditions().entities('i.entity', entities);
  const [row] = await rowsOf(
    db,
    `select count(*) as finished,
      count(*) filter (where not exists (select from exception_case c where c.instance = i.key)) as touchless
    from instance i where i.workflow = 'order-to-cash' and i.settled and ${where.sql}`,
    where.values,
  );
  return { finished: number(row!['finished']), touchless: number(row!['touchless']) };
}
