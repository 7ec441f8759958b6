/** How open orders stand: moving, waiting in time, late, blocked or in doubt, and who owes the answer. */
import type { EntityScope } from '../../application/query/reads.ts';
import type { Standing, StandingGroup } from '../../application/query/console-reads.ts';
import type { Instant } from '../../kernel/instant.ts';
import { bigint, maybeAt, maybeText, ms, number, text } from '../rows.ts';
import { Conditions, rowsOf, timeText, type Queryable } from './query.ts';

/**
 * The small tables first: what is in doubt, what a case holds, what is late. Every open order is in
 * exactly one group, the loudest that holds: in doubt, blocked, late, moving, waiting in time.
 */
export const standingSql = (now: string): string => `doubt as materialized (
    select instance, min(system) as system, min(sent_at) as since from command
    where status = 'in-doubt' group by instance),
  sent as materialized (
    select distinct on (instance) instance, system, issued_at as since from command
    where status in ('queued', 'failing', 'sending') order by instance, issued_at),
  held as materialized (
    select distinct on (instance) instance, role, kind, opened_at as since from exception_case
    where state = 'open' and kind not like 'late-%'
    order by instance, exposure_minor desc nulls last, id),
  late as materialized (
    select distinct on (instance) instance, role, kind, opened_at as since from exception_case
    where state = 'open' and kind like 'late-%' order by instance, opened_at, id),
  standing as (
    select i.key, i.entity, i.lifecycle, i.currency,
      case when doubt.instance is not null then 'in-doubt'
        when held.instance is not null then 'blocked'
        when late.instance is not null or coalesce(i.next_deadline_at <= ${now}, false) then 'late'
        when i.underway then 'moving' else 'in-time' end as standing,
      case when doubt.instance is not null then 'system'
        when held.instance is not null then 'role'
        when late.kind = 'late-payment' then 'customer'
        when late.instance is null and not coalesce(i.next_deadline_at <= ${now}, false) then null
        when sent.instance is not null then 'system' else 'role' end as owes_kind,
      case when doubt.instance is not null then doubt.system
        when held.instance is not null then held.role
        when late.kind = 'late-payment' then 'customer'
        when sent.instance is not null then sent.system
        else coalesce(late.role, 'service') end as owes_id,
      coalesce(case when doubt.instance is not null then 'in-doubt' end, held.kind, late.kind, 'due')
        as reason,
      coalesce(case when doubt.instance is not null then doubt.since end, held.since, late.since,
        i.next_deadline_at) as since,
      case when i.lifecycle = 'invoiced' then i.invoiced_minor
        else greatest(i.ordered_minor - i.invoiced_minor, 0) end as held_minor
    from instance i
    left join doubt on doubt.instance = i.key
    left join sent on sent.instance = i.key
    left join held on held.instance = i.key
    left join late on late.instance = i.key
    where i.workflow = 'order-to-cash' and not i.settled)`;

export async function readStandings(
  db: Queryable,
  entities: EntityScope,
  now: Instant,
): Promise<readonly StandingGroup[]> {
  const where = new Conditions();
  const at = `${where.value(timeText(now))}::timestamptz`;
  where.entities('entity', entities);
  const rows = await rowsOf(
    db,
    `with ${standingSql(at)}
    select lifecycle, standing, owes_kind, owes_id, reason, currency, count(*) as orders,
      sum(held_minor)::text as held, ${ms('min(since)', 'since')}
    from standing where ${where.sql}
    group by lifecycle, standing, owes_kind, owes_id, reason, currency`,
    where.values,
  );
  return rows.map((row) => {
    const kind = maybeText(row['owes_kind']) as 'system' | 'role' | 'customer' | null;
    return {
      lifecycle: text(row['lifecycle']),
      standing: text(row['standing']) as Standing,
      owes: kind === null ? null : { kind, id: text(row['owes_id']) },
      reason: text(row['reason']),
      currency: text(row['currency']),
      orders: number(row['orders']),
      heldMinor: bigint(row['held']),
      since: maybeAt(row['since']),
    };
  });
}
