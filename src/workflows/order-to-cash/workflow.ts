import type { Scope, WorkflowDefinition } from '../../engine/definition.ts';
import type { ExceptionCase, Judgement, Totals } from '../../engine/judgement.ts';
import { register, type State } from '../../engine/state.ts';
import type { StockEffects } from '../../domain/inventory/stock-effects.ts';
import { assert } from '../../kernel/assert.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import type { Instant } from '../../kernel/instant.ts';
import { lineTotal, type Money } from '../../kernel/money.ts';
import { formatQuantity, type Quantity } from '../../kernel/quantity.ts';
import { billingsOf, strayInvoiceCases, type Billing } from './billing.ts';
import { accepts } from '../decisions.ts';
import { answersOf } from '../partner-documents.ts';
import {
  acceptanceOf,
  type Acceptance,
  decisionsOf,
  hasPassed,
  releaseApproved,
} from './checkpoints.ts';
import { channelRefundCases } from './channel-refunds.ts';
import { COMMAND_RULES } from './command-rules.ts';
import { deductionCases, deductionsOf } from './deductions.ts';
import { halfRebills, remindersOf } from './disputed.ts';
import { latenessOf, latenessWithoutOrder } from './deadlines.ts';
import { equationsOf, moneyOf } from './equations.ts';
import { lifecycleOf, type OrderMoney } from './lifecycle.ts';
import { orderViewOf, type OrderView } from './order-view.ts';
import type { OrderToCashPolicy } from './policy.ts';
import { R, REGISTERS } from './registers.ts';
import { changeCases } from './revisions.ts';
import { stockOf } from './stock.ts';
import { wantedCommands } from './wanted.ts';
import { NO_TOTALS } from '../nothing-judged.ts';

/** Changes with every change of what order-to-cash judges. */
export const ORDER_TO_CASH_VERSION = '7';

/** Order-to-cash with its stock effects: what the application runs. */
export interface OrderToCash {
  readonly definition: WorkflowDefinition;
  stockOf(state: State): StockEffects;
}

/**
 * Order-to-cash, for one distributor's policy. The last judgement is remembered: reports about commands,
 * and facts that repeat themselves, leave a state as it is. To remember more costs the garbage collector
 * more than to judge again: of four orders of 500 lines, 12 MB outlived every collection.
 */
export function orderToCash(policy: OrderToCashPolicy): OrderToCash {
  let last: { readonly state: State; readonly judgement: Judgement } | undefined;
  return {
    definition: {
      name: 'order-to-cash',
      version: `${ORDER_TO_CASH_VERSION}-${policyFingerprint(policy)}`,
      registers: REGISTERS,
      commands: COMMAND_RULES,
      judge: (state, scope) => {
        if (last?.state !== state) last = { state, judgement: judge(state, scope, policy) };
        return last.judgement;
      },
    },
    stockOf: (state) => stockOf(state, policy),
  };
}

function policyFingerprint(policy: OrderToCashPolicy): string {
  const { priceToleranceBasisPoints, rounding, closedPeriod, slaMs, systems, substitutes } = policy;
  return fingerprint(
    [priceToleranceBasisPoints, rounding, closedPeriod, systems.allocation]
      .concat(`short pay ${policy.shortPayToleranceBasisPoints ?? ''} ${policy.reminderMs ?? ''}`)
      .concat(Object.entries(slaMs).map(([milestone, ms]) => `${milestone}=${ms}`))
      .concat([...substitutes].map(([item, others]) => `${item}~${others.join(',')}`))
      .concat(documentWords(policy))
      .join(' '),
  );
}

const documentWords = ({ documents }: OrderToCashPolicy): string[] =>
  documents === undefined
    ? []
    : [...documents.systems].map(([channel, systems]) => {
        const takes = [...systems].map(([system, types]) => `${system}(${[...types].join()})`);
        return `${channel}=${takes.join()}`;
      });

/**
 * Judges one order: what is wanted, what holds it, what is due, what is wrong, what agrees.
 * @param readDecisions how decisions are read; only a simulation of faults reads them otherwise
 */
export function judge(
  state: State,
  scope: Scope,
  policy: OrderToCashPolicy,
  readDecisions: typeof decisionsOf = decisionsOf,
): Judgement {
  const view = orderViewOf(state, policy.rounding);
  if (view === undefined) return judgeWithoutOrder(state, scope, policy);
  const entity = policy.entities.get(scope.entity);
  assert(entity !== undefined, `business entity ${scope.entity} is not configured`);

  const decisions = readDecisions(view);
  const acceptance = acceptanceOf(view, policy, decisions);
  const approved = releaseApproved(acceptance);
  const blocking = [
    ...acceptance.cases,
    ...changeCases(view.revisions),
    ...disputeCases(view),
    ...overshipCases(view),
  ].filter(
    (open) => !accepts(decisions.get(open.id)),
  );
  const billings = billingsOf(view, policy, entity.zone, acceptance, approved, blocking);
  const money = moneyOf(view, billings);
  const lifecycle = lifecycleOf(view, approved, billings, money);
  const deductions = deductionsOf(view);
  const ground = { view, policy, acceptance, approved, billings, lifecycle };
  const reminders = remindersOf(view, policy, billings);
  const lateness = latenessOf(
    view,
    policy,
    entity.calendar,
    approved,
    lifecycle,
    billings,
    acceptance.value,
  );
  const answers = answersOf({
    state: view.state,
    registers: R,
    documents: policy.documents,
    calendar: entity.calendar,
    exposure: acceptance.value,
    hasPassed: (id, dueAt) => hasPassed(view, id, dueAt),
  });
  return {
    wanted: wantedCommands(ground, deductions),
    deadlines: [...lateness.deadlines, ...reminders.deadlines, ...answers.deadlines],
    cases: [
      ...blocking,
      ...billings.flatMap((billing) => billing.cases),
      ...strayInvoiceCases(view, billings),
      ...lateness.cases,
      ...reminders.cases,
      ...halfRebills(view, billings),
      ...paymentCases(view, money),
      ...answers.cases,
      ...deductionCases(view, deductions),
      ...channelRefundCases(view, billings),
    ],
    decisions,
    lifecycle,
    equations: equationsOf(view, policy, billings, money, decisions),
    settled: lifecycle === 'closed' || lifecycle === 'cancelled',
    ...missingStock(view),
    totals: totalsOf(view, policy, acceptance, billings, money),
  };
}

