/**
 * Dispute resolution: a customer disputes an invoice or pays less than it says. The evidence is attached
 * when it is opened; a policy decides by it; credits and rebills need approval; what was found right is
 * posted as one unit, or the dispute is rejected with its reason.
 */
import { COMMANDS, type ContentOfFact, type FACTS } from '../../canonical/catalogue.ts';
import { DISPUTE } from '../../canonical/dispute.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import type { ApprovalTask } from '../../domain/approval/approval.ts';
import { NO_STOCK_EFFECTS, type StockEffects } from '../../domain/inventory/stock-effects.ts';
import type { PolicyValues } from '../../domain/policy/decision.ts';
import type { Scope, WorkflowDefinition } from '../../engine/definition.ts';
import type { Decisions, Equation, ExceptionCase, Judgement, Term } from '../../engine/judgement.ts';
import { register, registers, type State, type Stated } from '../../engine/state.ts';
import { ALWAYS_OPEN, type WorkingCalendar } from '../../kernel/calendar.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { formatAmount, moneyText } from '../../kernel/money.ts';
import { rule } from '../command-rule.ts';
import { accepts, decisionsIn } from '../decisions.ts';
import { askApproval, type Approval } from '../approvals/approval.ts';
import { askPolicy, POLICY_RULE, type AskedPolicy } from '../policy-questions/question.ts';
import { NO_TOTALS, NOTHING_JUDGED } from '../nothing-judged.ts';
import { answersOf, type DocumentPolicy } from '../partner-documents.ts';
import { chargeCredit, CREDIT_RULE } from './credit.ts';
import { askCreditable, creditableOf, type Creditable } from './creditable.ts';
import { answerDocuments, CREDIT_DOCUMENT_RULE, creditDocuments } from './documents.ts';
import { disputeReports, withEvidence } from './evidence.ts';
import { paidBack, paidBackEquation } from './paid-back.ts';
import { chargeRebill, movedMoney, REBILL_RULE } from './rebill.ts';
import { R, REGISTERS } from './registers.ts';
import { DISPUTE_REVIEW, isWithdrawn } from './rejection.ts';

/** Changes with every change of what is judged. */
export const DISPUTE_RESOLUTION_VERSION = 'dispute-resolution-5';

/** What disputes are told by the configuration. */
export interface DisputePolicy {
  readonly entities: ReadonlyMap<string, { readonly zone: string; readonly calendar: WorkingCalendar }>;
  /** The owner of the billed lines. */
  readonly entitlements: string;
  /** How the ledger posts a credit itself; absent: a person posts it, and tells its number. */
  readonly posting?: {
    readonly ledger: string;
    readonly closedPeriod: 'park' | 'redate-to-first-open';
  };
  /** Partners who are told by documents; absent where there is none. */
  readonly documents?: DocumentPolicy;
}

export type Disputed = ContentOfFact<typeof FACTS.chargeDisputed>;
type Rebilled = ContentOfFact<typeof FACTS.chargeRebilled>;
type Settled = ContentOfFact<typeof FACTS.disputeSettled>;
export type Resolution = 'credit' | 'rebill' | 'reject' | 'review' | 'unknown';

/** What is known of a dispute, worked out once for everything that is judged of it. */
export interface DisputeView {
  readonly disputed: Disputed;
  /** What it is about: as a person says, or else the customer. */
  readonly classification: Disputed['classification'];
  readonly asked: AskedPolicy;
  readonly resolution: Resolution;
  /** Row of the policy, or what the reviewer said. */
  readonly why: string;
  readonly approval: Approval | null;
  readonly settled: Settled | undefined;
  /** What of it may still be credited. */
  readonly creditable: Creditable;
}

