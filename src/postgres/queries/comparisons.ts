/** Results of comparisons, and what does not agree. */
import type pg from 'pg';
import type {
  DifferenceRow,
  DifferenceVerdict,
  SiteCount,
} from '../../application/ports/comparison-store.ts';
import type { InventoryObject } from '../../application/ports/inventory.ts';
import type {
  ListedComparison,
  SiteAgreement,
  SystemReads,
} from '../../application/query/system-agreement.ts';
import type { EntityScope } from '../../application/query/reads.ts';
import { at, bigint, maybeAt, maybeText, ms, number, text, type Raw } from '../rows.ts';
import { Conditions, rowsOf } from './query.ts';

export const postgresSystemReads = (pool: pg.Pool): SystemReads => ({
  comparisons: (system, entities) => readComparisons(pool, system, entities),
  sites: (system, entities) => readSites(pool, system, entities),
  differences: (system, entities, limit) => readDifferences(pool, system, entities, limit),
  async sweptTo(system) {
    const [row] = await rowsOf(
      pool,
      `select ${ms('read_to')}, ${ms('swept_at')} from sweep_mark where system = $1`,
      [system],
    );
    return row === undefined ? null : { readTo: at(row['read_to']), sweptAt: at(row['swept_at']) };
  },
  async losses(system) {
    const rows = await rowsOf(
      pool,
      `select channel, sum(lost_count) as lost, ${ms('max(last_seen_at)', 'last_seen_at')}
       from silent_loss where system = $1 group by channel order by channel`,
      [system],
    );
    return rows.map((row) => ({
      channel: text(row['channel']),
      lost: number(row['lost']),
      lastSeenAt: at(row['last_seen_at']),
    }));
  },
});

const counted = (verdict: DifferenceVerdict): string =>
  `count(*) filter (where d.verdict = '${verdict}' and not d.in_transit)`;

/** What differences come to, young ones apart. */
const COUNTS = `${counted('odd')} as odd, ${counted('missing-here')} as missing_here,
  ${counted('missing-there')} as missing_there, count(*) filter (where d.in_transit) as in_transit,
  min(d.first_seen_at) filter (where not d.in_transit) as oldest_at`;

const countsOf = (row: Raw) => ({
  odd: number(row['odd'] ?? 0),
  missingHere: number(row['missing_here'] ?? 0),
  missingThere: number(row['missing_there'] ?? 0),
  inTransit: number(row['in_transit'] ?? 0),
});

const stakesOf = (row: Raw): ListedComparison['atStake'] =>
  Object.entries((row['at_stake'] ?? {}) as Record<string, string>).map(([currency, minor]) => ({
    currency,
    minor: BigInt(minor),
  }));

/** Stock site by site: what agreed at the last comparison, and what has not agreed since. */
async function readSites(
  pool: pg.Pool,
  system: string,
  entities: EntityScope,
): Promise<readonly SiteAgreement[]> {
  const [compared] = await rowsOf(
    pool,
    "select agreed_at from comparison where system = $1 and object = 'stock'",
    [system],
  );
  if (compared === undefined) return [];
  const agreed = (JSON.parse(text(compared['agreed_at'])) as SiteCount[]).filter(
    ({ entity }) => entities === null || entities.includes(entity),
  );
  const where = new Conditions()
    .and('d.system = ?', system)
    .and('d.object = ?', 'stock')
    .entities('d.entity', entities);
  const rows = await rowsOf(
    pool,
    `select entity, site, max(odd) as odd, max(missing_here) as missing_here,
       max(missing_there) as missing_there, max(in_transit) as in_transit,
       ${ms('max(oldest_at)', 'oldest_at')},
       json_object_agg(currency, minor::text) filter (where currency is not null) as at_stake
     from (
       select d.entity, split_part(d.number, '/', 1) as site, ${COUNTS} from difference d
       where ${where.sql} group by 1, 2) counts
     left join lateral (
       select d.currency, sum(d.at_stake_minor) as minor from difference d
       where ${where.sql} and not d.in_transit and d.currency is not null and d.entity = counts.entity
         and split_part(d.number, '/', 1) = counts.site group by 1) stakes on true
     group by entity, site`,
    where.values,
  );
  const of = (entity: string, site: string): Raw =>
    rows.find((row) => row['entity'] === entity && row['site'] === site) ?? {};
  const differing = rows.map((row) => ({ entity: text(row['entity']), site: text(row['site']) }));
  const places = new Map(
    [...agreed, ...differing].map(({ entity, site }) => [`${entity} ${site}`, { entity, site }]),
  );
  return [...places.values()]
    .sort((a, b) => (a.entity + a.site < b.entity + b.site ? -1 : 1))
    .map(({ entity, site }) => ({
      entity,
      site,
      agreed: agreed.find((one) => one.entity === entity && one.site === site)?.count ?? 0,
      ...countsOf(of(entity, site)),
      atStake: stakesOf(of(entity, site)),
      oldestAt: maybeAt(of(entity, site)['oldest_at'] ?? null),
    }));
}

