/**
 * What a return and the order that replaces its goods tell each other. Executed by ourselves: the number of
 * the issue becomes the version of what is said, so the later one counts.
 */
import { z } from 'zod';
import { currencyCode, identifier, instantText, note } from './codec.ts';
import { defineCommand } from './command-type.ts';
import { replacementContent } from './facts/replacement-placed.v1.ts';
import { replacementReport } from './facts/replacement-reported.v1.ts';
import { shipTo } from './facts/sales-order-stated.v1.ts';

/** Set to this: the order brings so much in all. */
export const placeReplacement = defineCommand({
  type: 'replacement.place.v1',
  meaning: 'Place the sales order that brings goods in place of returned ones, free of charge or at a price.',
  schema: z.object({
    ...replacementContent,
    customer: identifier('Trading partner that gets the goods'),
    currency: currencyCode,
    orderedAt: instantText('When the customer asked for it'),
    shipTo,
  }),
});

export const withdrawReplacement = defineCommand({
  type: 'replacement.withdraw.v1',
  meaning: 'Cancel the order that was to bring goods in place of returned ones: they are not owed any more.',
  schema: z.object({
    rma: replacementContent.rma,
    salesOrder: replacementContent.salesOrder,
    reason: note('Why'),
  }),
});

export const reportReplacement = defineCommand({
  type: 'replacement.report.v1',
  meaning: 'Tell the return how far the order has come that replaces its goods.',
  schema: z.object(replacementReport),
});
