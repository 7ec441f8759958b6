/**
 * Supplier recovery: what is the supplier's fault is claimed from him, or there is a stated reason why
 * not. The goods lead through their lot to the purchase, its supplier and his terms; a policy decides;
 * the supplier answers; what he does not pay is given up only with approval.
 */
import { COMMANDS } from '../../canonical/catalogue.ts';
import { SUPPLIER_CLAIM } from '../../canonical/claim.ts';
import type { ApprovalTask } from '../../domain/approval/approval.ts';
import { NO_STOCK_EFFECTS, type StockEffects } from '../../domain/inventory/stock-effects.ts';
import type { CommandRule, Scope, WorkflowDefinition } from '../../engine/definition.ts';
import type { Equation, Judgement, Totals, Wanted } from '../../engine/judgement.ts';
import { register, registers, type State } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { moneyText } from '../../kernel/money.ts';
import { decisionsIn } from '../decisions.ts';
import { rule } from '../command-rule.ts';
import { askApproval, type Approval } from '../approvals/approval.ts';
import { POLICY_RULE } from '../policy-questions/question.ts';
import { claimCases } from './cases.ts';
import { claimViewOf, hasPassed, DEADLINES, type ClaimView } from './claim-view.ts';
import { claimDeadlines } from './deadlines.ts';
import type { SupplierRecoveryPolicy } from './policy.ts';
import { R, REGISTERS } from './registers.ts';
import { NO_TOTALS, NOTHING_JUDGED } from '../nothing-judged.ts';

/** Changes with every change of what is judged. */
export const SUPPLIER_RECOVERY_VERSION = 'supplier-recovery-1';

export interface SupplierRecovery {
  readonly definition: WorkflowDefinition;
  stockOf(state: State): StockEffects;
  approvalsOf(state: State, scope: Scope): readonly ApprovalTask[];
}

export function supplierRecovery(policy: SupplierRecoveryPolicy): SupplierRecovery {
  return {
    definition: {
      name: 'supplier-recovery',
      version: SUPPLIER_RECOVERY_VERSION,
      registers: REGISTERS,
      commands: RULES,
      restatesCases: true,
      judge: (state, scope) => judgeClaim(state, scope, policy),
    },
    stockOf,
    approvalsOf: (state, scope) => {
      const view = claimViewOf(state, scope, policy);
      const task = view === null ? null : (concession(view)?.task ?? null);
      return task === null ? [] : [task];
    },
  };
}

const ADJUST = rule('adjust', 'procurement', 3);

const RULES: Readonly<Record<string, CommandRule>> = {
  [COMMANDS.decidePolicy.type]: POLICY_RULE,
  [COMMANDS.tracePurchase.type]: ADJUST,
  // The supplier holds one claim under our number: telling him another amount changes it.
  [COMMANDS.fileSupplierClaim.type]: {
    ...ADJUST,
    inverse: {
      kind: 'command',
      type: COMMANDS.withdrawSupplierClaim.type,
      content: (original) => {
        const { claim, supplier } = original as { claim: string; supplier: string };
        return { claim, supplier, reason: 'the claim no longer stands' };
      },
    },
  },
  [COMMANDS.withdrawSupplierClaim.type]: ADJUST,
  [COMMANDS.arrangeSupplierReturn.type]: rule('ignore', 'procurement', 3),
  [COMMANDS.acceptSupplierAnswer.type]: {
    ...rule('case', 'procurement', 3), inverse: { kind: 'case' }, money: true,
  },
};

/** Judges one claim. */
export function judgeClaim(state: State, scope: Scope, policy: SupplierRecoveryPolicy): Judgement {
  const decisions = decisionsIn(state, R.decided);
  const view = claimViewOf(state, scope, policy);
  if (view === null) return { ...NOTHING_JUDGED, decisions };
  const approval = concession(view);
  const lifecycle = lifecycleOf(view, approval);
  return {
    wanted: wantedOf(view, approval),
    deadlines: claimDeadlines(view),
    cases: [...claimCases(view), ...(approval?.cases ?? [])],
    decisions,
    lifecycle,
    equations: equationsOf(view),
    settled: ['settled', 'not-claimed', 'expired', 'given-up'].includes(lifecycle),
    totals: totalsOf(view),
  };
}

/** What the supplier does not pay is given up by people: the task, once he has answered with less. */
function concession(view: ClaimView): Approval | null {
  const { answered, cost, state, scope, reported } = view;
  if (answered === undefined || cost === null || view.verdict.what !== 'claim') return null;
  const short = cost.amountMinor - answered.amount.amountMinor;
  if (answered.amount.currency !== cost.currency || short <= 0n) return null;
  const said = answered.verdict === 'refused' ? 'refuses' : 'accepts a part of';
  return askApproval(state, R, { workflow: SUPPLIER_CLAIM, number: scope.businessId }, {
    subject: `concede:${answered.answer}`,
    kind: 'supplier-settlement',
    text: `${view.traced!.purchase!.supplier} ${said} claim ${reported.claim}: ${answered.reason}`,
    amount: { amountMinor: short, currency: cost.currency },
    makers: [],
  });
}

function lifecycleOf(view: ClaimView, approval: Approval | null): string {
  const { verdict, traced, state, scope, answered, settledMinor, expired } = view;
  if (traced === undefined) return 'tracing';
  if (verdict.what === 'unknown') return 'deciding';
  if (verdict.what === 'review') return 'review';
  if (verdict.what === 'no-claim') return expired ? 'expired' : 'not-claimed';
  if (register(state, R.filed, scope.businessId) === undefined) return 'to-claim';
  if (answered === undefined) return 'claimed';
  if (approval !== null && !isOpen(approval)) return approval.state === 'rejected' ? 'contested' : 'answered';
  if (answered.amount.amountMinor === 0n) return 'given-up';
  return settledMinor >= answered.amount.amountMinor ? 'settled' : 'accepted';
}

