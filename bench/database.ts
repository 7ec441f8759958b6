/** The database of a benchmark: the schema of an installation, and stock that never runs out. */
import pg from 'pg';
import { migrate } from '../src/postgres/migrate.ts';
import { ENTITY, SITE } from './policy.ts';

/** Items on the shelves. */
export const ITEMS = 2_000;

/** Base units of each item: enough for every order of every run. */
const ON_HAND = 10n ** 14n;

export async function prepareDatabase(url: string): Promise<void> {
  await migrate(url);
  await withPool(url, async (pool) => {
    await pool.query(
      `insert into position (entity, location, disposition, item, on_hand, updated_at)
       select $1, $2, 'sellable_accessible', 'ITEM-' || n, $3, now() from generate_series(0, $4 - 1) n`,
      [ENTITY, SITE, String(ON_HAND), ITEMS],
    );
  });
}

/** A pool for as long as some work takes. */
export async function withPool<T>(url: string, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  pool.on('error', () => undefined);
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}
