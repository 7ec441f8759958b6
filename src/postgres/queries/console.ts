/** Sums that the pages of the console show. */
import type pg from 'pg';
import type {
  AgreementSample,
  ConsoleReads,
  DayLoss,
  LateKind,
  RoleCases,
  SystemFigures,
} from '../../application/query/console-reads.ts';
import type { Enclosure } from '../../application/privacy/enclosure.ts';
import { countFigures, countSystemFigures, type FigureReads } from '../../application/query/governed.ts';
import type { EntityScope } from '../../application/query/reads.ts';
import type { SampleStore } from '../../application/watch/agreement-sampler.ts';
import { DAY_MS, type Instant } from '../../kernel/instant.ts';
import { at, bigint, maybeAt, maybeText, ms, number, text, type Raw } from '../rows.ts';
import { readDurations } from './durations.ts';
import { Conditions, rowsOf, timeText, type Queryable } from './query.ts';
import {
  countCluster,
  insertComment,
  listCaseClusters,
  readCasesOfCluster,
  readComments,
} from './case-clusters.ts';
import { readOrderGroups, readOrderGroupsAsOf, sampleOrderGroups } from './order-groups.ts';
import { listItemStock, readMessagesOf, readQuarantinedContent } from './raw-messages.ts';
import { countStandingOrders, listStandingOrders } from './standing-orders.ts';
import {
  NO_ENTITY,
  readEquationCounts,
  readFigureSeries,
  readFiguresAsOf,
  readFinishedOrders,
  readIntake,
  saveFigures,
} from './figure-samples.ts';
import { readStandings } from './standings.ts';

/** Facts that are looked at to tell who spoke last: the whole table would be read otherwise. */
const RECENT_FACTS_MAX = 5_000;

/** @param enclosure reads what raw messages enclose */
export const postgresConsoleReads = (
  pool: pg.Pool,
  enclosure: Pick<Enclosure, 'message'>,
): ConsoleReads => ({
  durations: (filter) => readDurations(pool, filter),
  orderGroups: (entities, now) => readOrderGroups(pool, entities, now),
  orderGroupsAsOf: (entities, moment) => readOrderGroupsAsOf(pool, entities, moment),
  ...figureReads(pool),
  figuresAsOf: (entities, measuredAt) => readFiguresAsOf(pool, entities, measuredAt),
  figureSeries: (entities, from, to) => readFigureSeries(pool, entities, from, to),
  casesByRole: (entities, now) => readCasesByRole(pool, entities, now),
  lossByDay: (since) => readLossByDay(pool, since),
  agreementSeries: (entities, since) => readAgreementSeries(pool, entities, since),
  quarantined: (entities) => countQuarantined(pool, entities),
  awaitingApproval: (kind, entities) => countAwaitingApproval(pool, kind, entities),
  standingOrders: (filter) => listStandingOrders(pool, filter),
  countStandingOrders: (filter) => countStandingOrders(pool, filter),
  itemStock: (filter) => listItemStock(pool, filter),
  messagesOf: (instance) => readMessagesOf(pool, instance, enclosure),
  quarantinedContent: (id) => readQuarantinedContent(pool, id),
  caseClusters: (filter) => listCaseClusters(pool, filter),
  casesOfCluster: (fingerprint, entities, limit) => readCasesOfCluster(pool, fingerprint, entities, limit),
  countCluster: (fingerprint, entities) => countCluster(pool, fingerprint, entities),
  commentsOf: (caseId) => readComments(pool, caseId),
  comment: (caseId, by, now, said) => insertComment(pool, caseId, by, now, said),
});

/** What the governed figures are counted from. */
const figureReads = (pool: pg.Pool): FigureReads => ({
  standings: (entities, now) => readStandings(pool, entities, now),
  lateKinds: (entities) => readLateKinds(pool, entities),
  systems: (now) => readSystems(pool, now),
  finishedOrders: (entities) => readFinishedOrders(pool, entities),
  equationCounts: (entities) => readEquationCounts(pool, entities),
  intake: (entities) => readIntake(pool, entities),
});

async function readCasesByRole(
  db: Queryable,
  entities: EntityScope,
  now: Instant,
): Promise<readonly RoleCases[]> {
  const where = new Conditions();
  const age = `(${where.value(timeText(now))}::timestamptz - opened_at)`;
  where.entities('entity', entities).and('state = ?', 'open');
  const rows = await rowsOf(
    db,
    `select role, currency, count(*) as open, ${ms('min(opened_at)', 'oldest_at')},
      coalesce(sum(exposure_minor), 0)::text as exposure,
      count(*) filter (where ${age} < interval '4 hours') as age0,
      count(*) filter (where ${age} >= interval '4 hours' and ${age} < interval '1 day') as age1,
      count(*) filter (where ${age} >= interval '1 day' and ${age} < interval '3 days') as age2,
      count(*) filter (where ${age} >= interval '3 days') as age3
    from exception_case where ${where.sql} group by role, currency order by role`,
    where.values,
  );
  return rows.map((row) => ({
    role: text(row['role']),
    currency: maybeText(row['currency']),
    open: number(row['open']),
    ages: [number(row['age0']), number(row['age1']), number(row['age2']), number(row['age3'])],
    oldestAt: at(row['oldest_at']),
    exposureMinor: bigint(row['exposure']),
  }));
}

