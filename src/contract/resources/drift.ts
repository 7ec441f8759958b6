/** What vendors' messages look like, and what is not as it was. */
import { z } from 'zod';
import { HTTP_LIMITS } from '../limits.ts';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

const drift = z.object({
  path: z.string().meta({ description: 'Member', examples: ['$.discount'] }),
  kind: z.enum(['vanished', 'appeared', 'type']),
  from: z.array(z.string()).meta({ description: 'JSON types as they were', examples: [['number']] }),
  to: z.array(z.string()).meta({ description: 'JSON types as they came', examples: [['string']] }),
  since: shape.instant('When it began'),
  text: z.string().meta({ examples: ['$.discount turned from number to string at 2031-05-07 09:40'] }),
});

export const learned = z
  .object({
    system: z.string().meta({ examples: ['shop'] }),
    topic: z.string().meta({ description: 'Kind of message; empty: not named', examples: ['orders/create'] }),
    messages: shape.count('Messages that were looked at'),
    members: shape.count('Members that they have'),
    updatedAt: shape.instant('When something was learned last'),
    drifts: z.array(drift),
  })
  .meta({ id: 'LearnedShape' });

export const listDrift = defineOperation({
  id: 'listDrift',
  method: 'get',
  path: '/v1/drift',
  tag: 'Drift',
  summary: 'Tell which members of which messages are not as they were',
  access: 'key',
  query: z.strictObject({ system: shape.identifier('Only of this system', 'shop').optional() }),
  answers: {
    200: {
      description: 'Every kind of message that was learned',
      schema: z.object({ items: z.array(learned) }).meta({ id: 'LearnedShapes' }),
      example: { items: [] },
    },
  },
  errors: ['entity-not-allowed'],
});

const text = (description: string, example: string, lengthMax: number) =>
  z
    .string()
    .max(lengthMax)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters')
    .meta({ description, examples: [example] });

export const acceptDrift = defineOperation({
  id: 'acceptDrift',
  method: 'post',
  path: '/v1/drift/accept',
  tag: 'Drift',
  summary: 'Say that a member is right as it is now: its case closes',
  access: 'key',
  body: z
    .strictObject({
      system: shape.identifier('System', 'shop'),
      topic: text('Kind of message; empty: not named', 'orders/create', HTTP_LIMITS.identifierLengthMax),
      path: text('Member', '$.discount', HTTP_LIMITS.nameLengthMax),
      reason: shape.note('Why it is right', 'their release notes of May'),
    })
    .meta({ id: 'AcceptDrift' }),
  bodyExample: {
    system: 'shop', topic: 'orders/create', path: '$.discount', reason: 'their release notes of May',
  },
  answers: {
    200: {
      description: 'It is accepted',
      schema: z
        .object({ left: shape.count('Members of this kind of message that still are not as they were') })
        .meta({ id: 'AcceptedDrift' }),
    },
  },
  errors: ['entity-not-allowed', 'not-found'],
});
