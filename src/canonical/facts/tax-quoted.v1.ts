import { z } from 'zod';
import { identifier, lineNumber, moneyObject } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';

/** Counts only for the content it was asked about: `of` names it. */
export const taxQuoted = defineFact({
  type: 'tax.quoted.v1',
  meaning: 'The tax engine states the tax of a shipment, line by line.',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    shipment: identifier('Shipment'),
    of: identifier('Fingerprint of the question that this answers'),
    quote: identifier('Number of the quote in the tax engine'),
    lines: z
      .array(
        z.object({
          line: lineNumber,
          /** Parts per million of the net amount. */
          ratePpm: z.int().min(0).max(1_000_000),
          tax: moneyObject('Tax of the line, rounded by the tax engine'),
        }),
      )
      .max(LIMITS.linesMax),
    freightTax: moneyObject('Tax on the freight'),
  }),
  key: (tax) => `${tax.shipment} ${tax.of}`,
  route: toSalesOrder,
});
