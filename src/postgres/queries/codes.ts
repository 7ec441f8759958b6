/** Code mappings, and what waits for one. */
import type pg from 'pg';
import { lineOf } from '../../application/codes/waits-for.ts';
import type { CodeStore, StoredMapping } from '../../application/ports/code-store.ts';
import { at, bigint, maybeText, ms, number, text, type Raw } from '../rows.ts';
import { inTransaction } from './access.ts';
import { appendAudit } from './audit.ts';
import { Conditions, pageOf, rowsOf, timeText, type Queryable } from './query.ts';

/** Any number that nothing else locks: one mapping at a time, so that versions have no gaps. */
const MAPPING_LOCK = 7_261_045;

const COLUMNS = `id, system, list, code, version, meaning, reason, mapped_by, ${ms('mapped_at')}`;
const CURRENT = `(select distinct on (system, list, code) * from code_mapping
  order by system, list, code, version desc) code_mapping`;

const mappingRow = (row: Raw): StoredMapping => ({
  number: bigint(row['id']),
  system: text(row['system']),
  list: text(row['list']),
  code: text(row['code']),
  version: number(row['version']),
  meaning: maybeText(row['meaning']),
  reason: text(row['reason']),
  mappedBy: text(row['mapped_by']),
  mappedAt: at(row['mapped_at']),
});

async function newestOf(
  db: Queryable,
  { system, list, code }: Pick<StoredMapping, 'system' | 'list' | 'code'>,
): Promise<StoredMapping | null> {
  const [row] = await rowsOf(
    db,
    `select ${COLUMNS} from code_mapping where (system, list, code) = ($1, $2, $3)
     order by version desc limit 1`,
    [system, list, code],
  );
  return row === undefined ? null : mappingRow(row);
}

const WAITING = `select source, line, count(*) as waiting, min(received_at) as received_at
  from quarantine, string_to_table(waits_for, E'\\n') line where state = 'open' and waits_for is not null`;

export const postgresCodes = (pool: pg.Pool): CodeStore => ({
  current: async () =>
    (await rowsOf(pool, `select ${COLUMNS} from ${CURRENT} order by id`)).map(mappingRow),
  newest: async () => {
    const [row] = await rowsOf(pool, 'select coalesce(max(id), 0) as id from code_mapping');
    return bigint(row!['id']);
  },
  listed: async (filter) => {
    const where = new Conditions()
      .and('system = ?', filter.system)
      .and('list = ?', filter.list)
      .andAll('(list, code, system) > (?::text, ?::text, ?::text)', filter.after);
    const sql = `select ${COLUMNS} from ${CURRENT} where ${where.sql}
      order by list, code, system limit ${where.value(filter.limit + 1)}`;
    return pageOf(await rowsOf(pool, sql, where.values), filter.limit, mappingRow, (row) => [
      row.list,
      row.code,
      row.system,
    ]);
  },
  append: (mapping, audit) =>
    inTransaction(pool, async (db) => {
      await rowsOf(db, 'select pg_advisory_xact_lock($1)', [MAPPING_LOCK]);
      const before = await newestOf(db, mapping);
      const { system, list, code, meaning, reason, mappedBy, mappedAt } = mapping;
      const [row] = await rowsOf(
        db,
        `insert into code_mapping (system, list, code, version, meaning, reason, mapped_by, mapped_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${COLUMNS}`,
        [system, list, code, (before?.version ?? 0) + 1, meaning, reason, mappedBy, timeText(mappedAt)],
      );
      await appendAudit(db, audit(before));
      return mappingRow(row!);
    }),
  waiting: async (limit) => {
    const sql = `select source, line, waiting, ${ms('received_at')} from
      (${WAITING} group by source, line) wanted order by waiting desc, source, line limit $1`;
    return (await rowsOf(pool, sql, [limit])).map((row) => {
      const line = text(row['line']);
      const blank = line.indexOf(' ');
      return {
        system: text(row['source']),
        list: line.slice(0, blank),
        code: line.slice(blank + 1),
        waiting: number(row['waiting']),
        since: at(row['received_at']),
      };
    });
  },
  waitingFor: async (system, unknown) => {
    const sql = `select waiting, ${ms('received_at')} from
      (${WAITING} and source = $1 and line = $2 group by source, line) wanted`;
    const [row] = await rowsOf(pool, sql, [system, lineOf(unknown)]);
    return row === undefined ? null : { waiting: number(row['waiting']), since: at(row['received_at']) };
  },
});
