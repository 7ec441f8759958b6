/** The credits of a return: what was asked, what was decided, what holds it, what was posted. */
import type { ContentOfFact, FACTS } from '../../canonical/catalogue.ts';
import type { ExceptionCase, Gate, Wanted } from '../../engine/judgement.ts';
import { register, registers } from '../../engine/state.ts';
import { RETURN } from '../../canonical/rma.ts';
import { localDateIn } from '../../kernel/calendar.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import type { LocalDate } from '../../kernel/instant.ts';
import { moneyText, type Money } from '../../kernel/money.ts';
import { minQuantity, totalQuantity } from '../../kernel/quantity.ts';
import type { Settled } from '../disputes.ts';
import type { ApprovalTask } from '../../domain/approval/approval.ts';
import { accepts } from '../decisions.ts';
import { askApproval } from '../approvals/approval.ts';
import { excessGate } from './excess.ts';
import { authorizedGate, CLEARED, gate, postingCase } from './gates.ts';
import type { ReturnToCreditPolicy } from './policy.ts';
import { R, settle } from './registers.ts';
import { isIn, standingMemos } from './stray-credits.ts';
import {
  ADVANCE,
  isInReview,
  KEPT,
  type InspectedPart,
  type InspectionView,
  type ReturnView,
} from './return-view.ts';

export type Approved = ContentOfFact<typeof FACTS.creditApproved>;
export type PostedMemo = ContentOfFact<typeof FACTS.creditMemoPosted>;
export type Credit = Approved['credits'][number];

/** A part of goods that the owner of the billed lines is asked about. */
export type AskedPart = Pick<InspectedPart, 'part' | 'line' | 'item' | 'lot' | 'quantity'> & {
  readonly found?: InspectedPart['found'];
  readonly quality?: InspectedPart['quality'];
};

/** Inspections that no inspector made: a policy credits without goods, or before them. */
export const BY_POLICY = { kept: 'kept', advance: ADVANCE } as const;

/** What becomes of the goods of one inspection, and the credit that follows from it. */
export interface Assessment {
  /** Its number, or the word of a policy. */
  readonly inspection: string;
  /** The inspection itself; undefined where a policy needs none. */
  readonly seen: InspectionView | undefined;
  readonly parts: readonly AskedPart[];
  /** Names what is asked; answers to another question do not count. */
  readonly question: string;
  /** A credit by an answer to another question stands in the ledger. */
  readonly stands: boolean;
  readonly approved: Settled<Approved> | undefined;
  /** The answer is one to the question of now. */
  readonly isAnswered: boolean;
  readonly disputed: boolean;
  readonly memos: readonly Memo[];
}

/** One credit memo: of one assessment, against one invoice. */
export interface Memo {
  /** Names it inside the return: inspection and invoice. */
  readonly id: string;
  readonly credit: Credit;
  readonly postingDate: LocalDate;
  readonly retry: number;
  readonly gates: readonly Gate[];
  /** What is asked of the policies of approval. */
  readonly questions: readonly Wanted[];
  /** What people have to approve; `null`: nothing, as far as is known. */
  readonly task: ApprovalTask | null;
  /** Somebody has to approve it. */
  readonly waitsForApproval: boolean;
  /** A person turned the credit down. */
  readonly rejected: boolean;
  /** What stands in the ledger. */
  readonly posted: Settled<PostedMemo> | undefined;
  readonly cases: readonly ExceptionCase[];
}

const NO_MEMOS: readonly Memo[] = [];

/** Every assessment of a return: of inspections, and of what policies credit without one. */
export function assessmentsOf(
  view: ReturnView,
  policy: ReturnToCreditPolicy,
  zone: string,
  rma: string,
  blocking: readonly ExceptionCase[],
): readonly Assessment[] {
  const standing = standingMemos(view);
  const assess = (
    inspection: string,
    seen: InspectionView | undefined,
    parts: readonly AskedPart[],
  ) => assessmentOf(view, policy, zone, rma, blocking, standing, inspection, seen, parts);
  return [
    ...view.inspections.map((seen) => assess(seen.value.inspection, seen, seen.parts)),
    ...keptParts(view).map((parts) => assess(BY_POLICY.kept, undefined, parts)),
    ...advanceParts(view).map((parts) => assess(BY_POLICY.advance, undefined, parts)),
  ];
}

/** Goods that the customer keeps by a policy, once nobody has to look at them any more. */
function keptParts(view: ReturnView): readonly (readonly AskedPart[])[] {
  const parts = view.lines.flatMap(({ line, item, held, allowed, heldQuantity }) => {
    const of = held.filter(({ settlement }) => KEPT.has(settlement));
    if (of.length === 0 || allowed < heldQuantity) return [];
    return [{ part: line, line, item, lot: undefined, quantity: totalQuantity(of) }];
  });
  return parts.length === 0 ? [] : [parts];
}

/**
 * Goods that a policy credits before they are back. What has been inspected counts as it was found; what
 * has not come by the end of the return is credited no more.
 */
