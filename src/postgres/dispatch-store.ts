import os from 'node:os';
import type pg from 'pg';
import type { CommandRef, DispatchStore } from '../application/ports/dispatch-store.ts';
import type { CommandStatus } from '../engine/book.ts';
import { array, arrayOf, column, parameters, rowset, time, type Column } from './columns.ts';
import { NoticeLine } from './notice-line.ts';
import { COMMAND_COLUMNS, commandRow, maybeText, number, text, type Raw } from './rows.ts';

const OPEN = `('queued', 'failing', 'parked', 'sending', 'in-doubt')`;

const BEAT = `with beaten as (
    insert into process (id, host, started_at, heartbeat_at) values ($1, $2, $3, $3)
    on conflict (id) do update set heartbeat_at = excluded.heartbeat_at),
  buried as (delete from process where id <> $1 and heartbeat_at < $4::timestamptz - interval '1 day')
  select 1 + count(*) as living from process where id <> $1 and heartbeat_at > $4`;

const LEASE = `with mine as (
    update partition_lease set lease_until = $3 where owner = $1 and lease_until > $2 returning partition),
  free as (
    select partition from partition_lease
    where owner is null or lease_until <= $2
    order by partition limit greatest(0, $4 - (select count(*) from mine)) for update skip locked),
  taken as (
    update partition_lease l set owner = $1, lease_until = $3 from free
    where l.partition = free.partition returning l.partition)
  select partition from mine union select partition from taken`;

/** The key's columns are in both sides of the join. */
const CLAIMED_COLUMNS = COMMAND_COLUMNS.replace(
  /(^|, )(\s*)(instance|command_id|generation)\b/g,
  '$1$2c.$3',
);

const CLAIM = `with due as (
    select instance, command_id, generation, lease_owner as previous_owner from command
    where partition = any(${arrayOf(2, 'smallint')}) and status in ${OPEN}
      and lease_owner is distinct from $1
    order by issued_at limit $3 for update skip locked)
  update command c set lease_owner = $1 from due
  where (c.instance, c.command_id, c.generation) = (due.instance, due.command_id, due.generation)
  returning due.previous_owner, ${CLAIMED_COLUMNS}`;

const REFS: readonly Column<CommandRef>[] = [
  column('instance', 'text', (ref) => ref.instance),
  column('command_id', 'text', (ref) => ref.id),
  column('generation', 'integer', (ref) => ref.generation),
];

/** Leases and takeovers on PostgreSQL. */
export class PostgresDispatchStore implements DispatchStore {
  readonly #pool: pg.Pool;
  readonly #url: string;

  constructor(pool: pg.Pool, url: string) {
    this.#pool = pool;
    this.#url = url;
  }

  beat: DispatchStore['beat'] = async (processId, now, deadAfterMs) => {
    const values = [processId, os.hostname(), time(now), time(now - deadAfterMs)];
    return number((await this.#rows(BEAT, values))[0]!['living']);
  };

  lease: DispatchStore['lease'] = async (processId, now, until, share) => {
    const rows = await this.#rows(LEASE, [processId, time(now), time(until), share]);
    return rows.map((row) => number(row['partition']));
  };

  giveBack: DispatchStore['giveBack'] = async (processId, partitions) => {
    await this.#rows(
      `update partition_lease set owner = null
       where owner = $1 and partition = any(${arrayOf(2, 'smallint')})`,
      [processId, array('smallint', partitions)],
    );
  };

  claim: DispatchStore['claim'] = async (processId, partitions, limit) => {
    if (partitions.length === 0) return [];
    const rows = await this.#rows(CLAIM, [processId, array('smallint', partitions), limit]);
    return rows
      .map((row) => ({ row: commandRow(row), previousOwner: maybeText(row['previous_owner']) }))
      .sort((a, b) => a.row.issuedAt - b.row.issuedAt || a.row.generation - b.row.generation);
  };

  held: DispatchStore['held'] = async (processId, issuedUntil) => {
    const rows = await this.#rows(
      `select ${COMMAND_COLUMNS} from command
       where lease_owner = $1 and status in ${OPEN} and issued_at <= $2 order by issued_at, generation`,
      [processId, time(issuedUntil)],
    );
    return rows.map(commandRow);
  };

  statuses: DispatchStore['statuses'] = async (refs) => {
    if (refs.length === 0) return [];
    const rows = await this.#rows(
      `select c.instance, c.command_id, c.generation, c.status
       from ${rowset('u', REFS)}
       join command c using (instance, command_id, generation)`,
      parameters(REFS, refs),
    );
    return rows.map((row) => ({
      instance: text(row['instance']),
      id: text(row['command_id']),
      generation: number(row['generation']),
      status: row['status'] as CommandStatus,
    }));
  };

  leave: DispatchStore['leave'] = async (processId) => {
    await this.#rows('update partition_lease set owner = null where owner = $1', [processId]);
    await this.#rows('delete from process where id = $1', [processId]);
  };

  evictOthers: DispatchStore['evictOthers'] = async (processId) => {
    await this.#rows('update partition_lease set owner = null where owner <> $1', [processId]);
    await this.#rows('delete from process where id <> $1', [processId]);
  };

  listen: DispatchStore['listen'] = async (wake) => {
    // Losing it costs nothing but promptness: the poll finds what no notice announced.
    const heard = (payload: string): void => wake(Number(payload));
    const line = new NoticeLine({ url: this.#url, channel: 'crossdock_command', heard });
    await line.open();
    return () => line.close();
  };

  async #rows(sql: string, values: readonly unknown[]): Promise<readonly Raw[]> {
    return (await this.#pool.query<Raw>(sql, values as unknown[])).rows;
  }
}
