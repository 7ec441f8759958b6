/** A return's facts, gathered for judging: one pass over the state, used by every rule. */
import type { ContentOfFact, FACTS } from '../../canonical/catalogue.ts';
import { register, registers, type State } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import type { Instant } from '../../kernel/instant.ts';
import {
  formatQuantity,
  maxQuantity,
  minQuantity,
  parseQuantity,
  type Quantity,
} from '../../kernel/quantity.ts';
import { expectOk } from '../../kernel/result.ts';
import { accepts, decisionsIn } from '../decisions.ts';
import type { Dispute, Settled } from '../disputes.ts';
import type { ReturnToCreditPolicy } from './policy.ts';
import { countingOf, excessOf, partedFrom, sentBack, type Counting, type Excess } from './excess.ts';
import { qualityWord, type QualityWord } from './quality.ts';
import { disputes, R, settle } from './registers.ts';

export type Requested = ContentOfFact<typeof FACTS.returnRequested>;
export type Authorized = ContentOfFact<typeof FACTS.returnAuthorized>;
export type Refused = ContentOfFact<typeof FACTS.returnRefused>;
export type Received = ContentOfFact<typeof FACTS.returnReceived>;
export type Inspected = ContentOfFact<typeof FACTS.inspectionCompleted>;
export type HeldLine = Authorized['lines'][number];

/** What the owner of the billed lines answered last. */
export interface Decision {
  readonly fact: string;
  readonly occurredAt: Instant;
  readonly of: string;
  readonly authorized: Authorized | null;
  readonly refusals: Refused['refusals'];
  readonly disputed: boolean;
}

/** One line of a return with everything that is known of its quantities. */
export interface LineView {
  readonly line: number;
  readonly item: string;
  readonly asked: Requested['lines'][number];
  /** To be held of the billed lines from now on. */
  readonly wanted: Quantity;
  readonly held: readonly HeldLine[];
  readonly heldQuantity: Quantity;
  /** Held, and nobody has yet to look at it. */
  readonly allowed: Quantity;
  /** Nobody has yet to look at anything that is held of it. */
  readonly isReviewed: boolean;
  /** The dock is to expect it: by rule the customer does not keep it. */
  readonly comesBack: boolean;
  readonly received: Quantity;
  readonly counting: Counting;
}

/** A line of a receipt, and the line of the return that it belongs to, if any. */
export interface ReceiptLine {
  readonly receiptLine: number;
  readonly line: number | undefined;
  readonly item: string;
  readonly lot: string | undefined;
  readonly quantity: Quantity;
}

export interface ReceiptView extends Settled<Received> {
  readonly lines: readonly ReceiptLine[];
}

/** A part of an inspection, with the goods that it is about. */
export interface InspectedPart {
  /** What goes back to the customer is a part of its own. */
  readonly part: number;
  /** As the inspector numbered it. */
  readonly seenAs: number;
  readonly receiptLine: number;
  readonly line: number | undefined;
  readonly item: string;
  readonly lot: string | undefined;
  readonly quantity: Quantity;
  readonly found: Pick<
    Inspected['lines'][number],
    'grade' | 'faultOf' | 'chainUnbroken' | 'repairable'
  > & { readonly qualityReleased?: true };
  readonly quality: QualityWord;
}

export interface InspectionView extends Settled<Inspected> {
  readonly receipt: ReceiptView | undefined;
  readonly parts: readonly InspectedPart[];
}

export interface ReturnView {
  readonly state: State;
  readonly request: Settled<Requested> | undefined;
  readonly decision: Decision | undefined;
  readonly lines: readonly LineView[];
  readonly receipts: readonly ReceiptView[];
  readonly inspections: readonly InspectionView[];
  /** What came although it may not come back. */
  readonly excess: readonly Excess[];
  /** When it was called off, or its time was over; null while goods may still come. */
  readonly endedAt: Instant | null;
  readonly ended: 'cancelled' | 'lapsed' | null;
  /** Last moment at which goods may arrive. */
  readonly arriveBy: Instant | null;
  /** Names what is asked of the owner of the billed lines. */
  readonly question: string;
  readonly decisions: ReadonlyMap<string, string>;
  readonly disputes: readonly Dispute[];
}

