/**
 * Return-to-credit: from a request through authorization, receipt and inspection to a credit that was
 * posted, applied or paid back. Judged, like every workflow, over the facts known so far.
 */
import type { Scope, WorkflowDefinition } from '../../engine/definition.ts';
import type { ExceptionCase, Judgement, Totals } from '../../engine/judgement.ts';
import type { State } from '../../engine/state.ts';
import type { StockEffects } from '../../domain/inventory/stock-effects.ts';
import { assert } from '../../kernel/assert.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import type { ApprovalTask } from '../../domain/approval/approval.ts';
import { accepts } from '../decisions.ts';
import { uncoveredCases } from './channel-refunds.ts';
import { disputeCases, returnCases, wrongLots } from './cases.ts';
import { COMMAND_RULES } from './command-rules.ts';
import { assessmentsOf } from './credits.ts';
import { latenessOf } from './deadlines.ts';
import { equationsOf, moneyOf } from './equations.ts';
import { FINAL, lifecycleOf } from './lifecycle.ts';
import type { ReturnToCreditPolicy } from './policy.ts';
import { answersOf } from '../partner-documents.ts';
import { R, REGISTERS } from './registers.ts';
import { hasPassed, returnViewOf, type ReturnView } from './return-view.ts';
import { stockOf } from './stock.ts';
import { strayMemos } from './stray-credits.ts';
import { wantedCommands } from './wanted.ts';

/** Changes with every change of what return-to-credit judges. */
export const RETURN_TO_CREDIT_VERSION = '5';

/** Return-to-credit with its stock effects: what the application runs. */
export interface ReturnToCredit {
  readonly definition: WorkflowDefinition;
  stockOf(state: State): StockEffects;
  approvalsOf(state: State, scope: Scope): readonly ApprovalTask[];
}

/** Return-to-credit, for one distributor's policy. */
export function returnToCredit(policy: ReturnToCreditPolicy): ReturnToCredit {
  return {
    definition: {
      name: 'return-to-credit',
      version: `${RETURN_TO_CREDIT_VERSION}-${policyFingerprint(policy)}`,
      registers: REGISTERS,
      commands: COMMAND_RULES,
      judge: (state, scope) => judge(state, scope, policy),
    },
    stockOf,
    approvalsOf: (state, scope) => {
      const zone = policy.entities.get(scope.entity)?.zone ?? 'UTC';
      const view = returnViewOf(state, policy);
      return assessmentsOf(view, policy, zone, scope.businessId, [])
        .flatMap(({ memos }) => memos.map(({ task }) => task))
        .filter((task) => task !== null);
    },
  };
}

function policyFingerprint({
  arrivalMs,
  closedPeriod,
  documents,
  slaMs,
  systems,
  returnSites,
}: ReturnToCreditPolicy): string {
  return fingerprint(
    [String(arrivalMs), closedPeriod, ...Object.values(systems)]
      .concat(Object.entries(slaMs).map(([milestone, ms]) => `${milestone}=${ms}`))
      .concat(documents === undefined ? [] : [String(documents.answerMs), ...documents.systems.keys()])
      .concat([...returnSites].map(([entity, site]) => `${entity}>${site}`))
      .join(' '),
  );
}

/** Judges one return: what is wanted, what holds it, what is due, what is wrong, what agrees. */
export function judge(state: State, scope: Scope, policy: ReturnToCreditPolicy): Judgement {
  const entity = policy.entities.get(scope.entity);
  assert(entity !== undefined, `business entity ${scope.entity} is not configured`);
  const view = returnViewOf(state, policy);
  const disputed = disputeCases(view).filter(({ id }) => !accepts(view.decisions.get(id)));
  const blocking = [...disputed, ...wrongLots(view)];
  const assessments = assessmentsOf(view, policy, entity.zone, scope.businessId, blocking);
  const lifecycle = lifecycleOf(view, assessments);
  const ground = {
    view,
    policy,
    entity: scope.entity,
    rma: scope.businessId,
    assessments,
    lifecycle,
  };
  const lateness = latenessOf(view, policy, entity.calendar, assessments, lifecycle);
  const answers = answersOf({
    state,
    registers: R,
    documents: policy.documents,
    calendar: entity.calendar,
    exposure: null,
    hasPassed: (id, dueAt) => hasPassed(state, id, dueAt),
  });
  const cases: ExceptionCase[] = [
    ...disputed,
    ...returnCases(view, assessments),
    ...assessments.flatMap(({ memos }) => memos.flatMap((memo) => memo.cases)),
    ...strayMemos(view, assessments),
    ...uncoveredCases(view, lifecycle),
    ...lateness.cases,
    ...answers.cases,
  ];
  return {
    wanted: wantedCommands(ground),
    deadlines: [...lateness.deadlines, ...answers.deadlines],
    cases,
    decisions: view.decisions,
    lifecycle,
    equations: equationsOf(view, policy, assessments),
    settled: FINAL.has(lifecycle),
    totals: totalsOf(view),
  };
}

/** What the customer asked to give back is worth, what of it was credited, and what was paid back. */
function totalsOf(view: ReturnView): Totals {
  const held = view.decision?.authorized?.lines ?? [];
  const money = moneyOf(view);
  const currency = money?.credited.currency ?? held[0]?.value.currency ?? '';
  return {
    currency,
    lines: view.lines.length,
    orderedMinor: held.reduce((sum, { value }) => sum + value.amountMinor, 0n),
    shippedMinor: 0n,
    invoicedMinor: 0n,
    creditedMinor: money?.credited.amountMinor ?? 0n,
    paidMinor: money?.paidBack.amountMinor ?? 0n,
  };
}
