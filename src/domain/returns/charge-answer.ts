/** Answer of the owner of the billed lines to a dispute, as a fact: what of its amount may be credited. */
import { FACTS, type COMMANDS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { splitProRata, type Money } from '../../kernel/money.ts';
import { answered, type Answered, type Entitlements } from './answers.ts';
import { addAmounts, NO_AMOUNTS, sumOf } from './apportionment.ts';
import type { BilledOrder } from './entitlement.ts';
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
  const { dispute, of, salesOrder, invoice, amount: asked, creditMemo } = question;
  const decision = (before.answers.get(chargeKey(question))?.decision ?? 0) + 1;
  const amountMinor = asked.currency === order.currency ? asked.amountMinor : 0n;
  const weights = question.lines.map(({ weight }) => weight.amountMinor);
  const shares = weights.length === 0 ? [] : splitProRata(amountMinor, weights);
  const decided = decideGrant(
    {
      cause: dispute,
      invoice,
      amountMinor,
      parts: question.lines.map(({ line: salesOrderLine }, at) => ({
        salesOrderLine, minor: shares[at]!, of: null,
      })),
      goods: question.lines.map(({ line: salesOrderLine, quantity }) => ({ salesOrderLine, quantity })),
      creditMemo,
    },
    order.lines,
    withLedger(order, before.book, { cause: dispute }),
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