async function readLateKinds(db: Queryable, entities: EntityScope): Promise<readonly LateKind[]> {
  const where = new Conditions()
    .entities('entity', entities)
    .and('state = ?', 'open')
    .and('kind like ?', 'late-%');
  const rows = await rowsOf(
    db,
    `select kind, role, currency, count(distinct instance) as orders,
      coalesce(sum(exposure_minor), 0)::text as exposure, ${ms('min(opened_at)', 'since')}
    from exception_case where ${where.sql} group by kind, role, currency order by orders desc, kind`,
    where.values,
  );
  return rows.map((row) => ({
    kind: text(row['kind']),
    role: text(row['role']),
    currency: maybeText(row['currency']),
    orders: number(row['orders']),
    exposureMinor: bigint(row['exposure']),
    since: at(row['since']),
  }));
}

async function readLossByDay(db: Queryable, since: Instant): Promise<readonly DayLoss[]> {
  const rows = await rowsOf(
    db,
    `select day::text as day, system, channel, lost_count from silent_loss
    where day >= $1::date order by day, system, channel`,
    [timeText(since)],
  );
  return rows.map((row) => ({
    day: text(row['day']),
    system: text(row['system']),
    channel: text(row['channel']),
    lost: number(row['lost_count']),
  }));
}

async function readSystems(db: Queryable, now: Instant): Promise<readonly SystemFigures[]> {
  const dayAgo = timeText(now - DAY_MS);
  const rows = await rowsOf(
    db,
    `with recent as (
        select source as system, max(recorded_at) as newest, count(*) filter (
          where recorded_at >= $1::timestamptz) as facts
        from (select source, recorded_at from fact order by committed desc, seq desc
          limit ${RECENT_FACTS_MAX}) f group by source),
      heard as (select system, max(heard_at) as newest from pulse group by system),
      commands as (
        select system, count(*) filter (where status in ('queued', 'sending', 'failing')) as queued,
          count(*) filter (where status = 'in-doubt') as in_doubt,
          count(*) filter (where status = 'parked') as parked,
          count(*) filter (where status = 'failing') as failing
        from command where status in ('queued', 'failing', 'parked', 'sending', 'in-doubt') group by system),
      losses as (
        select system, sum(lost_count) as lost from silent_loss where last_seen_at >= $1::timestamptz
        group by system),
      differences as (select system, count(*) as n from difference where not in_transit group by system),
      compared as (select system, max(compared_at) as newest from comparison group by system)
    select system, ${ms('greatest(recent.newest, heard.newest, sweep_mark.swept_at)', 'newest')},
      recent.facts, losses.lost,
      commands.queued, commands.in_doubt, commands.parked, commands.failing, differences.n as differences,
      ${ms('sweep_mark.swept_at')}, ${ms('compared.newest', 'compared_at')}
    from recent full join heard using (system) full join commands using (system)
      full join losses using (system) full join differences using (system)
      full join sweep_mark using (system) full join compared using (system)`,
    [dayAgo],
  );
  return rows.map((row) => ({
    system: text(row['system']),
    heardAt: maybeAt(row['newest']),
    facts24h: number(row['facts'] ?? 0),
    lost24h: number(row['lost'] ?? 0),
    queued: number(row['queued'] ?? 0),
    inDoubt: number(row['in_doubt'] ?? 0),
    parked: number(row['parked'] ?? 0),
    failing: number(row['failing'] ?? 0),
    differences: number(row['differences'] ?? 0),
    sweptAt: maybeAt(row['swept_at']),
    comparedAt: maybeAt(row['compared_at']),
  }));
}

async function countQuarantined(db: Queryable, entities: EntityScope): Promise<number> {
  const where = new Conditions().entities('entity', entities).and('state = ?', 'open');
  const [row] = await rowsOf(db, `select count(*) as n from quarantine where ${where.sql}`, where.values);
  return number(row?.['n'] ?? 0);
}

async function countAwaitingApproval(db: Queryable, kind: string, entities: EntityScope): Promise<number> {
  const where = new Conditions()
    .entities('entity', entities)
    .and('state = ?', 'open')
    .and('kind = ?', kind);
  const [row] = await rowsOf(
    db,
    `select (select count(*) from exception_case where ${where.sql})
      + (select count(*) from proposal where state = 'open') as n`,
    where.values,
  );
  return number(row?.['n'] ?? 0);
}

async function readAgreementSeries(
  db: Queryable,
  entities: EntityScope,
  since: Instant,
): Promise<readonly AgreementSample[]> {
  const where = new Conditions()
    .entities('entity', entities)
    .and('agreement_sample.at >= ?::timestamptz', timeText(since));
  const rows = await rowsOf(
    db,
    `select ${ms('agreement_sample.at')}, sum(checked_count) as checked, sum(broken_count) as broken
    from agreement_sample where ${where.sql} group by agreement_sample.at order by agreement_sample.at`,
    where.values,
  );
  return rows.map(sampleRow);
}

const sampleRow = (row: Raw): AgreementSample => ({
  at: at(row['at']),
  checked: number(row['checked']),
  broken: number(row['broken']),
});

/** Counts the equations, orders and figures of now; who measured the same moment too counts once. */
export const postgresAgreementSamples = (pool: pg.Pool, entities: readonly string[]): SampleStore => ({
  sample: async (now) => {
    await pool.query(
      `insert into agreement_sample (at, entity, checked_count, broken_count)
      select $1::timestamptz, entity, sum(equations_checked), sum(equations_broken)
      from instance group by entity
      on conflict do nothing`,
      [timeText(now)],
    );
    await sampleOrderGroups(pool, now);
  },
  count: async (now) => {
    const reads = figureReads(pool);
    for (const entity of entities) {
      await saveFigures(pool, now, entity, await countFigures(reads, [entity], now));
    }
    await saveFigures(pool, now, NO_ENTITY, await countSystemFigures(reads, now));
  },
});