export function disputeViewOf(state: State, { businessId }: Scope): DisputeView | null {
  const known = register(state, R.disputed, businessId);
  if (known === undefined) return null;
  const settled = settledOf(state, businessId);
  const disputed = withEvidence(state, known.contents[0].value, settled !== undefined);
  const asker = { workflow: DISPUTE, number: businessId };
  const classified = register(state, R.classified, businessId)?.contents[0].value;
  const classification = classified?.classification ?? disputed.classification;
  const asked = askPolicy(state, R.policy, asker, {
    decision: 'resolution',
    table: 'deduction-resolution',
    inputs: inputsOf(disputed, classification),
  });
  const reviewed = register(state, R.decided, DISPUTE_REVIEW)?.contents[0].value;
  const { resolution, why } = isWithdrawn(disputed) ? WITHDRAWN : resolutionOf(asked, reviewed);
  const isMoney = resolution === 'credit' || resolution === 'rebill';
  const makers = [disputed.openedBy, ...(classified === undefined ? [] : [classified.by])];
  const approval = isMoney
    ? askApproval(state, R, asker, {
        subject: `${resolution}:${disputed.invoice}`,
        kind: resolution === 'credit' ? 'deduction' : 'rebill',
        text: `${resolution} of ${disputed.invoice} for ${disputed.customer}: ${why}`,
        amount: disputed.amount,
        makers: reviewed === undefined ? makers : [...makers, reviewed.decidedBy],
      })
    : null;
  const found = { disputed, classification, asked, resolution, why, approval, settled };
  return { ...found, creditable: creditableOf(state, found) };
}

const WITHDRAWN = { resolution: 'reject', why: 'withdrawn' } as const;

/** What a person told, or else what the ledger posted. */
function settledOf(state: State, dispute: string): Settled | undefined {
  const told = register(state, R.settled, dispute)?.contents[0].value;
  const [posted] = registers(state, R.credited);
  if (told !== undefined) return told;
  const [rebilled] = registers(state, R.rebilled);
  if (rebilled !== undefined) return settledByRebill(rebilled.contents[0]);
  if (posted === undefined) return undefined;
  const { creditMemo, gross: amount, postingDate } = posted.contents[0].value;
  return { dispute, how: 'credit', creditMemo, amount, postingDate, by: posted.contents[0].source };
}

function settledByRebill({ value, source: by }: Stated<Rebilled>): Settled {
  const { dispute, reversal, rebilledAs: invoice, before, gross: rebilled, postingDate } = value;
  const amount = { ...before, amountMinor: before.amountMinor - rebilled.amountMinor };
  return { dispute, how: 'rebill', reversal, invoice, rebilled, amount, postingDate, by };
}

/** What the evidence says, as the policy asks it. */
function inputsOf(
  { amount, evidence, refunded }: Disputed,
  classification: Disputed['classification'],
): PolicyValues {
  const { ordered, shipped, billed, credited, gross, invoices, deliveredAt } = evidence;
  const priceOf = new Map(ordered.map(({ line, unitPrice, agreed }) => [line, { unitPrice, agreed }]));
  const left = new Map<number, bigint>();
  for (const { line, quantity } of shipped) left.set(line, (left.get(line) ?? 0n) + quantity);
  return {
    classification,
    amount: formatAmount(amount.amountMinor, amount.currency),
    priceAgreed: billed.every(({ line }) => {
      const price = priceOf.get(line);
      return price !== undefined && (price.agreed === undefined || price.agreed === price.unitPrice);
    }),
    shippedInFull: billed.every(({ line, quantity }) => quantity <= (left.get(line) ?? 0n)),
    proofOfDelivery: deliveredAt !== undefined,
    // What is disputed is covered by what was credited already.
    returnCredited: credited.amountMinor >= amount.amountMinor && credited.currency === gross.currency,
    billedTwice: invoices > 1,
    refunded: refunded !== undefined,
  };
}

function resolutionOf(
  { answer }: AskedPolicy,
  reviewed: { readonly verdict: string; readonly reason: string } | undefined,
): { readonly resolution: Resolution; readonly why: string } {
  if (answer === null) return { resolution: 'unknown', why: 'not-asked' };
  const resolution = answer.outputs['resolution'] as Resolution;
  const code = String(answer.outputs['code']);
  if (resolution !== 'review' || reviewed === undefined) return { resolution, why: code };
  // Accept: the customer is right; reissue: right is another invoice; reject and waive: he is not.
  const byPerson: Readonly<Record<string, Resolution>> = {
    accept: 'credit', reissue: 'rebill', reject: 'reject', waive: 'reject',
  };
  return { resolution: byPerson[reviewed.verdict] ?? 'review', why: reviewed.reason };
}

