/** Lots that nobody stated: what they are, said of many at once by quality. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';
import { FITNESS } from './lots.ts';
import { waitsForSecondPerson } from './proposals.ts';

/** Lots that are stated at once: what a person can read before. */
const LOTS_MAX = 200;

const lotName = { item: shape.identifier('Item', 'IT-1'), lot: shape.identifier('Lot', 'L-1') };

const body = {
  entity: shape.identifier('Business entity', 'uk').optional(),
  lots: z
    .array(
      z.strictObject({
        ...lotName,
        expiresOn: shape
          .date('Last day on which it is good')
          .nullable()
          .meta({ description: 'Null: it does not expire' }),
      }),
    )
    .min(1)
    .max(LOTS_MAX),
  needsRelease: z.boolean().meta({ description: 'They may not be sold before quality has released them' }),
};
const bodyExample = {
  entity: 'uk',
  lots: [{ item: 'IT-1', lot: 'L-1', expiresOn: '2032-05-04' }],
  needsRelease: true,
};

export const previewLotStatements = defineOperation({
  id: 'previewLotStatements',
  method: 'post',
  path: '/v1/lots/statements/preview',
  tag: 'Stock',
  owner: 'quality',
  summary: 'Tell what stating some lots would come to',
  description: 'Nothing is changed by it.',
  access: 'key',
  body: z.strictObject(body).meta({ id: 'LotStatementsDraft' }),
  bodyExample,
  answers: {
    200: {
      description: 'Lot by lot',
      schema: z
        .object({
          lots: z.array(
            z.object({
              ...lotName,
              before: z.enum(FITNESS),
              after: z.enum(FITNESS),
              onHand: shape.decimal('Sellable by its place, at all sites'),
            }),
          ),
          sellable: shape.count('Lots that may be promised by it'),
          waiting: z
            .array(z.object({ item: z.string(), shortfall: shape.decimal('What orders wait for') }))
            .meta({ description: 'Items that orders wait for: they are decided again' }),
        })
        .meta({ id: 'LotStatementsPreview' }),
    },
  },
  errors: ['entity-not-allowed'],
});

export const stateLots = defineOperation({
  id: 'stateLots',
  method: 'post',
  path: '/v1/lots/statements',
  tag: 'Stock',
  owner: 'quality',
  summary: 'State what some lots are: one fact and one line of the audit chain for each',
  description:
    'What a warehouse states of the same lot later replaces it by a higher version, or is a dispute of its ' +
    'own. Lots that somebody has stated meanwhile are refused.',
  access: 'key',
  body: z
    .strictObject({
      ...body,
      reason: shape.note('Why; it goes into the audit chain', 'read off the pallets'),
    })
    .meta({ id: 'LotStatements' }),
  bodyExample: { ...bodyExample, reason: 'read off the pallets' },
  answers: {
    200: {
      description: 'Every lot is either done or refused',
      schema: z
        .object({
          total: shape.count('Lots that were named'),
          done: z.array(z.object(lotName)),
          refused: z.array(z.object({ ...lotName, reason: z.string() })),
        })
        .meta({ id: 'LotStatementsAccount' }),
    },
    202: waitsForSecondPerson,
  },
  errors: ['entity-not-allowed', 'invalid-content'],
});
