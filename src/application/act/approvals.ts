/** Approvals: who may say yes, and how it becomes a fact that gates rest on. */
import { FACTS } from '../../canonical/catalogue.ts';
import { aboutInstance } from '../../canonical/subject.ts';
import { PERSON } from '../../canonical/person.ts';
import type { Refusal } from '../../contract/refusal.ts';
import {
  approvalState,
  makerFault,
  type ApprovalState,
  type ApprovalTask,
} from '../../domain/approval/approval.ts';
import type { RegisterType } from '../../engine/state.ts';
import type { Clock } from '../../kernel/clock.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { parseCurrency } from '../../kernel/currency.ts';
import { formatAmount } from '../../kernel/money.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { registers } from '../../engine/state.ts';
import { APPROVAL_CASE, taskOfCase, type ApprovalFact } from '../../workflows/approvals/approval.ts';
import type { PolicyAnswer } from '../../workflows/policy-questions/question.ts';
import { principalRef, type Principal } from '../access/principal.ts';
import type { AuditTrail } from '../access/audit.ts';
import type { PolicyBook } from '../ports/policy-book.ts';
import type { Workflow } from '../ports/workflow.ts';
import { covers } from '../query/find.ts';
import { partsOfKey, readInstance, type InstanceReading } from '../query/instance-reading.ts';
import type { ListedCase, Reads } from '../query/reads.ts';
import type { FactIntake } from './ports.ts';
import { stateFact } from './state-fact.ts';

export interface ApprovalOffice {
  readonly reads: Reads;
  readonly intake: FactIntake;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly policies: PolicyBook;
}

/** A task with everything that was said about it. */
export interface ReadApproval {
  readonly row: ListedCase;
  readonly task: ApprovalTask;
  readonly state: ApprovalState;
  readonly words: readonly ApprovalFact[];
  readonly reading: InstanceReading;
}

/** A task that the key covers, as it stands now. */
export async function findApproval(
  office: Pick<ApprovalOffice, 'reads' | 'workflows' | 'clock'>,
  principal: Principal,
  id: bigint,
): Promise<Result<ReadApproval, Refusal>> {
  const row = await office.reads.case(id);
  const taskId = row === null || row.kind !== APPROVAL_CASE ? null : taskOfCase(row.caseId);
  if (row === null || taskId === null || !covers(principal, row.entity)) {
    return err({ code: 'not-found', detail: `There is no approval apr_${id}.`, param: 'approval' });
  }
  const moment = { at: office.clock.now(), reading: 'known' } as const;
  const reading = await readInstance(office.reads, office.workflows, row.instance, moment);
  const task = reading === null ? undefined : taskOf(office.workflows, reading, taskId, row);
  if (reading === null || task === undefined) {
    return err({ code: 'not-possible-now', detail: `Nothing waits for ${taskId} any more.` });
  }
  const words = wordsOf(office.workflows, reading, taskId);
  return ok({ row, task, state: approvalState(task, words), words, reading });
}

const workflowOf = (workflows: ReadonlyMap<string, Workflow>, key: string): Workflow | undefined =>
  workflows.get(partsOfKey(key).kind);

/** The task as its workflow tells it, makers included; else as the policy that asked for it answered. */
function taskOf(
  workflows: ReadonlyMap<string, Workflow>,
  reading: InstanceReading,
  id: string,
  row: ListedCase,
): ApprovalTask | undefined {
  const { key, state, scope } = reading;
  const workflow = workflowOf(workflows, key);
  if (workflow?.approvalsOf !== undefined) {
    return workflow.approvalsOf(state, scope).find((task) => task.id === id);
  }
  const type = workflow?.definition.registers.get(FACTS.policyDecided.type);
  const currency = parseCurrency(row.currency ?? '');
  if (type === undefined || !currency.ok || row.exposureMinor === null) return undefined;
  const amount = { amountMinor: row.exposureMinor, currency: currency.value };
  const asked = registers(state, type as unknown as RegisterType<PolicyAnswer>)
    .map(({ contents: [{ value }] }) => value)
    .find(({ decision, inputs }) => {
      return id === `${subjectOf(decision)}:${String(inputs['amount'])} ${row.currency}`;
    });
  if (asked === undefined) return undefined;
  const { inputs, outputs } = asked;
  // Who began it only the judge knows: it does not count what they say, whoever lets them say it.
  return {
    id,
    kind: String(inputs['kind']),
    text: row.text,
    amount,
    role: String(outputs['role']),
    approvals: Number(outputs['approvals']),
    makers: [],
  };
}

