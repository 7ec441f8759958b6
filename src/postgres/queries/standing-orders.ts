/** Sales orders by how they stand. */
import type { Standing, StandingFilter, StandingOrder } from '../../application/query/console-reads.ts';
import type { Page } from '../../application/query/reads.ts';
import { bigint, maybeAt, maybeText, ms, number } from '../rows.ts';
import { INSTANCE_COLUMNS, instanceRow } from './instances.ts';
import { Conditions, pageOf, rowsOf, timeText, type Queryable } from './query.ts';
import { standingSql } from './standings.ts';

/** Orders beyond which a count is "over ten thousand": nobody reads that far. */
const COUNTED_MAX = 10_001;

function conditionsOf(filter: StandingFilter): { readonly where: Conditions; readonly now: string } {
  const where = new Conditions();
  const now = `${where.value(timeText(filter.now))}::timestamptz`;
  where
    .entities('i.entity', filter.entities)
    .and('i.workflow = ?', 'order-to-cash')
    .and('i.lifecycle = ?', filter.lifecycle)
    .and('i.settled = ?::boolean', filter.settled)
    .and('(i.equations_broken > 0) = ?::boolean', filter.broken)
    .and('starts_with(i.business_id, ?)', filter.numberPrefix)
    .and('s.standing = ?', filter.standing)
    .and("coalesce(s.standing in ('late', 'blocked', 'in-doubt'), false) = ?::boolean", filter.waiting)
    .and('s.owes_id = ?', filter.owes);
  return { where, now };
}

export async function listStandingOrders(
  db: Queryable,
  filter: StandingFilter,
): Promise<Page<StandingOrder>> {
  const { where, now } = conditionsOf(filter);
  where.andAll('(i.opened_at, i.key) < (?::timestamptz, ?)', filter.after);
  const limit = where.value(filter.limit + 1);
  const sql = `with ${standingSql(now)}
    select ${INSTANCE_COLUMNS}, stated.customer, s.standing, s.owes_kind, s.owes_id,
      s.reason as standing_reason, ${ms('s.since', 'standing_since')}, s.held_minor
    from instance i left join standing s on s.key = i.key
    left join lateral (
      select f.body::json ->> 'customer' as customer from fact f
      where f.instance = i.key and f.type = 'sales-order.stated.v1'
      order by f.instance_version desc limit 1) stated on true
    where ${where.sql}
    order by i.opened_at desc, i.key desc limit ${limit}`;
  return pageOf(
    await rowsOf(db, sql, where.values),
    filter.limit,
    (row): StandingOrder => {
      const kind = maybeText(row['owes_kind']) as 'system' | 'role' | 'customer' | null;
      const isWaiting = kind !== null;
      return {
        row: instanceRow(row),
        customer: maybeText(row['customer']),
        standing: maybeText(row['standing']) as Standing | null,
        owes: kind === null ? null : { kind, id: maybeText(row['owes_id']) ?? '' },
        reason: isWaiting ? maybeText(row['standing_reason']) : null,
        since: isWaiting ? maybeAt(row['standing_since']) : null,
        heldMinor: row['held_minor'] === null ? null : bigint(row['held_minor']),
      };
    },
    ({ row }) => [timeText(row.openedAt), row.key],
  );
}

export async function countStandingOrders(db: Queryable, filter: StandingFilter): Promise<number> {
  const { where, now } = conditionsOf(filter);
  const [row] = await rowsOf(
    db,
    `with ${standingSql(now)}
    select count(*) as n from (
      select 1 from instance i left join standing s on s.key = i.key
      where ${where.sql} limit ${COUNTED_MAX}) counted`,
    where.values,
  );
  return number(row?.['n'] ?? 0);
}
