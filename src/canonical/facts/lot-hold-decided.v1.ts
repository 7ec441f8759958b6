import { z } from 'zod';
import { identifier, note, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LOT_NAME, toLot } from './lot-stated.v1.ts';

/** A lot may be held for several reasons at once: each hold has a name, and is lifted by it. */
export const lotHoldDecided = defineFact({
  type: 'lot-hold.decided.v1',
  meaning: 'Somebody stops a lot from being sold, or lifts his hold (X12 947 status on hold, off hold).',
  schema: z.object({
    ...LOT_NAME,
    hold: identifier('Name of the hold'),
    version,
    holds: z.boolean().describe('False: it is lifted'),
    kind: z.enum(['quality', 'recall', 'regulatory', 'damage', 'other']),
    reason: note('Why'),
    decidedBy: identifier('Person, or rule with its version'),
  }),
  key: (decided) => decided.hold,
  version: (decided) => decided.version,
  route: toLot,
});
