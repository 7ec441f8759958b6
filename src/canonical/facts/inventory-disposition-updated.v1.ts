import { z } from 'zod';
import { identifier, lineNumber, positiveQuantityText, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { rma, toReturn } from '../rma.ts';

/** Where returned goods can go. */
export const RETURN_DISPOSITIONS = [
  'restock',
  'quarantine',
  'refurbish',
  'scrap',
  'supplier-claim',
  'back-to-customer',
] as const;

/** What the warehouse did with inspected goods, unit by unit; nothing is restocked before it. */
export const inventoryDispositionUpdated = defineFact({
  type: 'inventory-disposition.updated.v1',
  meaning: 'The warehouse put inspected goods where they were decided to go (EPCIS CBV disposition).',
  schema: z.object({
    rma,
    inspection: identifier('Inspection that it follows from'),
    version,
    of: identifier('Fingerprint of the instruction that this answers'),
    site: identifier('Site'),
    lines: z
      .array(
        z.object({
          part: lineNumber.describe('Part of the inspection'),
          item: identifier('Item'),
          quantity: positiveQuantityText('In base units'),
          lot: identifier('Lot').optional(),
          to: z.enum(RETURN_DISPOSITIONS),
        }),
      )
      .max(LIMITS.linesMax),
  }),
  key: (updated) => updated.inspection,
  version: (updated) => updated.version,
  route: toReturn,
});
