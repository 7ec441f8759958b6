/** Links that sign a person in: once, within minutes. The token is random; only its hash is stored. */
import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { MINUTE_MS, type Instant } from '../../kernel/instant.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { AuditEntry } from './audit.ts';
import { refuseWider, type Acting, type PersonStore } from './people.ts';
import { principalRef } from './principal.ts';
import type { Sessions, SignedIn } from './sessions.ts';
import { isToken, newToken, tokenHash } from './tokens.ts';

/** Long enough to read a line in a terminal and open it; short enough to be worth nothing in a log. */
const LINK_MS = 15 * MINUTE_MS;

/** A link as stored. */
export interface StoredLink {
  readonly tokenHash: string;
  readonly person: string;
  readonly madeAt: Instant;
  readonly expiresAt: Instant;
}

export interface SignInLinkStore {
  insert(link: StoredLink, audit: AuditEntry): Promise<void>;
  /** Takes it out: a link is good for one sign-in. */
  take(tokenHash: string): Promise<StoredLink | null>;
}

export interface SignInLinksOptions {
  readonly store: SignInLinkStore;
  readonly people: PersonStore;
  readonly sessions: Pick<Sessions, 'open'>;
  /** Time of the machine. */
  readonly clock: Clock;
}

/** What a link opens with, and until when. */
export interface SignInLink {
  readonly token: string;
  readonly expiresAt: Instant;
}

export class SignInLinks {
  readonly #options: SignInLinksOptions;

  constructor(options: SignInLinksOptions) {
    this.#options = options;
  }

  /** Makes a link for a person who may sign in. */
  async make(name: string, by: Acting, reason: string | null): Promise<Result<SignInLink, Refusal>> {
    const { store, people, clock } = this.#options;
    const person = await people.find(name);
    if (person === null || person.disabledAt !== null) {
      const detail = `There is no person ${name} who may sign in.`;
      return err({ code: 'not-found', detail, param: 'person' });
    }
    const wider = refuseWider(by.principal, person);
    if (!wider.ok) return wider;
    const token = newToken();
    const at = clock.now();
    const expiresAt = (at + LINK_MS) as Instant;
    await store.insert(
      { tokenHash: tokenHash(token), person: name, madeAt: at, expiresAt },
      {
        at,
        actor: by.actor,
        principal: by.principal === null ? null : principalRef(by.principal),
        action: 'person.link',
        entity: null,
        subject: `person/${name}`,
        before: null,
        after: null,
        reason,
      },
    );
    return ok({ token, expiresAt });
  }

  /** Signs in whoever opened the link first. */
  async redeem(token: string, device: string | null): Promise<Result<SignedIn, Refusal>> {
    const { store, people, sessions, clock } = this.#options;
    const link = isToken(token) ? await store.take(tokenHash(token)) : null;
    if (link === null || link.expiresAt <= clock.now()) {
      const detail = 'The link was used, is too old, or never was one.';
      return err({ code: 'sign-in-failed', detail, param: '$.token' });
    }
    const person = await people.find(link.person);
    if (person === null || person.disabledAt !== null) {
      return err({ code: 'sign-in-failed', detail: 'The person may not sign in any more.' });
    }
    return ok(await sessions.open(person, 'link', device));
  }
}
