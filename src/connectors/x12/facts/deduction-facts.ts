/** 812 of a customer: what he keeps back of an invoice of ours, and why. */
import { FACTS } from '../../../canonical/catalogue.ts';
import { formatDecimal } from '../../../kernel/decimal.ts';
import type { CreditAdjustment } from '../sets/money.ts';
import { NUMBER_SCALE, scaledOf } from '../sets/set-reader.ts';
import { customerOf } from './order-facts.ts';
import type { Saying } from './saying.ts';

/** BCD05 and CDD02, by the agreement's word for them. */
const FLAGS = { debit: 'D', credit: 'C' } as const;

/** BCD11 of a deduction that is stated for the first time; nothing said is the same. */
const ORIGINAL = new Set(['', '00']);

/** Reference that names an invoice, where the beginning of the document does not. */
const INVOICE = 'IV';

export function deductionFacts(
  saying: Saying,
  adjustment: CreditAdjustment,
  agreed: keyof typeof FLAGS,
): void {
  const { segment, flag, purpose, number, date, references } = adjustment;
  const { reader, profile } = saying;
  const own = FLAGS[agreed];
  if (flag !== own) {
    const text = `BCD05 is "${flag}", and he deducts by "${own}" (orders.deductions)`;
    reader.object(segment, `${text}: nobody takes a deduction back by 812`);
    return;
  }
  if (!ORIGINAL.has(purpose)) {
    reader.object(segment, `purpose "${purpose}" (BCD11) of a deduction is not taken: 00 is`);
  }
  const named = adjustment.invoice || references.find(({ qualifier }) => qualifier === INVOICE)?.value;
  if (named === undefined || named === '') {
    reader.object(segment, 'does not name the invoice that it deducts from (BCD07, or REF IV)');
  }
  const currency = adjustment.currency === '' ? profile.currency : adjustment.currency;
  const lines = adjustment.lines.map((line, index) => lineOf(saying, line, index, own, currency));
  if (lines.length === 0) reader.object(segment, 'gives no reason (CDD)');
  addUp(saying, adjustment, own);
  const words = new Set(lines.map(({ classification }) => classification));
  const [word = 'unknown'] = words;
  saying.state(FACTS.deductionStated, segment, {
    deduction: number,
    customer: customerOf(saying, adjustment),
    invoice: named || '?',
    amount: { amount: adjustment.amount, currency },
    classification: words.size > 1 ? 'unknown' : word,
    statedAt: saying.moment(segment, date),
    lines,
  });
}

function lineOf(
  saying: Saying,
  line: CreditAdjustment['lines'][number],
  index: number,
  own: string,
  currency: string,
) {
  const { segment, ids, quantity, unit, reason } = line;
  const item = ids.size === 0 ? undefined : saying.item(segment, ids);
  const counts = item !== undefined && quantity !== null;
  return {
    line: index + 1,
    ...(item === undefined ? {} : { item }),
    ...(counts ? { quantity: saying.quantity(segment, item, unit, quantity) } : {}),
    amount: { amount: signed(line, own), currency },
    // What nobody has mapped was said: the document waits for it.
    classification: saying.meaning(segment, 'deduction-reason', reason) ?? 'unknown',
  };
}

/** A line under the other flag gives back what the rest keeps. */
const signed = ({ amount, flag }: CreditAdjustment['lines'][number], own: string): string => {
  if (flag === own) return amount;
  return amount.startsWith('-') ? amount.slice(1) : `-${amount}`;
};

/** The lines are what the amount is made of; a document that contradicts itself deducts nothing. */
function addUp({ reader }: Saying, { segment, amount, lines }: CreditAdjustment, own: string): void {
  const sum = lines.reduce((total, line) => total + scaledOf(signed(line, own)), 0n);
  if (sum === scaledOf(amount)) {
    if (sum <= 0n) reader.object(segment, `keeps nothing back: BCD04 is ${amount}`);
    return;
  }
  const text = `the deduction does not add up: BCD04 is ${amount}, its lines are`;
  reader.object(segment, `${text} ${formatDecimal(sum, NUMBER_SCALE, 2)}`);
}