/** What an approval is about, by the name of its question. */
const subjectOf = (decision: string): string => decision.slice('approval:'.length);

/** What people said about a task, in the order of their names. */
export function wordsOf(
  workflows: ReadonlyMap<string, Workflow>,
  { key, state }: InstanceReading,
  task: string,
): readonly ApprovalFact[] {
  const type = workflowOf(workflows, key)?.definition.registers.get(FACTS.approvalDecided.type);
  if (type === undefined) return [];
  return registers(state, type as unknown as RegisterType<ApprovalFact>)
    .flatMap(({ contents }) => contents.map(({ value }) => value))
    .filter((word) => word.task === task);
}

/** What a person decides. */
export interface ApprovalVerdict {
  readonly verdict: 'approve' | 'reject';
  readonly reason: string;
}

export interface ApprovalDecided {
  readonly fact: string;
  readonly role: string;
  readonly state: ApprovalState;
}

/**
 * Decides a task for a person. Refused where the person began it or has decided it, and where none of
 * their roles may approve such an amount, whatever the case's queue is.
 */
export async function decideApproval(
  office: ApprovalOffice,
  principal: Principal,
  actor: string,
  id: bigint,
  { verdict, reason }: ApprovalVerdict,
): Promise<Result<ApprovalDecided, Refusal>> {
  const found = await findApproval(office, principal, id);
  if (!found.ok) return found;
  const { row, task, state, words } = found.value;
  if (row.state !== 'open' || state !== 'waiting') {
    return err({ code: 'not-possible-now', detail: `The task is ${state} already.` });
  }
  const fault = makerFault(task, actor, words);
  if (fault !== null) return err({ code: 'permission-denied', detail: fault });
  const authority = authorityFor(office.policies, principal, task);
  if (authority === null) return err(noAuthority(principal, task));
  const { entity, kind, businessId } = partsOfKey(row.instance);
  const covered = { amount: amountOf(task), currency: task.amount.currency };
  const said = { task: task.id, decision: 1, verdict, covers: covered, by: actor, ...authority, reason };
  const now = office.clock.now();
  const fact = `approval:apr_${id}:${fingerprint(`${task.id}|${actor}`)}`;
  const taken = await stateFact(office.intake, {
    source: PERSON,
    id: fact,
    type: FACTS.approvalDecided.type,
    entity,
    occurredAt: now,
    correlationId: row.instance,
    causationId: null,
    data: { ...aboutInstance(kind, businessId), ...said },
  });
  if (!taken.ok) return taken;
  await office.audit.append({
    at: now,
    actor,
    principal: principalRef(principal),
    action: `approval.${verdict}`,
    entity,
    subject: `approval/apr_${id}`,
    before: JSON.stringify({ task: task.id, text: task.text, makers: task.makers }),
    after: JSON.stringify({ verdict, covers: covered, ...authority }),
    reason,
  });
  const after = await findApproval(office, principal, id);
  const became = after.ok ? after.value.state : 'approved';
  return ok({ fact: `${PERSON}/${fact}`, role: authority.role, state: became });
}

const amountOf = ({ amount }: ApprovalTask): string => formatAmount(amount.amountMinor, amount.currency);

/** The first role of a person that may approve the amount, and the row that says so. */
function authorityFor(
  policies: PolicyBook,
  { roles }: Principal,
  task: ApprovalTask,
): { readonly role: string; readonly authority: string } | null {
  for (const role of roles) {
    if (role === 'system') continue;
    const { outputs, stamp } = policies.decide('approval-authority', {
      role,
      kind: task.kind,
      amount: amountOf(task),
    });
    const authority = `${stamp.table} version ${stamp.version}, row ${stamp.row}`;
    if (outputs['may'] === true) return { role, authority };
  }
  return null;
}

const noAuthority = ({ name, roles }: Principal, task: ApprovalTask): Refusal => ({
  code: 'permission-denied',
  detail:
    `${name} has ${roles.join(', ') || 'no role'}, none of which may approve ${task.kind} of ` +
    `${amountOf(task)} ${task.amount.currency}.`,
});
