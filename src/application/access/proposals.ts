/**
 * Four eyes: a request that takes two people is kept until a second one approves it, and is then carried out
 * as the first one made it. Which operations these are stands in the permission table.
 */
import { permits } from '../../contract/permissions.ts';
import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { Page, PageRequest } from '../query/reads.ts';
import type { AuditEntry } from './audit.ts';
import { refuseWider, type PersonStore } from './people.ts';
import { isSecondPerson, principalRef, type Principal } from './principal.ts';

export const PROPOSAL_STATES = ['open', 'approved', 'refused'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** Whoever makes or decides a proposal. */
export interface Proposer {
  readonly principal: Principal;
  readonly actor: string;
}

/** A request as it was made: its parts are validated. */
export interface ProposedRequest {
  readonly operation: string;
  readonly params: unknown;
  readonly body: unknown;
  readonly by: Proposer;
}

export interface Proposal extends ProposedRequest {
  readonly id: bigint;
  readonly reason: string | null;
  readonly madeAt: Instant;
  readonly state: ProposalState;
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
  readonly decisionReason: string | null;
  /** Status that carrying it out answered. */
  readonly answerStatus: number | null;
}

export interface ProposalStore {
  insert(
    request: ProposedRequest,
    reason: string | null,
    at: Instant,
    audit: (id: bigint) => AuditEntry,
  ): Promise<Proposal>;
  find(id: bigint): Promise<Proposal | null>;
  list(filter: PageRequest & { readonly state: ProposalState }): Promise<Page<Proposal>>;
  /** Decides an open one; false: somebody else was faster. */
  decide(
    id: bigint,
    state: 'approved' | 'refused',
    by: string,
    at: Instant,
    reason: string,
    audit: AuditEntry,
  ): Promise<boolean>;
  answered(id: bigint, status: number): Promise<void>;
}

export interface ProposalDeskOptions {
  readonly store: ProposalStore;
  readonly clock: Clock;
  /** Off: one person is enough. `when-several`: as soon as two people may do what is asked. */
  readonly secondPerson: 'required' | 'when-several' | 'off';
  readonly people: Pick<PersonStore, 'all'>;
}

export class ProposalDesk {
  readonly #options: ProposalDeskOptions;

  constructor(options: ProposalDeskOptions) {
    this.#options = options;
  }

  /** Whether an operation that is marked so takes two people here and now. */
  async takesTwo(operation: string): Promise<boolean> {
    const { secondPerson, people } = this.#options;
    if (secondPerson !== 'when-several') return secondPerson === 'required';
    const all = await people.all();
    const able = all.filter(({ disabledAt, roles }) => disabledAt === null && permits(operation, roles));
    return able.length > 1;
  }

  /** Keeps a request until a second person decides. */
  propose(request: ProposedRequest): Promise<Proposal> {
    const { store, clock } = this.#options;
    const { reason: given } = (request.body ?? {}) as { readonly reason?: unknown };
    const reason = typeof given === 'string' ? given : null;
    const { operation, params, body } = request;
    const after = JSON.stringify({ operation, params, body });
    return store.insert(request, reason, clock.now(), (id) =>
      this.#entry('proposal.make', id, request.by, null, after, reason),
    );
  }

  list(filter: PageRequest & { readonly state: ProposalState }): Promise<Page<Proposal>> {
    return this.#options.store.list(filter);
  }

  /** Approves one; the caller then carries it out and says what came of it. */
  async approve(id: bigint, by: Proposer, reason: string): Promise<Result<Proposal, Refusal>> {
    const found = await this.#open(id);
    if (!found.ok) return found;
    const proposal = found.value;
    if (!permits(proposal.operation, by.principal.roles)) {
      const detail = `${by.principal.name} may not do ${proposal.operation}, so neither approve it.`;
      return err({ code: 'permission-denied', detail });
    }
    const maker = { actor: proposal.by.actor, principal: principalRef(proposal.by.principal) };
    if (!isSecondPerson(maker, by.principal, by.actor)) {
      const detail = `${proposal.by.actor} made it: another person approves.`;
      return err({ code: 'second-person-needed', detail });
    }
    const wider = refuseWider(by.principal, proposal.by.principal);
    if (!wider.ok) return wider;
    return this.#decide(proposal, 'approved', by, reason);
  }

  /** Refuses one; whoever made it may take it back this way. */
  async refuse(id: bigint, by: Proposer, reason: string): Promise<Result<Proposal, Refusal>> {
    const found = await this.#open(id);
    if (!found.ok) return found;
    const { operation } = found.value;
    const { name, roles } = by.principal;
    if (permits(operation, roles)) return this.#decide(found.value, 'refused', by, reason);
    return err({ code: 'permission-denied', detail: `${name} may not do ${operation}.` });
  }

  answered(id: bigint, status: number): Promise<void> {
    return this.#options.store.answered(id, status);
  }

  async #open(id: bigint): Promise<Result<Proposal, Refusal>> {
    const proposal = await this.#options.store.find(id);
    if (proposal === null) {
      return err({ code: 'not-found', detail: `There is no proposal prp_${id}.`, param: 'proposal' });
    }
    if (proposal.state === 'open') return ok(proposal);
    return err({ code: 'not-possible-now', detail: `The proposal is ${proposal.state} already.` });
  }

  async #decide(
    proposal: Proposal,
    state: 'approved' | 'refused',
    by: Proposer,
    reason: string,
  ): Promise<Result<Proposal, Refusal>> {
    const { store, clock } = this.#options;
    const { id } = proposal;
    const at = clock.now();
    const audit = this.#entry(`proposal.${state}`, id, by, 'open', state, reason);
    if (await store.decide(id, state, by.actor, at, reason, audit)) {
      return ok({ ...proposal, state, decidedBy: by.actor, decidedAt: at, decisionReason: reason });
    }
    return err({ code: 'not-possible-now', detail: 'Somebody else decided it just now.' });
  }

  #entry(
    action: string,
    id: bigint,
    { actor, principal }: Proposer,
    before: string | null,
    after: string | null,
    reason: string | null,
  ): AuditEntry {
    const [at, subject] = [this.#options.clock.now(), `proposal/prp_${id}`];
    const entity = principal.entities.length === 1 ? principal.entities[0]! : null;
    return { at, actor, principal: principalRef(principal), action, entity, subject, before, after, reason };
  }
}