/** Names what a person looks at before goods of a line may come back. */
export const reviewCase = ({ line, code, quantity, invoice }: HeldLine): string =>
  `review:${line}:${invoice}:${code}:${formatQuantity(quantity)}`;

/**
 * What people turned down of a line. It is read from their decisions, not from what is held: what was
 * turned down is held no more, and would be asked for again.
 */
function turnedDown(line: number, decisions: ReadonlyMap<string, string>): bigint {
  let quantity = 0n;
  for (const [id, verdict] of decisions) {
    if (verdict !== 'reject' || !id.startsWith(`review:${line}:`)) continue;
    quantity += expectOk(parseQuantity(id.slice(id.lastIndexOf(':') + 1)), id);
  }
  return quantity;
}

/** Somebody has yet to look at it. */
export const isInReview = ({ decisions }: Pick<ReturnView, 'decisions'>, row: HeldLine): boolean =>
  row.verdict === 'review' && !decisions.has(reviewCase(row));

export function returnViewOf(state: State, policy: ReturnToCreditPolicy): ReturnView {
  const [known] = registers(state, R.requested);
  const request = known && settle(state, known, R.requested.type);
  const decision = decisionOf(state);
  const decisions = decisionsIn(state, R.decided);
  const receipts = receiptsOf(state, request?.value, decision);
  const end = endOf(state, decision, policy);
  const lines = (request?.value.lines ?? []).map((asked) =>
    lineView(asked, decision, receipts, end, decisions),
  );
  const advanced = end.at === null ? 0n : advancedOf(state);
  const question = request === undefined ? '' : questionOf(request.value, lines, advanced);
  const excess = excessOf(lines, decisions, decision?.of === question ? question : null);
  return {
    state,
    request,
    decision,
    lines,
    receipts,
    inspections: partedFrom(
      inspectionsOf(state, receipts, lines, decisions),
      receipts,
      sentBack(excess),
    ),
    excess,
    endedAt: end.at,
    ended: end.kind,
    arriveBy: end.arriveBy,
    question,
    decisions,
    disputes: disputes(state),
  };
}

/** Authorizations and refusals are numbered in one row: the larger number stands. */
function decisionOf(state: State): Decision | undefined {
  const [a] = registers(state, R.authorized);
  const [r] = registers(state, R.refused);
  if (a !== undefined && (r === undefined || a.version > r.version)) {
    const { value, fact, occurredAt, disputed } = settle(state, a, R.authorized.type);
    return {
      fact,
      occurredAt,
      of: value.of,
      authorized: value,
      refusals: value.refusals,
      disputed,
    };
  }
  if (r === undefined) return undefined;
  const { value, fact, occurredAt, disputed } = settle(state, r, R.refused.type);
  return { fact, occurredAt, of: value.of, authorized: null, refusals: value.refusals, disputed };
}

export interface End {
  readonly at: Instant | null;
  readonly kind: 'cancelled' | 'lapsed' | null;
  readonly arriveBy: Instant | null;
}

