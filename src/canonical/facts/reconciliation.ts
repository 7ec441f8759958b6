/** Members that the facts of stock reconciliation share. */
import { z } from 'zod';
import { identifier, lineNumber, moneyObject } from '../codec.ts';
import type { Route } from '../fact-type.ts';

/** Word of reconciliations in instance keys: a count, a snapshot or a request, until it is settled. */
export const RECONCILIATION = 'reconciliation';

/** Number of the reconciliation of a document: documents of different kinds may have one number. */
export const reconciliationNumber = {
  count: (count: string): string => `count-${count}`,
  snapshot: (system: string, snapshot: string): string => `snapshot-${system}-${snapshot}`,
  adjustment: (adjustment: string): string => `adjustment-${adjustment}`,
} as const;

export const toReconciliation = (number: string): Route => ({
  to: 'instance', workflow: RECONCILIATION, number,
});

/** What a line is about. */
export const LINE = {
  line: lineNumber,
  item: identifier('Item'),
  lot: identifier('Lot; absent: all lots of the item').optional(),
} as const;

/** What tolerance and approval go by. */
export const WORTH = {
  abcClass: z.enum(['A', 'B', 'C']).describe('Class of the item by value moved; absent: A').optional(),
  unitCost: moneyObject('Cost of one base unit').optional(),
} as const;

/** Position of something in its system's log of stock changes: the larger came later. */
export const streamPosition = z
  .int()
  .min(1)
  .describe('Position in the log of stock changes of the system that says it');