function advanceParts(view: ReturnView): readonly (readonly AskedPart[])[] {
  const parts: AskedPart[] = [];
  const add = (row: Omit<AskedPart, 'part'>): void => {
    if (row.quantity > 0n) parts.push({ ...row, part: parts.length + 1 });
  };
  for (const { line, item, held, allowed, heldQuantity, received } of view.lines) {
    const isAdvance = held.some(({ settlement }) => settlement === 'advance-credit');
    if (!isAdvance || allowed < heldQuantity) continue;
    let seen = 0n;
    for (const row of view.inspections.flatMap((inspection) => inspection.parts)) {
      if (row.line !== line) continue;
      seen += row.quantity;
      const { lot, quantity, found, quality } = row;
      add({ line, item, lot, quantity, found, quality });
    }
    const due = view.ended === null ? heldQuantity : minQuantity(heldQuantity, received);
    add({ line, item, lot: undefined, quantity: (due - seen) as AskedPart['quantity'] });
  }
  // Nothing is left of a credit in advance: its owner is told so.
  const wasCredited = register(view.state, R.approved, BY_POLICY.advance) !== undefined;
  return parts.length > 0 || wasCredited ? [parts] : [];
}

function assessmentOf(
  view: ReturnView,
  policy: ReturnToCreditPolicy,
  zone: string,
  rma: string,
  blocking: readonly ExceptionCase[],
  standing: ReadonlyMap<string, readonly Settled<PostedMemo>[]>,
  inspection: string,
  seen: InspectionView | undefined,
  parts: readonly AskedPart[],
): Assessment {
  const asked = questionOf(view, parts) + reviewed(view, inspection);
  const known = register(view.state, R.approved, inspection);
  const approved = known && settle(view.state, known, R.approved.type);
  // Until it is taken back, what another answer credited is not free: the owner is told that it stands.
  const stands =
    approved !== undefined &&
    approved.value.of !== asked &&
    [...standing.keys()].some((id) => id.startsWith(`${inspection}:`));
  const question = stands ? fingerprint(`${asked}|stands`) : asked;
  const isAnswered = approved?.value.of === question;
  const disputed =
    seen?.disputed === true || seen?.receipt?.disputed === true || approved?.disputed === true;
  const base = { inspection, seen, parts, question, stands, approved, isAnswered, disputed };
  if (approved === undefined) return { ...base, memos: NO_MEMOS };
  const memos = approved.value.credits.map((credit): Memo => {
    const id = `${inspection}:${credit.invoice}`;
    const approval = approvalOf(view, id, rma, seen, credit.gross);
    const cases: ExceptionCase[] = [];
    const posted = standing.get(id)?.find(({ value }) => isIn(credit.gross.currency, value));
    const period =
      posted === undefined
        ? postingPeriod(view, policy, zone, id, approved, credit.gross, cases)
        : { date: posted.value.postingDate, retry: 0 };
    return {
      id,
      credit,
      postingDate: period.date,
      retry: period.retry,
      questions: approval.wanted,
      task: approval.task,
      waitsForApproval: approval.state === 'waiting',
      rejected: approval.state === 'rejected',
      posted,
      cases: [...cases, ...approval.cases],
      gates: [
        ...goodsGates(view, seen, approved.value),
        reviewGate(view, parts),
        excessGate(view.excess, parts),
        approval.gate,
        exceptionGate([...blocking, ...cases]),
      ],
    };
  });
  return { ...base, memos };
}

/** An answer that its owner took back is asked for again: as another question. */
function reviewed({ state }: ReturnView, inspection: string): string {
  const lapsed = registers(state, R.lapsed).find(({ key }) => key.endsWith(` ${inspection}`));
  return lapsed === undefined ? '' : `~${lapsed.version}`;
}

function questionOf(view: ReturnView, parts: readonly AskedPart[]): string {
  let text = '';
  for (const { part, line, item, lot, quantity, found, quality } of parts) {
    const releases = quality?.releases ?? 0;
    const seen = found === undefined ? 'kept' : [...Object.values(found), releases].join('/');
    const held = view.lines.find((row) => row.line === line)?.heldQuantity ?? 0n;
    // What is held of the line bounds what is credited: if it changes, the question is another.
    text += `|${part}/${line ?? ''}/${item}/${lot ?? ''}*${quantity}=${seen}<${held}`;
  }
  return fingerprint(text);
}

/** Changes exactly when the credit memo would be another: its lines, its money, its date. */
export function memoFingerprint({ credit, postingDate, retry }: Memo): string {
  let text = `${credit.invoice}|${credit.gross.amountMinor}`;
  for (const { line, salesOrderLine, quantity, net, tax } of credit.lines) {
    text += `|${line}/${salesOrderLine}*${quantity}=${net.amountMinor}+${tax.amountMinor}`;
  }
  return `${fingerprint(text)} ${postingDate}${retry === 0 ? '' : ` retry ${retry}`}`;
}

/**
 * Whether a person waived that the posted credit differs from what it would be now: either the difference
 * itself, or the refusal to take the credit memo back. Covers exactly that difference.
 */
