import { z } from 'zod';
import { identifier, instantText, lineNumber, positiveQuantityText, version } from '../codec.ts';
import { claim, toClaim } from '../claim.ts';
import { defineFact } from '../fact-type.ts';

/** Kinds of fault that terms of purchase may cover. */
export const CLAIM_GRADES = [
  'as-new',
  'opened',
  'damaged',
  'defective',
  'contaminated',
  'expired',
  'unknown',
] as const;

/** A return hands over what is the supplier's fault, or may be: one claim for each inspected part. */
export const supplierFaultReported = defineFact({
  type: 'supplier-fault.reported.v1',
  meaning: 'An inspection of returned goods found a fault that the supplier may have to pay for.',
  schema: z.object({
    claim,
    version: version.describe('Version of the inspection: a later one restates it'),
    rma: identifier('Return that brought the goods'),
    inspection: identifier('Inspection'),
    part: lineNumber.describe('Part of the inspection'),
    receipt: identifier('Receipt of the return'),
    site: identifier('Site where the goods lie'),
    item: identifier('Item'),
    lot: identifier('Lot, where it is known').optional(),
    quantity: positiveQuantityText('In base units'),
    grade: z.enum(CLAIM_GRADES),
    faultOf: z.enum(['customer', 'carrier', 'seller', 'supplier', 'unknown']),
    damageCode: identifier('Code of the damage').optional(),
    foundAt: instantText('When it was inspected'),
  }),
  key: (reported) => reported.claim,
  version: (reported) => reported.version,
  route: toClaim,
});
