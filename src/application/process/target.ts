import { FACTS } from '../../canonical/catalogue.ts';
import type { Scope } from '../../engine/definition.ts';
import type { Deadline } from '../../engine/judgement.ts';
import { register, type RegisterType, type State } from '../../engine/state.ts';
import { assert } from '../../kernel/assert.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Workflow } from '../ports/workflow.ts';
import type { ReservationAsk } from './reservation-decision.ts';
import type { CachedInstance } from './instance-cache.ts';
import type { CommandReport, LedgerCommand, NewFact, Redecision } from './submission.ts';

/** One instance in a batch: what it was, and what comes to it. */
export interface Target {
  readonly key: string;
  readonly entity: string;
  readonly businessId: string;
  /** Its workflow's word in the key. */
  readonly kind: string;
  readonly workflow: Workflow;
  /** Version under the lock; zero for one that does not exist yet. */
  version: number;
  openedAt: Instant | null;
  cached: CachedInstance | undefined;
  /** Submission −1: the batch itself says it. */
  readonly facts: { fact: NewFact; submission: number; position: number }[];
  readonly reports: { report: CommandReport; submission: number; position: number }[];
  ledger: { command: LedgerCommand; submission: number } | null;
  reserve: { ask: ReservationAsk; submission: number } | null;
  redecide: Redecision | null;
  examine: boolean;
  recompare: boolean;
}

/** A target of a key, which names entity, workflow and business id. */
export function openTarget(key: string, workflows: ReadonlyMap<string, Workflow>): Target {
  const [entity, kind, ...rest] = key.split('/');
  const workflow = workflows.get(kind!);
  assert(workflow !== undefined, `no workflow for instance ${key}`);
  return {
    key, entity: entity!, businessId: rest.join('/'), kind: kind!, workflow, version: 0, openedAt: null,
    cached: undefined, facts: [], reports: [], ledger: null, reserve: null, redecide: null,
    examine: false, recompare: false,
  };
}

/** Scope that the workflow judges. */
export const scopeOf = ({ entity, businessId }: Target): Scope => ({ entity, businessId });

/** Fact type of passed deadlines, if the workflow gathers it. */
export const deadlineRegister = (workflow: Workflow): RegisterType | undefined =>
  workflow.definition.registers.get(FACTS.deadlinePassed.type) as unknown as RegisterType | undefined;

/** Whether the fact that a deadline passed is known already. */
export const isKnownToHavePassed = (
  workflow: Workflow,
  state: State,
  { id, dueAt }: Pick<Deadline, 'id' | 'dueAt'>,
): boolean => {
  const type = deadlineRegister(workflow);
  if (type === undefined) return true;
  return register(state, type, type.key({ deadline: id, dueAt })) !== undefined;
};

