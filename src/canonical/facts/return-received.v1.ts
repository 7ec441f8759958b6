import { z } from 'zod';
import { identifier, instantText, lineNumber, positiveQuantityText, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { rma, toReturn } from '../rma.ts';

/**
 * What the dock counted, expected or not: a parcel that nobody announced is a return of its own
 * number until somebody says whose it is. A later version restates the whole receipt.
 */
export const returnReceived = defineFact({
  type: 'return.received.v1',
  meaning: 'The warehouse took goods back from a customer (X12 944, EPCIS receiving).',
  schema: z.object({
    rma,
    receipt: identifier('Number of the receipt in the warehouse'),
    version,
    site: identifier('Site that received'),
    receivedAt: instantText('When it came in'),
    lines: z
      .array(
        z.object({
          receiptLine: lineNumber.describe('Line of the receipt'),
          line: lineNumber.describe('Line of the return, where the warehouse knows it').optional(),
          item: identifier('Item that came'),
          quantity: positiveQuantityText('Counted, in base units'),
          lot: identifier('Lot as read from the goods').optional(),
        }),
      )
      .max(LIMITS.linesMax),
  }),
  key: (received) => received.receipt,
  version: (received) => received.version,
  route: toReturn,
  introduces: ({ receipt }) => [`receipt:${receipt}`],
});
