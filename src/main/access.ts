/** Composition of everything about access: keys, people, sessions, and the audit chain. */
import type pg from 'pg';
import { Authenticator } from '../application/access/api-keys.ts';
import type { KeptHeads } from '../application/access/audit.ts';
import { BreakGlassDesk } from '../application/access/break-glass.ts';
import { KeyDesk } from '../application/access/key-desk.ts';
import { PeopleDesk } from '../application/access/people.ts';
import { ProposalDesk } from '../application/access/proposals.ts';
import { RuleScribe } from '../application/access/rule-scribe.ts';
import { Sessions } from '../application/access/sessions.ts';
import type { Access } from '../api/deps.ts';
import type { Clock } from '../kernel/clock.ts';
import { postgresApiKeys, postgresAudit, postgresIdempotency } from '../postgres/queries/access.ts';
import { postgresAuditBook } from '../postgres/queries/audit.ts';
import {
  postgresFailures,
  postgresPendingSignIns,
  postgresPeople,
  postgresSessions,
  postgresSignInLinks,
} from '../postgres/queries/people.ts';
import { openIdProvider } from '../api/openid.ts';
import { SignInLinks } from '../application/access/sign-in-links.ts';
import { SignInDesk } from '../application/access/sign-in.ts';
import type { PersonStore } from '../application/access/people.ts';
import type { ConditionDesk } from '../application/watch/condition-desk.ts';
import type { Logger } from '../application/ports/logger.ts';
import { postgresFactFeed } from '../postgres/queries/fact-feed.ts';
import { postgresRuleMark } from '../postgres/queries/rule-mark.ts';
import { postgresBreakGlass } from '../postgres/queries/break-glass.ts';
import { postgresProposals } from '../postgres/queries/proposals.ts';
import type { Config } from './config/config.ts';

export interface AccessOptions {
  readonly pool: pg.Pool;
  readonly config: Config;
  /** Business time. */
  readonly clock: Clock;
  /** Time of the machine, by which sessions end. */
  readonly wallClock: Clock;
  readonly logger: Logger;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where heads of the audit chain are kept outside of the database. */
  readonly keptHeads?: KeptHeads;
}

/** An installation without a folder of its own keeps no heads. */
const NOWHERE: KeptHeads = { all: () => Promise.resolve([]), keep: () => Promise.resolve() };

export function composeAccess(options: AccessOptions): Access {
  const { pool, config, clock, wallClock, keptHeads } = options;
  const keys = postgresApiKeys(pool);
  const audit = postgresAudit(pool);
  const people = postgresPeople(pool);
  const authenticator = new Authenticator(keys, clock);
  const failures = postgresFailures(pool);
  const systems = new Set([...Object.keys(config.systems), ...Object.values(config.ownership).flat()]);
  const sessions = new Sessions({
    store: postgresSessions(pool), people, failures, audit, clock: wallClock, glass: postgresBreakGlass(pool),
  });
  return {
    authenticator,
    audit,
    auditBook: postgresAuditBook(pool),
    keptHeads: keptHeads ?? NOWHERE,
    idempotency: postgresIdempotency(pool),
    people: new PeopleDesk(people, clock),
    sessions,
    signInLinks: new SignInLinks({ store: postgresSignInLinks(pool), people, sessions, clock: wallClock }),
    signIn: signInDesk(options, people, sessions),
    issuer: config.access.oidc?.issuer ?? null,
    keyDesk: new KeyDesk({ keys, authenticator, clock, systems }),
    proposals: new ProposalDesk({
      store: postgresProposals(pool), clock, people, secondPerson: config.access.secondPerson,
    }),
    heldBack: new Map(),
    publicUrl: config.access.publicUrl,
  };
}

/** Signing in at the identity provider that the configuration names. */
function signInDesk(
  { pool, config, wallClock, logger, environment }: AccessOptions,
  people: PersonStore,
  sessions: Sessions,
): SignInDesk | null {
  const { oidc } = config.access;
  if (oidc === null) return null;
  const { clientSecretFrom, audience, clientId } = oidc;
  const clientSecret = clientSecretFrom === null ? null : (environment[clientSecretFrom] ?? null);
  const settings = { ...oidc, clientSecret, audience: audience ?? clientId };
  return new SignInDesk({
    provider: openIdProvider(settings, logger),
    rules: oidc,
    pending: postgresPendingSignIns(pool),
    people,
    sessions,
    clock: wallClock,
  });
}

/** Roles that people take in an emergency: each is a condition, so that a case is open. */
export function composeBreakGlass(options: {
  readonly pool: pg.Pool;
  readonly config: Config;
  readonly sessions: Sessions;
  readonly conditions: ConditionDesk;
  readonly clock: Clock;
}): BreakGlassDesk {
  const { pool, config, sessions, conditions, clock } = options;
  const [entity = ''] = Object.keys(config.entities);
  return new BreakGlassDesk({ store: postgresBreakGlass(pool), clock, sessions, conditions, entity });
}

/** What rules decide goes into the audit chain soon after. */
export const composeScribe = (pool: pg.Pool, clock: Clock, logger: Logger): RuleScribe =>
  new RuleScribe({ feed: postgresFactFeed(pool), mark: postgresRuleMark(pool), clock, logger });
