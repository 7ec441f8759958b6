/** Approvals: what waits for a person's yes, with its amount, and what people said. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

const id = z
  .string()
  .regex(/^apr_\d{1,18}$/, 'must be an id such as apr_42')
  .meta({ description: 'Approval', examples: ['apr_42'] });

export const approval = z
  .object({
    id,
    task: z
      .string()
      .meta({ description: 'Names the values that it covers', examples: ['rebill:INV-7:12.50 GBP'] }),
    instance: z.string().meta({ examples: ['uk/dispute/DSP-1'] }),
    entity: z.string(),
    text: z.string(),
    role: z.string().meta({ description: 'Whose queue it is in', examples: ['finance'] }),
    amount: shape.money.nullable(),
    assignee: z.string().nullable(),
    openedAt: shape.instant('Since when it waits'),
    closedAt: shape.instant('When it ended').nullable(),
  })
  .meta({ id: 'Approval' });

export const approvalDetail = approval
  .extend({
    kind: z.string().meta({ description: 'What is approved, as the tables know it', examples: ['rebill'] }),
    approvals: shape.count('People who must approve'),
    makers: z.array(z.string()).meta({ description: 'Who began it: they may not approve' }),
    state: z.enum(['not-needed', 'waiting', 'approved', 'rejected']),
    words: z.array(
      z.object({
        by: z.string(),
        role: z.string(),
        verdict: z.enum(['approve', 'reject']),
        covers: shape.money,
        authority: z.string().meta({ examples: ['approval-authority version 1, row finance'] }),
        reason: z.string(),
      }),
    ),
  })
  .meta({ id: 'ApprovalDetail' });

const params = z.strictObject({ approval: id });

export const listApprovals = defineOperation({
  id: 'listApprovals',
  method: 'get',
  path: '/v1/approvals',
  tag: 'Approvals',
  summary: 'List what waits for approval, the largest amount or the oldest first',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    entity: shape.entityFilter,
    role: shape.identifier('Only of this queue', 'finance').optional(),
    assignee: shape.identifier('Only of this person', 'ada').optional(),
    instance: shape.composedName('Only of this instance', 'uk/dispute/DSP-1').optional(),
    state: z.enum(['open', 'closed']).default('open').meta({ description: 'Waiting, or decided' }),
    sort: z.enum(['exposure', 'age']).default('exposure').meta({ description: 'What comes first' }),
  }),
  answers: {
    200: {
      description: 'A page of tasks',
      schema: shape.pageOf(approval).meta({ id: 'ApprovalPage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});

export const getApproval = defineOperation({
  id: 'getApproval',
  method: 'get',
  path: '/v1/approvals/{approval}',
  tag: 'Approvals',
  summary: 'Read a task: what it covers, who began it, and what was said',
  access: 'key',
  params,
  answers: { 200: { description: 'The task', schema: approvalDetail } },
  errors: ['not-possible-now'],
});

export const decideApproval = defineOperation({
  id: 'decideApproval',
  method: 'post',
  path: '/v1/approvals/{approval}/decision',
  tag: 'Approvals',
  summary: 'Approve or reject a task',
  description:
    'Covers exactly the amount that the task names. Refused where the caller began it or has decided it, ' +
    'and where the table `approval-authority` gives none of the caller\'s roles such an amount.',
  access: 'key',
  idempotencyKey: 'optional',
  params,
  body: z
    .strictObject({
      verdict: z.enum(['approve', 'reject']),
      reason: shape.note('Why; it goes into the audit chain', 'checked against the delivery note'),
    })
    .meta({ id: 'ApprovalVerdict' }),
  bodyExample: { verdict: 'approve', reason: 'checked against the delivery note' },
  answers: {
    200: {
      description: 'Decided',
      schema: z
        .object({
          id,
          fact: z
            .string()
            .meta({ description: 'The fact that records it', examples: ['person/approval:apr_42:x'] }),
          role: z.string().meta({ description: 'Role in which it was decided', examples: ['finance'] }),
          state: z.enum(['not-needed', 'waiting', 'approved', 'rejected']),
        })
        .meta({ id: 'ApprovalDecision' }),
    },
  },
  errors: ['not-possible-now', 'permission-denied', 'contradicted', 'invalid-content', 'not-let-in'],
});
