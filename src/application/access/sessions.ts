/** Sessions of people who signed in: a random token in a cookie, of which only the hash is stored. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { HOUR_MS, SECOND_MS, type Instant } from '../../kernel/instant.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { AuditTrail } from './audit.ts';
import type { BreakGlassStore, TakenRole } from './break-glass.ts';
import { beginTry, type FailureStore } from './lockout.ts';
import { isPassword, TooBusyError } from './passwords.ts';
import type { Person, PersonStore } from './people.ts';
import type { Principal } from './principal.ts';
import { isToken, newToken, tokenHash } from './tokens.ts';

/** A session lasts a working day, whatever is done in it. */
export const SESSION_MS = 12 * HOUR_MS;
/** Nobody who left the desk is signed in for ever. */
const IDLE_MS = 2 * HOUR_MS;
/** How long a session that was read is trusted: how long a disabled person may still work. */
const REMEMBERED_MS = 5 * SECOND_MS;
const REMEMBERED_MAX = 10_000;

/** How somebody proved who they are. */
export type SignInMethod = 'password' | 'oidc' | 'link';

/** A session as stored. */
export interface StoredSession {
  readonly tokenHash: string;
  readonly person: string;
  readonly method: SignInMethod;
  readonly createdAt: Instant;
  readonly seenAt: Instant;
  readonly expiresAt: Instant;
}

export interface SessionStore {
  insert(session: StoredSession): Promise<void>;
  /** The session and its person, both as they are now. */
  find(tokenHash: string): Promise<{ readonly session: StoredSession; readonly person: Person } | null>;
  seen(tokenHash: string, at: Instant): Promise<void>;
  end(tokenHash: string): Promise<void>;
  /** Browsers that signed in with a name before. */
  isKnownDevice(deviceHash: string, person: string): Promise<boolean>;
  knowDevice(deviceHash: string, person: string, at: Instant): Promise<void>;
}

/** A session that is valid now. */
export interface Session {
  readonly principal: Principal;
  readonly displayName: string;
  readonly mustChange: boolean;
  readonly method: SignInMethod;
  readonly expiresAt: Instant;
  /** Roles among its own that were taken in an emergency. */
  readonly taken: readonly TakenRole[];
}

/** What a browser holds once somebody signed in with it. */
export interface SignedIn {
  /** The session's token, for the cookie. */
  readonly token: string;
  /** Tells this browser from others at the next sign-in. */
  readonly device: string;
  readonly session: Session;
}

/** Where a sign-in comes from. */
export interface SignInOrigin {
  readonly address: string;
  /** Device token of the browser's cookie. */
  readonly device: string | null;
}

/** The token that a page sends back with each change: derived, so that nothing has to be stored. */
export const csrfTokenOf = (token: string): string =>
  createHash('sha256').update(`csrf:${token}`).digest('base64url');

export function isCsrfToken(token: string, given: string): boolean {
  const [known, sent] = [Buffer.from(csrfTokenOf(token)), Buffer.from(given)];
  return known.length === sent.length && timingSafeEqual(known, sent);
}

export interface SessionOptions {
  readonly store: SessionStore;
  readonly people: PersonStore;
  readonly failures: FailureStore;
  readonly audit: AuditTrail;
  /** Roles that people took in an emergency. */
  readonly glass: Pick<BreakGlassStore, 'active'>;
  /** Time of the machine: a session does not end because a day is played. */
  readonly clock: Clock;
}

export class Sessions {
  readonly #options: SessionOptions;
  readonly #remembered = new Map<string, { readonly session: Session; readonly until: number }>();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Signs a person in by name and password. */
  async signIn(name: string, password: string, origin: SignInOrigin): Promise<Result<SignedIn, Refusal>> {
    const { store, people, failures, clock } = this.#options;
    const now = clock.now();
    const deviceHash = origin.device === null ? null : tokenHash(origin.device);
    const isKnown = deviceHash !== null && (await store.isKnownDevice(deviceHash, name));
    const from = { address: origin.address, device: isKnown ? deviceHash : null };
    const verdict = await beginTry(failures, now, name, from);
    if (!verdict.allowed) return err(throttled(verdict.retryAfterMs));
    const person = await people.find(name);
    let isRight: boolean;
    try {
      isRight = await isPassword(password, person?.password ?? null);
    } catch (error) {
      if (error instanceof TooBusyError) return err(throttled(SECOND_MS));
      throw error;
    }
    if (person === null || !isRight || person.disabledAt !== null) {
      await this.#audit('session.refuse', name, person === null ? 'unknown name' : 'wrong password');
      return err({ code: 'sign-in-failed', detail: 'The name or the password is wrong.' });
    }
    await verdict.succeeded();
    return ok(await this.open(person, 'password', isKnown ? origin.device : null));
  }

