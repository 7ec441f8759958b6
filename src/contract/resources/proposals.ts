/** Requests that wait for a second person. */
import { z } from 'zod';
import { defineOperation, type Answer } from '../operation.ts';
import * as shape from '../shapes.ts';

const STATES = ['open', 'approved', 'refused'] as const;

const proposal = z
  .object({
    id: z.string().meta({ examples: ['prp_7'] }),
    operation: z.string().meta({ description: 'By operationId', examples: ['mapCode'] }),
    params: z.unknown().meta({ description: 'Of its path' }),
    body: z.unknown().meta({ description: 'What would be sent' }),
    madeBy: z.string().meta({ description: 'Whoever asked; another person decides', examples: ['ada'] }),
    madeAt: shape.instant('When'),
    reason: z.string().nullable(),
    state: z.enum(STATES),
    decidedBy: z.string().nullable(),
    decidedAt: shape.instant('When it was decided').nullable(),
    decisionReason: z.string().nullable(),
    answerStatus: z
      .int()
      .nullable()
      .meta({ description: 'Status of carrying it out; null: it was not, or not to the end' }),
  })
  .meta({ id: 'Proposal' });
const example = {
  id: 'prp_7',
  operation: 'mapCode',
  params: {},
  body: { system: 'wms', list: 'unit', code: 'CA', meaning: 'case', reason: 'their carton' },
  madeBy: 'ada',
  madeAt: '2031-05-07T09:00:00.000Z',
  reason: 'their carton',
  state: 'open' as const,
  decidedBy: null,
  decidedAt: null,
  decisionReason: null,
  answerStatus: null,
};

/** What an operation answers that takes two people. */
export const waitsForSecondPerson: Answer = {
  description: 'Nothing is done yet: it waits for a second person',
  schema: z.object({ proposal }).meta({ id: 'WaitsForSecondPerson' }),
  example: { proposal: example },
};

export const listProposals = defineOperation({
  id: 'listProposals',
  method: 'get',
  path: '/v1/proposals',
  tag: 'Proposals',
  summary: 'List requests that wait for a second person',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    state: z.enum(STATES).default('open').meta({ description: 'Only in this state' }),
  }),
  answers: {
    200: {
      description: 'A page of them, the newest first',
      schema: shape.pageOf(proposal).meta({ id: 'ProposalPage' }),
      example: { items: [example], next: null },
    },
  },
  errors: [],
});

const deciding = {
  method: 'post',
  tag: 'Proposals',
  access: 'key',
  params: z.strictObject({
    proposal: z
      .string()
      .regex(/^prp_\d{1,18}$/, 'must be an id such as prp_7')
      .meta({ description: 'Proposal', examples: ['prp_7'] }),
  }),
  body: z
    .strictObject({ reason: shape.note('Why; it goes into the audit chain', 'seen in their manual') })
    .meta({ id: 'ProposalDecision' }),
  bodyExample: { reason: 'seen in their manual' },
} as const;

export const approveProposal = defineOperation({
  ...deciding,
  id: 'approveProposal',
  path: '/v1/proposals/{proposal}/approval',
  summary: 'Approve a request of somebody else, and carry it out',
  answers: {
    200: {
      description: 'Carried out as whoever asked for it',
      schema: z
        .object({ proposal, answer: z.unknown().meta({ description: 'What the operation answered' }) })
        .meta({ id: 'ApprovedProposal' }),
      example: { proposal: { ...example, state: 'approved', answerStatus: 200 }, answer: {} },
    },
  },
  errors: ['not-possible-now', 'second-person-needed', 'entity-not-allowed'],
});

export const refuseProposal = defineOperation({
  ...deciding,
  id: 'refuseProposal',
  path: '/v1/proposals/{proposal}/refusal',
  summary: 'Refuse a request of somebody else, or take back one of your own',
  answers: {
    200: {
      description: 'The proposal',
      schema: proposal,
      example: { ...example, state: 'refused' },
    },
  },
  errors: ['not-possible-now'],
});
