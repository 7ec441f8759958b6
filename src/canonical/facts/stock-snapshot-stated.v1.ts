import { z } from 'zod';
import { identifier, instantText, quantityText, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { LINE, reconciliationNumber, streamPosition, toReconciliation, WORTH } from './reconciliation.ts';

/** What a system believes, at a moment; nobody has looked at the shelf. */
export const stockSnapshotStated = defineFact({
  type: 'stock-snapshot.stated.v1',
  meaning: 'A system states what its books hold at a site at a moment (X12 846).',
  schema: z.object({
    system: identifier('System whose books they are'),
    snapshot: identifier('Number of the snapshot'),
    version,
    site: identifier('Site'),
    takenAt: instantText('When it was true'),
    after: streamPosition.describe('Last stock change that it holds').optional(),
    lines: z
      .array(z.object({ ...LINE, onHand: quantityText('In its books'), ...WORTH }))
      .min(1)
      .max(LIMITS.linesMax),
  }),
  key: ({ system, snapshot }) => reconciliationNumber.snapshot(system, snapshot),
  version: (stated) => stated.version,
  route: ({ system, snapshot }) => toReconciliation(reconciliationNumber.snapshot(system, snapshot)),
});
