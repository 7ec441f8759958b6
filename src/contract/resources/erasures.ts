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
    attachments: shape.count('Files beside their cases that were emptied'),
    quarantined: shape.count('Entries of the quarantine that were emptied; open ones are discarded'),
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
  attachments: 1,
  quarantined: 0,
};

/** Instances that an answer names; the count says how many there are. */
export const NAMED_INSTANCES_MAX = 50;

export const previewErasure = defineOperation({
  id: 'previewErasure',
  method: 'post',
  path: '/v1/erasures/preview',
  tag: 'Personal data',
  summary: 'Tell what an erasure would make unreadable, and what still needs it; change nothing',
  access: 'key',
  body: z
    .strictObject({
      entity: shape.identifier('Entity', 'uk'),
      customer: shape.identifier('Our number of the customer', 'C-1001'),
    })
    .meta({ id: 'ErasureToPreview' }),
  bodyExample: { entity: 'uk', customer: 'C-1001' },
  answers: {
    200: {
      description: 'What would become unreadable',
      schema: z
        .object({
          entity: z.string(),
          customer: z.string(),
          customers: z
            .array(z.string())
            .meta({ description: 'That number, and those of records that were merged with it' }),
          facts: z
            .array(
              z.object({
                type: z.string().meta({ examples: ['customer.stated.v1'] }),
                count: shape.count('Facts of this type that hold such values'),
                members: z
                  .array(z.string())
                  .meta({ description: 'Its members that tell of a person', examples: [['name', 'street']] }),
              }),
            )
            .meta({ description: 'Where values would become unreadable' }),
          keys: shape.count('Keys that would be destroyed'),
          messages: shape.count('Raw messages that would be emptied'),
          sharedMessages: shape.count('Raw messages that also carried facts of others, and would stay'),
          attachments: shape.count('Files beside cases that would be emptied'),
          quarantined: shape.count('Entries of the quarantine that would be emptied, and discarded'),
          instanceCount: shape.count('Orders, returns, disputes and records that name the customer'),
          instances: z
            .array(z.string())
            .meta({ description: 'The first 50 of them', examples: [['uk/return/RMA-1']] }),
          unsettledCount: shape.count('Of these, what is not over and needs the data: refused until it is'),
          unsettled: z.array(z.string()).meta({ description: 'The first 50 of them' }),
        })
        .meta({ id: 'ErasurePreview' }),
      example: {
        entity: 'uk',
        customer: 'C-1001',
        customers: ['C-1001'],
        facts: [{ type: 'customer.stated.v1', count: 2, members: ['name', 'street'] }],
        keys: 4,
        messages: 9,
        sharedMessages: 0,
        attachments: 1,
        quarantined: 0,
        instanceCount: 1,
        instances: ['uk/customer/C-1001'],
        unsettledCount: 0,
        unsettled: [],
      },
    },
  },
  errors: ['not-found', 'entity-not-allowed'],
});

export const erasePersonalData = defineOperation({
  id: 'erasePersonalData',
  method: 'post',
  path: '/v1/erasures',
  tag: 'Personal data',
  summary: 'Make what tells of a customer unreadable for good',
  description:
    'Destroys the keys of the customer, and of records that were merged with it: names, addresses and free ' +
    'words are unreadable in facts, pages, messages, exports and evidence from then on, and read `erased`; ' +
    'numbers, quantities and amounts stay, and every chain and total holds. Files beside their cases are ' +
    'emptied, and so is what waits in quarantine and holds one of their numbers, or what was said of ' +
    'them. Refused while an order, a return or a dispute still needs the data. What was sent to other ' +
    'systems and partners before is theirs to erase; another process of ours reads from memory for at ' +
    'most ten seconds more.',
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
