/** People who sign in: who they are, what they may, and how the first of them comes to be. */
import type { Role } from '../../contract/permissions.ts';
import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { AuditEntry } from './audit.ts';
import { faultOfPassword, generatePassword, hashPassword, isPassword } from './passwords.ts';
import { principalRef, type Principal } from './principal.ts';

/** What somebody may do: roles, and the entities and sites that they hold for; none: all. */
export interface Scope {
  readonly roles: readonly Role[];
  readonly entities: readonly string[];
  readonly sites: readonly string[];
}

/** A person as stored. */
export interface Person extends Scope {
  /** By which they sign in, and by which the audit chain names them. */
  readonly name: string;
  readonly displayName: string;
  /** Hash of the password; `null`: they sign in elsewhere only. */
  readonly password: string | null;
  /** The password was made for them, and is to be changed. */
  readonly mustChange: boolean;
  /** Issuer and subject at an identity provider. */
  readonly identity: { readonly issuer: string; readonly subject: string } | null;
  readonly createdAt: Instant;
  readonly disabledAt: Instant | null;
}

export interface PersonStore {
  find(name: string): Promise<Person | null>;
  findByIdentity(issuer: string, subject: string): Promise<Person | null>;
  all(): Promise<readonly Person[]>;
  /** Enters a person, with their entry in the audit chain; false: the name is taken. */
  insert(person: Person, audit: AuditEntry): Promise<boolean>;
  /** Replaces what is stored of a person; ends their sessions if `endSessions`. */
  update(person: Person, audit: AuditEntry, endSessions: boolean): Promise<void>;
}

/** Whoever acts on people: a principal, as a name in the audit chain. */
export interface Acting {
  readonly actor: string;
  readonly principal: Principal | null;
}

/** A person as somebody asks for one. */
export interface PersonRequest extends Scope {
  readonly name: string;
  readonly displayName: string;
}

/** What changes about a person. */
export interface PersonChange extends Scope {
  readonly displayName: string;
  readonly disabled: boolean;
}

/** Whether a scope lies inside of what somebody covers: nobody gives what they do not have. */
export function refuseWider(
  principal: Principal | null,
  scope: Omit<Scope, 'roles'>,
): Result<null, Refusal> {
  if (principal === null) return ok(null);
  const isWider = (own: readonly string[], given: readonly string[]): boolean =>
    own.length > 0 && (given.length === 0 || given.some((name) => !own.includes(name)));
  if (!isWider(principal.entities, scope.entities) && !isWider(principal.sites, scope.sites)) return ok(null);
  return err({
    code: 'entity-not-allowed',
    detail: `${principal.name} gives no more entities and sites than it covers itself.`,
    param: '$.entities',
  });
}

/** What an entry of the audit chain says of a person: never a password. */
const said = ({ displayName, roles, entities, sites, disabledAt }: Person): string =>
  JSON.stringify({ displayName, roles, entities, sites, disabled: disabledAt !== null });

export class PeopleDesk {
  readonly #store: PersonStore;
  readonly #clock: Clock;

  constructor(store: PersonStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  all(): Promise<readonly Person[]> {
    return this.#store.all();
  }

  /** Enters a person and answers their first password, which is shown once. */
  async add(
    request: PersonRequest,
    by: Acting,
    reason: string | null,
  ): Promise<Result<{ readonly person: Person; readonly password: string }, Refusal>> {
    const wider = refuseWider(by.principal, request);
    if (!wider.ok) return wider;
    const password = generatePassword();
    const person: Person = {
      ...request,
      password: await hashPassword(password),
      mustChange: true,
      identity: null,
      createdAt: this.#clock.now(),
      disabledAt: null,
    };
    const audit = this.#entry('person.create', person, by, null, said(person), reason);
    if (await this.#store.insert(person, audit)) return ok({ person, password });
    return err({ code: 'already-exists', detail: `There is a person ${request.name}.`, param: '$.name' });
  }

  /** The first person of an installation, if there is none yet. */
  async first(name: string, roles: readonly Role[]): Promise<string | null> {
    if ((await this.#store.all()).length > 0) return null;
    const request = { name, displayName: 'Administrator', roles, entities: [], sites: [] };
    const added = await this.add(request, { actor: 'crossdock', principal: null }, 'first start');
    return added.ok ? added.value.password : null;
  }

  async change(
    name: string,
    change: PersonChange,
    by: Acting,
    reason: string,
  ): Promise<Result<Person, Refusal>> {
    const found = await this.#existing(name);
    if (!found.ok) return found;
    for (const scope of [found.value, change]) {
      const wider = refuseWider(by.principal, scope);
      if (!wider.ok) return wider;
    }
    const before = found.value;
    const { disabled, ...rest } = change;
    const disabledAt = disabled ? (before.disabledAt ?? this.#clock.now()) : null;
    const person: Person = { ...before, ...rest, disabledAt };
    const audit = this.#entry('person.change', person, by, said(before), said(person), reason);
    await this.#store.update(person, audit, disabled);
    return ok(person);
  }

  /** Gives a person a new password, and ends their sessions. */
  async resetPassword(name: string, by: Acting, reason: string): Promise<Result<string, Refusal>> {
    const found = await this.#existing(name);
    if (!found.ok) return found;
    const wider = refuseWider(by.principal, found.value);
    if (!wider.ok) return wider;
    const password = generatePassword();
    const person = { ...found.value, password: await hashPassword(password), mustChange: true };
    const audit = this.#entry('person.reset-password', person, by, null, null, reason);
    await this.#store.update(person, audit, true);
    return ok(password);
  }

  /** A person chooses a password of their own; every session ends, the one that asks included. */
  async changePassword(name: string, current: string, next: string): Promise<Result<Person, Refusal>> {
    const found = await this.#existing(name);
    if (!found.ok) return found;
    if (!(await isPassword(current, found.value.password))) {
      const detail = 'The current password is another one.';
      return err({ code: 'sign-in-failed', detail, param: '$.current' });
    }
    const fault = current === next ? 'must be another one' : faultOfPassword(next, name);
    if (fault !== null) {
      return err({ code: 'invalid-content', detail: `The new password ${fault}.`, param: '$.next' });
    }
    const person = { ...found.value, password: await hashPassword(next), mustChange: false };
    const self = { actor: name, principal: null };
    const audit = this.#entry('person.change-password', person, self, null, null, null);
    await this.#store.update(person, audit, true);
    return ok(person);
  }

  async #existing(name: string): Promise<Result<Person, Refusal>> {
    const person = await this.#store.find(name);
    if (person !== null) return ok(person);
    return err({ code: 'not-found', detail: `There is no person ${name}.`, param: 'person' });
  }

  #entry(
    action: string,
    { name }: Person,
    { actor, principal }: Acting,
    before: string | null,
    after: string | null,
    reason: string | null,
  ): AuditEntry {
    const who = principal === null ? null : principalRef(principal);
    const [at, subject] = [this.#clock.now(), `person/${name}`];
    return { at, actor, principal: who, action, entity: null, subject, before, after, reason };
  }
}