/** A return ends for what has not arrived when it is called off, or when its time is over. */
function endOf(state: State, decision: Decision | undefined, policy: ReturnToCreditPolicy): End {
  let cancelledAt: Instant | null = null;
  for (const { contents } of registers(state, R.cancelled)) {
    const { occurredAt } = contents[0];
    if (cancelledAt === null || occurredAt < cancelledAt) cancelledAt = occurredAt;
  }
  // The first authorization opens the time: a later answer to a smaller question does not prolong it.
  const [lapse] = registers(state, R.passed).filter(({ key }) => key.startsWith('arrival '));
  const lapsedAt = lapse?.contents[0].value.dueAt ?? null;
  const open =
    decision === undefined || decision.authorized === null
      ? null
      : ((decision.occurredAt + policy.arrivalMs) as Instant);
  const arriveBy = lapsedAt ?? open;
  if (cancelledAt !== null && (lapsedAt === null || cancelledAt <= lapsedAt)) {
    return { at: cancelledAt, kind: 'cancelled', arriveBy: null };
  }
  if (lapsedAt !== null) return { at: lapsedAt, kind: 'lapsed', arriveBy };
  return { at: null, kind: null, arriveBy };
}

function lineView(
  asked: Requested['lines'][number],
  decision: Decision | undefined,
  receipts: readonly ReceiptView[],
  end: End,
  decisions: ReadonlyMap<string, string>,
): LineView {
  const held =
    decision?.authorized?.lines.filter(({ line }) => line === asked.line) ?? NOTHING_HELD;
  let [heldQuantity, allowed] = [0n, 0n];
  for (const row of held) {
    const verdict = row.verdict === 'review' ? decisions.get(reviewCase(row)) : 'accept';
    heldQuantity += row.quantity;
    if (accepts(verdict)) allowed += row.quantity;
  }
  let [received, inTime] = [0n, 0n];
  for (const { value, lines } of receipts) {
    for (const row of lines) {
      if (row.line !== asked.line) continue;
      received += row.quantity;
      if (end.at === null || value.receivedAt <= end.at) inTime += row.quantity;
    }
  }
  const rejected = turnedDown(asked.line, decisions);
  const ownFirst = maxQuantity((asked.quantity - rejected) as Quantity, 0n as Quantity);
  const came = { received: received as Quantity, inTime: inTime as Quantity };
  const counting = countingOf(asked.line, asked.quantity, came, end, decisions);
  const most = counting.isSurplusTaken ? maxQuantity(counting.counted, ownFirst) : ownFirst;
  return {
    line: asked.line,
    item: asked.item,
    asked,
    wanted: end.at === null ? most : minQuantity(most, counting.counted),
    held,
    heldQuantity: heldQuantity as Quantity,
    allowed: allowed as Quantity,
    isReviewed: held.every((row) => row.verdict !== 'review' || decisions.has(reviewCase(row))),
    comesBack: !held.some(({ settlement }) => KEPT.has(settlement)),
    received: came.received,
    counting,
  };
}

const NOTHING_HELD: readonly HeldLine[] = [];

/** Settlements by which the goods stay with the customer. */
export const KEPT: ReadonlySet<string> = new Set(['keep-with-allowance', 'no-return-needed']);

/** What is credited in advance: once it is taken back, what was held for it may be given free. */
function advancedOf(state: State): bigint {
  const known = register(state, R.approved, ADVANCE);
  const parts = known === undefined ? [] : settle(state, known, R.approved.type).value.parts;
  return parts.reduce((sum, { credited }) => sum + credited, 0n);
}

/** Inspection of what a policy credits before anybody has seen the goods. */
export const ADVANCE = 'advance';

function questionOf(request: Requested, lines: readonly LineView[], advanced: bigint): string {
  let text = `${request.salesOrder ?? ''}|${request.customer}`;
  if (request.resolution !== 'credit') text += `|${request.resolution}`;
  if (advanced > 0n) text += `|advanced ${advanced}`;
  for (const { asked, wanted } of lines) {
    const { line, item, salesOrderLine, lot, reason, use, refunded, exchange } = asked;
    const how = refunded === undefined ? use : `${use}/${refunded}`;
    const { item: other, quantity, unitPrice = '' } = exchange ?? {};
    const instead = exchange === undefined ? '' : `>${other}*${quantity}@${unitPrice}`;
    text += `|${line}/${item}/${salesOrderLine ?? ''}/${lot ?? ''}/${reason}/${how}*${wanted}${instead}`;
  }
  return fingerprint(text);
}