/** Whether what is given up may be given up. */
const isOpen = ({ state }: Approval): boolean => state === 'approved' || state === 'not-needed';

function wantedOf(view: ClaimView, approval: Approval | null): readonly Wanted[] {
  const { reported, policy, traceMark, asked, verdict, disputed } = view;
  const { claim, item, lot, site } = reported;
  const wanted: Wanted[] = [
    {
      id: 'trace-purchase',
      type: COMMANDS.tracePurchase.type,
      system: policy.system,
      fingerprint: traceMark,
      gates: [],
      disputed,
      content: () => ({ claim, of: traceMark, item, ...(lot === undefined ? {} : { lot }), site }),
    },
  ];
  if (asked !== null) wanted.push(asked.wanted);
  if (verdict.what === 'claim') wanted.push(...claimCommands(view, approval));
  if (approval !== null) wanted.push(...approval.wanted);
  return wanted;
}

function claimCommands(view: ClaimView, approval: Approval | null): readonly Wanted[] {
  const { reported, policy, state, scope, returnGoods, answered, disputed, fact } = view;
  const { purchaseOrder, delivery, supplier } = view.traced!.purchase!;
  const { claim, item, lot, site, quantity, grade, inspection } = reported;
  const goods = { item, ...(lot === undefined ? {} : { lot }), quantity };
  const amount = view.cost!;
  const parts = [supplier, delivery, moneyText(amount), String(quantity), String(returnGoods)];
  const mark = fingerprint(parts.join('|'));
  const reason = { code: 'decided', text: `the policy says so (${view.verdict.code})` };
  const decided = { name: 'recovery-decided', status: 'cleared', reason, facts: [fact] } as const;
  const common = { system: policy.system, disputed, exposure: amount };
  const commands: Wanted[] = [
    {
      ...common,
      id: 'file-claim',
      type: COMMANDS.fileSupplierClaim.type,
      fingerprint: mark,
      gates: [decided],
      content: () => ({
        claim, of: mark, supplier, purchaseOrder, delivery, ...goods, grade, amount, returnGoods,
        reference: inspection,
      }),
    },
  ];
  const filed = register(state, R.filed, scope.businessId)?.contents[0];
  if (returnGoods && filed !== undefined && answered?.verdict !== 'refused') {
    const gate = {
      name: 'claim-filed', status: 'cleared', facts: [filed.fact],
      reason: { code: 'filed', text: `${supplier} has it as ${filed.value.supplierClaim}` },
    } as const;
    commands.push({
      ...common,
      id: 'arrange-return',
      type: COMMANDS.arrangeSupplierReturn.type,
      fingerprint: fingerprint(`${claim}|${quantity}`),
      gates: [gate],
      content: () => ({ claim, of: mark, supplier, site, ...goods }),
    });
  }
  if (answered !== undefined && answered.amount.amountMinor > 0n) {
    const accepted = fingerprint(`${answered.answer}|${moneyText(answered.amount)}`);
    commands.push({
      ...common,
      id: `accept-answer:${answered.answer}`,
      type: COMMANDS.acceptSupplierAnswer.type,
      fingerprint: accepted,
      gates: approval === null ? [] : [approval.gate],
      content: () => ({ claim, of: accepted, supplier, amount: answered.amount }),
    });
  }
  return commands;
}

/** What the supplier accepted he credits or pays, to the penny; asked once he was late, or has begun. */
function equationsOf(view: ClaimView): readonly Equation[] {
  const { answered, settledMinor, policy, reported, state } = view;
  const isDue = settledMinor > 0n || hasPassed(state, DEADLINES.settlement);
  if (answered === undefined || answered.amount.amountMinor === 0n || !isDue) return [];
  const { amount } = answered;
  const short = amount.amountMinor - settledMinor;
  return [
    {
      id: `settled:${reported.claim}`,
      name: 'accepted = settled',
      subject: reported.claim,
      unit: 'money',
      left: [{ name: 'accepted', value: amount.amountMinor, system: policy.system }],
      right: [{ name: 'settled', value: settledMinor, system: policy.system }],
      odd: policy.system,
      atStake: { amountMinor: short < 0n ? -short : short, currency: amount.currency },
    },
  ];
}

/** Ordered: cost of what is at fault; invoiced: claimed; credited: accepted; paid: settled. */
function totalsOf({ cost, state, scope, answered, settledMinor }: ClaimView): Totals {
  const filed = register(state, R.filed, scope.businessId)?.contents[0].value;
  return {
    ...NO_TOTALS,
    currency: cost?.currency ?? '',
    lines: 1,
    orderedMinor: cost?.amountMinor ?? 0n,
    invoicedMinor: filed?.amount.amountMinor ?? 0n,
    creditedMinor: answered?.amount.amountMinor ?? 0n,
    paidMinor: settledMinor,
  };
}

/** Goods that the supplier collected left the site where they lay apart. */
function stockOf(state: State): StockEffects {
  const movements = registers(state, R.collected).map(({ contents: [{ value, fact, occurredAt }] }) => ({
    key: `return-to-vendor:${value.shipment}`,
    kind: 'ship' as const,
    item: value.item,
    lot: value.lot ?? null,
    quantity: value.quantity,
    from: { location: value.site, disposition: 'damaged' },
    to: { location: 'supplier', disposition: 'in_transit' },
    reason: 'return-to-vendor',
    fact,
    occurredAt,
  }));
  return movements.length === 0 ? NO_STOCK_EFFECTS : { ...NO_STOCK_EFFECTS, movements };
}
