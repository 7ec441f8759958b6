/** 812 of a customer: what he keeps back of an invoice of ours, and why; restated, or taken back. */
import { FACTS } from '../../../canonical/catalogue.ts';
import { formatDecimal } from '../../../kernel/decimal.ts';
import type { CreditAdjustment } from '../sets/money.ts';
import { NUMBER_SCALE, scaledOf } from '../sets/set-reader.ts';
import { customerOf, revisionByTime } from './order-facts.ts';
import type { Saying } from './saying.ts';

/** BCD05 and CDD02, by the agreement's word for them. */
const FLAGS = { debit: 'D', credit: 'C' } as const;

/** BCD11 of a deduction that is stated, for the first time or anew; nothing said is the same. */
const STATES = new Set(['', '00', '04', '05']);
/** BCD11 of one that does not hold any more. */
const CANCELS = '01';

/** References that name the deduction that is taken back, where the document has a number of its own. */
const TAKEN_BACK = { debit: 'DB', credit: 'CM' } as const;

/** Reference that names an invoice, where the beginning of the document does not. */
const INVOICE = 'IV';

export function deductionFacts(
  saying: Saying,
  adjustment: CreditAdjustment,
  agreed: keyof typeof FLAGS,
): void {
  const { segment, flag, purpose, number, date, references } = adjustment;
  const { reader, profile, sentAt } = saying;
  const own = FLAGS[agreed];
  const isWithdrawal = purpose === CANCELS || flag !== own;
  if (purpose !== CANCELS && !STATES.has(purpose)) {
    reader.object(segment, `purpose "${purpose}" (BCD11) of a deduction is not taken: 00, 01, 04 and 05 are`);
  }
  const referenceBy = (qualifier: string): string =>
    references.find((one) => one.qualifier === qualifier)?.value ?? '';
  const invoice = adjustment.invoice || referenceBy(INVOICE);
  if (invoice === '') {
    const what = isWithdrawal ? 'that it was kept back of' : 'that it deducts from';
    reader.object(segment, `does not name the invoice ${what} (BCD07, or REF IV)`);
  }
  const currency = adjustment.currency === '' ? profile.currency : adjustment.currency;
  addUp(saying, adjustment, flag, purpose !== CANCELS);
  const about = {
    // What is sent later counts, however often it is sent and whichever comes first.
    revision: revisionByTime(sentAt),
    customer: customerOf(saying, adjustment),
    invoice: invoice || '?',
    statedAt: saying.moment(segment, date),
  };
  const amount = { amount: adjustment.amount, currency };
  if (isWithdrawal) {
    saying.state(FACTS.deductionWithdrawn, segment, {
      ...about,
      withdrawal: number,
      deduction: referenceBy(TAKEN_BACK[agreed]) || number,
      // A cancellation repeats what it cancels; it is gone whatever that was.
      ...(purpose === CANCELS ? {} : { amount }),
    });
    return;
  }
  const lines = adjustment.lines.map((line, index) => lineOf(saying, line, index, own, currency));
  if (lines.length === 0) reader.object(segment, 'gives no reason (CDD)');
  const words = new Set(lines.map(({ classification }) => classification));
  const [word = 'unknown'] = words;
  saying.state(FACTS.deductionStated, segment, {
    ...about,
    deduction: number,
    amount,
    classification: words.size > 1 ? 'unknown' : word,
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

/**
 * The lines are what the amount is made of; a document that contradicts itself deducts nothing. One that
 * takes back may leave its lines out.
 */
function addUp(
  { reader }: Saying,
  { segment, amount, lines }: CreditAdjustment,
  flag: string,
  isSomething: boolean,
): void {
  const sum = lines.reduce((total, line) => total + scaledOf(signed(line, flag)), 0n);
  if (lines.length > 0 && sum !== scaledOf(amount)) {
    const text = `the deduction does not add up: BCD04 is ${amount}, its lines are`;
    reader.object(segment, `${text} ${formatDecimal(sum, NUMBER_SCALE, 2)}`);
  } else if (isSomething && scaledOf(amount) <= 0n) {
    reader.object(segment, `keeps nothing back: BCD04 is ${amount}`);
  }
}
