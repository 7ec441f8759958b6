/** The installation itself: quarantine, agreement, health. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';
import { waitsForSecondPerson } from './proposals.ts';

export const quarantined = z
  .object({
    id: z.string().meta({ examples: ['qua_7'] }),
    kind: z.enum(['message', 'fact']),
    state: z.enum(['open', 'redriven', 'discarded']),
    entity: z.string().nullable(),
    source: z.string(),
    messageId: z.string().nullable(),
    factId: z.string().nullable(),
    factType: z.string().nullable(),
    businessKey: z.string().nullable(),
    code: z.string().meta({ examples: ['not-owner'] }),
    reason: z.string(),
    bytes: shape.count('Size of what is kept'),
    seen: shape.count('How often it came'),
    redrives: shape.count('How often it was tried again'),
    receivedAt: shape.instant('When it first came'),
  })
  .meta({ id: 'Quarantined' });

export const listQuarantine = defineOperation({
  id: 'listQuarantine',
  method: 'get',
  path: '/v1/quarantine',
  tag: 'Quarantine',
  summary: 'List what was not let in, the oldest first',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    entity: shape.entityFilter,
    source: shape.identifier('Only from this system', 'wms').optional(),
    code: shape.identifier('Only for this reason', 'not-owner').optional(),
    state: z.enum(['open', 'redriven', 'discarded']).default('open').meta({ description: 'State' }),
  }),
  answers: {
    200: {
      description: 'A page of the quarantine',
      schema: shape.pageOf(quarantined).meta({ id: 'QuarantinePage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});

const entryParams = z.strictObject({
  entry: z
    .string()
    .regex(/^qua_\d{1,18}$/, 'must be an id such as qua_7')
    .meta({ description: 'Entry', examples: ['qua_7'] }),
});

export const discardQuarantined = defineOperation({
  id: 'discardQuarantined',
  method: 'post',
  path: '/v1/quarantine/{entry}/discard',
  tag: 'Quarantine',
  summary: 'Give something up: it is never let in, and kept all the same',
  description:
    'For what its sender has taken back, or said again in another way. The entry stays readable with its ' +
    'reason; the case that asked for it closes, and a file is counted as refused.',
  access: 'key',
  params: entryParams,
  body: z
    .strictObject({ reason: shape.note('Why nobody needs it', 'the partner sent it again under number 31') })
    .meta({ id: 'Discard' }),
  bodyExample: { reason: 'the partner sent it again under number 31' },
  answers: {
    202: waitsForSecondPerson,
    200: {
      description: 'It is given up',
      schema: z
        .object({ id: z.string(), state: z.literal('discarded') })
        .meta({ id: 'DiscardResult' }),
      example: { id: 'qua_7', state: 'discarded' },
    },
  },
  errors: ['not-found', 'not-possible-now'],
});

export const redriveQuarantined = defineOperation({
  id: 'redriveQuarantined',
  method: 'post',
  path: '/v1/quarantine/{entry}/redrive',
  tag: 'Quarantine',
  summary: 'Try again to let something in, after its cause was mended',
  access: 'key',
  params: entryParams,
  body: z
    .strictObject({ reason: shape.note('What was mended', 'the mapping knows carton now') })
    .meta({ id: 'Redrive' }),
  bodyExample: { reason: 'the mapping knows carton now' },
  answers: {
    202: waitsForSecondPerson,
    200: {
      description: 'What became of it',
      schema: z
        .object({
          id: z.string(),
          state: z.enum(['open', 'redriven', 'discarded']),
          reason: z.string().meta({ description: 'Why it is still not let in; the last one if it is' }),
        })
        .meta({ id: 'RedriveResult' }),
      example: { id: 'qua_7', state: 'redriven', reason: 'not-owner: mended since' },
    },
  },
  errors: ['not-possible-now'],
});

const byStatus = (description: string) =>
  z.record(z.string(), z.int()).meta({ description, examples: [{ done: 12 }] });

const brokenEquation = z
  .object({
    name: z.string().meta({ examples: ['shipped = invoiced + billable or held'] }),
    odd: z.string().meta({ description: 'The odd system', examples: ['erp'] }),
    verdict: z.enum(['in-transit', 'broken']),
    count: z.int().min(1),
    atStake: z.array(shape.money).meta({ description: 'One amount for each currency' }),
    examples: z.array(z.string()).meta({ description: 'Some instances', examples: [['uk/sales-order/S']] }),
  })
  .meta({ id: 'UnequalEquations' });

const agreement = z
  .object({
    at: shape.instant('As of'),
    entity: z.string().nullable(),
    rules: z.string().meta({ description: 'Version of the rules', examples: ['1-0ab3'] }),
    equations: z.object({
      checked: shape.count('Equations of all instances'),
      holds: shape.count('Both sides are equal'),
      inTransit: shape.count('Unequal, with something under way'),
      broken: shape.count('Unequal, with nothing under way'),
      atStake: z.array(shape.money).meta({ description: 'At stake in broken ones, by currency' }),
      unequal: z.array(brokenEquation),
      complete: z.boolean().meta({ description: '`unequal` looked at every instance' }),
    }),
    salesOrders: byStatus('Sales orders by lifecycle'),
    commands: byStatus('Commands by status'),
    cases: z.object({
      opened: shape.count('Cases ever opened'),
      open: shape.count('Open now'),
      byKind: byStatus('Open cases by kind'),
    }),
    facts: z.object({
      recorded: shape.count('Facts recorded'),
      duplicatesSuppressed: shape.count('Repetitions that changed nothing'),
      conflicts: shape.count('Contradictions'),
      waiting: shape.count('Waiting for the document they name'),
      quarantined: shape.count('Not let in, and open'),
    }),
    silentLoss: z.array(
      z.object({
        system: z.string(),
        channel: z.string(),
        lost: shape.count('Facts that only a sweep found'),
        lastSeenAt: shape.instant('Latest'),
      }),
    ),
  })
  .meta({ id: 'Agreement' });

export const getAgreement = defineOperation({
  id: 'getAgreement',
  method: 'get',
  path: '/v1/agreement',
  tag: 'Agreement',
  summary: 'Tell whether all systems agree, and what is at stake where they do not',
  access: 'key',
  query: z.strictObject({ entity: shape.entityFilter }),
  answers: { 200: { description: 'The summary', schema: agreement } },
  errors: [],
});

const health = z
  .object({ status: z.enum(['ok', 'unavailable']), detail: z.string().optional() })
  .meta({ id: 'Health' });

export const getHealth = defineOperation({
  id: 'getHealth',
  method: 'get',
  path: '/healthz',
  tag: 'Installation',
  summary: 'Tell that the process runs',
  access: 'open',
  answers: { 200: { description: 'It runs', schema: health, example: { status: 'ok' } } },
  errors: [],
});

export const getReadiness = defineOperation({
  id: 'getReadiness',
  method: 'get',
  path: '/readyz',
  tag: 'Installation',
  summary: 'Tell whether requests can be served: the store answers',
  access: 'open',
  answers: { 200: { description: 'They can', schema: health, example: { status: 'ok' } } },
  errors: [],
});

export const getMetrics = defineOperation({
  id: 'getMetrics',
  method: 'get',
  path: '/metrics',
  tag: 'Installation',
  summary: 'Figures of this process, for Prometheus',
  access: 'open',
  answers: {
    200: { description: 'Text format', media: 'text/plain', schema: z.string(), example: 'up 1\n' },
  },
  errors: [],
});

const document = z.looseObject({}).meta({ description: 'The document' });

export const getOpenApi = defineOperation({
  id: 'getOpenApi',
  method: 'get',
  path: '/openapi.json',
  tag: 'Installation',
  summary: 'This description: OpenAPI 3.1',
  access: 'open',
  answers: { 200: { description: 'OpenAPI 3.1', schema: document, example: { openapi: '3.1.1' } } },
  errors: [],
});

export const getAsyncApi = defineOperation({
  id: 'getAsyncApi',
  method: 'get',
  path: '/asyncapi.json',
  tag: 'Installation',
  summary: 'Every fact and command type: AsyncAPI 3.0',
  access: 'open',
  answers: { 200: { description: 'AsyncAPI 3.0', schema: document, example: { asyncapi: '3.0.0' } } },
  errors: [],
});
