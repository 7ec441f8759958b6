/** Numbers of all systems, merged records, and values that were left out. */
import type pg from 'pg';
import type { FoundNumber, IgnoredCount, Merge, RecordStore } from '../../application/ports/record-store.ts';
import { at, FACT_COLUMNS, factRow, maybeText, ms, number, text, type Raw } from '../rows.ts';
import { inTransaction } from './access.ts';
import { appendAudit } from './audit.ts';
import { rowsOf, timeText, type Queryable } from './query.ts';

/** Instances that one number may lead to: more is no answer to anybody. */
const FOUND_MAX = 50;

/** Aliases that say behind the number whose number it is. */
const OWNED = `'purchase-order', 'customer-number', 'item-number'`;

const FIND = `
  select key as instance, entity, 'number' as alias_kind, null as whose from instance
    where business_id = $1::text and ($2::text[] is null or entity = any($2::text[]))
  union
  select instance, entity, split_part(alias, ':', 1), nullif(split_part(alias, ':', 3), '') from alias
    where split_part(alias, ':', 2) = split_part($1::text, ':', 1)
      and (substr(alias, strpos(alias, ':') + 1) = $1::text
        or split_part(alias, ':', 1) in (${OWNED}) and starts_with(alias, split_part(alias, ':', 1)
          || ':' || $1::text || ':'))
      and ($2::text[] is null or entity = any($2::text[]))
  union
  select i.key, i.entity, c.list || '-code', c.system from (
      select distinct on (system, list, code) system, list, meaning from code_mapping
      where list in ('customer', 'item') and code = $1::text order by system, list, code, version desc) c
    join instance i on i.business_id = c.meaning and i.workflow = 'master-data'
      and split_part(i.key, '/', 2) = c.list
    where c.meaning is not null and ($2::text[] is null or i.entity = any($2::text[]))
  union
  select instance, entity, 'lot', null from lot
    where lot = $1::text and ($2::text[] is null or entity = any($2::text[]))
  limit ${FOUND_MAX}`;

const foundRow = (row: Raw): FoundNumber => ({
  instance: text(row['instance']),
  entity: text(row['entity']),
  as: text(row['alias_kind']),
  whose: maybeText(row['whose']),
});

const MERGE_COLUMNS = `entity, kind, record, into_record, reason, merged_by, ${ms('merged_at')}`;

const mergeRow = (row: Raw): Merge => ({
  entity: text(row['entity']),
  kind: text(row['kind']),
  record: text(row['record']),
  into: text(row['into_record']),
  reason: text(row['reason']),
  mergedBy: text(row['merged_by']),
  mergedAt: at(row['merged_at']),
});

async function merged(db: Queryable, where: string, values: readonly unknown[]): Promise<readonly Merge[]> {
  const sql = `select ${MERGE_COLUMNS} from record_merge where split_at is null and ${where} order by id`;
  return (await rowsOf(db, sql, values)).map(mergeRow);
}

export const postgresRecords = (pool: pg.Pool): RecordStore => ({
  findNumber: async (wanted, entities) => (await rowsOf(pool, FIND, [wanted, entities])).map(foundRow),
  instances: async (keys) => {
    const sql = 'select key, entity, lifecycle, open_cases from instance where key = any($1) order by key';
    return (await rowsOf(pool, sql, [keys])).map((row) => ({
      instance: text(row['key']),
      entity: text(row['entity']),
      lifecycle: text(row['lifecycle']),
      openCases: number(row['open_cases']),
    }));
  },
  aliasesOf: async (instance) => {
    const rows = await rowsOf(pool, 'select alias from alias where instance = $1 order by alias', [instance]);
    return rows.map((row) => text(row['alias']));
  },
  statements: async (entity, kind, type, limit) => {
    const sql = `select ${FACT_COLUMNS} from fact where type = $3 and instance in (
        select key from instance where entity = $1 and workflow = 'master-data'
          and starts_with(key, $1 || '/' || $2 || '/') order by opened_at, key limit $4)
      order by instance, instance_version`;
    return (await rowsOf(pool, sql, [entity, kind, type, limit])).map(factRow);
  },
  mergesOf: (entity, kind, records) =>
    merged(pool, 'entity = $1 and kind = $2 and (record = any($3) or into_record = any($3))', [
      entity, kind, records,
    ]),
  merges: (entity, kind) => merged(pool, 'entity = $1 and kind = $2', [entity, kind]),
  merge: (merge, audit) =>
    inTransaction(pool, async (db) => {
      const { entity, kind, record, into, reason, mergedBy, mergedAt } = merge;
      const rows = await rowsOf(
        db,
        `insert into record_merge (entity, kind, record, into_record, reason, merged_by, merged_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (entity, kind, record) where split_at is null do nothing returning 1`,
        [entity, kind, record, into, reason, mergedBy, timeText(mergedAt)],
      );
      if (rows.length === 0) return false;
      await appendAudit(db, audit);
      return true;
    }),
  split: ({ entity, kind, record }, by, audit) =>
    inTransaction(pool, async (db) => {
      const [row] = await rowsOf(
        db,
        `update record_merge set split_reason = $4, split_by = $5, split_at = $6
         where entity = $1 and kind = $2 and record = $3 and split_at is null returning ${MERGE_COLUMNS}`,
        [entity, kind, record, by.reason, by.actor, timeText(by.at)],
      );
      if (row === undefined) return null;
      const stood = mergeRow(row);
      await appendAudit(db, audit(stood));
      return stood;
    }),
  countIgnored: async (counts) => {
    for (const { type, member, source, fact, count, lastAt } of counts) {
      await rowsOf(
        pool,
        `insert into ignored_member (type, member, source, ignored_count, last_fact, last_at)
         values ($1, $2, $3, $4, $5, $6) on conflict (type, member, source) do update
         set ignored_count = ignored_member.ignored_count + excluded.ignored_count,
           last_fact = excluded.last_fact, last_at = excluded.last_at`,
        [type, member, source, count, fact, timeText(lastAt)],
      );
    }
  },
  ignored: async () => {
    const sql = `select type, member, source, ignored_count, last_fact, ${ms('last_at')}
      from ignored_member order by type, member, source`;
    return (await rowsOf(pool, sql)).map(
      (row): IgnoredCount => ({
        type: text(row['type']),
        member: text(row['member']),
        source: text(row['source']),
        fact: text(row['last_fact']),
        count: number(row['ignored_count']),
        lastAt: at(row['last_at']),
      }),
    );
  },
});
