/** Exception cases: what needs a person, and what the person decides. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

const CASE_STATES = ['open', 'resolved', 'waived'] as const;

export const caseSummary = z
  .object({
    id: z.string().meta({ examples: ['exc_42'] }),
    case: z.string().meta({ description: 'Names the values of its condition' }),
    instance: z.string(),
    entity: z.string(),
    kind: z.string().meta({ examples: ['price-mismatch'] }),
    text: z.string(),
    role: z.string().meta({ description: 'Whose queue it is in', examples: ['finance'] }),
    assignee: z.string().nullable(),
    state: z.enum(CASE_STATES),
    exposure: shape.money.nullable(),
    playbook: z.string(),
    openedAt: shape.instant('When it began'),
    closedAt: shape.instant('When it ended').nullable(),
  })
  .meta({ id: 'ExceptionCase' });

export const caseDetail = caseSummary
  .extend({
    statements: z
      .array(
        z.object({
          content: z.string().meta({ description: 'Fingerprint: what a dispute is decided by' }),
          source: z.string(),
          fact: z.string(),
          data: z.unknown(),
        }),
      )
      .meta({ description: 'Of a dispute: what was stated, in every version of it' }),
    shipment: z.string().nullable().meta({ description: 'Of a refused posting: its shipment' }),
  })
  .meta({ id: 'ExceptionCaseDetail' });

export const params = z.strictObject({
  case: z
    .string()
    .regex(/^exc_\d{1,18}$/, 'must be an id such as exc_42')
    .meta({ description: 'Case', examples: ['exc_42'] }),
});

/** What a change may name as what it is based on. */
const ETAG = { ETag: 'Version of the case, for If-Match' };

export const listCases = defineOperation({
  id: 'listCases',
  method: 'get',
  path: '/v1/cases',
  tag: 'Cases',
  summary: 'List exception cases, the largest exposure or the oldest first',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    entity: shape.entityFilter,
    role: shape.identifier('Only of this queue', 'finance').optional(),
    kind: shape.identifier('Only of this kind', 'price-mismatch').optional(),
    state: z.enum(CASE_STATES).default('open').meta({ description: 'Only in this state' }),
    assignee: shape.identifier('Only of this person', 'ada').optional(),
    instance: shape.composedName('Only of this instance', 'uk/sales-order/SO-1001').optional(),
    sort: z.enum(['exposure', 'age']).default('exposure').meta({ description: 'What comes first' }),
  }),
  answers: {
    200: {
      description: 'A page of cases',
      schema: shape.pageOf(caseSummary).meta({ id: 'ExceptionCasePage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});

export const getCase = defineOperation({
  id: 'getCase',
  method: 'get',
  path: '/v1/cases/{case}',
  tag: 'Cases',
  summary: 'Read an exception case',
  access: 'key',
  params,
  answers: { 200: { description: 'The case', schema: caseDetail, headers: ETAG } },
  errors: [],
});

export const assignCase = defineOperation({
  id: 'assignCase',
  method: 'post',
  path: '/v1/cases/{case}/assignment',
  tag: 'Cases',
  summary: 'Give an exception case to a person, or back to the queue',
  access: 'key',
  ifMatch: 'optional',
  params,
  body: z
    .strictObject({ assignee: shape.identifier('Person; null: the queue', 'ada').nullable() })
    .meta({ id: 'CaseAssignment' }),
  bodyExample: { assignee: 'ada' },
  answers: { 200: { description: 'The case', schema: caseSummary, headers: ETAG } },
  errors: ['not-possible-now'],
});

const decided = z
  .object({
    id: z.string(),
    fact: z.string().meta({ description: 'The fact that records the decision', examples: ['person/D-1'] }),
    decision: z.int().min(1).meta({ description: 'Number of the decision' }),
    state: z.enum(CASE_STATES).meta({ description: 'State of the case after it' }),
  })
  .meta({ id: 'Decision' });
const decidedExample = { id: 'exc_42', fact: 'person/D-1', decision: 1, state: 'resolved' };
const deciding = {
  access: 'key',
  idempotencyKey: 'optional',
  ifMatch: 'optional',
  params,
  method: 'post',
  tag: 'Cases',
  answers: { 200: { description: 'Decided', schema: decided, example: decidedExample, headers: ETAG } },
  errors: ['not-possible-now', 'contradicted', 'invalid-content', 'not-let-in'],
} as const;
const reason = shape.note('Why; it goes into the audit chain', 'agreed with the customer by phone');

export const resolveCase = defineOperation({
  ...deciding,
  id: 'resolveCase',
  path: '/v1/cases/{case}/resolution',
  summary: 'Decide an exception case',
  description:
    '`accept`, `reject`: the workflow goes on accordingly. `retry`: ask the system again, as it is. ' +
    '`reissue`: take back what was done and do it again with the content of now.',
  body: z
    .strictObject({ verdict: z.enum(['accept', 'reject', 'retry', 'reissue']), reason })
    .meta({ id: 'CaseResolution' }),
  bodyExample: { verdict: 'accept', reason: 'agreed with the customer by phone' },
});

export const waiveCase = defineOperation({
  ...deciding,
  id: 'waiveCase',
  path: '/v1/cases/{case}/waiver',
  summary: 'Waive an exception case: its condition is accepted as it is',
  description: 'Covers exactly the values that the case names; other values open a new case.',
  body: z.strictObject({ reason }).meta({ id: 'CaseWaiver' }),
  bodyExample: { reason: 'below the limit of the branch' },
});

export const redatePosting = defineOperation({
  ...deciding,
  id: 'redatePosting',
  path: '/v1/cases/{case}/posting-date',
  summary: 'Decide on which date a refused document is posted',
  body: z
    .strictObject({ postingDate: shape.date('Date to post on'), reason })
    .meta({ id: 'PostingDate' }),
  bodyExample: { postingDate: '2031-06-01', reason: 'May is closed' },
});

export const decideDispute = defineOperation({
  ...deciding,
  id: 'decideDispute',
  path: '/v1/cases/{case}/dispute-decision',
  summary: 'Pick which of several contradicting statements counts',
  body: z
    .strictObject({
      content: shape.identifier('`content` of the statement that counts', '0k3b9a1x7d2f4c'),
      reason,
    })
    .meta({ id: 'DisputeDecision' }),
  bodyExample: { content: '0k3b9a1x7d2f4c', reason: 'the warehouse corrected its count' },
});