/** Differences are counted as the entities may see them; what agrees is counted for all. */
async function readComparisons(
  pool: pg.Pool,
  system: string,
  entities: EntityScope,
): Promise<readonly ListedComparison[]> {
  const where = new Conditions().and('d.system = ?', system).entities('d.entity', entities);
  const name = where.value(system);
  const rows = await rowsOf(
    pool,
    `with counts as (
       select d.object, ${COUNTS} from difference d where ${where.sql} group by d.object),
     stakes as (
       select object, json_object_agg(currency, minor::text) as at_stake from (
         select d.object, d.currency, sum(d.at_stake_minor) as minor from difference d
         where ${where.sql} and not d.in_transit and d.currency is not null group by 1, 2) s
       group by object)
     select c.object, ${ms('c.compared_at')}, c.took_ms,
       ${ms('coalesce(c.ended_at, c.compared_at)', 'ended_at')}, c.agreed_count, c.repaired_count, c.failure,
       n.odd, n.missing_here, n.missing_there, n.in_transit, ${ms('n.oldest_at')}, s.at_stake
     from comparison c left join counts n using (object) left join stakes s using (object)
     where c.system = ${name} order by c.object`,
    where.values,
  );
  return rows.map((row) => ({
    system,
    object: row['object'] as InventoryObject,
    comparedAt: at(row['compared_at']),
    endedAt: at(row['ended_at']),
    tookMs: number(row['took_ms']),
    agreed: number(row['agreed_count']),
    ...countsOf(row),
    repaired: number(row['repaired_count']),
    atStake: stakesOf(row),
    agreedAt: [],
    failure: maybeText(row['failure']),
    oldestAt: maybeAt(row['oldest_at']),
  }));
}

async function readDifferences(
  pool: pg.Pool,
  system: string,
  entities: EntityScope,
  limit: number,
): Promise<readonly DifferenceRow[]> {
  const where = new Conditions().and('system = ?', system).entities('entity', entities);
  const rows = await rowsOf(
    pool,
    `select system, object, entity, number, verdict, in_transit, ours, theirs, cause, at_stake_minor,
       currency, ${ms('first_seen_at')}, ${ms('last_seen_at')}
     from difference where ${where.sql}
     order by in_transit, at_stake_minor desc nulls last, difference.first_seen_at, object, number
     limit ${where.value(limit)}`,
    where.values,
  );
  return rows.map(differenceRow);
}

const differenceRow = (row: Raw): DifferenceRow => ({
  system: text(row['system']),
  object: row['object'] as InventoryObject,
  entity: text(row['entity']),
  number: text(row['number']),
  verdict: row['verdict'] as DifferenceVerdict,
  inTransit: row['in_transit'] as boolean,
  ours: maybeText(row['ours']),
  theirs: maybeText(row['theirs']),
  cause: text(row['cause']),
  atStakeMinor: row['at_stake_minor'] === null ? null : bigint(row['at_stake_minor']),
  currency: maybeText(row['currency']),
  firstSeenAt: at(row['first_seen_at']),
  lastSeenAt: at(row['last_seen_at']),
});
