/** What governed figures are counted from, and how they were counted before. */
import type { FinishedOrders } from '../../application/query/console-reads.ts';
import type { FigureCount, FigureSample } from '../../application/query/governed.ts';
import type { EntityScope } from '../../application/query/reads.ts';
import type { Instant } from '../../kernel/instant.ts';
import { at, ms, number, text, type Raw } from '../rows.ts';
import { Conditions, rowsOf, timeText, type Queryable } from './query.ts';

/** Under this name stands what is of no entity; whoever asks about some is shown it as well. */
export const NO_ENTITY = '';

/** Points of a series: more are not told apart in a line of a table. */
const POINTS_MAX = 48;

export async function readFinishedOrders(db: Queryable, entities: EntityScope): Promise<FinishedOrders> {
  const where = new Conditions().entities('i.entity', entities);
  const [row] = await rowsOf(
    db,
    `select count(*) filter (where i.settled) as finished,
      count(*) filter (where i.settled
        and not exists (select from exception_case c where c.instance = i.key)) as touchless,
      count(*) filter (where i.settled and i.lifecycle <> 'cancelled') as ended,
      count(*) filter (where i.settled and i.lifecycle <> 'cancelled'
        and i.shipped_minor >= i.ordered_minor) as in_full,
      count(*) filter (where i.invoiced_minor > 0) as billed,
      count(*) filter (where i.invoiced_minor > 0 and i.credited_minor = 0) as uncredited
    from instance i where i.workflow = 'order-to-cash' and ${where.sql}`,
    where.values,
  );
  return {
    finished: number(row!['finished']),
    touchless: number(row!['touchless']),
    ended: number(row!['ended']),
    inFull: number(row!['in_full']),
    billed: number(row!['billed']),
    uncredited: number(row!['uncredited']),
  };
}

export async function readEquationCounts(db: Queryable, entities: EntityScope) {
  const where = new Conditions().entities('entity', entities);
  const [row] = await rowsOf(
    db,
    `select coalesce(sum(equations_checked), 0) as checked, coalesce(sum(equations_broken), 0) as broken
    from instance where ${where.sql}`,
    where.values,
  );
  return { checked: number(row!['checked']), broken: number(row!['broken']) };
}

/** The version of an instance counts the facts that it took in. */
export async function readIntake(db: Queryable, entities: EntityScope | 'none') {
  const where = new Conditions();
  if (entities === 'none') where.andAll('entity is null', []);
  else where.entities('entity', entities);
  const [row] = await rowsOf(
    db,
    `select (select coalesce(sum(version), 0) from instance where ${where.sql}) as taken,
      (select count(*) from quarantine where state = 'open' and ${where.sql}) as held`,
    where.values,
  );
  return { taken: number(row!['taken']), held: number(row!['held']) };
}

export async function saveFigures(
  db: Queryable,
  now: Instant,
  entity: string,
  counts: readonly FigureCount[],
): Promise<void> {
  await rowsOf(
    db,
    `insert into figure_sample (at, entity, figure, part, whole)
     select $1::timestamptz, $2, * from unnest($3::text[], $4::bigint[], $5::bigint[])
     on conflict do nothing`,
    [
      timeText(now), entity, counts.map(({ figure }) => figure), counts.map(({ part }) => part),
      counts.map(({ whole }) => whole),
    ],
  );
}

const withNobodys = (entities: EntityScope): EntityScope =>
  entities === null ? null : [...entities, NO_ENTITY];

export async function readFiguresAsOf(
  db: Queryable,
  entities: EntityScope,
  measuredAt: Instant,
): Promise<readonly FigureCount[]> {
  const where = new Conditions()
    .and(
      `s.at = (select max(m.at) from figure_sample m
        where m.figure = 'agreement' and m.at <= ?::timestamptz)`,
      timeText(measuredAt),
    )
    .entities('s.entity', withNobodys(entities));
  const rows = await rowsOf(
    db,
    `select s.figure, sum(s.part) as part, sum(s.whole) as whole from figure_sample s where ${where.sql}
     group by s.figure`,
    where.values,
  );
  return rows.map(countRow);
}

/** The last measurement of each of so many equal spans between the first one and the end. */
export async function readFigureSeries(
  db: Queryable,
  entities: EntityScope,
  from: Instant,
  to: Instant,
): Promise<readonly FigureSample[]> {
  const where = new Conditions().entities('s.entity', withNobodys(entities));
  const [first, last] = [where.value(timeText(from)), where.value(timeText(to))];
  const rows = await rowsOf(
    db,
    `with moment as (
       select distinct s.at from figure_sample s
       where s.figure = 'agreement' and s.at between ${first}::timestamptz and ${last}::timestamptz),
     span as (select min(m.at) as first, max(m.at) as last from moment m),
     shown as (
       select distinct on (m.part) m.at from (
         select m.at, width_bucket(extract(epoch from m.at)::float8, extract(epoch from span.first)::float8,
           extract(epoch from span.last)::float8 + 1, ${POINTS_MAX}) as part from moment m, span) m
       order by m.part, m.at desc)
     select ${ms('s.at')}, s.figure, sum(s.part) as part, sum(s.whole) as whole
     from figure_sample s join shown on shown.at = s.at where ${where.sql}
     group by s.at, s.figure order by s.at`,
    where.values,
  );
  return rows.map((row) => ({ at: at(row['at']), ...countRow(row) }));
}

const countRow = (row: Raw): FigureCount => ({
  figure: text(row['figure']) as FigureCount['figure'],
  part: number(row['part']),
  whole: number(row['whole']),
});
