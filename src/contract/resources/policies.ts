/** Policies: the decision tables, their versions, and how another version comes into force. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

const TABLE = 'approval-requirement';

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const values = z.record(z.string(), value);

const version = z
  .object({
    version: z.int().min(1).meta({ examples: [2] }),
    state: z.enum(['proposed', 'approved', 'rejected']),
    hash: z.string().meta({ description: 'SHA-256 of its canonical JSON' }),
    reason: z.string(),
    proposedBy: z.string(),
    proposedAt: shape.instant('When it was proposed'),
    decidedBy: z.string().nullable(),
    decidedAt: shape.instant('When it was approved or rejected').nullable(),
    decidedBecause: z.string().nullable(),
  })
  .meta({ id: 'PolicyVersion' });

const policy = z
  .object({
    table: z.string().meta({ examples: [TABLE] }),
    meaning: z.string(),
    inForce: z.int().meta({ description: 'Version in force', examples: [1] }),
    versions: z.array(version).meta({ description: 'The newest first' }),
  })
  .meta({ id: 'Policy' });

const table = shape.identifier('Decision table', TABLE);
const tableParams = z.strictObject({ table });
const versionParams = z.strictObject({
  table,
  version: z.string().regex(/^[1-9]\d{0,8}$/, 'must be a version').transform(Number).meta({
    description: 'Version of the table',
    wire: { type: 'integer', minimum: 1, examples: [2] },
  }),
});

export const listPolicies = defineOperation({
  id: 'listPolicies',
  method: 'get',
  path: '/v1/policies',
  tag: 'Policies',
  summary: 'List the decision tables with their versions',
  access: 'key',
  answers: {
    200: { description: 'All tables', schema: z.object({ items: z.array(policy) }).meta({ id: 'Policies' }) },
  },
  errors: [],
});

export const getPolicy = defineOperation({
  id: 'getPolicy',
  method: 'get',
  path: '/v1/policies/{table}',
  tag: 'Policies',
  summary: 'Read a decision table: its versions, and the file of the one in force',
  access: 'key',
  params: tableParams,
  query: z.strictObject({
    version: shape.queryNumber('Whose file to answer; 0: of the version in force', 0, 1_000_000, 0),
  }),
  answers: {
    200: {
      description: 'The table',
      schema: policy
        .extend({ file: z.unknown().meta({ description: 'JSON Decision Model of the version asked for' }) })
        .meta({ id: 'PolicyDetail' }),
    },
  },
  errors: [],
});

export const askPolicy = defineOperation({
  id: 'askPolicy',
  method: 'post',
  path: '/v1/policies/{table}/questions',
  tag: 'Policies',
  summary: 'Ask the version in force, and record nothing',
  access: 'key',
  params: tableParams,
  body: z.strictObject({ inputs: values }).meta({ id: 'PolicyQuestion' }),
  bodyExample: { inputs: { kind: 'credit', amount: '300.00' } },
  answers: {
    200: {
      description: 'What it decides',
      schema: z
        .object({ outputs: values, version: z.int(), row: z.string(), inputs: values })
        .meta({ id: 'PolicyAnswer' }),
    },
  },
  errors: [],
});

export const proposePolicy = defineOperation({
  id: 'proposePolicy',
  method: 'post',
  path: '/v1/policies/{table}/versions',
  tag: 'Policies',
  summary: 'Propose another version of a decision table',
  description: 'It is checked whole, and decides nothing until another person approved it.',
  access: 'key',
  params: tableParams,
  body: z
    .strictObject({
      file: z.record(z.string(), z.unknown()).meta({ description: 'JSON Decision Model of the version' }),
      reason: shape.note('Why', 'returns below 300 go by themselves'),
    })
    .meta({ id: 'PolicyProposal' }),
  bodyExample: { file: { table: TABLE, version: 2 }, reason: 'returns below 300 go by themselves' },
  answers: { 201: { description: 'Proposed', schema: version } },
  errors: ['invalid-content', 'not-possible-now', 'entity-not-allowed'],
});

export const previewPolicy = defineOperation({
  id: 'previewPolicy',
  method: 'get',
  path: '/v1/policies/{table}/versions/{version}/preview',
  tag: 'Policies',
  summary: 'Show which decisions of the past a version would make otherwise',
  access: 'key',
  params: versionParams,
  answers: {
    200: {
      description: 'What would be otherwise',
      schema: z
        .object({
          examined: shape.count('Decisions that were made again'),
          same: shape.count('Of these, with the same outputs'),
          changed: shape.count('Of these, with other outputs'),
          unanswerable: shape.count('Of these, that the version cannot be asked'),
          complete: z.boolean().meta({ description: 'Every decision of the past was examined' }),
          decisions: z.array(
            z.object({
              instance: z.string(),
              decision: z.string(),
              inputs: values,
              version: z.int().meta({ description: 'Version that decided' }),
              row: z.string(),
              outputs: values,
              wouldRow: z.string().nullable(),
              wouldOutputs: values.nullable(),
              fault: z.string().nullable(),
            }),
          ),
        })
        .meta({ id: 'PolicyPreview' }),
    },
  },
  errors: ['entity-not-allowed'],
});

export const decidePolicy = defineOperation({
  id: 'decidePolicy',
  method: 'post',
  path: '/v1/policies/{table}/versions/{version}/decision',
  tag: 'Policies',
  summary: 'Approve or reject a version that another person proposed',
  description: 'Approved, it is in force at once in every process; the decisions of before stay as they are.',
  access: 'key',
  params: versionParams,
  body: z
    .strictObject({ verdict: z.enum(['approve', 'reject']), reason: shape.note('Why', 'agreed in June') })
    .meta({ id: 'PolicyVerdict' }),
  bodyExample: { verdict: 'approve', reason: 'agreed in June' },
  answers: { 200: { description: 'Decided', schema: version } },
  errors: ['permission-denied', 'not-possible-now', 'entity-not-allowed'],
});
