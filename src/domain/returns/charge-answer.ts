/** Answer of the owner of the billed lines to a dispute, as a fact: what of its amount may be credited. */
import { FACTS, type COMMANDS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { splitProRata, type Money } from '../../kernel/money.ts';
import { answered, type Answered, type Entitlements } from './answers.ts';
import { addAmounts, leftOf, NO_AMOUNTS, sumOf, type Amounts } from './apportionment.ts';
import { goneBefore, type BilledOrder, type EntitlementBook } from './entitlement.ts';
import { decideGrant, withLedger } from './grant.ts';

export type ChargeQuestion = ContentOfFact<typeof COMMANDS.approveChargeCredit>;
type Approved = ContentOfFact<typeof FACTS.chargeCreditApproved>;

export const chargeKey = ({ dispute }: { dispute: string }): string => `charge ${dispute}`;

/** Decides what a dispute is credited of its invoice; in another currency nothing. */
export function answerCharge(
  order: BilledOrder,
  before: Entitlements,
  question: ChargeQuestion,
  generation: number,
): Answered {
  const { dispute, of, salesOrder, invoice, amount: asked, creditMemo, charge } = question;
  const decision = (before.answers.get(chargeKey(question))?.decision ?? 0) + 1;
  const book = withLedger(order, before.book, { cause: dispute });
  const wantedMinor = asked.currency === order.currency ? asked.amountMinor : 0n;
  const roomMinor = charge === undefined ? wantedMinor : chargeLeft(order, book, dispute, invoice);
  const amountMinor = wantedMinor < roomMinor ? wantedMinor : roomMinor;
  const weights = question.lines.map(({ weight }) => weight.amountMinor);
  const shares = weights.length === 0 ? [] : splitProRata(amountMinor, weights);
  const decided = decideGrant(
    {
      cause: dispute,
      invoice,
      amountMinor,
      parts:
        charge === undefined
          ? question.lines.map(({ line: salesOrderLine }, at) => ({
              salesOrderLine, minor: shares[at]!, of: null,
            }))
          : [{ salesOrderLine: null, minor: amountMinor, of: CHARGE }],
      goods: question.lines.map(({ line: salesOrderLine, quantity }) => ({ salesOrderLine, quantity })),
      creditMemo,
    },
    order.lines,
    book,
  );
  const money = (amountMinor: bigint): Money => ({ amountMinor, currency: order.currency });
  const total = decided.lines.reduce((sum, { amounts }) => addAmounts(sum, amounts), NO_AMOUNTS);
  const content: Approved = {
    dispute,
    decision,
    of,
    salesOrder,
    invoice,
    asked,
    lines: decided.lines.map(({ from, quantity, amounts }) => ({
      line: from.salesOrderLine,
      item: from.item,
      quantity,
      net: money(amounts.netMinor),
      tax: money(amounts.taxMinor),
    })),
    freight: money(total.freightMinor),
    freightTax: money(total.freightTaxMinor),
    gross: money(sumOf(total)),
    before: money(decided.goneMinor),
  };
  return answered(before, decided.book, chargeKey(question), {
    generation,
    decision,
    type: FACTS.chargeCreditApproved.type,
    text: FACTS.chargeCreditApproved.encode(content),
  });
}

/** Amounts of freight. */
const CHARGE: ReadonlySet<keyof Amounts> = new Set(['freightMinor', 'freightTaxMinor']);

/** Of the freight that an invoice bills, with its tax, what nobody else was credited. */
function chargeLeft(order: BilledOrder, book: EntitlementBook, dispute: string, invoice: string): bigint {
  const others = { ...book, granted: book.granted.filter(({ cause }) => cause !== dispute) };
  return order.lines
    .filter((line) => line.invoice === invoice)
    .map(({ key, amounts }) => leftOf(amounts, goneBefore(others, key, '', '').amounts))
    .reduce((sum, { freightMinor, freightTaxMinor }) => sum + freightMinor + freightTaxMinor, 0n);
}
