/** 820: money that a customer sends, invoice by invoice. */
import { FACTS } from '../../../canonical/catalogue.ts';
import { formatDecimal } from '../../../kernel/decimal.ts';
import { NUMBER_SCALE, scaledOf } from '../sets/set-reader.ts';
import type { Remittance } from '../sets/money.ts';
import type { Saying } from './saying.ts';

const INVOICE = 'IV';

export function paymentFacts(saying: Saying, remittance: Remittance): void {
  const { segment, lines, adjustments, amount, flag, trace, date } = remittance;
  const { reader, profile } = saying;
  if (flag !== 'C') {
    reader.lack(segment, `BPR03 "${flag}": no process takes money back yet`);
    return;
  }
  if (adjustments.length > 0) {
    const sum = adjustments.reduce((total, adjustment) => total + scaledOf(adjustment.amount), 0n);
    reader.lack(
      adjustments[0]!.segment,
      `no process takes deductions yet: ${adjustments.length} adjustments (ADX) of ` +
        `${formatDecimal(sum, NUMBER_SCALE, 2)} beside the invoices`,
    );
  }
  const paid = lines.reduce((total, line) => total + scaledOf(line.paid), 0n);
  const sum = adjustments.reduce((total, adjustment) => total + scaledOf(adjustment.amount), paid);
  if (sum !== scaledOf(amount)) {
    reader.object(
      segment,
      `the remittance does not add up: BPR02 is ${amount}, ` +
        `its lines are ${formatDecimal(sum, NUMBER_SCALE, 2)}`,
    );
  }
  if (trace === '') reader.object(segment, 'has no number by which the money can be found (TRN02)');
  const receivedAt = saying.moment(segment, date);
  lines.forEach((line, index) => {
    if (line.qualifier !== INVOICE) {
      reader.lack(
        line.segment,
        `no process takes payments for documents of kind "${line.qualifier}" yet`,
      );
      return;
    }
    if (line.paid.startsWith('-')) {
      reader.lack(line.segment, 'no process takes money back yet: the amount is below zero');
      return;
    }
    const part = `/${index + 1}`;
    saying.state(
      FACTS.paymentReceived,
      line.segment,
      {
        payment: `${trace}${part}`,
        invoice: line.document,
        amount: {
          amount: line.paid,
          currency: remittance.currency === '' ? profile.currency : remittance.currency,
        },
        receivedAt,
      },
      part,
    );
  });
}
