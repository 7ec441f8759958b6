/** How long things take: medians and ninth deciles of what ended in a period, as it was known at its end. */
import type { DurationFilter, MeasuredDuration } from '../../application/query/console-reads.ts';
import { number, text } from '../rows.ts';
import { Conditions, rowsOf, timeText, type Queryable } from './query.ts';

const OF_SHIPMENT = "and b.body::json ->> 'shipment' = e.shipment";

export async function readDurations(
  db: Queryable,
  { entities, from, at }: DurationFilter,
): Promise<readonly MeasuredDuration[]> {
  const where = new Conditions().entities('f.entity', entities);
  const [since, until] = [from, at].map((time) => `${where.value(timeText(time))}::timestamptz`);
  const ended = (type: string): string => `from fact f
      where f.type = '${type}' and f.recorded_at > ${since} and f.recorded_at <= ${until} and ${where.sql}`;
  /** What an instance said first of a kind, as far as it was known. */
  const begun = (member: string, type: string, also = ''): string => `lateral (
      select (b.body::json ->> '${member}')::timestamptz as begun_at from fact b
      where b.instance = e.instance and b.type = '${type}' and b.recorded_at <= ${until} ${also}
      order by b.instance_version limit 1) b`;
  const sql = `with
    orders as (select 'order-to-shipment' as figure, e.ended_at - b.begun_at as took
      from (select f.instance, min((f.body::json ->> 'shippedAt')::timestamptz) as ended_at
        ${ended('shipment.confirmed.v1')} group by f.instance) e
      cross join ${begun('orderedAt', 'sales-order.stated.v1')}
      where not exists (select from fact o where o.instance = e.instance
        and o.type = 'shipment.confirmed.v1' and o.recorded_at <= ${since})),
    invoices as (select 'shipment-to-invoice', e.occurred_at - b.begun_at
      from (select f.instance, f.occurred_at, f.body::json ->> 'shipment' as shipment
        ${ended('invoice.posted.v1')}) e
      cross join ${begun('shippedAt', 'shipment.confirmed.v1', OF_SHIPMENT)}),
    credits as (select 'return-to-credit', e.occurred_at - b.begun_at
      from (select f.instance, f.occurred_at ${ended('credit-memo.posted.v1')}) e
      cross join ${begun('requestedAt', 'return.requested.v1')})
    select figure, count(*) as ended,
      round(extract(epoch from percentile_cont(0.5) within group (order by took)))::int as median,
      round(extract(epoch from percentile_cont(0.9) within group (order by took)))::int as ninth
    from (select * from orders union all select * from invoices union all select * from credits) all_
    group by figure`;
  return (await rowsOf(db, sql, where.values)).map((row) => ({
    figure: text(row['figure']) as MeasuredDuration['figure'],
    ended: number(row['ended']),
    medianSeconds: number(row['median']),
    p90Seconds: number(row['ninth']),
  }));
}