/** Receipts with each line given to the line of the return that it belongs to. */
function receiptsOf(
  state: State,
  request: Requested | undefined,
  decision: Decision | undefined,
): readonly ReceiptView[] {
  const settled = registers(state, R.received).map((known) =>
    settle(state, known, R.received.type),
  );
  settled.sort(
    (a, b) =>
      a.value.receivedAt - b.value.receivedAt || (a.value.receipt < b.value.receipt ? -1 : 1),
  );
  const room = new Map<number, bigint>();
  for (const { line, quantity } of request?.lines ?? []) room.set(line, quantity);
  for (const { line, quantity } of decision?.authorized?.lines ?? []) {
    room.set(line, maxQuantity((room.get(line) ?? 0n) as Quantity, quantity));
  }
  return settled.map((receipt) => ({
    ...receipt,
    lines: receipt.value.lines
      .filter(({ quantity }) => quantity > 0n)
      .map(({ receiptLine, line, item, lot, quantity }) => {
        const belongs = lineOf(request, room, line, item);
        if (belongs !== undefined) room.set(belongs, (room.get(belongs) ?? 0n) - quantity);
        return { receiptLine, line: belongs, item, lot, quantity };
      }),
  }));
}

/** The line that the dock named, if it is of this item; else one that still has room for it. */
function lineOf(
  request: Requested | undefined,
  room: ReadonlyMap<number, bigint>,
  named: number | undefined,
  item: string,
): number | undefined {
  const candidates = (request?.lines ?? []).filter((asked) => asked.item === item);
  if (named !== undefined) return candidates.find(({ line }) => line === named)?.line;
  return (candidates.find(({ line }) => (room.get(line) ?? 0n) > 0n) ?? candidates[0])?.line;
}

/** Names goods of a lot that did not leave with what they are given back for. */
export const wrongLotCase = (receipt: string, { receiptLine, lot }: ReceiptLine): string =>
  `wrong-lot:${receipt}:${receiptLine}:${lot}`;

/** Whether goods are of another lot than each that is held of their line; no lot told is none known. */
export const isWrongLot = ({ line, lot }: ReceiptLine, lines: readonly LineView[]): boolean => {
  const held = lines.find((row) => row.line === line)?.held ?? NOTHING_HELD;
  return lot !== undefined && held.length > 0 && held.every((row) => (row.lot ?? lot) !== lot);
};

function inspectionsOf(
  state: State,
  receipts: readonly ReceiptView[],
  lines: readonly LineView[],
  decisions: ReadonlyMap<string, string>,
): readonly InspectionView[] {
  return registers(state, R.inspected).map((known) => {
    const settled = settle(state, known, R.inspected.type);
    const receipt = receipts.find(({ value }) => value.receipt === settled.value.receipt);
    const parts = settled.value.lines.flatMap(({ part, receiptLine, quantity, ...found }) => {
      const from = receipt?.lines.find((row) => row.receiptLine === receiptLine);
      if (from === undefined) return [];
      const { grade, faultOf, chainUnbroken, repairable } = found;
      const { item, lot } = from;
      const isSentBack =
        isWrongLot(from, lines) &&
        decisions.get(wrongLotCase(settled.value.receipt, from)) === 'reject';
      const line = isSentBack ? undefined : from.line;
      const quality = qualityWord(decisions, settled.value.inspection, part);
      const released = quality.releases === 0 ? {} : { qualityReleased: true as const };
      const seen = { grade, faultOf, chainUnbroken, repairable, ...released };
      return [{ part, seenAs: part, receiptLine, line, item, lot, quantity, found: seen, quality }];
    });
    return { ...settled, receipt, parts };
  });
}

/** Whether a deadline of this id and time has passed. */
export const hasPassed = (state: State, id: string, dueAt: number): boolean =>
  register(state, R.passed, `${id} ${dueAt}`) !== undefined;
