import pg from 'pg';
import { createApiKey, plainKey, rolesOf, type KeyRequest } from '../application/access/api-keys.ts';
import { CliError, EXIT } from '../cli/exit-codes.ts';
import type { KeyRequest as CommandLineKey } from '../cli/handlers.ts';
import type { KeyResult } from '../cli/results.ts';
import { ROLES } from '../contract/permissions.ts';
import { DAY_MS, formatInstant, type Instant } from '../kernel/instant.ts';
import { migrate } from '../postgres/migrate.ts';
import { postgresApiKeys } from '../postgres/queries/access.ts';
import type { Config } from './config/config.ts';
import { SystemClock } from './clocks.ts';

/** Makes an API key on a database; its secret is shown this once. */
export async function makeKey(
  databaseUrl: string,
  key: KeyRequest,
): Promise<KeyResult> {
  await migrate(databaseUrl);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  try {
    const made = await createApiKey(postgresApiKeys(pool), new SystemClock(), key, 'cli');
    const { name, system, roles, entities, sites, expiresAt } = key;
    const ends = expiresAt === null ? null : formatInstant(expiresAt);
    return { id: made.id, name, system, roles, entities, sites, expiresAt: ends, secret: made.text };
  } finally {
    await pool.end();
  }
}

/** A key as the command line asks for it, held against the configuration. */
export function keyRequestOf(config: Config, request: CommandLineKey): KeyRequest {
  const { name, system, entities, sites, days } = request;
  refuseUnknown('role', request.roles, ROLES);
  refuseUnknown('entity', entities, Object.keys(config.entities));
  refuseUnknown('site', sites, Object.keys(config.sites));
  const plain = plainKey(name, system);
  return {
    ...plain,
    entities,
    sites,
    ...(request.roles.length === 0 ? {} : { roles: rolesOf(request.roles) }),
    expiresAt: days === null ? null : ((new SystemClock().now() + days * DAY_MS) as Instant),
  };
}

function refuseUnknown(what: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const message = `There is no ${what} "${unknown}"; there are ${known.join(', ')}.`;
  throw new CliError(EXIT.usage, `no-${what}`, message);
}
