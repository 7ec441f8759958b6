/** Evidence: everything that a document rests on, as one file that proves itself. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

const SEAL = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const seal = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal').meta({
  description: 'Seal of a pack',
  examples: [SEAL],
});

export const takeEvidence = defineOperation({
  id: 'takeEvidence',
  method: 'post',
  path: '/v1/evidence',
  tag: 'Evidence',
  summary: 'Take the evidence of a document as one file',
  description:
    'Facts with the hashes of the messages that brought them, commands, the versions of the policies that ' +
    'decided, approvals and what people did, of the document and of all that it names. The last line is ' +
    'the SHA-256 of every byte before it; the same is written into the audit chain.',
  access: 'key',
  body: z
    .strictObject({
      number: shape.composedName('Number of the document in any system', 'INV-1001'),
      entity: shape.identifier('Business entity, where several have the number', 'uk').optional(),
    })
    .meta({ id: 'EvidenceRequest' }),
  bodyExample: { number: 'INV-1001' },
  answers: {
    200: {
      description: 'The pack: lines of JSON',
      media: 'application/jsonl',
      schema: z.string(),
      example: `{"evidence":1,"about":"INV-1001","records":0}\n{"seal":"${SEAL}"}\n`,
      headers: { 'content-disposition': 'Name of the file', 'crossdock-seal': 'Seal of the pack' },
    },
  },
  errors: ['not-found', 'entity-required'],
});

export const findSeal = defineOperation({
  id: 'findSeal',
  method: 'get',
  path: '/v1/evidence/{seal}',
  tag: 'Evidence',
  summary: 'Say whether a pack with this seal was taken here, of what, when and by whom',
  access: 'key',
  params: z.strictObject({ seal }),
  answers: {
    200: {
      description: 'It was',
      schema: z
        .object({
          seal,
          instance: z.string().meta({ examples: ['uk/sales-order/SO-1001'] }),
          takenAt: shape.instant('When it was taken first'),
          takenBy: z.string().meta({ examples: ['ada'] }),
        })
        .meta({ id: 'EvidenceSeal' }),
    },
  },
  errors: [],
});

export const getVerifier = defineOperation({
  id: 'getVerifier',
  method: 'get',
  path: '/evidence',
  tag: 'Evidence',
  summary: 'The page that verifies a pack, in one file and without a network',
  description: 'Keep it: it works from a disk as well, and sends nothing anywhere.',
  access: 'open',
  answers: {
    200: { description: 'The page', media: 'text/html', schema: z.string(), example: '<!doctype html>' },
  },
  errors: [],
});