/** Systems speak of an order that nobody has stated: wait for it, and say so when it is late. */
function judgeWithoutOrder(state: State, scope: Scope, policy: OrderToCashPolicy): Judgement {
  let earliest = Infinity;
  for (const slot of state.slots) {
    for (const { contents } of slot) {
      for (const { occurredAt } of contents) if (occurredAt < earliest) earliest = occurredAt;
    }
  }
  const passed = (id: string, dueAt: number): boolean =>
    register(state, R.passed, `${id} ${dueAt}`) !== undefined;
  const from = earliest as Instant;
  const lateness = latenessWithoutOrder(passed, from, policy, scope.businessId);
  return {
    wanted: [],
    deadlines: lateness.deadlines,
    cases: lateness.cases,
    decisions: new Map(),
    lifecycle: 'awaiting-order',
    equations: [],
    settled: false,
    totals: NO_TOTALS,
  };
}

/** Lines that are named of those that lack stock. */
const MISSING_NAMED_MAX = 3;

/** What the owner of allocation was asked for and could not promise. */
function missingStock(view: OrderView): { awaits?: string } {
  if (!view.allocationDecided) return {};
  const missing = view.lines.filter(({ allocated, toAllocate }) => allocated < toAllocate);
  if (missing.length === 0) return {};
  const named = missing.slice(0, MISSING_NAMED_MAX).map(({ line, allocated, toAllocate }) => {
    const quantity = formatQuantity((toAllocate - allocated) as Quantity);
    return `${quantity} of ${line.item} for line ${line.line}`;
  });
  const more = missing.length - named.length;
  return { awaits: `stock: ${named.join(', ')}${more > 0 ? ` and ${more} more lines` : ''}` };
}

function disputeCases(view: OrderView): ExceptionCase[] {
  return view.disputes.map((dispute) => ({
    id: dispute.id,
    kind: 'dispute',
    text: `${dispute.type} ${dispute.key} is stated in ${dispute.sources.length} ways`,
    role: 'integration',
    exposure: null,
    playbook: 'Compare the statements and pick the one that counts; the other is kept.',
  }));
}

function overshipCases(view: OrderView): ExceptionCase[] {
  return view.lines
    .filter((line) => line.overshipped > 0n)
    .map((line) => ({
      id: line.overshipCase,
      kind: 'overship',
      text: `Line ${line.line.line} shipped more than was ordered`,
      role: 'warehouse',
      exposure: null,
      playbook: 'Have the warehouse correct the shipment, or agree with the customer and accept.',
    }));
}

function paymentCases(view: OrderView, money: OrderMoney): ExceptionCase[] {
  if (money.unappliedMinor === 0n) return [];
  const over: Money = {
    amountMinor: money.unappliedMinor,
    currency: view.order.value.currency,
  };
  return [
    {
      id: `unapplied:${money.unappliedMinor}`,
      kind: 'overpaid',
      text: 'The customer paid more than was due',
      role: 'finance',
      exposure: over,
      playbook: 'Apply it to another invoice, or pay it back; then waive.',
    },
  ];
}

/** Goods at the ordered price, net of freight and tax; paid is what the ERP settled, gross. */
function totalsOf(
  view: OrderView,
  policy: OrderToCashPolicy,
  acceptance: Acceptance,
  billings: readonly Billing[],
  money: OrderMoney,
): Totals {
  const { currency } = view.order.value;
  let orderedMinor = acceptance.value.amountMinor;
  for (const { line, effective } of view.lines) {
    if (line.quantity === effective) continue;
    orderedMinor -= lineTotal(effective, line.unitPrice, currency, policy.rounding);
    orderedMinor += lineTotal(line.quantity, line.unitPrice, currency, policy.rounding);
  }
  let [shippedMinor, invoicedMinor] = [0n, 0n];
  for (const { draft, invoice } of billings) {
    shippedMinor += draft.netMinor;
    for (const { net } of invoice?.value.lines ?? []) invoicedMinor += net.amountMinor;
  }
  return {
    currency,
    lines: view.lines.length,
    orderedMinor,
    shippedMinor,
    invoicedMinor,
    creditedMinor: money.creditedMinor,
    paidMinor: money.appliedMinor,
  };
}
