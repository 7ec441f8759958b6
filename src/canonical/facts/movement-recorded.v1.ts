import { z } from 'zod';
import { identifier, note, positiveQuantityText, version } from '../codec.ts';
import { streamPosition } from './reconciliation.ts';
import { defineFact } from '../fact-type.ts';

/** EPCIS CBV 2.0 dispositions that stock can have here. */
export const DISPOSITIONS = [
  'sellable_accessible',
  'sellable_not_accessible',
  'non_sellable_other',
  'damaged',
  'returned',
  'in_transit',
  'disposed',
  'needs_replacement',
] as const;

const position = z.object({
  location: identifier('Site, `supplier`, `customer` or `adjustment`'),
  disposition: z.enum(DISPOSITIONS),
});

/** One fact of stock outside any order: receipts, transfers, adjustments. */
export const movementRecorded = defineFact({
  type: 'movement.recorded.v1',
  meaning: 'The warehouse moved stock from one position to another (EPCIS event, X12 944, 947).',
  schema: z.object({
    movement: identifier('Number of the movement in the warehouse'),
    version,
    kind: z.enum(['receipt', 'putaway', 'pick', 'pack', 'ship', 'return', 'adjustment', 'transfer']),
    item: identifier('Item'),
    lot: identifier('Lot').optional(),
    quantity: positiveQuantityText('Moved, in base units'),
    from: position,
    to: position,
    reason: note('Why').optional(),
    streamPosition: streamPosition.optional(),
  }),
  key: (movement) => movement.movement,
  version: (movement) => movement.version,
  route: () => ({ to: 'ledger' }),
});
