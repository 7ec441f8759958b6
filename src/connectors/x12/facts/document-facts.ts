/** From a typed document to canonical facts, where a process takes it. */
import type { X12Document } from '../sets/document.ts';
import type { CreditAdjustment } from '../sets/money.ts';
import { acknowledgementFacts, adviceFacts } from './answer-facts.ts';
import { deductionFacts } from './deduction-facts.ts';
import { changeFacts, orderFacts } from './order-facts.ts';
import { paymentFacts } from './payment-facts.ts';
import type { Saying } from './saying.ts';
import { returnFacts } from './return-facts.ts';
import { acknowledgedFacts, announcedFacts, creditFacts, supplierInvoiceFacts } from './supply-facts.ts';
import { snapshotFacts } from './stock-facts.ts';
import { adjustmentFacts, receiptFacts, shippingFacts } from './warehouse-facts.ts';

/** What nobody does here, and what whoever agreed to take it anyway is told. */
const NOT_OURS = {
  '940': 'an order to ship from stock that we would keep for the partner: our sites keep our own',
  '943': 'goods that the partner would have us keep: our sites keep our own',
} as const;

/** A document that the profile says is kept, or refused: it says why itself. */
function keptBack(saying: Saying, document: X12Document): boolean {
  const rule = saying.profile.unprocessed[document.set];
  if (rule === undefined) return false;
  const text = `${document.set} is not processed by agreement: ${rule.because}`;
  if (rule.action === 'keep') saying.reader.lack(document.segment, text);
  else saying.reader.object(document.segment, text);
  return true;
}

/** A customer deducts by 812, a supplier credits: what was agreed says which of them he is. */
function adjustmentOf(saying: Saying, adjustment: CreditAdjustment): void {
  const { deductions } = saying.profile.orders;
  if (deductions === 'none') creditFacts(saying, adjustment);
  else deductionFacts(saying, adjustment, deductions);
}

export function documentFacts(saying: Saying, document: X12Document): void {
  if (keptBack(saying, document)) return undefined;
  switch (document.set) {
    case '850':
      return orderFacts(saying, document);
    case '860':
      return changeFacts(saying, document);
    case '820':
      return paymentFacts(saying, document);
    case '944':
      return receiptFacts(saying, document);
    case '945':
      return shippingFacts(saying, document);
    case '947':
      return adjustmentFacts(saying, document);
    case '997':
    case '999':
      return acknowledgementFacts(saying, document);
    case '824':
      return adviceFacts(saying, document);
    case '180':
      return returnFacts(saying, document);
    case '855':
      return acknowledgedFacts(saying, document);
    case '856':
      return announcedFacts(saying, document);
    case '810':
      return supplierInvoiceFacts(saying, document);
    case '812':
      return adjustmentOf(saying, document);
    case '846':
      return snapshotFacts(saying, document);
    case '940':
    case '943':
      saying.reader.object(
        document.segment,
        `${document.set} is ${NOT_OURS[document.set]}; the profile may keep it (unprocessed.${document.set})`,
      );
  }
}
