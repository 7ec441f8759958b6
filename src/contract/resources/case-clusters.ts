/** Cases by what caused them: one decision for all of a cluster, previewed before anything is sent. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

const fingerprint = shape.identifier('Names the cause', '5f0c2a9be1d34c7a');

export const cluster = z
  .object({
    fingerprint,
    kind: z.string().meta({ examples: ['price-mismatch'] }),
    title: z.string().meta({ description: 'What its cases say, without their numbers' }),
    role: z.string(),
    playbook: z.string(),
    cases: shape.count('Open cases'),
    assignees: z.array(z.string()),
    exposure: z.array(shape.money).meta({ description: 'One amount for each currency' }),
    oldestAt: shape.instant('The oldest'),
    sample: z.string().meta({ description: 'Text of the largest', examples: ['Line 2 is ordered at 8'] }),
    example: z.string().meta({ description: 'Id of the largest', examples: ['exc_42'] }),
  })
  .meta({ id: 'CaseCluster' });

export const listCaseClusters = defineOperation({
  id: 'listCaseClusters',
  method: 'get',
  path: '/v1/case-clusters',
  tag: 'Cases',
  summary: 'List open cases by what caused them, the largest exposure or the oldest first',
  access: 'key',
  query: z.strictObject({
    entity: shape.entityFilter,
    role: shape.identifier('Only of this queue', 'finance').optional(),
    kind: shape.identifier('Only of this kind', 'price-mismatch').optional(),
    assignee: shape.identifier('Only with cases of this person', 'ada').optional(),
    sort: z.enum(['exposure', 'age', 'cases']).default('exposure').meta({ description: 'What comes first' }),
  }),
  answers: {
    200: {
      description: 'Every cluster',
      schema: z.object({ items: z.array(cluster) }).meta({ id: 'CaseClusters' }),
      example: { items: [] },
    },
  },
  errors: [],
});

const verdict = z
  .enum(['accept', 'reject', 'retry', 'reissue', 'waive'])
  .meta({ description: 'What is decided about every case' });

const quality = z.enum(['released', 'rejected']);

const fix = {
  fingerprint,
  verdict: verdict.optional(),
  system: shape
    .identifier('Its word counts where systems contradict each other; in place of a verdict', 'erp')
    .optional(),
  quality: quality
    .optional()
    .meta({ description: 'What quality says of every lot that the cases are about; in place of a verdict' }),
  entity: shape.entityFilter,
};

interface Said {
  readonly verdict?: unknown;
  readonly system?: unknown;
  readonly quality?: unknown;
}

/** A decision is one thing. */
const isOne = (said: Said): boolean =>
  [said.verdict, said.system, said.quality].filter((each) => each !== undefined).length === 1;
const ONE = {
  message: 'must name one of a verdict, a system whose word counts, and what quality says of lots',
  path: ['verdict'],
};

const effect = z
  .object({
    system: z.string(),
    type: z.string().meta({ examples: ['invoice.post.v1'] }),
    does: z.enum(['send', 'take-back', 'withdraw']),
    count: shape.count('Commands'),
    atStake: z.array(shape.money).meta({ description: 'Value that they are about, by currency' }),
    sample: z.string().meta({ description: 'One of them', examples: ['post-invoice:SH-1'] }),
  })
  .meta({ id: 'ClusterEffect' });

const counts = {
  cases: shape.count('Cases of the cluster'),
  closes: shape.count('Cases that this decision ends'),
  stays: shape.count('Cases that would stay open'),
  notYours: shape.count('Cases of a queue that the caller does not decide'),
};

export const clusterPreview = z
  .object({
    fingerprint: z.string(),
    verdict: verdict.nullable(),
    system: z.string().nullable().meta({ description: 'Whose word would count' }),
    quality: quality.nullable().meta({ description: 'What would be said of every lot' }),
    ...counts,
    effects: z.array(effect).meta({ description: 'What leaves at once; what follows is judged then' }),
    opens: z
      .array(z.object({ kind: z.string(), count: shape.count('Cases') }))
      .meta({ description: 'Cases that would open because of it' }),
    order: z.array(z.string()).meta({ description: 'Instances in the order of the replay' }),
    complete: z.boolean().meta({ description: 'Every case was looked at' }),
  })
  .meta({ id: 'ClusterPreview' });

