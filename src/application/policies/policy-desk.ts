/** Where people change policies: proposed by one, looked at beforehand, approved by another. */
import type { Fault } from '../../canonical/fact-type.ts';
import { invalid, type Refusal } from '../../contract/refusal.ts';
import type { PolicyDecision } from '../../domain/policy/decision.ts';
import type { Clock } from '../../kernel/clock.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { isSecondPerson, principalRef, type Principal } from '../access/principal.ts';
import { PolicyQuestionError, type PolicyShelf, type PolicyTable } from '../ports/policy-book.ts';
import type { PolicyDecided, PolicyStore, StoredPolicy } from '../ports/policy-store.ts';
import { policyHash, proposalEntry, type PolicyKeeper } from './policy-keeper.ts';

/** Decisions that a preview makes again: enough to see what changes, in about a second. */
const PREVIEWED_MAX = 2_000;
/** Decisions that a preview shows. */
const SHOWN_MAX = 50;

export interface PolicyDeskOptions {
  readonly store: PolicyStore;
  readonly shelf: PolicyShelf;
  readonly keeper: PolicyKeeper;
  readonly clock: Clock;
  compile(file: unknown): Result<PolicyTable, readonly Fault[]>;
}

/** A table, the version in force and all others. */
export interface PolicyAccount {
  readonly table: string;
  readonly meaning: string;
  readonly inForce: number;
  readonly versions: readonly StoredPolicy[];
}

/** A decision that another version would make otherwise. */
export interface ChangedDecision {
  readonly made: PolicyDecided;
  /** What the other version says; `null`: it cannot be asked this. */
  readonly would: PolicyDecision | null;
  readonly fault: string | null;
}

/** What a version would have decided otherwise. */
export interface PolicyPreview {
  readonly examined: number;
  readonly same: number;
  readonly changed: number;
  readonly unanswerable: number;
  /** Every decision that was ever made was examined. */
  readonly complete: boolean;
  readonly decisions: readonly ChangedDecision[];
}

export class PolicyDesk {
  readonly #options: PolicyDeskOptions;

  constructor(options: PolicyDeskOptions) {
    this.#options = options;
  }

