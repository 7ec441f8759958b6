/** How long things take: medians and ninth deciles of what ended in a period, as it was known at its end. */
import type { DurationFilter, MeasuredDuration } from '../../application/query/console-reads.ts';
import { number, text } from '../rows.ts';
import { Conditions, rowsOf, timeText, type Queryable } from './query.ts';

/** Facts of some types, and the member that says when; without one, the moment that the fact is of. */
interface Milestone {
  readonly types: readonly string[];
  readonly member?: string;
}

interface Measure {
  readonly figure: Exclude<MeasuredDuration['figure'], 'case-to-resolution' | 'shipment-to-record'>;
  readonly begins: Milestone;
  readonly ends: Milestone;
  /** Member by which an end belongs to its beginning, where an instance has several. */
  readonly by?: string;
  /** What ends is not over with the first: each ends something. */
  readonly isEach?: boolean;
}

const REQUESTED: Milestone = { types: ['return.requested.v1'], member: 'requestedAt' };
const AUTHORIZED: Milestone = { types: ['return.authorized.v1'] };
const RECEIVED: Milestone = { types: ['return.received.v1'], member: 'receivedAt' };
const SHIPPED: Milestone = { types: ['shipment.confirmed.v1'], member: 'shippedAt' };
const CREDITED: Milestone = { types: ['credit-memo.posted.v1'] };

/** What begins and what ends each. The types of ends are those of the index `fact_of_milestones`. */
const MEASURES: readonly Measure[] = [
  {
    figure: 'order-to-shipment',
    begins: { types: ['sales-order.stated.v1'], member: 'orderedAt' },
    ends: SHIPPED,
  },
  {
    figure: 'shipment-to-invoice',
    begins: SHIPPED,
    ends: { types: ['invoice.posted.v1'] },
    by: 'shipment',
    isEach: true,
  },
  { figure: 'request-to-authorization', begins: REQUESTED, ends: AUTHORIZED },
  { figure: 'authorization-to-receipt', begins: AUTHORIZED, ends: RECEIVED },
  {
    figure: 'receipt-to-inspection',
    begins: RECEIVED,
    ends: { types: ['inspection.completed.v1'], member: 'inspectedAt' },
    by: 'receipt',
  },
  { figure: 'receipt-to-credit', begins: RECEIVED, ends: CREDITED, isEach: true },
  { figure: 'return-to-credit', begins: REQUESTED, ends: CREDITED, isEach: true },
  {
    figure: 'dispute-to-answer',
    begins: { types: ['charge.disputed.v1'], member: 'openedAt' },
    ends: { types: ['charge.credited.v1', 'dispute.settled.v1', 'document.sent.v1'] },
  },
];

const isOf = (fact: string, { types }: Milestone): string =>
  `${fact}.type in (${types.map((type) => `'${type}'`).join(', ')})`;

const whenOf = (fact: string, { member }: Milestone): string =>
  member === undefined ? `${fact}.occurred_at` : `(${fact}.body::json ->> '${member}')::timestamptz`;

export async function readDurations(
  db: Queryable,
  { entities, from, at }: DurationFilter,
): Promise<readonly MeasuredDuration[]> {
  const where = new Conditions().entities('f.entity', entities);
  const [since, until] = [from, at].map((time) => `${where.value(timeText(time))}::timestamptz`);
  const inPeriod = (moment: string): string =>
    `${moment} > ${since} and ${moment} <= ${until} and ${where.sql}`;

  /** Ends in the period, each less what its instance said first of the beginning, as far as it was known. */
  const took = ({ figure, begins, ends, by, isEach }: Measure): string => {
    const group = by === undefined ? '' : `, f.body::json ->> '${by}'`;
    const same = by === undefined ? '' : `and o.body::json ->> '${by}' = f.body::json ->> '${by}'`;
    const firstOnly = `and not exists (select from fact o where o.instance = f.instance and ${isOf('o', ends)}
      and o.recorded_at <= ${since} ${same}) group by f.instance${group}`;
    const ended = isEach === true ? whenOf('f', ends) : `min(${whenOf('f', ends)})`;
    return `select '${figure}' as figure, e.ended_at - b.begun_at as took
      from (select f.instance${group === '' ? '' : `${group} as part`}, ${ended} as ended_at from fact f
        where ${isOf('f', ends)} and ${inPeriod('f.recorded_at')} ${isEach === true ? '' : firstOnly}) e
      cross join lateral (select ${whenOf('b', begins)} as begun_at from fact b
        where b.instance = e.instance and ${isOf('b', begins)} and b.recorded_at <= ${until}
          ${by === undefined ? '' : `and b.body::json ->> '${by}' = e.part`}
        order by b.instance_version limit 1) b`;
  };
  const sql = `select figure, count(*) as ended,
      round(extract(epoch from percentile_cont(0.5) within group (order by took)))::int as median,
      round(extract(epoch from percentile_cont(0.9) within group (order by took)))::int as ninth
    from (${MEASURES.map(took).join(' union all ')}
      union all select 'shipment-to-record', f.recorded_at - ${whenOf('f', SHIPPED)} from fact f
        where ${isOf('f', SHIPPED)} and ${inPeriod('f.recorded_at')}
      union all select 'case-to-resolution', f.closed_at - f.opened_at from exception_case f
        where ${inPeriod('f.closed_at')}) all_
    where took >= interval '0' group by figure`;
  return (await rowsOf(db, sql, where.values)).map((row) => ({
    figure: text(row['figure']) as MeasuredDuration['figure'],
    ended: number(row['ended']),
    medianSeconds: number(row['median']),
    p90Seconds: number(row['ninth']),
  }));
}
