/**
 * Break-glass: a person takes a role that nobody gave them, because something must be done now. It ends by
 * itself, it opens a case, everything done with it stands in the audit chain, and somebody else reviews it.
 */
import type { Role } from '../../contract/permissions.ts';
import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { formatInstant, MINUTE_MS, type Instant } from '../../kernel/instant.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { Page, PageRequest } from '../query/reads.ts';
import type { Observation } from '../watch/condition-desk.ts';
import type { AuditEntry } from './audit.ts';
import { principalRef, type Principal } from './principal.ts';

/** A role that was taken. */
export interface BreakGlass {
  readonly id: bigint;
  readonly person: string;
  readonly role: Role;
  readonly reason: string;
  readonly takenAt: Instant;
  readonly endsAt: Instant;
  readonly returnedAt: Instant | null;
  readonly review: {
    readonly by: string;
    readonly at: Instant;
    readonly verdict: ReviewVerdict;
    readonly reason: string;
  } | null;
  /** What the person did in that time, by the audit chain. */
  readonly acts: number;
}

export const REVIEW_VERDICTS = ['justified', 'not-justified'] as const;
export type ReviewVerdict = (typeof REVIEW_VERDICTS)[number];

/** A role that a person holds for a while. */
export type TakenRole = Pick<BreakGlass, 'id' | 'role' | 'reason' | 'endsAt'>;

export interface BreakGlassStore {
  take(
    taken: Pick<BreakGlass, 'person' | 'role' | 'reason' | 'takenAt' | 'endsAt'>,
    audit: (id: bigint) => AuditEntry,
  ): Promise<BreakGlass>;
  /** Roles that the person holds now, the one that ends first at the front. */
  active(person: string, now: Instant): Promise<readonly TakenRole[]>;
  find(id: bigint): Promise<BreakGlass | null>;
  list(filter: PageRequest): Promise<Page<BreakGlass>>;
  /** False: it has ended already. */
  giveBack(id: bigint, at: Instant, audit: AuditEntry): Promise<boolean>;
  /** False: it was reviewed already. */
  review(id: bigint, review: NonNullable<BreakGlass['review']>, audit: AuditEntry): Promise<boolean>;
}

export interface BreakGlassOptions {
  readonly store: BreakGlassStore;
  /** Time of the machine, by which sessions end. */
  readonly clock: Clock;
  /** Sessions in memory hold the roles of before. */
  readonly sessions: { forget(): void };
  /** Tells of it where everybody looks: a case of the installation. */
  readonly conditions: { observe(seen: Observation): Promise<boolean> };
  /** Entity whose people see the case of somebody who is confined to none. */
  readonly entity: string;
}

interface Acting {
  readonly principal: Principal;
  readonly actor: string;
}

export class BreakGlassDesk {
  readonly #options: BreakGlassOptions;

  constructor(options: BreakGlassOptions) {
    this.#options = options;
  }

  /** Takes a role for minutes. Only a person who signed in does: a key is nobody's judgement. */
  async take(
    by: Acting,
    role: Role,
    minutes: number,
    reason: string,
  ): Promise<Result<BreakGlass, Refusal>> {
    const { principal } = by;
    if (principal.kind !== 'person') {
      const detail = 'A key or a program breaks no glass: a person does, in a session of their own.';
      return err({ code: 'not-possible-now', detail });
    }
    if (principal.roles.includes(role)) {
      return err({ code: 'not-possible-now', detail: `${principal.name} has the role ${role} already.` });
    }
    const { store, clock, sessions } = this.#options;
    const takenAt = clock.now();
    const endsAt = (takenAt + minutes * MINUTE_MS) as Instant;
    const after = JSON.stringify({ role, endsAt: formatInstant(endsAt) });
    const taken = await store.take({ person: principal.name, role, reason, takenAt, endsAt }, (id) =>
      this.#entry('break-glass.take', id, by, after, reason),
    );
    sessions.forget();
    await this.#tell(taken, principal, true);
    return ok(taken);
  }

  /** Gives a role back before it ends by itself. */
  async giveBack(id: bigint, by: Acting): Promise<Result<BreakGlass, Refusal>> {
    const { store, clock, sessions } = this.#options;
    const found = await store.find(id);
    if (found === null || found.person !== by.principal.name) {
      return err({ code: 'not-found', detail: `${by.principal.name} took no bgl_${id}.`, param: 'glass' });
    }
    const at = clock.now();
    if (!(await store.giveBack(id, at, this.#entry('break-glass.return', id, by, null, null)))) {
      return err({ code: 'not-possible-now', detail: 'It has ended already.' });
    }
    sessions.forget();
    return ok({ ...found, returnedAt: at });
  }

  list(filter: PageRequest): Promise<Page<BreakGlass>> {
    return this.#options.store.list(filter);
  }

  /** Somebody else says whether it was right; the case closes. */
  async review(
    id: bigint,
    by: Acting,
    verdict: ReviewVerdict,
    reason: string,
  ): Promise<Result<BreakGlass, Refusal>> {
    const { store, clock } = this.#options;
    const found = await store.find(id);
    if (found === null) {
      return err({ code: 'not-found', detail: `There is no bgl_${id}.`, param: 'glass' });
    }
    if (found.person === by.actor) {
      const detail = `${found.person} took it: another person reviews.`;
      return err({ code: 'second-person-needed', detail });
    }
    const at = clock.now();
    if (found.returnedAt === null && found.endsAt > at) {
      const detail = `It lasts until ${formatInstant(found.endsAt)}: what is not over is not reviewed.`;
      return err({ code: 'not-possible-now', detail });
    }
    const review = { by: by.actor, at, verdict, reason };
    if (!(await store.review(id, review, this.#entry('break-glass.review', id, by, verdict, reason)))) {
      return err({ code: 'not-possible-now', detail: 'It was reviewed already.' });
    }
    const reviewed = { ...found, review };
    await this.#tell(reviewed, by.principal, false);
    return ok(reviewed);
  }

  /** A case that everybody sees, until it is reviewed. */
  async #tell(glass: BreakGlass, { entities }: Principal, holds: boolean): Promise<void> {
    const { id, person, role, reason, endsAt } = glass;
    await this.#options.conditions.observe({
      entity: entities[0] ?? this.#options.entity,
      channel: 'break-glass',
      condition: `bgl_${id}`,
      holds,
      kind: 'break-glass',
      text: `${person} took the role ${role} until ${formatInstant(endsAt)}: ${reason}`,
      role: 'auditor',
      playbook: `Read what ${person} did under it in the audit chain, then review bgl_${id}.`,
    });
  }

  #entry(
    action: string,
    id: bigint,
    { actor, principal }: Acting,
    after: string | null,
    reason: string | null,
  ): AuditEntry {
    const at = this.#options.clock.now();
    const who = { actor, principal: principalRef(principal), entity: null };
    return { at, ...who, action, subject: `break-glass/bgl_${id}`, before: null, after, reason };
  }
}
