import { z } from 'zod';
import { currencyCode, dateText, identifier, unitPriceText, version } from '../codec.ts';
import { claim, toClaim } from '../claim.ts';
import { defineFact } from '../fact-type.ts';
import { CLAIM_GRADES } from './supplier-fault-reported.v1.ts';

/** Lot or item leads to a delivery, the delivery to its purchase order, and that to supplier and terms. */
export const purchaseTraced = defineFact({
  type: 'purchase.traced.v1',
  meaning: 'The owner of purchases says where goods were bought, and under which terms of warranty.',
  schema: z.object({
    claim,
    generation: version.describe('How often it was asked: the newest answer counts'),
    of: identifier('Fingerprint of the question that this answers'),
    /** Absent: nobody knows where the goods were bought. */
    purchase: z
      .object({
        purchaseOrder: identifier('Purchase order'),
        delivery: identifier('Delivery by which they came'),
        supplier: identifier('Trading partner that sold them'),
        deliveredOn: dateText('Date of the delivery'),
        unitCost: unitPriceText('Paid for one base unit'),
        currency: currencyCode,
      })
      .optional(),
    /** Absent: the purchase has no known terms. */
    terms: z
      .object({
        covers: z.array(z.enum(CLAIM_GRADES)).describe('Kinds of fault that the supplier pays for'),
        claimBy: dateText('Last date on which a claim is taken'),
      })
      .optional(),
  }),
  key: (traced) => traced.claim,
  version: (traced) => traced.generation,
  route: toClaim,
});
