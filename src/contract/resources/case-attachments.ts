/** Files that people put beside a case: what a decision rests on. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';
import { caseParams } from './case-clusters.ts';

export const ATTACHMENT_LIMITS = {
  /** Bytes of one file: a photograph of a pallet or a scanned letter, not a film. */
  bytesMax: 1_048_576,
  /** Files of one case: beyond that, it is an archive and belongs elsewhere. */
  filesMax: 20,
} as const;

/** What may be attached: pictures, documents, tables; nothing that a browser would run. */
export const ATTACHMENT_TYPES = [
  'image/png', 'image/jpeg', 'image/webp', 'application/pdf', 'text/plain', 'text/csv',
] as const;

const BASE64_LENGTH_MAX = Math.ceil(ATTACHMENT_LIMITS.bytesMax / 3) * 4;

const name = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^\p{C}/\\]+$/u, 'must be the name of a file, without its folder')
  .meta({ description: 'Name of the file', examples: ['pallet-7.jpg'] });

const type = z.enum(ATTACHMENT_TYPES).meta({ description: 'Its media type; its bytes must look like it' });

const content = z
  .string()
  .max(BASE64_LENGTH_MAX)
  .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'must be base64')
  .meta({ description: 'Its bytes, 1 MiB at most, in base64', examples: ['aGVsbG8='] });

export const attachment = z
  .object({
    id: z.string().meta({ examples: ['att_7'] }),
    case: z.string().meta({ examples: ['exc_42'] }),
    name: z.string(),
    type,
    bytes: shape.count('Size'),
    sha256: z.string().meta({ description: 'Of its bytes' }),
    by: z.string().meta({ description: 'Who attached it' }),
    at: shape.instant('When'),
    erasedAt: shape.instant('When it was erased: its bytes and its name are gone').nullable(),
  })
  .meta({ id: 'CaseAttachment' });

const example = {
  id: 'att_7', case: 'exc_42', name: 'note.txt', type: 'text/plain' as const, bytes: 5,
  sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
  by: 'ada', at: '2031-05-07T09:00:00.000Z', erasedAt: null,
};

export const listCaseAttachments = defineOperation({
  id: 'listCaseAttachments',
  method: 'get',
  path: '/v1/cases/{case}/attachments',
  tag: 'Cases',
  summary: 'List the files beside a case, the oldest first',
  access: 'key',
  params: caseParams,
  answers: {
    200: {
      description: 'Their names and hashes',
      schema: z.object({ items: z.array(attachment) }).meta({ id: 'CaseAttachments' }),
      example: { items: [example] },
    },
  },
  errors: [],
});

export const attachToCase = defineOperation({
  id: 'attachToCase',
  method: 'post',
  path: '/v1/cases/{case}/attachments',
  tag: 'Cases',
  summary: 'Put a file beside a case',
  description: 'It can be added, and never be changed: its hash goes into the audit chain.',
  access: 'key',
  idempotencyKey: 'optional',
  params: caseParams,
  body: z.strictObject({ name, type, content }).meta({ id: 'FileToAttach' }),
  bodyExample: { name: 'note.txt', type: 'text/plain', content: 'aGVsbG8=' },
  answers: { 201: { description: 'Kept', schema: attachment, example } },
  errors: ['not-possible-now', 'invalid-content'],
});

export const getCaseAttachment = defineOperation({
  id: 'getCaseAttachment',
  method: 'get',
  path: '/v1/cases/{case}/attachments/{attachment}',
  tag: 'Cases',
  summary: 'Read a file beside a case',
  description: 'In base64 inside of JSON: no browser shows, or runs, what somebody put there.',
  access: 'key',
  params: caseParams.extend({
    attachment: z
      .string()
      .regex(/^att_\d{1,18}$/, 'must be an id such as att_7')
      .meta({ description: 'Attachment', examples: ['att_7'] }),
  }),
  answers: {
    200: {
      description: 'The file',
      schema: attachment.extend({ content }).meta({ id: 'CaseAttachmentContent' }),
      example: { ...example, content: 'aGVsbG8=' },
    },
  },
  errors: [],
});