export function lifecycleOf(
  { disputed, resolution, approval, settled, creditable: { answer } }: DisputeView,
  isAutomatic: boolean,
): string {
  if (isWithdrawn(disputed)) return 'withdrawn';
  if (resolution === 'unknown') return 'deciding';
  if (resolution === 'review') return 'review';
  if (resolution === 'reject' || approval?.state === 'rejected') return 'rejected';
  if (approval?.state === 'unknown' || approval?.state === 'waiting') return 'approval';
  if (settled !== undefined) return 'settled';
  // All of it was credited before: there is nothing left to give.
  if (answer?.gross.amountMinor === 0n) return 'rejected';
  if (resolution !== 'credit') return `to-${resolution}`;
  if (isAutomatic) return 'crediting';
  return answer === null ? 'deciding' : 'to-credit';
}

/** Judges one dispute. */
export function judgeDispute(state: State, scope: Scope, policy: DisputePolicy): Judgement {
  const decisions = decisionsIn(state, R.decided);
  const view = disputeViewOf(state, scope);
  if (view === null) return { ...NOTHING_JUDGED, decisions };
  const lifecycle = lifecycleOf(view, policy.posting !== undefined);
  const zone = policy.entities.get(scope.entity)?.zone ?? 'UTC';
  const credit = chargeCredit(state, view, zone, policy);
  const rebill = chargeRebill(state, view, policy);
  const { documents, entities } = policy;
  const answers = answersOf({
    state,
    registers: R,
    documents,
    calendar: entities.get(scope.entity)?.calendar ?? ALWAYS_OPEN,
    exposure: view.disputed.amount,
    hasPassed: (id, dueAt) => register(state, R.passed, `${id} ${dueAt}`) !== undefined,
  });
  return {
    wanted: [
      view.asked.wanted,
      ...(view.approval?.wanted ?? []),
      ...disputeReports(state, view, lifecycle),
      ...askCreditable(view, policy.entitlements),
      ...credit.wanted,
      ...rebill,
      ...paidBack(state, view.disputed, policy),
      ...creditDocuments(state, view.disputed, view.classification, documents),
      ...answerDocuments(state, view, documents),
    ],
    deadlines: answers.deadlines,
    cases: [
      ...casesOf(view, lifecycle, decisions, rebill.length > 0),
      ...credit.cases,
      ...(view.approval?.cases ?? []),
      ...answers.cases,
    ],
    decisions,
    lifecycle,
    equations: [...equationsOf(view), ...movedMoney(state), ...paidBackEquation(state, view.disputed)],
    settled: lifecycle === 'settled' || lifecycle === 'rejected' || lifecycle === 'withdrawn',
    totals: {
      ...NO_TOTALS,
      currency: view.disputed.amount.currency,
      lines: view.disputed.evidence.billed.length,
      invoicedMinor: view.disputed.evidence.gross.amountMinor,
      orderedMinor: view.disputed.amount.amountMinor,
      creditedMinor: view.settled?.amount.amountMinor ?? 0n,
    },
  };
}

function casesOf(
  view: DisputeView,
  lifecycle: string,
  decisions: Decisions,
  isRebilled: boolean,
): readonly ExceptionCase[] {
  const { disputed, why, resolution, creditable } = view;
  const { invoice, customer, text } = disputed;
  const isCredit = resolution === 'credit';
  const amount = isCredit ? (creditable.answer?.gross ?? disputed.amount) : disputed.amount;
  const base = { role: 'finance', exposure: amount };
  if (lifecycle === 'review') {
    return [
      {
        ...base,
        id: DISPUTE_REVIEW,
        kind: DISPUTE_REVIEW,
        text:
          `${customer} disputes ${moneyText(amount)} of ${invoice}, and no rule decides` +
          `${why === 'no-rule' ? '' : ` (${why})`}: ${text}`,
        playbook:
          'Press “Say what it is about”: the policy decides again. Or decide it here: ' +
          'Accept credits it, Do it anew bills it anew, Reject leaves the invoice as it is.',
      },
    ];
  }
  const cases = creditedBefore(view).filter(({ id }) => !accepts(decisions.get(id)));
  // What the ledger is told to do is nobody's work until it refuses.
  if (lifecycle !== 'to-credit' && (lifecycle !== 'to-rebill' || isRebilled)) return cases;
  return [
    ...cases,
    {
      ...base,
      id: `${lifecycle}:${moneyText(amount)}`,
      kind: lifecycle,
      text: `${moneyText(amount)} of ${invoice}: to be ${isCredit ? 'credited' : 'billed anew'}`,
      playbook:
        (isCredit
          ? 'Post the credit memo in the ERP'
          : 'Reverse the invoice and post the new one in the ERP: both, or neither') +
        '; then press “Tell what was posted” and give its number.',
    },
  ];
}

