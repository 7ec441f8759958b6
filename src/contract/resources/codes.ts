/** What the codes of each system mean to us, and what waits for a code that nobody has mapped. */
import { z } from 'zod';
import { HTTP_LIMITS } from '../limits.ts';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';
import { waitsForSecondPerson } from './proposals.ts';

const system = shape.identifier('System whose code it is; `*`: of all that have none of their own', 'wms');
const list = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be a short name: lower-case letters, digits, hyphens')
  .meta({ description: 'Kind of code: `unit`, `item-unit`, `status`, `reason` …', examples: ['unit'] });
const code = z
  .string()
  .min(1)
  .max(2 * HTTP_LIMITS.identifierLengthMax)
  .regex(/^[^\p{C}\p{Z}](?:[^\p{C}]*[^\p{C}\p{Z}])?$/u, 'must be printable, without outer blanks')
  .meta({ description: 'The code, as the system writes it', examples: ['CA'] });
const meaning = shape
  .identifier('Our word; of `item-unit` a number of base units, such as 12, 1/12 or catch 9.07 10%', 'case')
  .nullable();

const mapping = z
  .object({
    system,
    list,
    code,
    meaning,
    version: z.int().min(1).meta({ description: 'Rises with each mapping of the code', examples: [1] }),
    reason: z.string().meta({ examples: ['CA is their carton'] }),
    mappedBy: z.string().meta({ examples: ['admin'] }),
    mappedAt: shape.instant('When it was mapped'),
  })
  .meta({ id: 'CodeMapping' });

export const listCodes = defineOperation({
  id: 'listCodes',
  method: 'get',
  path: '/v1/codes',
  tag: 'Codes',
  summary: 'List what the codes of the systems mean, each in its newest version',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    system: shape.identifier('Only of this system', 'wms').optional(),
    list: shape.identifier('Only of this list', 'unit').optional(),
  }),
  answers: {
    200: {
      description: 'A page of the mappings',
      schema: shape.pageOf(mapping).meta({ id: 'CodeMappingPage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});

export const waitingCode = z
  .object({
    system: z.string().meta({ examples: ['wms'] }),
    list: z.string().meta({ examples: ['unit'] }),
    code: z.string().meta({ examples: ['CA'] }),
    waiting: z.int().min(1).meta({ description: 'Messages that wait for it', examples: [12] }),
    since: shape.instant('When the first of them came'),
  })
  .meta({ id: 'WaitingCode' });

export const listWaitingCodes = defineOperation({
  id: 'listWaitingCodes',
  method: 'get',
  path: '/v1/codes/waiting',
  tag: 'Codes',
  summary: 'List codes that messages wait for, the most wanted first',
  access: 'key',
  query: z.strictObject({ limit: shape.pageSize }),
  answers: {
    200: {
      description: 'Codes that nobody has mapped',
      schema: z.object({ items: z.array(waitingCode) }).meta({ id: 'WaitingCodes' }),
      example: { items: [] },
    },
  },
  errors: ['entity-not-allowed'],
});

const wanted = { system, list, code, meaning };
const wantedExample = { system: 'wms', list: 'unit', code: 'CA', meaning: 'case' };

export const mapCode = defineOperation({
  id: 'mapCode',
  method: 'post',
  path: '/v1/codes',
  tag: 'Codes',
  summary: 'Say what a code means, and let in what waited for it',
  description:
    'Appends a version with its reason to the book and to the audit chain. Messages that waited for ' +
    'the code are translated again in the order of their arrival. A meaning of `null` withdraws the ' +
    'mapping; what was let in stays.',
  access: 'key',
  body: z
    .strictObject({ ...wanted, reason: shape.note('Why it means that', 'CA is their carton') })
    .meta({ id: 'MapCode' }),
  bodyExample: { ...wantedExample, reason: 'CA is their carton' },
  answers: {
    202: waitsForSecondPerson,
    200: {
      description: 'It is mapped',
      schema: z
        .object({
          mapping,
          before: z.string().nullable().meta({ description: 'What it meant before', examples: [null] }),
          redriven: shape.count('Messages that were let in'),
          stillFaulty: shape.count('Messages that still wait, for another code or reason'),
        })
        .meta({ id: 'MappedCode' }),
    },
  },
  errors: ['entity-not-allowed'],
});

export const previewCode = defineOperation({
  id: 'previewCode',
  method: 'post',
  path: '/v1/codes/preview',
  tag: 'Codes',
  summary: 'Show what a mapping would let in, and do nothing',
  access: 'key',
  body: z.strictObject(wanted).meta({ id: 'PreviewCode' }),
  bodyExample: wantedExample,
  answers: {
    200: {
      description: 'What it would do',
      schema: z
        .object({
          before: z.string().nullable().meta({ description: 'What it means now', examples: [null] }),
          examined: shape.count('Waiting messages that were translated'),
          wouldComeIn: shape.count('Of these, those that would be let in'),
          stillFaulty: shape.count('Of these, those that would still wait'),
          complete: z.boolean().meta({ description: 'Every waiting message was examined' }),
          messages: z.array(
            z.object({
              id: z.string().meta({ examples: ['qua_7'] }),
              messageId: z.string().nullable(),
              facts: z.array(
                z.object({
                  type: z.string().meta({ examples: ['sales-order.stated.v1'] }),
                  entity: z.string(),
                  key: z.string().meta({ description: 'Business key', examples: ['SO-1001'] }),
                  data: z.unknown().meta({ description: 'Content of the fact' }),
                }),
              ),
              reason: z.string().nullable().meta({ description: 'Why it would still wait' }),
            }),
          ),
        })
        .meta({ id: 'CodePreview' }),
    },
  },
  errors: ['entity-not-allowed'],
});
