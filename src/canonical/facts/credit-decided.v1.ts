import { z } from 'zod';
import { identifier, moneyObject, note, version } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';

/** Credit is contended between a customer's orders: its owner decides it once, atomically. */
export const creditDecided = defineFact({
  type: 'credit.decided.v1',
  meaning: 'The owner of the credit limit approves or holds the order up to an amount.',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    decision: version.describe('Number of the decision for this order; the larger one counts'),
    verdict: z.enum(['approved', 'held']),
    covers: moneyObject('Amount up to which the approval holds'),
    reason: note('Why'),
  }),
  key: (credit) => credit.salesOrder,
  version: (credit) => credit.decision,
  route: toSalesOrder,
});