/** The customer is right, and has had part of the money already: somebody tells him. */
function creditedBefore({ disputed, creditable: { before } }: DisputeView): readonly ExceptionCase[] {
  if (before === null) return [];
  const { invoice, customer, amount } = disputed;
  return [
    {
      id: `credited-before:${moneyText(before)}`,
      kind: 'credited-before',
      text:
        `${customer} is right about ${moneyText(amount)} of ${invoice}, but ${moneyText(before)} of it ` +
        'would be more than is left to credit',
      role: 'finance',
      exposure: before,
      playbook: 'Show the customer what was credited of the invoice before (explain the order), then accept.',
    },
  ];
}

/** Never more is given than was disputed, and exactly that once it is settled. */
function equationsOf({ disputed, settled, approval, creditable }: DisputeView): readonly Equation[] {
  if (settled === undefined || approval?.state === 'rejected') return [];
  const { amount, dispute, evidence } = disputed;
  const given: Term = { name: 'settled', value: settled.amount.amountMinor, system: 'person' };
  const approved: Equation = {
    id: `settled:${dispute}`,
    name: 'approved = settled + credited before',
    subject: dispute,
    unit: 'money',
    left: [{ name: 'approved', value: amount.amountMinor, system: OWN_SYSTEM }],
    right: [
      given,
      ...(creditable.before === null
        ? []
        : [{ name: 'credited before', value: creditable.before.amountMinor, system: OWN_SYSTEM }]),
    ],
    odd: 'person',
    atStake: amount,
  };
  if (settled.rebilled === undefined) return [approved];
  const { gross } = evidence;
  const billed = (name: string, value: bigint): Term => ({ name, value, system: 'ledger' });
  return [
    approved,
    {
      id: `rebilled:${dispute}`,
      name: 'billed wrongly = billed anew + owed less',
      subject: `invoice ${settled.invoice}`,
      unit: 'money',
      left: [billed('billed wrongly', gross.amountMinor)],
      right: [billed('billed anew', settled.rebilled.amountMinor), { ...given, name: 'owed less' }],
      odd: 'person',
      atStake: gross,
    },
  ];
}

/** Dispute resolution, as the application runs it: it moves no goods. */
export function disputeResolution(policy: DisputePolicy) {
  const { documents, posting } = policy;
  const told = [
    ...(documents === undefined ? [] : [documents.answerMs, ...documents.systems.keys()]),
    ...(posting === undefined ? [] : Object.values(posting)),
  ];
  const definition: WorkflowDefinition = {
    name: 'dispute-resolution',
    version: `${DISPUTE_RESOLUTION_VERSION}-${fingerprint(told.join(' '))}`,
    registers: REGISTERS,
    commands: {
      [COMMANDS.decidePolicy.type]: POLICY_RULE,
      [COMMANDS.sendCreditDocument.type]: CREDIT_DOCUMENT_RULE,
      // Who is right after all is told so by the credit.
      [COMMANDS.sendDisputeAnswer.type]: rule('adjust', 'finance', 4),
      [COMMANDS.reportDispute.type]: rule('adjust', 'integration', 2),
      [COMMANDS.approveChargeCredit.type]: rule('adjust', 'finance', 2),
      [COMMANDS.postChargeCredit.type]: CREDIT_RULE,
      [COMMANDS.postChargeRebill.type]: REBILL_RULE,
      [COMMANDS.settleChargeCredit.type]: rule('case', 'finance', 2),
    },
    restatesCases: true,
    judge: (state, scope) => judgeDispute(state, scope, policy),
  };
  return {
    definition,
    stockOf: (): StockEffects => NO_STOCK_EFFECTS,
    approvalsOf: (state: State, scope: Scope): readonly ApprovalTask[] => {
      const task = disputeViewOf(state, scope)?.approval?.task ?? null;
      return task === null ? [] : [task];
    },
  };
}
