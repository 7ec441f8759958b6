/** Commands: what we told other systems to do, and what became of it. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

export const COMMAND_STATUSES = [
  'queued',
  'failing',
  'parked',
  'sending',
  'in-doubt',
  'done',
  'refused',
  'withdrawn',
  'compensated',
] as const;

export const commandSummary = z
  .object({
    key: z.string().meta({
      description: 'Names one generation of the command',
      examples: ['uk/sales-order/SO-1001#post-invoice:SH-1#1'],
    }),
    instance: z.string(),
    entity: z.string(),
    id: z.string(),
    generation: z.int().min(1),
    type: z.string(),
    system: z.string(),
    status: z.enum(COMMAND_STATUSES),
    attempts: shape.count('Attempts to execute it'),
    probes: shape.count('Probes for its effect'),
    issuedAt: shape.instant('When it was issued'),
    sentAt: shape.instant('When it was last sent').nullable(),
    settledAt: shape.instant('When its fate was known').nullable(),
    nextAttemptAt: shape.instant('When it is tried or probed next').nullable(),
    detail: z.string().nullable().meta({ description: 'Last words of the system' }),
    cause: z.string().nullable().meta({ description: 'Fact that made it wanted' }),
    undoes: z
      .object({ id: z.string(), generation: z.int() })
      .nullable()
      .meta({ description: 'Command that it takes back' }),
  })
  .meta({ id: 'Command' });

const attempt = z
  .object({
    kind: z.enum(['execute', 'probe']),
    number: z.int().min(1),
    startedAt: shape.instant('Start'),
    endedAt: shape.instant('End'),
    result: z.string().meta({ examples: ['failed'] }),
    detail: z.string().nullable(),
  })
  .meta({ id: 'Attempt' });

const commandDetail = commandSummary
  .extend({
    content: z.unknown().meta({ description: 'Content of the command type' }),
    correlationId: z.string(),
    traceparent: z.string().nullable(),
    history: z.array(attempt).meta({
      description: 'Attempts and probes; success at the first try is told by the command itself',
    }),
  })
  .meta({ id: 'CommandDetail' });

const params = z.strictObject({
  command: shape.composedName('Key of the command', 'uk/sales-order/SO-1001#post-invoice:SH-1#1'),
});

export const listCommands = defineOperation({
  id: 'listCommands',
  method: 'get',
  path: '/v1/commands',
  tag: 'Commands',
  summary: 'List commands, the oldest first',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    entity: shape.entityFilter,
    status: z
      .enum(COMMAND_STATUSES)
      .optional()
      .meta({ description: 'Only in this state', examples: ['parked'] }),
    system: shape.identifier('Only for this system', 'erp').optional(),
    type: shape.identifier('Only of this type', 'invoice.post.v1').optional(),
    instance: shape.composedName('Only of this instance', 'uk/sales-order/SO-1001').optional(),
    olderThanSeconds: shape.queryNumber('Only issued at least so long ago', 0, 999_999_999, 0),
  }),
  answers: {
    200: {
      description: 'A page of commands',
      schema: shape.pageOf(commandSummary).meta({ id: 'CommandPage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});

export const getCommand = defineOperation({
  id: 'getCommand',
  method: 'get',
  path: '/v1/commands/{command}',
  tag: 'Commands',
  summary: 'Read a command with its content and every attempt',
  access: 'key',
  params,
  answers: { 200: { description: 'The command', schema: commandDetail } },
  errors: [],
});

const acted = z
  .object({ key: z.string(), status: z.enum(COMMAND_STATUSES) })
  .meta({ id: 'CommandStatus' });
const actedExample = { key: 'uk/sales-order/SO-1001#post-invoice:SH-1#1', status: 'queued' };

export const retryCommand = defineOperation({
  id: 'retryCommand',
  method: 'post',
  path: '/v1/commands/{command}/retry',
  tag: 'Commands',
  summary: 'Let a parked or failing command try again now',
  description: 'A command in doubt is never sent again blindly: probe it.',
  access: 'key',
  params,
  body: z
    .strictObject({ reason: shape.note('Why it will work now', 'credentials were renewed') })
    .meta({ id: 'CommandAction' }),
  bodyExample: { reason: 'credentials were renewed' },
  answers: { 202: { description: 'It is queued', schema: acted, example: actedExample } },
  errors: ['not-possible-now'],
});

export const probeCommand = defineOperation({
  id: 'probeCommand',
  method: 'post',
  path: '/v1/commands/{command}/probe',
  tag: 'Commands',
  summary: 'Ask the system now whether a command in doubt took effect',
  access: 'key',
  params,
  body: z
    .strictObject({ reason: shape.note('Why now', 'the customer is on the phone') })
    .meta({ id: 'CommandProbe' }),
  bodyExample: { reason: 'the customer is on the phone' },
  answers: {
    202: { description: 'The probe is due', schema: acted, example: { ...actedExample, status: 'in-doubt' } },
  },
  errors: ['not-possible-now'],
});

export const releaseCommand = defineOperation({
  id: 'releaseCommand',
  method: 'post',
  path: '/v1/commands/{command}/release',
  tag: 'Commands',
  summary: 'Say that a command in doubt had no effect, so that it is sent again',
  description:
    'For systems that can neither be probed conclusively nor honour our key: only a person who ' +
    'has looked there knows. If the effect exists after all, it will exist twice.',
  access: 'key',
  params,
  body: z
    .strictObject({ reason: shape.note('How that is known', 'looked it up in the ERP: no invoice') })
    .meta({ id: 'CommandRelease' }),
  bodyExample: { reason: 'looked it up in the ERP: no invoice' },
  answers: { 202: { description: 'It is queued', schema: acted, example: actedExample } },
  errors: ['not-possible-now'],
});
