/** From a typed document to canonical facts, where a process takes it. */
import type { X12Document } from '../sets/document.ts';
import { acknowledgementFacts, adviceFacts } from './answer-facts.ts';
import { changeFacts, orderFacts } from './order-facts.ts';
import { paymentFacts } from './payment-facts.ts';
import type { Saying } from './saying.ts';
import { adjustmentFacts, receiptFacts, shippingFacts } from './warehouse-facts.ts';

/** Documents that are read, checked and kept whole until there is a process for them. */
const NO_PROCESS_YET = {
  '180': 'a return',
  '810': 'an invoice of a supplier',
  '812': 'a credit or debit adjustment',
  '846': 'a stock statement',
  '855': 'an acknowledgement of an order of ours',
  '856': 'a ship notice of a supplier',
  '940': 'a warehouse shipping order of a depositor',
  '943': 'a stock transfer of a depositor',
} as const;

export function documentFacts(saying: Saying, document: X12Document): void {
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
    case '810':
    case '812':
    case '846':
    case '855':
    case '856':
    case '940':
    case '943':
      saying.reader.lack(
        document.segment,
        `no process takes this yet: ${NO_PROCESS_YET[document.set]} (${document.set})`,
      );
  }
}