export function isDifferenceAccepted(memo: Memo, decisions: ReadonlyMap<string, string>): boolean {
  const command = `post-credit:${memo.id}`;
  // What the engine calls the content of a command that is not wanted at all.
  const isWanted = !memo.rejected && memo.credit.gross.amountMinor > 0n;
  const now = isWanted ? `:${memoFingerprint(memo)}` : ':unwanted';
  for (const [id, verdict] of decisions) {
    if (verdict !== 'waive' || !id.endsWith(now)) continue;
    if (id.startsWith(`changed:${command}#`) || id.startsWith(`refused:undo:${command}#`)) return true;
  }
  return false;
}

/** Receipt and inspection come first, unless a policy says otherwise by name. */
function goodsGates(
  view: ReturnView,
  seen: InspectionView | undefined,
  approved: Approved,
): readonly Gate[] {
  const { decision } = view;
  const authorized =
    decision === undefined || decision.authorized === null
      ? gate('authorized', 'waiting', 'not-authorized', 'nobody has authorized the return yet')
      : authorizedGate(view);
  if (seen === undefined) {
    const [part] = approved.parts;
    const by = decision?.authorized?.lines.find(({ line }) => line === part?.line)?.policy;
    const text = `${by?.table} version ${by?.version}, row ${by?.row}, credits without goods`;
    return [
      authorized,
      gate('received', 'cleared', 'by-policy', text),
      gate('inspected', 'cleared', 'by-policy', text),
    ];
  }
  const { receipt } = seen;
  const received =
    receipt === undefined
      ? gate('received', 'waiting', 'no-receipt', `receipt ${seen.value.receipt} is not known yet`)
      : receipt.disputed
        ? gate(
            'received',
            'blocked',
            'disputed',
            `receipt ${seen.value.receipt} is stated in two ways`,
          )
        : gate('received', 'cleared', 'received', `receipt ${receipt.value.receipt}`, [
            receipt.fact,
          ]);
  const inspected = seen.disputed
    ? gate(
        'inspected',
        'blocked',
        'disputed',
        `inspection ${seen.value.inspection} is stated in two ways`,
      )
    : gate('inspected', 'cleared', 'inspected', `${seen.value.inspectedBy} inspected it`, [
        seen.fact,
      ]);
  return [authorized, received, inspected];
}

/** Nothing is credited of what somebody has yet to look at. */
function reviewGate(view: ReturnView, parts: readonly AskedPart[]): Gate {
  const held = view.decision?.authorized?.lines ?? [];
  const open = held.find(
    (row) => isInReview(view, row) && parts.some(({ line }) => line === row.line),
  );
  return open === undefined
    ? gate('reviewed', 'cleared', 'reviewed', 'it needs no second look')
    : gate('reviewed', 'waiting', 'in-review', `line ${open.line} must be looked at: ${open.code}`);
}

/** Small credits go by themselves; people answer for the others, and never for what they inspected. */
function approvalOf(
  view: ReturnView,
  id: string,
  rma: string,
  seen: InspectionView | undefined,
  gross: Money,
) {
  return askApproval(
    view.state,
    R,
    { workflow: RETURN, number: rma },
    {
      subject: `credit:${id}`,
      kind: 'credit',
      text: `Credit ${moneyText(gross)} for return ${rma}`,
      amount: gross,
      makers: seen === undefined ? [] : [seen.value.inspectedBy],
    },
  );
}

/** The date in the ledger, moved on where it was refused and a rule or a person said so. */
function postingPeriod(
  view: ReturnView,
  policy: ReturnToCreditPolicy,
  zone: string,
  id: string,
  approved: Settled<Approved>,
  due: Money,
  cases: ExceptionCase[],
): { readonly date: LocalDate; readonly retry: number } {
  let date = localDateIn(zone, approved.occurredAt);
  for (;;) {
    const refused = register(view.state, R.memoRefused, `${id} ${date}`);
    if (refused === undefined) return { date, retry: 0 };
    // Of several refusals of one date, the one that knows of the most closed periods.
    const { firstOpenDate, reason } = refused.contents
      .map(({ value }) => value)
      .reduce((a, b) => (b.firstOpenDate > a.firstOpenDate ? b : a));
    const open = postingCase(id, date, firstOpenDate, reason, due);
    const decision = register(view.state, R.decided, open.id);
    const verdict = decision?.contents[0].value.verdict;
    if (verdict === 'retry') return { date, retry: decision!.version };
    if (
      (policy.closedPeriod === 'redate-to-first-open' || accepts(verdict)) &&
      firstOpenDate > date
    ) {
      date = firstOpenDate;
      continue;
    }
    cases.push(open);
    return { date, retry: 0 };
  }
}

function exceptionGate(cases: readonly ExceptionCase[]): Gate {
  const [first] = cases;
  if (first === undefined) return CLEARED.exceptions;
  const text = cases.length === 1 ? first.text : `${first.text}, and ${cases.length - 1} more`;
  return gate('no-open-exception', 'blocked', first.kind, text);
}
