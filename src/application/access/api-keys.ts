/**
 * API keys. A secret has 256 random bits, so one SHA-256 protects it: there is nothing to guess,
 * and a slow hash, which passwords need, would only slow every request down.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { AuditTrail } from './audit.ts';

/** A key as stored: never its secret. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly secretHash: string;
  /** System whose facts it may post; `null`: any. */
  readonly system: string | null;
  /** Entities it covers; none: all. */
  readonly entities: readonly string[];
  readonly roles: readonly string[];
  readonly createdAt: Instant;
  readonly revokedAt: Instant | null;
}

export interface ApiKeyStore {
  find(id: string): Promise<ApiKey | null>;
  insert(key: ApiKey, createdBy: string): Promise<void>;
  used(id: string, at: Instant): Promise<void>;
}

/** Whoever sends a request. */
export interface Principal {
  readonly keyId: string;
  readonly name: string;
  readonly system: string | null;
  readonly entities: readonly string[];
}

const PREFIX = 'cdk_';
const KEY = /^cdk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;
/** Milliseconds for which a key that was read is trusted: how long a revoked one may still work. */
const REMEMBERED_MS = 10_000;
/** Keys remembered: more than any installation has. */
const REMEMBERED_MAX = 10_000;

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Makes a key and answers its text, which is shown once and cannot be read again. */
export async function createApiKey(
  keys: ApiKeyStore,
  audit: AuditTrail,
  clock: Clock,
  key: { readonly name: string; readonly system: string | null; readonly entity: string | null },
  createdBy: string,
): Promise<{ readonly id: string; readonly text: string }> {
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const { name, system, entity } = key;
  const createdAt = clock.now();
  const entities = entity === null ? [] : [entity];
  await keys.insert(
    { id, name, secretHash: hashOf(secret), system, entities, roles: ['all'], createdAt, revokedAt: null },
    createdBy,
  );
  const after = JSON.stringify({ name, system, entity });
  await audit.append({
    at: createdAt,
    actor: createdBy,
    action: 'api-key.create',
    entity,
    subject: `api-key/${id}`,
    before: null,
    after,
    reason: null,
  });
  return { id, text: `${PREFIX}${id}_${secret}` };
}

/** Answers who a key belongs to. Keys are remembered for a while, so most requests ask nobody. */
export class Authenticator {
  readonly #keys: ApiKeyStore;
  readonly #clock: Clock;
  readonly #remembered = new Map<string, { readonly key: ApiKey; readonly until: number }>();

  constructor(keys: ApiKeyStore, clock: Clock) {
    this.#keys = keys;
    this.#clock = clock;
  }

  /** The principal of a key, or `null` if it is malformed, unknown, wrong or revoked. */
  async principalOf(text: string): Promise<Principal | null> {
    const match = KEY.exec(text);
    if (match === null) return null;
    const [, id, secret] = match as unknown as [string, string, string];
    const key = await this.#find(id);
    if (key === null || key.revokedAt !== null) return null;
    const given = Buffer.from(hashOf(secret), 'hex');
    const known = Buffer.from(key.secretHash, 'hex');
    if (given.length !== known.length || !timingSafeEqual(given, known)) return null;
    return { keyId: key.id, name: key.name, system: key.system, entities: key.entities };
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
