/**
 * Answers of the owner of the billed lines, as facts: which goods a return holds, and what inspected
 * goods are worth. Pure: whoever asks holds the lock, and keeps what is answered.
 */
import { FACTS, type COMMANDS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { divideRounded, type Money, type RoundingRule } from '../../kernel/money.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { UnitPrice } from '../../kernel/unit-price.ts';
import type { PolicyStamp } from '../policy/decision.ts';
import { decideCredit, grossOf, type CreditDecision, type CreditLine } from './credit.ts';
import {
  authorize,
  EMPTY_BOOK,
  goneBefore,
  type BilledLine,
  type BilledOrder,
  type Eligibility,
  type EntitlementBook,
  type Held,
} from './entitlement.ts';
import { exchangesOf, type ExchangeTerms, type ExchangeWanted } from './exchange.ts';
import { withLedger } from './grant.ts';
import { askedOfFirst, freeReplaced, type Replaced } from './replaced.ts';

export type ReturnQuestion = ContentOfFact<typeof COMMANDS.authorizeReturn>;
export type CreditQuestion = ContentOfFact<typeof COMMANDS.approveCredit>;
export type AskedReturnLine = ReturnQuestion['lines'][number];
export type CreditPart = CreditQuestion['parts'][number];
type Authorized = ContentOfFact<typeof FACTS.returnAuthorized>;
type Refused = ContentOfFact<typeof FACTS.returnRefused>;
type Approved = ContentOfFact<typeof FACTS.creditApproved>;

/** What the distributor's policies are asked. */
export interface ReturnPolicies {
  readonly rounding: RoundingRule;
  eligibility(asked: {
    readonly line: AskedReturnLine;
    readonly from: BilledLine;
    readonly question: ReturnQuestion;
    readonly net: Money;
    /** The goods came free of charge in place of others. */
    readonly isReplaced: boolean;
  }): Eligibility;
  /** At which price another item is sold in place of what comes back of a line, and when it is sent. */
  exchange(asked: {
    readonly line: AskedReturnLine;
    readonly wanted: ExchangeWanted;
    /** The goods that come back, and what one base unit of them was billed at. */
    readonly from: BilledLine;
    readonly billedPrice: UnitPrice;
    readonly customer: string;
  }): ExchangeTerms;
  /**
   * Where inspected goods go; whether they are items of the return is told.
   * @param from who gives them back, and what left of this very lot for him and has not come back
   */
  disposition(
    part: CreditPart & { found: NonNullable<CreditPart['found']> },
    from: { readonly customer: string; readonly outstanding: Quantity },
  ): Disposition;
  /** Share of its price that goods are credited with. */
  creditShare(
    part: CreditPart,
    settlement: Eligibility['settlement'],
  ): { readonly basisPoints: number; readonly policy: PolicyStamp };
}

type ApprovedPart = Approved['parts'][number];

/** Where goods go, and what stands in the way of selling them again. */
export interface Disposition {
  readonly to: NonNullable<ApprovedPart['to']>;
  /** Quality may let them be sold again. */
  readonly qualityRelease: boolean;
  /** Why they may not be sold again, whatever a policy says. */
  readonly restockFault: string | null;
  readonly policy: PolicyStamp;
}

/** One answer, kept so that whoever asks again hears the same. */
export interface Answer {
  /** Generation of the command that asked. */
  readonly generation: number;
  readonly decision: number;
  readonly type: string;
  /** Canonical text of the fact. */
  readonly text: string;
}

/** Everything that is kept for the billed lines of one sales order. */
export interface Entitlements {
  readonly book: EntitlementBook;
  /** By return, and by return and inspection. */
  readonly answers: ReadonlyMap<string, Answer>;
}

export const NO_ENTITLEMENTS: Entitlements = { book: EMPTY_BOOK, answers: new Map() };

export interface Answered {
  readonly entitlements: Entitlements;
  readonly answer: Answer;
}

export const returnKey = ({ rma }: { rma: string }): string => rma;
export const creditKey = ({ rma, inspection }: { rma: string; inspection: string }): string =>
  `${rma} ${inspection}`;

/**
 * Decides which goods of the order a return holds from now on.
 * @param replaced set where it asks about goods that came in place of goods of this order
 */
export function answerReturn(
  order: BilledOrder,
  before: Entitlements,
  question: ReturnQuestion,
  generation: number,
  policies: ReturnPolicies,
  replaced?: Replaced,
): Answered {
  const book = withLedger(order, before.book);
  const { rma, of, salesOrder, customer } = question;
  const decision = (before.answers.get(returnKey(question))?.decision ?? 0) + 1;
  const asked = question.lines.map((line) => ({
    ...line,
    salesOrderLine: line.salesOrderLine,
    lot: line.lot,
  }));
  // Nobody gives back what somebody else bought.
  const billed = order.customer === customer ? order.lines : [];
  const open = asked.filter(({ quantity }) => quantity > 0n);
  const decided = authorize(
    rma,
    replaced === undefined ? open : askedOfFirst(open, replaced, billed, book),
    replaced === undefined ? billed : billed.map((line) => ({ ...line, lot: null })),
    book,
    (line, from, quantity) => {
      const net = {
        amountMinor: shareOf(from.amounts.netMinor, from, quantity, policies),
        currency: order.currency,
      };
      return policies.eligibility({ line, from, question, net, isReplaced: replaced !== undefined });
    },
    replaced && { rma: replaced.rma, free: freeReplaced(replaced, billed, book, rma) },
  );
  const refusals = [...decided.refusals];
  if (decided.held.length === 0) {
    const content: Refused = { rma, decision, of, refusals };
    const text = FACTS.returnRefused.encode(content);
    return answered(before, decided.book, returnKey(question), {
      generation,
      decision,
      type: FACTS.returnRefused.type,
      text,
    });
  }
  const content: Authorized = {
    rma,
    decision,
    of,
    salesOrder: salesOrder!,
    customer: order.customer,
    terms: order.terms,
    ...(order.shipTo === undefined ? {} : { shipTo: order.shipTo }),
    lines: decided.held.map((row) => authorizedLine(row, row.from, order, policies)),
    ...exchangesOf(before.answers.get(returnKey(question)), question, decided.held, order, policies),
    ...(replaced === undefined
      ? {}
      : { inPlaceOf: { rma: replaced.rma, salesOrder: replaced.salesOrder } }),
    refusals,
  };
  const text = FACTS.returnAuthorized.encode(content);
  return answered(before, decided.book, returnKey(question), {
    generation,
    decision,
    type: FACTS.returnAuthorized.type,
    text,
  });
}

function authorizedLine(
  { line, quantity, eligibility }: Held,
  from: BilledLine,
  { currency }: BilledOrder,
  policies: ReturnPolicies,
): Authorized['lines'][number] {
  const { verdict, code, settlement, feeBasisPoints, freightBack, reviewRole, policy } =
    eligibility;
  const { netMinor, taxMinor } = from.amounts;
  return {
    line,
    salesOrderLine: from.salesOrderLine,
    item: from.item,
    ...(from.lot === null ? {} : { lot: from.lot }),
    quantity,
    shipment: from.shipment,
    invoice: from.invoice,
    shippedAt: from.shippedAt,
    value: { amountMinor: shareOf(netMinor + taxMinor, from, quantity, policies), currency },
    verdict: verdict === 'refuse' ? 'review' : verdict,
    code,
    settlement,
    feeBasisPoints,
    freightBack,
    reviewRole,
    policy,
  };
}

const shareOf = (
  whole: bigint,
  from: BilledLine,
  quantity: Quantity,
  { rounding }: ReturnPolicies,
): bigint => divideRounded(whole * quantity, from.quantity, rounding);

/** Settlements that each kind of credit makes good: after an inspection, or by a policy without one. */
const MADE_GOOD: Readonly<Record<string, ReadonlySet<Eligibility['settlement']>>> = {
  kept: new Set(['keep-with-allowance', 'no-return-needed']),
  advance: new Set(['advance-credit']),
};
const AFTER_INSPECTION: ReadonlySet<Eligibility['settlement']> = new Set([
  'credit-after-inspection',
]);

/** Decides what becomes of inspected goods, and what of the billed lines is credited for them. */
export function answerCredit(
  order: BilledOrder,
  before: Entitlements,
  question: CreditQuestion,
  generation: number,
  policies: ReturnPolicies,
): Answered {
  const { rma, inspection, of, salesOrder } = question;
  const book = withLedger(order, before.book, { cause: rma, inspection });
  const decision = (before.answers.get(creditKey(question))?.decision ?? 0) + 1;
  const isMadeGood = MADE_GOOD[inspection] ?? AFTER_INSPECTION;
  const leftOf = lotsOutstanding(order, book, question);
  const judged = question.parts.map((part) => {
    const held = book.held.find((row) => row.rma === rma && row.line === part.line);
    const settlement = held?.eligibility.settlement ?? 'credit-after-inspection';
    const share = policies.creditShare(part, settlement);
    const creditBasisPoints =
      part.line !== undefined && isMadeGood.has(settlement) ? share.basisPoints : 0;
    const { found } = part;
    const from = { customer: order.customer, outstanding: leftOf(part) };
    const place = found === undefined ? null : policies.disposition({ ...part, found }, from);
    return { part, creditBasisPoints, place, share };
  });
  const decided = decideCredit(
    {
      rma,
      inspection,
      stands: question.stands === true,
      parts: judged.map(({ part, creditBasisPoints }) => ({
        part: part.part,
        line: part.line,
        quantity: part.quantity,
        creditBasisPoints,
      })),
    },
    order.lines,
    book,
    policies.rounding,
  );
  const { currency } = order;
  const content: Approved = {
    rma,
    inspection,
    decision,
    of,
    salesOrder,
    currency,
    parts: judged.map(({ part: { part, line, quantity }, creditBasisPoints, place, share }) => ({
      part,
      ...(line === undefined ? {} : { line }),
      quantity,
      ...placedPart(place),
      credited: decided.credited.get(part)!,
      creditBasisPoints,
      policies: place === null ? [share.policy] : [place.policy, share.policy],
    })),
    credits: creditsOf(decided, currency),
  };
  const text = FACTS.creditApproved.encode(content);
  return answered(before, decided.book, creditKey(question), {
    generation,
    decision,
    type: FACTS.creditApproved.type,
    text,
  });
}

const placedPart = (
  place: Disposition | null,
): Pick<ApprovedPart, 'to' | 'qualityRelease' | 'restockFault'> =>
  place === null
    ? {}
    : {
        to: place.to,
        ...(place.qualityRelease ? { qualityRelease: true } : {}),
        ...(place.restockFault === null ? {} : { restockFault: place.restockFault }),
      };

/**
 * What left of a lot with this order, less what was credited of it otherwise. Parts of one inspection are
 * dealt it in turn. Goods without a lot are those of lines without one.
 */
function lotsOutstanding(
  order: BilledOrder,
  book: EntitlementBook,
  { rma, inspection }: CreditQuestion,
): (part: CreditPart) => Quantity {
  const left = new Map<string, bigint>();
  const keyOf = (item: string, lot: string | null): string => `${item} ${lot ?? ''}`;
  for (const { key, item, lot, quantity } of order.lines) {
    const { quantity: gone } = goneBefore(book, key, rma, inspection);
    left.set(keyOf(item, lot), (left.get(keyOf(item, lot)) ?? 0n) + quantity - gone);
  }
  return ({ item, lot, quantity }) => {
    const key = keyOf(item, lot ?? null);
    const outstanding = left.get(key) ?? 0n;
    left.set(key, outstanding - quantity);
    return outstanding as Quantity;
  };
}

/** One credit for each invoice. */
function creditsOf({ lines }: CreditDecision, currency: Money['currency']): Approved['credits'] {
  const byInvoice = new Map<string, CreditLine[]>();
  for (const line of lines) {
    byInvoice.set(line.from.invoice, [...(byInvoice.get(line.from.invoice) ?? []), line]);
  }
  const money = (amountMinor: bigint): Money => ({ amountMinor, currency });
  return [...byInvoice].map(([invoice, rows]) => {
    const sum = (of: (row: CreditLine) => bigint): Money =>
      money(rows.reduce((total, row) => total + of(row), 0n));
    return {
      invoice,
      shipment: rows[0]!.from.shipment,
      lines: rows.map(({ line, from, quantity, amounts }) => ({
        line,
        salesOrderLine: from.salesOrderLine,
        item: from.item,
        quantity,
        net: money(amounts.netMinor),
        tax: money(amounts.taxMinor),
      })),
      freight: sum(({ amounts }) => amounts.freightMinor),
      freightTax: sum(({ amounts }) => amounts.freightTaxMinor),
      fee: sum(({ feeMinor }) => feeMinor),
      feeTax: sum(({ feeTaxMinor }) => feeTaxMinor),
      gross: money(grossOf(rows)),
    };
  });
}

export function answered(
  before: Entitlements,
  book: EntitlementBook,
  key: string,
  answer: Answer,
): Answered {
  return { entitlements: { book, answers: new Map([...before.answers, [key, answer]]) }, answer };
}
