/** 824 as an answer to what a customer deducted by 812: it was decided against him, and why. */
import type { ContentOfFact } from '../../../canonical/catalogue.ts';
import type { sendDisputeAnswer } from '../../../canonical/document-commands.ts';
import { OTHER_REASON, REASON_LENGTH_MAX } from './answers.ts';
import type { WrittenSegment } from './interchange-text.ts';
import { decimalOf, purposeOf } from './order-documents.ts';
import type { Outgoing, OutgoingSet } from './outgoing.ts';
import { orderNumberOf } from './return-documents.ts';

type Answer = ContentOfFact<typeof sendDisputeAnswer>;

/**
 * It rejects the item that his own number names, not the document: his 812 was read and answered by 997. The
 * amount is what he owes after all.
 */
export function disputeAnswer(outgoing: Outgoing, content: Answer): OutgoingSet {
  const { dispute, customerReference, customer, salesOrder, invoice, amount, decidedAt, because } = content;
  const [date, time] = [outgoing.day(decidedAt), outgoing.clock(decidedAt)];
  // What has no number of his is named by ours.
  const named = customerReference === undefined ? ['VR', dispute] : ['DB', customerReference];
  const segments: readonly WrittenSegment[] = [
    ['BGN', purposeOf(outgoing), dispute, date, time],
    ['N1', 'BT', outgoing.text(customer, 60), '91', customer],
    ['OTI', 'IR', ...named, '', '', date, time, '', '', '812'],
    ['REF', 'IV', invoice],
    ['REF', 'PO', orderNumberOf(outgoing, salesOrder)],
    ['REF', 'VR', dispute],
    ['AMT', 'BM', decimalOf(outgoing.hundredths(amount)), 'D'],
    ['TED', OTHER_REASON, outgoing.text(because, REASON_LENGTH_MAX)],
  ];
  return { set: '824', segments };
}