  /** Opens a session for a person who has proved who they are. */
  async open(person: Person, method: SignInMethod, knownDevice: string | null): Promise<SignedIn> {
    const { store, clock } = this.#options;
    const now = clock.now();
    const [token, device] = [newToken(), knownDevice ?? newToken()];
    const expiresAt = (now + SESSION_MS) as Instant;
    const stored = {
      tokenHash: tokenHash(token), person: person.name, method, createdAt: now, seenAt: now, expiresAt,
    };
    await store.insert(stored);
    if (knownDevice === null) await store.knowDevice(tokenHash(device), person.name, now);
    await this.#audit('session.begin', person.name, method);
    return { token, device, session: sessionOf(stored, person) };
  }

  /** The session of a token, unless it is unknown, has ended or was idle for too long. */
  async find(token: string): Promise<Session | null> {
    if (!isToken(token)) return null;
    const { store, clock } = this.#options;
    const [now, hash] = [clock.now(), tokenHash(token)];
    const remembered = this.#remembered.get(hash);
    if (remembered !== undefined && remembered.until > now) return remembered.session;
    this.#remembered.delete(hash);
    const found = await store.find(hash);
    if (found === null || found.person.disabledAt !== null) return null;
    const { session: stored, person } = found;
    if (stored.expiresAt <= now || stored.seenAt + IDLE_MS <= now) return null;
    await store.seen(hash, now);
    const taken = await this.#options.glass.active(person.name, now);
    const session = withTaken(sessionOf(stored, person), taken);
    if (this.#remembered.size >= REMEMBERED_MAX) this.#remembered.clear();
    const until = Math.min(now + REMEMBERED_MS, stored.expiresAt, ...ends(taken));
    this.#remembered.set(hash, { session, until });
    return session;
  }

  /** Ends a session at once. */
  async end(token: string, name: string): Promise<void> {
    const hash = tokenHash(token);
    this.#remembered.delete(hash);
    await this.#options.store.end(hash);
    await this.#audit('session.end', name, null);
  }

  /** Forgets what was remembered: something about people has changed. */
  forget(): void {
    this.#remembered.clear();
  }

  async #audit(action: string, name: string, reason: string | null): Promise<void> {
    const { audit, clock } = this.#options;
    const subject = `person/${name}`;
    const at = clock.now();
    await audit.append({ at, actor: name, action, entity: null, subject, before: null, after: null, reason });
  }
}

function sessionOf({ method, expiresAt }: StoredSession, person: Person): Session {
  const { name, displayName, roles, entities, sites } = person;
  // Whoever came by a link may never have seen the password that was made for them.
  const mustChange = person.mustChange && method !== 'link';
  const principal: Principal = {
    kind: 'person', keyId: name, name, system: null, roles, entities, sites, speaksForPeople: false,
  };
  return { principal, displayName, mustChange, method, expiresAt, taken: [] };
}

const ends = (taken: readonly TakenRole[]): readonly Instant[] => taken.map(({ endsAt }) => endsAt);

/** The same session, with the roles that its person took. */
function withTaken(session: Session, taken: readonly TakenRole[]): Session {
  if (taken.length === 0) return session;
  const roles = [...new Set([...session.principal.roles, ...taken.map(({ role }) => role)])];
  const principal = { ...session.principal, roles, glass: taken.map(({ id }) => `bgl_${id}`) };
  return { ...session, principal, taken };
}

function throttled(retryAfterMs: number): Refusal {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / SECOND_MS));
  return { code: 'sign-in-throttled', detail: `Try again in ${seconds} s.`, retryAfterSeconds: seconds };
}
