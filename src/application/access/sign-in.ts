/** Signing in at an identity provider: leaving, coming back once, and becoming a person here. */
import { isRole, type Role } from '../../contract/permissions.ts';
import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { MINUTE_MS, type Instant } from '../../kernel/instant.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { IdentityProvider, ProvenIdentity, SignInSecrets } from '../ports/identity-provider.ts';
import type { AuditEntry } from './audit.ts';
import type { Person, PersonStore, Scope } from './people.ts';
import type { Principal } from './principal.ts';
import type { Sessions, SignedIn } from './sessions.ts';
import { newToken, tokenHash } from './tokens.ts';

/** A sign-in that was begun, as stored. */
export interface PendingSignIn extends SignInSecrets {
  /** Hash of the secret in the browser's cookie: only the browser that left may come back. */
  readonly browserHash: string;
  /** Path of the console to go on with. */
  readonly returnTo: string;
  readonly begunAt: Instant;
}

export interface PendingSignInStore {
  insert(pending: PendingSignIn): Promise<void>;
  /** Takes it out: a state is good for one return. */
  take(state: string): Promise<PendingSignIn | null>;
}

/** How people of the provider become people here. */
export interface SignInRules {
  /** Claim that people are named by. */
  readonly nameClaim: string;
  /** Claim that lists their groups. */
  readonly groupsClaim: string;
  /** What the members of a group may do. */
  readonly groups: Readonly<Record<string, Scope>>;
  /** What machines may do, by their client id. */
  readonly clients: Readonly<Record<string, Scope & { readonly system: string | null }>>;
}

/** Minutes from leaving to coming back. */
const PENDING_MS = 10 * MINUTE_MS;

export interface SignInOptions {
  readonly provider: IdentityProvider;
  readonly rules: SignInRules;
  readonly pending: PendingSignInStore;
  readonly people: PersonStore;
  readonly sessions: Pick<Sessions, 'open' | 'forget'>;
  readonly clock: Clock;
}

export class SignInDesk {
  readonly #options: SignInOptions;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  /** Where to send a browser; `secret` goes into its cookie. */
  async begin(
    redirectUri: string,
    returnTo: string,
  ): Promise<{ readonly url: string; readonly secret: string }> {
    const { provider, pending, clock } = this.#options;
    const { url, ...secrets } = await provider.begin(redirectUri);
    const secret = newToken();
    await pending.insert({ ...secrets, browserHash: tokenHash(secret), returnTo, begunAt: clock.now() });
    return { url, secret };
  }

  /** A browser came back: signs its person in, or says why not. */
  async finish(
    callback: URL,
    secret: string | null,
    device: string | null,
  ): Promise<Result<SignedIn & { readonly returnTo: string }, Refusal>> {
    const { provider, pending, clock, sessions } = this.#options;
    const begun = await pending.take(callback.searchParams.get('state') ?? '');
    if (begun === null) return err(refused('There is no sign-in of this state, or it was finished before.'));
    if (secret === null || tokenHash(secret) !== begun.browserHash) {
      return err(refused('The sign-in was begun in another browser.'));
    }
    if (begun.begunAt + PENDING_MS <= clock.now()) return err(refused('It took too long: begin again.'));
    const proven = await provider.finish(callback, begun);
    if (!proven.ok) return err(refused(proven.error));
    const person = await this.#personOf(proven.value);
    if (!person.ok) return person;
    const signedIn = await sessions.open(person.value, 'oidc', device);
    return ok({ ...signedIn, returnTo: begun.returnTo });
  }

  /** What a machine's access token lets it do; `null`: the token is not good, or nobody knows its client. */
  async principalOf(token: string): Promise<Principal | null> {
    const { provider, rules } = this.#options;
    const client = await provider.clientOf(token);
    const scope = client === null ? undefined : rules.clients[client.clientId];
    if (client === null || scope === undefined) return null;
    const { roles, entities, sites, system } = scope;
    const name = client.clientId;
    return { kind: 'client', keyId: name, name, system, roles, entities, sites, speaksForPeople: false };
  }

  /** The person of an identity, made at the first sign-in, with the scope that the groups give now. */
  async #personOf(identity: ProvenIdentity): Promise<Result<Person, Refusal>> {
    const { people, rules, sessions } = this.#options;
    const { issuer, subject, claims } = identity;
    const scope = scopeOf(rules, claims);
    if (scope === null) {
      const detail = 'None of your groups may use Crossdock; its configuration names those that may.';
      return err({ code: 'permission-denied', detail });
    }
    const known = await people.findByIdentity(issuer, subject);
    if (known === null) return this.#enter(identity, scope);
    if (known.disabledAt !== null) return err(refused('The person may not sign in any more.'));
    if (JSON.stringify(scopeOnly(known)) === JSON.stringify(scope)) return ok(known);
    const person = { ...known, ...scope };
    const before = JSON.stringify(scopeOnly(known));
    await people.update(person, this.#entry('person.change', person, before), false);
    sessions.forget();
    return ok(person);
  }

  async #enter({ issuer, subject, claims }: ProvenIdentity, scope: Scope): Promise<Result<Person, Refusal>> {
    const { people, rules, clock } = this.#options;
    const named = claims[rules.nameClaim];
    const name = typeof named === 'string' ? named.toLowerCase() : '';
    if (!/^[a-z][a-z0-9._@-]{0,63}$/.test(name)) {
      return err(refused(`The claim ${rules.nameClaim} names nobody.`));
    }
    const { name: displayName } = claims;
    const person: Person = {
      name,
      displayName: typeof displayName === 'string' ? displayName : name,
      password: null,
      mustChange: false,
      identity: { issuer, subject },
      ...scope,
      createdAt: clock.now(),
      disabledAt: null,
    };
    // A name that is taken is never handed over: its owner is somebody else until an administrator says so.
    if (await people.insert(person, this.#entry('person.create', person, null))) return ok(person);
    return err(refused(`The name ${name} belongs to somebody who signs in another way.`));
  }

  #entry(action: string, person: Person, before: string | null): AuditEntry {
    return {
      at: this.#options.clock.now(),
      actor: 'identity-provider',
      action,
      entity: null,
      subject: `person/${person.name}`,
      before,
      after: JSON.stringify(scopeOnly(person)),
      reason: 'groups at the identity provider',
    };
  }
}

const refused = (detail: string): Refusal => ({ code: 'sign-in-failed', detail });

const scopeOnly = ({ roles, entities, sites }: Scope): Scope => ({ roles, entities, sites });

/** What all groups of a person give together; `null`: none of them is named in the configuration. */
function scopeOf({ groups, groupsClaim }: SignInRules, claims: ProvenIdentity['claims']): Scope | null {
  const listed = claims[groupsClaim];
  const named: unknown[] = Array.isArray(listed) ? listed : [];
  const scopes = named.flatMap((group) =>
    typeof group === 'string' && Object.hasOwn(groups, group) ? [groups[group]!] : [],
  );
  if (scopes.length === 0) return null;
  // An empty list means all: whoever is in one such group is confined by no other.
  const union = (lists: readonly (readonly string[])[]): readonly string[] =>
    lists.some((list) => list.length === 0) ? [] : [...new Set(lists.flat())].sort();
  const roles: readonly Role[] = [...new Set(scopes.flatMap((scope) => scope.roles))].filter(isRole).sort();
  const entities = union(scopes.map((scope) => scope.entities));
  return { roles, entities, sites: union(scopes.map((scope) => scope.sites)) };
}
