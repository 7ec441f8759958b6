import pg from 'pg';
import { createApiKey } from '../application/access/api-keys.ts';
import type { KeyResult } from '../cli/results.ts';
import { migrate } from '../postgres/migrate.ts';
import { postgresApiKeys, postgresAudit } from '../postgres/queries/access.ts';
import { SystemClock } from './clocks.ts';

/** Makes an API key on a database; its secret is shown this once. */
export async function makeKey(
  databaseUrl: string,
  name: string,
  system: string | null,
): Promise<KeyResult> {
  await migrate(databaseUrl);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  try {
    const key = { name, system, entity: null };
    const [keys, audit, clock] = [postgresApiKeys(pool), postgresAudit(pool), new SystemClock()];
    const made = await createApiKey(keys, audit, clock, key, 'cli');
    return { id: made.id, name, system, roles: ['all'], secret: made.text };
  } finally {
    await pool.end();
  }
}
