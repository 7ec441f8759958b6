/** Wire forms of the suppliers' portal: REST, camelCase, amounts and quantities as decimal text. */
import { z } from 'zod';

const text = z.string();

export const delivery = z.strictObject({
  deliveryNo: text,
  companyCode: text,
  purchaseOrderNo: text,
  supplierCode: text,
  itemCode: text,
  lotNo: text.nullable(),
  deliveredOn: text,
  unitCost: text,
  currencyCode: text,
  terms: z.strictObject({ covers: z.array(text), claimBy: text }).nullable(),
});

export const deliveries = z.strictObject({ deliveries: z.array(delivery) });

/** A claim as it stands: filed, answered, collected, settled, as far as it has come. */
export const claim = z.strictObject({
  claimNo: text,
  portalNo: text,
  companyCode: text,
  contentMark: text,
  supplierCode: text,
  purchaseOrderNo: text,
  deliveryNo: text,
  itemCode: text,
  lotNo: text.nullable(),
  quantity: text,
  fault: text,
  amount: text,
  currencyCode: text,
  goodsReturn: z.boolean(),
  reference: text,
  revision: z.int(),
  filedAt: text,
  withdrawn: z.boolean(),
  answer: z
    .strictObject({
      number: z.int(),
      verdict: z.enum(['accepted', 'partly', 'refused']),
      amount: text,
      reason: text,
      answeredAt: text,
    })
    .nullable(),
  acceptance: z.strictObject({ contentMark: text, amount: text }).nullable(),
  collection: z
    .strictObject({
      collectionNo: text,
      contentMark: text,
      siteCode: text,
      itemCode: text,
      lotNo: text.nullable(),
      quantity: text,
      collectedAt: text.nullable(),
    })
    .nullable(),
  settlement: z.strictObject({ settlementNo: text, amount: text, settledAt: text }).nullable(),
});

export type PortalClaim = z.output<typeof claim>;

export const event = z.strictObject({ event: z.literal('claim.changed'), claim });
export const page = z.strictObject({ claims: z.array(claim), nextSkip: z.int().nullable() });
export const refusal = z.strictObject({ error: z.strictObject({ code: text, message: text }) });