export const previewCaseCluster = defineOperation({
  id: 'previewCaseCluster',
  method: 'post',
  path: '/v1/case-clusters/preview',
  tag: 'Cases',
  summary: 'Tell what a decision about a whole cluster would do, system by system; nothing is sent',
  access: 'key',
  body: z.strictObject(fix).refine(isOne, ONE).meta({ id: 'ClusterFix' }),
  bodyExample: { fingerprint: '5f0c2a9be1d34c7a', verdict: 'accept' },
  answers: {
    200: {
      description: 'What would happen',
      schema: clusterPreview,
      example: {
        fingerprint: '5f0c2a9be1d34c7a', verdict: 'accept', system: null, quality: null, cases: 0, closes: 0,
        stays: 0, notYours: 0,
        effects: [], opens: [], order: [], complete: true,
      },
    },
  },
  errors: ['not-found'],
});

export const clusterAccount = z
  .object({
    fingerprint: z.string(),
    total: shape.count('Cases that were open'),
    done: shape.count('Decided'),
    left: shape.count('Not yet looked at'),
    refused: z.array(z.object({ case: z.string(), reason: z.string() })),
  })
  .meta({ id: 'ClusterAccount' });

export const decideCaseCluster = defineOperation({
  id: 'decideCaseCluster',
  method: 'post',
  path: '/v1/case-clusters/decision',
  tag: 'Cases',
  summary: 'Decide the cases of a cluster in causal order, and account for every one',
  description:
    'The oldest order first. `done` + `refused` + `left` is what the cluster had. It stops after `limit` ' +
    'cases: repeat while `left` is not zero.',
  access: 'key',
  idempotencyKey: 'optional',
  body: z
    .strictObject({
      ...fix,
      reason: shape.note('Why; it goes into the audit chain', 'the spring promotion was agreed'),
      limit: z.int().min(1).max(200).default(50).meta({ description: 'Cases to decide now' }),
    })
    .refine(isOne, ONE)
    .meta({ id: 'ClusterDecision' }),
  bodyExample: {
    fingerprint: '5f0c2a9be1d34c7a', verdict: 'accept', reason: 'the spring promotion was agreed',
  },
  answers: {
    200: {
      description: 'What became of each',
      schema: clusterAccount,
      example: { fingerprint: '5f0c2a9be1d34c7a', total: 2, done: 2, left: 0, refused: [] },
    },
  },
  errors: ['not-found'],
});

export const caseParams = z.strictObject({
  case: z
    .string()
    .regex(/^exc_\d{1,18}$/, 'must be an id such as exc_42')
    .meta({ description: 'Case', examples: ['exc_42'] }),
});

export const comment = z
  .object({
    id: z.string().meta({ examples: ['com_7'] }),
    case: z.string(),
    by: z.string(),
    at: shape.instant('When it was said'),
    text: z.string(),
  })
  .meta({ id: 'CaseComment' });

const commentExample = {
  id: 'com_7', case: 'exc_42', by: 'ada', at: '2031-05-07T09:00:00.000Z', text: 'the customer calls back',
};

export const listCaseComments = defineOperation({
  id: 'listCaseComments',
  method: 'get',
  path: '/v1/cases/{case}/comments',
  tag: 'Cases',
  summary: 'Read what people said about a case, the oldest first',
  access: 'key',
  params: caseParams,
  answers: {
    200: {
      description: 'Comments',
      schema: z.object({ items: z.array(comment) }).meta({ id: 'CaseComments' }),
      example: { items: [commentExample] },
    },
  },
  errors: [],
});

export const commentCase = defineOperation({
  id: 'commentCase',
  method: 'post',
  path: '/v1/cases/{case}/comments',
  tag: 'Cases',
  summary: 'Say something about a case',
  access: 'key',
  idempotencyKey: 'optional',
  params: caseParams,
  body: z
    .strictObject({ text: shape.note('What is said', 'the customer calls back') })
    .meta({ id: 'Comment' }),
  bodyExample: { text: 'the customer calls back' },
  answers: { 201: { description: 'Kept', schema: comment, example: commentExample } },
  errors: [],
});
