/**
 * How a workflow has people approve something: the requirement is asked of the decision tables, the task
 * is a case in the queue of its role, and the gate opens when enough people said yes to these values.
 */
import type { ContentOfFact, FACTS } from '../../canonical/catalogue.ts';
import {
  approvalState,
  type ApprovalState,
  type ApprovalTask,
  type ApprovalWord,
} from '../../domain/approval/approval.ts';
import type { ExceptionCase, Gate, Wanted } from '../../engine/judgement.ts';
import { registers, type RegisterType, type State } from '../../engine/state.ts';
import { formatAmount, moneyText, type Money } from '../../kernel/money.ts';
import { askPolicy, stampText, type Asker, type PolicyAnswer } from '../policy-questions/question.ts';

/** Kind of the cases that are tasks. */
export const APPROVAL_CASE = 'approval';
/** What stands before a task's id in the id of its case. */
const CASE_PREFIX = 'approval:';

export type ApprovalFact = ContentOfFact<typeof FACTS.approvalDecided>;

/** The registers of the workflow that gather answers of policies, and approvals. */
export interface ApprovalRegisters {
  readonly policy: RegisterType<PolicyAnswer>;
  readonly approval: RegisterType<ApprovalFact>;
}

/** What a workflow wants approved. */
export interface ApprovalWish {
  /** What it is about, unique inside the instance: `credit:INV-7`. The amount is added to it. */
  readonly subject: string;
  /** As the table `approval-requirement` knows it. */
  readonly kind: string;
  readonly text: string;
  /** Zero or more. */
  readonly amount: Money;
  /** People who began it. */
  readonly makers: readonly string[];
}

/** What a judge needs to go on. */
export interface Approval {
  readonly state: ApprovalState | 'unknown';
  readonly gate: Gate;
  readonly wanted: readonly Wanted[];
  /** The task while it waits. */
  readonly cases: readonly ExceptionCase[];
  /** The task, once it is known that there is one. */
  readonly task: ApprovalTask | null;
}

/** Asks whether something needs approval, and for it. */
export function askApproval(
  state: State,
  types: ApprovalRegisters,
  asker: Asker,
  wish: ApprovalWish,
): Approval {
  const amount = formatAmount(wish.amount.amountMinor, wish.amount.currency);
  const id = `${wish.subject}:${amount} ${wish.amount.currency}`;
  const asked = askPolicy(state, types.policy, asker, {
    decision: `approval:${wish.subject}`,
    table: 'approval-requirement',
    inputs: { kind: wish.kind, amount },
  });
  const { answer } = asked;
  if (answer === null) {
    const reason = { code: 'not-asked', text: 'Whether it needs approval is being asked' };
    const gate: Gate = { name: 'approved', status: 'waiting', reason, facts: [] };
    return { state: 'unknown', gate, wanted: [asked.wanted], cases: [], task: null };
  }
  const task: ApprovalTask = {
    id,
    kind: wish.kind,
    text: wish.text,
    amount: wish.amount,
    role: String(answer.outputs['role']),
    approvals: Number(answer.outputs['approvals']),
    makers: wish.makers,
  };
  const said = wordsOn(state, types.approval, id).filter(({ word }) => !wish.makers.includes(word.by));
  const found = approvalState(task, said.map(({ word }) => word));
  return {
    state: found,
    gate: gateOf(found, task, said, `${stampText(answer)}`, asked.fact),
    wanted: [asked.wanted],
    cases: found === 'waiting' ? [caseOf(task, said.length)] : [],
    task: task.approvals === 0 ? null : task,
  };
}

interface Said {
  readonly word: ApprovalWord;
  readonly fact: string;
}

/** What people said about a task. Where a person contradicts himself in one decision, it is a no. */
export function wordsOn(state: State, type: RegisterType<ApprovalFact>, task: string): readonly Said[] {
  return registers(state, type)
    .filter(({ contents: [{ value }] }) => value.task === task)
    .map(({ contents }) => {
      const counts = contents.find(({ value }) => value.verdict === 'reject') ?? contents[0];
      const { by, verdict, covers } = counts.value;
      return { word: { by, verdict, covers }, fact: counts.fact };
    });
}

function gateOf(
  found: ApprovalState,
  task: ApprovalTask,
  said: readonly Said[],
  stamp: string,
  asked: string,
): Gate {
  const people = said.map(({ word }) => word.by).join(', ');
  const facts = [asked, ...said.map(({ fact }) => fact)];
  const amount = moneyText(task.amount);
  switch (found) {
    case 'not-needed':
      return cleared('not-needed', `${amount} needs no approval (${stamp})`, facts);
    case 'approved':
      return cleared('approved', `${amount} is approved by ${people} (${stamp})`, facts);
    case 'rejected':
      return blocked('rejected', `${amount} is rejected (${people})`, facts);
    case 'waiting': {
      const missing = `${said.length} of ${task.approvals} approvals`;
      const text = `${amount} waits for ${task.role}: ${missing} (${stamp})`;
      return { name: 'approved', status: 'waiting', reason: { code: 'waiting', text }, facts };
    }
  }
}

const cleared = (code: string, text: string, facts: readonly string[]): Gate => ({
  name: 'approved', status: 'cleared', reason: { code, text }, facts,
});

const blocked = (code: string, text: string, facts: readonly string[]): Gate => ({
  name: 'approved', status: 'blocked', reason: { code, text }, facts,
});

function caseOf(task: ApprovalTask, said: number): ExceptionCase {
  const missing = task.approvals - said;
  const people = missing === 1 ? 'One person' : `${missing} people`;
  const makers = task.makers.length === 0 ? '' : ` other than ${task.makers.join(', ')}`;
  return {
    id: caseOfTask(task.id),
    kind: APPROVAL_CASE,
    text: task.text,
    role: task.role,
    exposure: task.amount,
    playbook:
      `${people}${makers} must approve or reject it under Approvals, which shows what it rests on.`,
  };
}

/** Id of the case that is a task. */
export const caseOfTask = (task: string): string => `${CASE_PREFIX}${task}`;

/** The task that a case is, or `null` if it is none. */
export const taskOfCase = (caseId: string): string | null =>
  caseId.startsWith(CASE_PREFIX) ? caseId.slice(CASE_PREFIX.length) : null;
