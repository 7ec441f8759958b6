/** Personal data that a person asked to have erased. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';
import { waitsForSecondPerson } from './proposals.ts';

const erasure = z
  .object({
    id: z.string().meta({ examples: ['era_3'] }),
    entity: shape.identifier('Entity', 'uk'),
    customer: shape.identifier('Our number of the customer; it stays', 'C-1001'),
    erasedBy: z.string().meta({ examples: ['ada'] }),
    erasedAt: shape.instant('When'),
    reason: z.string(),
    keys: shape.count('Keys that were destroyed'),
    instances: shape.count('Orders, returns, disputes and records that named the customer'),
    messages: shape.count('Raw messages that were emptied'),
    sharedMessages: shape.count(
      'Raw messages that also carried facts of others, and hold no member that is marked: they stay',
    ),
  })
  .meta({ id: 'Erasure' });
const example = {
  id: 'era_3',
  entity: 'uk',
  customer: 'C-1001',
  erasedBy: 'ada',
  erasedAt: '2031-05-07T09:00:00.000Z',
  reason: 'asked for by letter of 2 May',
  keys: 4,
  instances: 3,
  messages: 9,
  sharedMessages: 0,
};

export const erasePersonalData = defineOperation({
  id: 'erasePersonalData',
  method: 'post',
  path: '/v1/erasures',
  tag: 'Personal data',
  summary: 'Make what tells of a customer unreadable for good',
  description:
    'Destroys the keys of the customer, and of records that were merged with it: names, addresses and free ' +
    'words are unreadable in facts, pages, messages, exports and evidence from then on, and read `erased`; ' +
    'numbers, quantities and amounts stay, and every chain and total holds. Refused while an order, a ' +
    'return or a dispute still needs the data. What was sent to other systems and partners before is ' +
    'theirs to erase; another process of ours reads from memory for at most ten seconds more.',
  access: 'key',
  body: z
    .strictObject({
      entity: shape.identifier('Entity', 'uk'),
      customer: shape.identifier('Our number of the customer', 'C-1001'),
      reason: shape.note('Why; it goes into the audit chain', 'asked for by letter of 2 May'),
    })
    .meta({ id: 'ErasePersonalData' }),
  bodyExample: { entity: 'uk', customer: 'C-1001', reason: 'asked for by letter of 2 May' },
  answers: {
    202: waitsForSecondPerson,
    200: { description: 'It is erased', schema: erasure, example },
  },
  errors: ['not-found', 'not-possible-now', 'entity-not-allowed'],
});

export const listErasures = defineOperation({
  id: 'listErasures',
  method: 'get',
  path: '/v1/erasures',
  tag: 'Personal data',
  summary: 'List what was erased, when and why',
  access: 'key',
  query: z.strictObject({ cursor: shape.cursor, limit: shape.pageSize }),
  answers: {
    200: {
      description: 'A page of them, the newest first',
      schema: shape.pageOf(erasure).meta({ id: 'ErasurePage' }),
      example: { items: [example], next: null },
    },
  },
  errors: [],
});
