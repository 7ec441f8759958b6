/** Commands of supplier recovery: what a return hands over, and what we tell purchasing and suppliers. */
import { z } from 'zod';
import { claim } from './claim.ts';
import { identifier, moneyObject, note, positiveQuantityText } from './codec.ts';
import { defineCommand } from './command-type.ts';
import { CLAIM_GRADES, supplierFaultReported } from './facts/supplier-fault-reported.v1.ts';

const of = identifier('Fingerprint of this content: the answer repeats it');
const supplier = identifier('Supplier');

/** Executed by ourselves: the content becomes the fact that begins, or restates, a claim. */
export const reportSupplierFault = defineCommand({
  type: 'supplier-fault.report.v1',
  meaning: 'Hand a fault of the supplier over to recovery.',
  schema: supplierFaultReported.schema,
});

export const tracePurchase = defineCommand({
  type: 'purchase.trace.v1',
  meaning: 'Ask the owner of purchases where goods were bought, and under which terms.',
  schema: z.object({
    claim,
    of,
    item: identifier('Item'),
    lot: identifier('Lot, where it is known').optional(),
    site: identifier('Site where the goods lie'),
  }),
});

/** Set to this: the supplier holds the claim with this amount from now on. */
export const fileSupplierClaim = defineCommand({
  type: 'supplier-claim.file.v1',
  meaning: 'Claim the cost of faulty goods from their supplier.',
  schema: z.object({
    claim,
    of,
    supplier,
    purchaseOrder: identifier('Purchase order'),
    delivery: identifier('Delivery'),
    item: identifier('Item'),
    lot: identifier('Lot').optional(),
    quantity: positiveQuantityText('In base units'),
    grade: z.enum(CLAIM_GRADES),
    amount: moneyObject('Claimed'),
    returnGoods: z.boolean().describe('The goods go back'),
    reference: identifier('Inspection that found the fault'),
  }),
});

export const withdrawSupplierClaim = defineCommand({
  type: 'supplier-claim.withdraw.v1',
  meaning: 'Tell the supplier that a claim no longer stands.',
  schema: z.object({ claim, supplier, reason: note('Why') }),
});

export const arrangeSupplierReturn = defineCommand({
  type: 'supplier-return.arrange.v1',
  meaning: 'Have the supplier collect claimed goods (return to vendor).',
  schema: z.object({
    claim,
    of,
    supplier,
    site: identifier('Site where the goods lie'),
    item: identifier('Item'),
    lot: identifier('Lot').optional(),
    quantity: positiveQuantityText('In base units'),
  }),
});

export const acceptSupplierAnswer = defineCommand({
  type: 'supplier-claim.accept.v1',
  meaning: 'Accept what the supplier offers for a claim: he settles it, and the rest is given up.',
  schema: z.object({ claim, of, supplier, amount: moneyObject('What is accepted') }),
});
