import type { Assessment } from './credits.ts';
import { registers } from '../../engine/state.ts';
import { R, settle } from './registers.ts';
import { destinationOf } from './quality.ts';
import { isReplacing } from './replacement.ts';
import { isInReview, type ReturnView } from './return-view.ts';

/** The governed states of a return, in the order in which they are usually reached. */
export const RETURN_LIFECYCLE = [
  /** Goods came, and nobody asked to return them. */
  'unannounced',
  /** Asked for; the owner of the billed lines has not answered. */
  'requested',
  /** Nobody knows with which order the goods were bought. */
  'unmatched',
  /** A person looks at it before goods may come. */
  'in-review',
  'refused',
  /** Goods may come. */
  'authorized',
  'part-received',
  /** Everything came that is to come; some of it is not inspected. */
  'received',
  /** Inspected; its goods or its credits are not where they ought to be. */
  'inspected',
  'in-approval',
  /** Credits are posted; money back is on its way. */
  'credited',
  /** Only an order that brings goods in place of the returned ones has not shipped. */
  'replacing',
  'closed',
  'cancelled',
  /** The goods did not come in time. */
  'lapsed',
] as const;

export type ReturnLifecycle = (typeof RETURN_LIFECYCLE)[number];

/** States from which nothing moves by itself. */
export const FINAL: ReadonlySet<string> = new Set(['refused', 'closed', 'cancelled', 'lapsed']);

/** The one status word of a return, read from what its systems state. */
export function lifecycleOf(view: ReturnView, assessments: readonly Assessment[]): ReturnLifecycle {
  const { request, decision, lines, receipts } = view;
  if (request === undefined) return 'unannounced';
  let [received, allowed, expected] = [0n, 0n, 0n];
  for (const line of lines) {
    received += line.received;
    allowed += line.allowed;
    if (line.comesBack && view.ended === null) expected += positive(line.allowed - line.received);
  }
  const nothingCame = receipts.length === 0;
  const credits = assessments.flatMap(({ memos }) => memos);
  if (nothingCame && (assessments.length === 0 || (view.ended !== null && credits.length === 0))) {
    if (view.ended !== null) return view.ended;
    if (decision === undefined)
      return request.value.salesOrder === undefined ? 'unmatched' : 'requested';
    if (decision.authorized?.lines.some((row) => isInReview(view, row)) === true)
      return 'in-review';
    return allowed === 0n ? 'refused' : 'authorized';
  }
  if (nothingCame && expected > 0n) return 'authorized';
  if (expected > 0n) return 'part-received';
  if (isUninspected(view)) return 'received';
  const due = credits.filter(({ rejected, credit }) => !rejected && credit.gross.amountMinor > 0n);
  if (due.some(({ posted, waitsForApproval }) => posted === undefined && waitsForApproval))
    return 'in-approval';
  const isPlaced = assessments.every((assessment) => placedFor(view, assessment));
  if (!isPlaced || due.some(({ posted }) => posted === undefined)) return 'inspected';
  if (owesRefund(view)) return 'credited';
  return isReplacing(view) ? 'replacing' : 'closed';
}

const positive = (value: bigint): bigint => (value > 0n ? value : 0n);

/** Some of what came has not been inspected. */
export function isUninspected(view: ReturnView): boolean {
  return view.receipts.some(({ value, lines }) => {
    const inspected = inspectedOf(view, value.receipt);
    return lines.some(({ receiptLine, quantity }) => (inspected.get(receiptLine) ?? 0n) < quantity);
  });
}

/** Inspected quantities of a receipt by its lines. */
export function inspectedOf(view: ReturnView, receipt: string): ReadonlyMap<number, bigint> {
  const inspected = new Map<number, bigint>();
  for (const { value } of view.inspections) {
    if (value.receipt !== receipt) continue;
    for (const { receiptLine, quantity } of value.lines) {
      inspected.set(receiptLine, (inspected.get(receiptLine) ?? 0n) + quantity);
    }
  }
  return inspected;
}

/** The question is answered, and the warehouse put everything where the answer says. */
function placedFor(
  view: ReturnView,
  { inspection, seen, approved, isAnswered }: Assessment,
): boolean {
  if (!isAnswered || approved === undefined) return false;
  if (seen === undefined) return true;
  const placed = registers(view.state, R.placed).find(({ key }) => key === inspection);
  const lines = placed === undefined ? [] : settle(view.state, placed, R.placed.type).value.lines;
  return approved.value.parts.every((decided) => {
    const goods = seen.parts.find(({ part }) => part === decided.part);
    const to = destinationOf(decided, goods);
    const isAsDecided = (row: (typeof lines)[number]): boolean =>
      row.part === goods?.seenAs && row.to === to && row.quantity === decided.quantity;
    return to === undefined || lines.some(isAsDecided);
  });
}

/** A customer who pays in advance has not got all of his money back. */
function owesRefund(view: ReturnView): boolean {
  if (view.decision?.authorized?.terms !== 'prepaid') return false;
  let owed = 0n;
  for (const known of registers(view.state, R.posted)) {
    if (view.state.slots[R.reversed.slot]!.some(({ key }) => key === known.key)) continue;
    owed += settle(view.state, known, R.posted.type).value.open.amountMinor;
  }
  for (const known of registers(view.state, R.settled)) {
    owed -= settle(view.state, known, R.settled.type).value.settled.amountMinor;
  }
  return owed > 0n;
}
