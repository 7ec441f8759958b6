import { z } from 'zod';
import { identifier, lineNumber, note, signedQuantityText, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { toReconciliation } from './reconciliation.ts';

/** Where a difference may come from. A suggestion with its reason, never more. */
export const VARIANCE_CAUSES = [
  'none', 'missing-movement', 'duplicate-movement', 'late-movement', 'unit-error', 'unmapped', 'unexplained',
] as const;

/** Decided under the locks of the positions, at the position in the stream that the statement names. */
export const stockCompared = defineFact({
  type: 'stock.compared.v1',
  meaning: 'The stock ledger says what it had at the moment of a count or snapshot, and what may differ.',
  schema: z.object({
    reconciliation: identifier('Number of the reconciliation'),
    comparison: version.describe('Number of the comparison; the larger one counts'),
    of: identifier('Fingerprint of the statement that was compared'),
    lines: z
      .array(
        z.object({
          line: lineNumber,
          book: signedQuantityText('Balance of the ledger at that moment'),
          cause: z.enum(VARIANCE_CAUSES),
          because: note('Why it is suggested'),
        }),
      )
      .max(LIMITS.linesMax),
  }),
  key: ({ reconciliation }) => reconciliation,
  version: (compared) => compared.comparison,
  route: ({ reconciliation }) => toReconciliation(reconciliation),
});
