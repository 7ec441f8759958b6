/** Composition of everything about access: keys, people, sessions, and the audit chain. */
import type pg from 'pg';
import { Authenticator } from '../application/access/api-keys.ts';
import type { KeptHeads } from '../application/access/audit.ts';
import { KeyDesk } from '../application/access/key-desk.ts';
import { PeopleDesk } from '../application/access/people.ts';
import { Sessions } from '../application/access/sessions.ts';
import type { Access } from '../api/deps.ts';
import type { Clock } from '../kernel/clock.ts';
import { postgresApiKeys, postgresAudit, postgresIdempotency } from '../postgres/queries/access.ts';
import { postgresAuditBook } from '../postgres/queries/audit.ts';
import { postgresFailures, postgresPeople, postgresSessions } from '../postgres/queries/people.ts';
import type { Config } from './config/config.ts';

export interface AccessOptions {
  readonly pool: pg.Pool;
  readonly config: Config;
  /** Business time. */
  readonly clock: Clock;
  /** Time of the machine, by which sessions end. */
  readonly wallClock: Clock;
  /** Where heads of the audit chain are kept outside of the database. */
  readonly keptHeads?: KeptHeads;
}

/** An installation without a folder of its own keeps no heads. */
const NOWHERE: KeptHeads = { all: () => Promise.resolve([]), keep: () => Promise.resolve() };

export function composeAccess({ pool, config, clock, wallClock, keptHeads }: AccessOptions): Access {
  const keys = postgresApiKeys(pool);
  const audit = postgresAudit(pool);
  const people = postgresPeople(pool);
  const authenticator = new Authenticator(keys, clock);
  const failures = postgresFailures(pool);
  const systems = new Set([...Object.keys(config.systems), ...Object.values(config.ownership).flat()]);
  return {
    authenticator,
    audit,
    auditBook: postgresAuditBook(pool),
    keptHeads: keptHeads ?? NOWHERE,
    idempotency: postgresIdempotency(pool),
    people: new PeopleDesk(people, clock),
    sessions: new Sessions({
      store: postgresSessions(pool), people, failures, audit, clock: wallClock,
    }),
    keyDesk: new KeyDesk({ keys, authenticator, clock, systems }),
    publicUrl: config.access.publicUrl,
  };
}
