/** Usage: which client called which operation, how often. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

const usage = z
  .object({
    day: z.string().meta({ description: 'UTC; of a total: its last day', examples: ['2031-05-07'] }),
    client: z
      .string()
      .meta({ description: 'Id of the key or session; empty: unknown', examples: ['0f3a9b1c2d4e'] }),
    clientName: z.string().meta({ examples: ['partner-north'] }),
    operation: z.string().meta({ description: 'Id of the operation', examples: ['placeSalesOrder'] }),
    requests: shape.count('Requests that were answered'),
    refused: shape.count('Of these: with 4xx'),
    limited: shape.count('Of these: with 429, because the budget was used up'),
    failed: shape.count('Of these: with 5xx'),
    bytesIn: shape.count('Bytes of bodies that came in'),
    bytesOut: shape.count('Bytes of bodies that went out'),
    durationMs: shape.count('Milliseconds from the first byte in to the last byte out, summed'),
    lastAt: shape.instant('Latest request'),
  })
  .meta({ id: 'Usage' });

export const usageList = z.object({ items: z.array(usage) }).meta({ id: 'UsageList' });

export const listUsage = defineOperation({
  id: 'listUsage',
  method: 'get',
  path: '/v1/usage',
  tag: 'Usage',
  summary: 'Tell which client called which operation, how often, the latest day first',
  access: 'key',
  query: z.strictObject({
    from: shape.date('Not before this day, UTC').optional(),
    to: shape.date('Not after this day, UTC').optional(),
    client: shape.identifier('Only this client', '0f3a9b1c2d4e').optional(),
    operation: shape.identifier('Only this operation', 'placeSalesOrder').optional(),
    by: z.enum(['day', 'total']).default('day').meta({ description: 'A row for each day, or one in all' }),
    limit: shape.queryNumber('Rows', 1, 1_000, 200),
  }),
  answers: {
    200: {
      description: 'The counts, those of this moment among them',
      schema: usageList,
      example: { items: [] },
    },
  },
  errors: ['invalid-content'],
});
