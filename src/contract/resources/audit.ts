/** The audit chain: who changed what, when, why, and whether the account of it is whole. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

const HASH_EXAMPLE = '9f2c1e5b7a3d4c6e8f0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60';

export const entry = z
  .object({
    id: z.string().meta({ examples: ['aud_42'] }),
    at: shape.instant('When it was done'),
    actor: z.string().meta({ description: 'Person, rule or key that did it', examples: ['ada'] }),
    principal: z
      .string()
      .nullable()
      .meta({ description: 'Whose request it was', examples: ['key/0a1b2c3d4e5f'] }),
    action: z.string().meta({ examples: ['case.assign'] }),
    entity: z.string().nullable(),
    subject: z.string().meta({ description: 'What was changed', examples: ['case/exc_42'] }),
    before: z.string().nullable(),
    after: z.string().nullable(),
    reason: z.string().nullable(),
    previous: z.string().meta({ description: 'Hash of the entry before; empty: this is the first' }),
    hash: z.string().meta({ description: 'SHA-256 over all of it', examples: [HASH_EXAMPLE] }),
  })
  .meta({ id: 'AuditEntry' });

export const listAudit = defineOperation({
  id: 'listAudit',
  method: 'get',
  path: '/v1/audit',
  tag: 'Audit',
  summary: 'List what people, rules and keys changed',
  description: 'With `order=oldest` it reads along the chain; every entry names the hash of the one before.',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    entity: shape.entityFilter,
    actor: shape.composedName('Only by this person, rule or key', 'ada').optional(),
    action: shape.identifier('Only this act', 'case.assign').optional(),
    subject: shape.composedName('Only about this', 'case/exc_42').optional(),
    from: shape.instant('Only from this moment on').optional(),
    to: shape.instant('Only before this moment').optional(),
    order: z.enum(['newest', 'oldest']).default('newest').meta({ description: 'What comes first' }),
  }),
  answers: {
    200: {
      description: 'A page of entries',
      schema: shape.pageOf(entry).meta({ id: 'AuditPage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});

export const verdict = z
  .object({
    entries: shape.count('Entries in the chain'),
    hash: z.string().meta({ description: 'Hash of the last one: keep it elsewhere' }),
    kept: shape.count('Heads kept outside of the database that it was compared with'),
    sound: z.boolean(),
    faultCount: shape.count('Faults in all'),
    faults: z
      .array(
        z.object({
          id: z.string().nullable().meta({ description: 'Entry; null: the end of the chain' }),
          fault: z.enum(['edited', 'out-of-line', 'cut-off', 'not-as-kept']),
          text: z.string(),
        }),
      )
      .meta({ description: 'The first of them' }),
  })
  .meta({ id: 'AuditVerdict' });

export const verifyAudit = defineOperation({
  id: 'verifyAudit',
  method: 'get',
  path: '/v1/audit/verification',
  tag: 'Audit',
  summary: 'Walk along the whole audit chain and say whether it is whole',
  description:
    'Finds every edit, removal, insertion and change of order, also at the end of the chain. An edit with ' +
    'all later hashes made anew is found by the heads that the installation keeps outside of its database.',
  access: 'key',
  answers: {
    200: {
      description: 'The verdict',
      schema: verdict,
      example: { entries: 12, hash: HASH_EXAMPLE, kept: 3, sound: true, faultCount: 0, faults: [] },
    },
  },
  errors: ['entity-not-allowed'],
});
