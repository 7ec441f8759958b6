/** Where administrators make, rotate and revoke API keys. */
import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../../kernel/instant.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { newKey, type ApiKey, type ApiKeyStore, type Authenticator, type KeyRequest } from './api-keys.ts';
import type { AuditEntry } from './audit.ts';
import { refuseWider, type Acting } from './people.ts';
import { principalRef } from './principal.ts';

/** A key and its text, which is shown once. */
export interface MadeKey {
  readonly key: ApiKey;
  readonly text: string;
}

export interface KeyDeskOptions {
  readonly keys: ApiKeyStore;
  /** Forgets keys that change: this process refuses them at once. */
  readonly authenticator: Pick<Authenticator, 'forget'>;
  readonly clock: Clock;
  /** Systems that a key may speak for. */
  readonly systems: ReadonlySet<string>;
}

export class KeyDesk {
  readonly #options: KeyDeskOptions;

  constructor(options: KeyDeskOptions) {
    this.#options = options;
  }

  all(): Promise<readonly ApiKey[]> {
    return this.#options.keys.all();
  }

  async make(
    request: Omit<KeyRequest, 'expiresAt'>,
    days: number | null,
    by: Acting,
    reason: string,
  ): Promise<Result<MadeKey, Refusal>> {
    const wider = refuseWider(by.principal, request);
    if (!wider.ok) return wider;
    const { systems } = this.#options;
    if (request.system !== null && !systems.has(request.system)) {
      const detail = `There is no system ${request.system}; there are ${[...systems].join(', ')}.`;
      return err({ code: 'invalid-request', detail, param: '$.system' });
    }
    return ok(await this.#enter(request, days, by, reason, 'api-key.create'));
  }

  /** Makes the key that follows one; both work until the overlap is over. */
  async rotate(
    id: string,
    overlapHours: number,
    days: number | null,
    by: Acting,
    reason: string,
  ): Promise<Result<MadeKey, Refusal>> {
    const found = await this.#valid(id, by);
    if (!found.ok) return found;
    const { keys, clock, authenticator } = this.#options;
    const old = found.value;
    const { name, system, entities, sites, roles, speaksForPeople } = old;
    const made = await this.#enter(
      { name, system, entities, sites, roles, speaksForPeople }, days, by, reason, 'api-key.create',
    );
    const overlapEnds = clock.now() + overlapHours * HOUR_MS;
    const expiresAt = Math.min(overlapEnds, old.expiresAt ?? Infinity) as Instant;
    const after = JSON.stringify({ expiresAt, followedBy: made.key.id });
    await keys.update({ ...old, expiresAt }, this.#entry('api-key.rotate', old, by, null, after, reason));
    authenticator.forget(id);
    return ok(made);
  }

  async revoke(id: string, by: Acting, reason: string): Promise<Result<ApiKey, Refusal>> {
    const found = await this.#existing(id, by);
    if (!found.ok) return found;
    const { keys, clock, authenticator } = this.#options;
    const revoked = { ...found.value, revokedAt: found.value.revokedAt ?? clock.now() };
    await keys.update(revoked, this.#entry('api-key.revoke', revoked, by, null, null, reason));
    authenticator.forget(id);
    return ok(revoked);
  }

  async #enter(
    request: Omit<KeyRequest, 'expiresAt'>,
    days: number | null,
    by: Acting,
    reason: string,
    action: string,
  ): Promise<MadeKey> {
    const { keys, clock } = this.#options;
    const expiresAt = days === null ? null : ((clock.now() + days * DAY_MS) as Instant);
    const made = newKey({ ...request, expiresAt }, clock.now());
    const after = JSON.stringify({ ...request, expiresAt });
    await keys.insert(made.key, by.actor, this.#entry(action, made.key, by, null, after, reason));
    return made;
  }

  async #valid(id: string, by: Acting): Promise<Result<ApiKey, Refusal>> {
    const found = await this.#existing(id, by);
    if (!found.ok) return found;
    const { revokedAt, expiresAt } = found.value;
    const isOver = expiresAt !== null && expiresAt <= this.#options.clock.now();
    if (revokedAt === null && !isOver) return found;
    return err({ code: 'not-possible-now', detail: 'The key has ended already: make a new one.' });
  }

  async #existing(id: string, by: Acting): Promise<Result<ApiKey, Refusal>> {
    const key = await this.#options.keys.find(id);
    if (key === null) return err({ code: 'not-found', detail: `There is no key ${id}.`, param: 'key' });
    const wider = refuseWider(by.principal, key);
    return wider.ok ? ok(key) : wider;
  }

  #entry(
    action: string,
    { id, entities }: ApiKey,
    { actor, principal }: Acting,
    before: string | null,
    after: string | null,
    reason: string,
  ): AuditEntry {
    return {
      at: this.#options.clock.now(),
      actor,
      principal: principal === null ? null : principalRef(principal),
      action,
      entity: entities.length === 1 ? entities[0]! : null,
      subject: `api-key/${id}`,
      before,
      after,
      reason,
    };
  }
}
