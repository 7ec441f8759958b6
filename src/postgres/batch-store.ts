import pg from 'pg';
import type { AliasRef, BatchStore, BatchTransaction, StoreFault } from '../application/ports/store.ts';
import { openBatch } from './batch-lock.ts';
import { loadInstances, lockStock, readRequests } from './batch-load.ts';
import { readBook } from './batch-book.ts';
import { LeaseChangedError, writeBatch } from './batch-write.ts';
import { arrayOf, texts } from './columns.ts';
import { copyRows, type CopyTarget } from './copy-rows.ts';
import { text, type Raw } from './rows.ts';

/** Sends one named statement. Several sent in one tick share a round trip. */
export type Sender = (
  name: string,
  sql: string,
  parameters: readonly (string | Buffer | null)[],
) => Promise<readonly Raw[]>;

/** Appends rows to a table. */
export type Copier = <Row>(target: CopyTarget<Row>, rows: readonly Row[]) => Promise<void>;

/**
 * Every statement of a batch reads and writes by key. One plan per statement, by index, whatever
 * the statistics say: measured at 100 submissions in flight, twice the rate of plans made anew.
 */
const KEYS_ONLY =
  '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off ' +
  '-c enable_hashjoin=off -c enable_mergejoin=off';

/** Connections that pipeline: a batch sends all its writes and the commit in one go. */
export function batchPool(url: string, connectionsMax: number): pg.Pool {
  const config: pg.PoolConfig & { pipeline: boolean } = {
    connectionString: url,
    max: connectionsMax,
    pipeline: true,
    options: KEYS_ONLY,
  };
  const pool = new pg.Pool(config);
  // An idle connection that breaks is replaced at the next use; the user of a busy one is told.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** The batch transactions on PostgreSQL. */
export class PostgresBatchStore implements BatchStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async begin(): Promise<BatchTransaction> {
    return new Transaction(await this.#pool.connect());
  }

  /** Sorts failures by what to do next. */
  faultOf(error: unknown): StoreFault {
    if (error instanceof LeaseChangedError) return 'contended';
    const code = (error as { code?: unknown }).code;
    if (typeof code !== 'string') return isConnectionError(error) ? 'unavailable' : 'rejected';
    // Serialization, deadlock, and a row that another process inserted first.
    if (code === '40001' || code === '40P01' || code === '23505' || code === '55P03') return 'contended';
    // 25P02 only follows another error of the same batch.
    if (code.startsWith('08') || code.startsWith('57') || code.startsWith('53')) return 'unavailable';
    return /^E[A-Z]+$/.test(code) ? 'unavailable' : 'rejected';
  }

  async resolveAliases(
    aliases: readonly AliasRef[],
  ): Promise<readonly (AliasRef & { readonly instance: string })[]> {
    const result = await this.#pool.query<Raw>({
      name: 'resolve-aliases',
      text: `select a.entity, a.alias, a.instance
        from unnest(${arrayOf(1, 'text')}, ${arrayOf(2, 'text')}) as w(entity, alias)
        join alias a using (entity, alias)`,
      values: [texts(aliases.map((row) => row.entity)), texts(aliases.map((row) => row.alias))],
    });
    return result.rows.map((row) => ({
      entity: text(row['entity']),
      alias: text(row['alias']),
      instance: text(row['instance']),
    }));
  }
}

const isConnectionError = (error: unknown): boolean =>
  error instanceof Error && /connection|timeout|terminated|not queryable/i.test(error.message);

class Transaction implements BatchTransaction {
  readonly #client: pg.PoolClient;
  readonly #send: Sender;
  readonly #copy: Copier;

  constructor(client: pg.PoolClient) {
    this.#client = client;
    this.#copy = (target, rows) => copyRows(client, target, rows);
    this.#send = async (name, sql, parameters) => {
      const query = { name, text: sql, values: parameters as (string | Buffer | null)[] };
      return (await client.query<Raw>(query)).rows;
    };
  }

  open: BatchTransaction['open'] = (request) => openBatch(this.#send, request);
  load: BatchTransaction['load'] = (wanted) => loadInstances(this.#send, wanted);
  lockStock: BatchTransaction['lockStock'] = (items) => lockStock(this.#send, items);
  bookAt: BatchTransaction['bookAt'] = (question) => readBook(this.#send, question);
  standingRequests: BatchTransaction['standingRequests'] = (type, keys) =>
    readRequests(this.#send, type, keys);

  commit: BatchTransaction['commit'] = async (write) => {
    const committed = await writeBatch(this.#send, this.#copy, write);
    this.#client.release();
    return committed;
  };

  async rollback(): Promise<void> {
    try {
      await this.#client.query('rollback');
      this.#client.release();
    } catch (error) {
      // The server ends the transaction of a connection that is gone.
      this.#client.release(error as Error);
    }
  }
}
