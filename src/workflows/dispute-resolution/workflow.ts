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
import type { Equation, ExceptionCase, Judgement } from '../../engine/judgement.ts';
import { register, registers, type State } from '../../engine/state.ts';
import { ALWAYS_OPEN, type WorkingCalendar } from '../../kernel/calendar.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { formatAmount, moneyText, type RoundingRule } from '../../kernel/money.ts';
import { rule } from '../command-rule.ts';
import { decisionsIn } from '../decisions.ts';
import { askApproval, type Approval } from '../approvals/approval.ts';
import { askPolicy, POLICY_RULE, type AskedPolicy } from '../policy-questions/question.ts';
import { NO_TOTALS, NOTHING_JUDGED } from '../nothing-judged.ts';
import { answersOf, type DocumentPolicy } from '../partner-documents.ts';
import { chargeCredit, CREDIT_RULE, isPosted } from './credit.ts';
import { answerDocuments, CREDIT_DOCUMENT_RULE, creditDocuments } from './documents.ts';
import { R, REGISTERS } from './registers.ts';
import { DISPUTE_REVIEW, isWithdrawn } from './rejection.ts';

/** Changes with every change of what is judged. */
export const DISPUTE_RESOLUTION_VERSION = 'dispute-resolution-4';

/** What disputes are told by the configuration. */
export interface DisputePolicy {
  readonly entities: ReadonlyMap<string, { readonly zone: string; readonly calendar: WorkingCalendar }>;
  /** How the ledger posts a credit itself; absent: a person posts it, and tells its number. */
  readonly posting?: {
    readonly ledger: string;
    readonly rounding: RoundingRule;
    readonly closedPeriod: 'park' | 'redate-to-first-open';
  };
  /** Partners who are told by documents; absent where there is none. */
  readonly documents?: DocumentPolicy;
}

export type Disputed = ContentOfFact<typeof FACTS.chargeDisputed>;
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
}

export function disputeViewOf(state: State, { businessId }: Scope): DisputeView | null {
  const known = register(state, R.disputed, businessId);
  if (known === undefined) return null;
  const [{ value: disputed }] = known.contents;
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
  const settled = settledOf(state, businessId);
  return { disputed, classification, asked, resolution, why, approval, settled };
}

const WITHDRAWN = { resolution: 'reject', why: 'withdrawn' } as const;

/** What a person told, or else what the ledger posted. */
function settledOf(state: State, dispute: string): Settled | undefined {
  const told = register(state, R.settled, dispute)?.contents[0].value;
  const [posted] = registers(state, R.credited);
  if (told !== undefined || posted === undefined) return told;
  const { creditMemo, gross: amount, postingDate } = posted.contents[0].value;
  return { dispute, how: 'credit', creditMemo, amount, postingDate, by: posted.contents[0].source };
}

/** What the evidence says, as the policy asks it. */
function inputsOf(
  { amount, evidence }: Disputed,
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
  { disputed, resolution, approval, settled }: DisputeView,
  isAutomatic: boolean,
): string {
  if (isWithdrawn(disputed)) return 'withdrawn';
  if (resolution === 'unknown') return 'deciding';
  if (resolution === 'review') return 'review';
  if (resolution === 'reject' || approval?.state === 'rejected') return 'rejected';
  if (approval?.state === 'unknown' || approval?.state === 'waiting') return 'approval';
  if (settled !== undefined) return 'settled';
  return resolution === 'credit' && isAutomatic ? 'crediting' : `to-${resolution}`;
}

/** Judges one dispute. */
export function judgeDispute(state: State, scope: Scope, policy: DisputePolicy): Judgement {
  const decisions = decisionsIn(state, R.decided);
  const view = disputeViewOf(state, scope);
  if (view === null) return { ...NOTHING_JUDGED, decisions };
  const lifecycle = lifecycleOf(view, isPosted(policy, view.disputed));
  const zone = policy.entities.get(scope.entity)?.zone ?? 'UTC';
  const credit = chargeCredit(state, view, zone, policy);
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
      ...credit.wanted,
      ...creditDocuments(state, view.disputed, view.classification, documents),
      ...answerDocuments(state, view, documents),
    ],
    deadlines: answers.deadlines,
    cases: [...casesOf(view, lifecycle), ...credit.cases, ...(view.approval?.cases ?? []), ...answers.cases],
    decisions,
    lifecycle,
    equations: equationsOf(view),
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

function casesOf({ disputed, why, resolution }: DisputeView, lifecycle: string): readonly ExceptionCase[] {
  const { dispute, invoice, customer, amount, text } = disputed;
  const base = { role: 'finance', exposure: amount };
  if (lifecycle === 'review') {
    return [
      {
        ...base,
        id: DISPUTE_REVIEW,
        kind: DISPUTE_REVIEW,
        text: `${customer} disputes ${moneyText(amount)} of ${invoice}, no rule decides (${why}): ${text}`,
        playbook:
          'Say what it is about (POST /v1/disputes/…/classification): the policy decides again. Or ' +
          'accept (credit), reissue (bill anew) or reject.',
      },
    ];
  }
  if (lifecycle !== 'to-credit' && lifecycle !== 'to-rebill') return [];
  const isCredit = resolution === 'credit';
  return [
    {
      ...base,
      id: `${lifecycle}:${moneyText(amount)}`,
      kind: lifecycle,
      text: `${moneyText(amount)} of ${invoice}: to be ${isCredit ? 'credited' : 'billed anew'}`,
      playbook:
        (isCredit
          ? 'Post the credit memo in the ERP'
          : 'Reverse the invoice and post the new one in the ERP: both, or neither') +
        `; then tell its number: POST /v1/disputes/${dispute}/settlement.`,
    },
  ];
}

/** Never more is given than was disputed, and exactly that once it is settled. */
function equationsOf({ disputed, settled, approval }: DisputeView): readonly Equation[] {
  if (settled === undefined || approval?.state === 'rejected') return [];
  const { amount, dispute } = disputed;
  return [
    {
      id: `settled:${dispute}`,
      name: 'approved = settled',
      subject: dispute,
      unit: 'money',
      left: [{ name: 'approved', value: amount.amountMinor, system: OWN_SYSTEM }],
      right: [{ name: 'settled', value: settled.amount.amountMinor, system: 'person' }],
      odd: 'person',
      atStake: amount,
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
      [COMMANDS.postChargeCredit.type]: CREDIT_RULE,
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
