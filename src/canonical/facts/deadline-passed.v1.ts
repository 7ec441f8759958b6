import { z } from 'zod';
import { identifier, instantText } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';

/** Time enters a judgement only as a fact, and only when it changes one. */
export const deadlinePassed = defineFact({
  type: 'deadline.passed.v1',
  meaning: 'A milestone was not reached by its deadline.',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    deadline: z.string().min(1).max(LIMITS.noteLengthMax).describe('Deadline id in the instance'),
    dueAt: instantText('When it was due'),
  }),
  key: (passed) => `${passed.deadline} ${passed.dueAt}`,
  route: toSalesOrder,
});
