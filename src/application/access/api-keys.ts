/**
 * API keys. A secret has 256 random bits, so one SHA-256 protects it: there is nothing to guess,
 * and a slow hash, which passwords need, would only slow every request down.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import { isRole, ROLES, type Role } from '../../contract/permissions.ts';
import type { AuditEntry } from './audit.ts';
import type { Principal } from './principal.ts';

/** A key as stored: never its secret. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly secretHash: string;
  /** System whose facts it may post; `null`: any. */
  readonly system: string | null;
  /** Entities it covers; none: all. */
  readonly entities: readonly string[];
  /** Sites it covers; none: all. */
  readonly sites: readonly string[];
  readonly roles: readonly Role[];
  /** May name the person on whose behalf it acts. */
  readonly speaksForPeople: boolean;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | null;
  /** From when on it is refused; `null`: never by itself. */
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
}

export interface ApiKeyStore {
  find(id: string): Promise<ApiKey | null>;
  /** All of them, the newest first. */
  all(): Promise<readonly ApiKey[]>;
  /** Enters a key, with its entry in the audit chain. */
  insert(key: ApiKey, createdBy: string, audit: AuditEntry): Promise<void>;
  /** Replaces when it ends, with an entry in the audit chain. */
  update(key: ApiKey, audit: AuditEntry): Promise<void>;
  used(id: string, at: Instant): Promise<void>;
}

export type { Principal } from './principal.ts';

const PREFIX = 'cdk_';
const KEY = /^cdk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;
/** Milliseconds for which a key that was read is trusted: how long a revoked one may still work. */
const REMEMBERED_MS = 10_000;
/** Keys remembered: more than any installation has. */
const REMEMBERED_MAX = 10_000;

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** A key as somebody asks for it. */
export interface KeyRequest {
  readonly name: string;
  readonly system: string | null;
  readonly entities: readonly string[];
  readonly sites: readonly string[];
  readonly roles: readonly Role[];
  readonly speaksForPeople: boolean;
  readonly expiresAt: Instant | null;
}

/** What a key is asked for as, where only its name and system are said: a machine's, or a person's tool. */
export const plainKey = (name: string, system: string | null, entity: string | null = null): KeyRequest => ({
  name,
  system,
  entities: entity === null ? [] : [entity],
  sites: [],
  roles: system === null ? ROLES : ['system'],
  speaksForPeople: system === null,
  expiresAt: null,
});

/** A key of these words, and its text, which is shown once and cannot be read again. */
export function newKey(
  request: KeyRequest,
  createdAt: Instant,
): { readonly key: ApiKey; readonly text: string } {
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const key = { ...request, id, secretHash: hashOf(secret), createdAt, lastUsedAt: null, revokedAt: null };
  return { key, text: `${PREFIX}${id}_${secret}` };
}

/** Makes a key without a person who asks for it: on the machine itself. */
export async function createApiKey(
  keys: ApiKeyStore,
  clock: Clock,
  request: KeyRequest,
  createdBy: string,
): Promise<{ readonly id: string; readonly text: string }> {
  const { key, text } = newKey(request, clock.now());
  const { entities } = request;
  await keys.insert(key, createdBy, {
    at: key.createdAt,
    actor: createdBy,
    action: 'api-key.create',
    entity: entities.length === 1 ? entities[0]! : null,
    subject: `api-key/${key.id}`,
    before: null,
    after: JSON.stringify(request),
    reason: null,
  });
  return { id: key.id, text };
}

/** Roles as they are stored; a name that is none any more gives nothing. */
export const rolesOf = (names: readonly string[]): readonly Role[] => names.filter(isRole);

/** Answers who a key belongs to. Keys are remembered for a while, so most requests ask nobody. */
export class Authenticator {
  readonly #keys: ApiKeyStore;
  readonly #clock: Clock;
  readonly #remembered = new Map<string, { readonly key: ApiKey; readonly until: number }>();

  constructor(keys: ApiKeyStore, clock: Clock) {
    this.#keys = keys;
    this.#clock = clock;
  }

  /** The principal of a key, or `null` if it is malformed, unknown, wrong, expired or revoked. */
  async principalOf(text: string): Promise<Principal | null> {
    const match = KEY.exec(text);
    if (match === null) return null;
    const [, id, secret] = match as unknown as [string, string, string];
    const key = await this.#find(id);
    if (key === null || key.revokedAt !== null) return null;
    if (key.expiresAt !== null && key.expiresAt <= this.#clock.now()) return null;
    const given = Buffer.from(hashOf(secret), 'hex');
    const known = Buffer.from(key.secretHash, 'hex');
    if (given.length !== known.length || !timingSafeEqual(given, known)) return null;
    const { name, system, entities, sites, roles, speaksForPeople } = key;
    return { kind: 'key', keyId: key.id, name, system, entities, sites, roles, speaksForPeople };
  }

  /** A key that was remembered is read again at its next use. */
  forget(id: string): void {
    this.#remembered.delete(id);
  }

  async #find(id: string): Promise<ApiKey | null> {
    const now = this.#clock.now();
    const remembered = this.#remembered.get(id);
    if (remembered !== undefined && remembered.until > now) return remembered.key;
    const key = await this.#keys.find(id);
    if (key === null) {
      this.#remembered.delete(id);
      return null;
    }
    if (this.#remembered.size >= REMEMBERED_MAX) this.#remembered.clear();
    this.#remembered.set(id, { key, until: now + REMEMBERED_MS });
    await this.#keys.used(id, now);
    return key;
  }
}