  async list(): Promise<readonly PolicyAccount[]> {
    await this.#options.keeper.refresh();
    return Promise.all(this.#options.shelf.names().map((name) => this.#account(name)));
  }

  async read(table: string): Promise<Result<PolicyAccount, Refusal>> {
    await this.#options.keeper.refresh();
    const isKnown = this.#options.shelf.table(table) !== undefined;
    return isKnown ? ok(await this.#account(table)) : err(unknown(table));
  }

  async #account(name: string): Promise<PolicyAccount> {
    const { shelf, store } = this.#options;
    const { meaning, version } = shelf.table(name)!;
    return { table: name, meaning, inForce: version, versions: await store.versions(name) };
  }

  /** Asks the version in force, with no effect: nothing is recorded. */
  async ask(
    table: string,
    inputs: Readonly<Record<string, unknown>>,
  ): Promise<Result<PolicyDecision, Refusal>> {
    await this.#options.keeper.refresh();
    const found = this.#options.shelf.table(table);
    if (found === undefined) return err(unknown(table));
    try {
      return ok(found.decide(inputs));
    } catch (error) {
      if (!(error instanceof PolicyQuestionError)) throw error;
      return err({ code: 'invalid-request', detail: error.message, param: '$.inputs' });
    }
  }

  /** Proposes a version: checked whole, and the next after all that are known. */
  async propose(
    principal: Principal,
    actor: string,
    name: string,
    file: unknown,
    reason: string,
  ): Promise<Result<StoredPolicy, Refusal>> {
    const { compile, store, clock } = this.#options;
    const compiled = compile(file);
    if (!compiled.ok) return err(invalid('invalid-content', compiled.error));
    const table = compiled.value;
    const known = await store.versions(name);
    const next = (known[0]?.version ?? 0) + 1;
    const faults: Fault[] = [];
    if (table.name !== name) faults.push({ path: '$.table', message: `must be ${name}` });
    if (known.length === 0) faults.push({ path: '$.table', message: 'nobody asks a table of that name' });
    if (table.version !== next) faults.push({ path: '$.version', message: `must be ${next}, the next one` });
    if (faults.length > 0) return err(invalid('invalid-content', faults));
    const content = JSON.stringify(file, null, 2);
    const policy = {
      table: name,
      version: next,
      content,
      contentHash: policyHash(content),
      reason,
      proposedBy: actor,
      proposer: principalRef(principal),
      proposedAt: clock.now(),
    };
    if (await store.keep(policy, null, proposalEntry(policy, 'policy.propose'))) {
      return ok({ ...policy, verdict: null });
    }
    return err({ code: 'not-possible-now', detail: `Somebody else proposed version ${next} meanwhile.` });
  }

  /** Says which decisions of the past a version would make otherwise. */
  async preview(name: string, version: number): Promise<Result<PolicyPreview, Refusal>> {
    const found = await this.#version(name, version);
    if (!found.ok) return found;
    const table = this.#options.keeper.tableOf(found.value.content);
    const made = await this.#options.store.decisions(name, PREVIEWED_MAX + 1);
    const examined = made.slice(0, PREVIEWED_MAX);
    const changed = examined.flatMap((one) => changeOf(table, one));
    const unanswerable = changed.filter(({ would }) => would === null).length;
    return ok({
      examined: examined.length,
      same: examined.length - changed.length,
      changed: changed.length - unanswerable,
      unanswerable,
      complete: made.length <= PREVIEWED_MAX,
      decisions: changed.slice(0, SHOWN_MAX),
    });
  }

  /** Approves or rejects a version that another person proposed; approved, it is in force at once. */
  async decide(
    principal: Principal,
    actor: string,
    name: string,
    version: number,
    { verdict, reason }: { readonly verdict: 'approve' | 'reject'; readonly reason: string },
  ): Promise<Result<StoredPolicy, Refusal>> {
    const found = await this.#version(name, version);
    if (!found.ok) return found;
    const policy = found.value;
    const maker = { actor: policy.proposedBy, principal: policy.proposer ?? '' };
    if (!isSecondPerson(maker, principal, actor)) {
      const detail = `${policy.proposedBy} proposed it: another person must decide.`;
      return err({ code: 'permission-denied', detail });
    }
    const { store, clock, keeper } = this.#options;
    const said = { approved: verdict === 'approve', reason, decidedBy: actor, decidedAt: clock.now() };
    const wasSaid = await store.decide(name, version, said, {
      at: said.decidedAt,
      actor,
      principal: principalRef(principal),
      action: `policy.${verdict}`,
      entity: null,
      subject: `policy/${name}/${version}`,
      before: null,
      after: policy.contentHash,
      reason,
    });
    if (!wasSaid) {
      return err({ code: 'not-possible-now', detail: `Version ${version} of ${name} was decided already.` });
    }
    await keeper.refresh();
    return ok({ ...policy, verdict: said });
  }

  async #version(name: string, version: number): Promise<Result<StoredPolicy, Refusal>> {
    const known = await this.#options.store.versions(name);
    const found = known.find((one) => one.version === version);
    if (found !== undefined) return ok(found);
    return err({ code: 'not-found', detail: `There is no version ${version} of ${name}.`, param: 'version' });
  }
}

const unknown = (table: string): Refusal => ({
  code: 'not-found',
  detail: `There is no policy ${table}.`,
  param: 'table',
});

function changeOf(table: PolicyTable, made: PolicyDecided): readonly ChangedDecision[] {
  try {
    const would = table.decide(made.inputs);
    const isSame = Object.keys({ ...made.outputs, ...would.outputs }).every(
      (name) => made.outputs[name] === would.outputs[name],
    );
    return isSame ? [] : [{ made, would, fault: null }];
  } catch (error) {
    if (!(error instanceof PolicyQuestionError)) throw error;
    return [{ made, would: null, fault: error.message }];
  }
}
