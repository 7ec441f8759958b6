import { z } from 'zod';
import { ERROR_CODES, ERROR_TYPE_BASE, type ErrorCode } from './error-codes.ts';

/** One thing that is wrong with a request. */
export const invalidPart = z
  .object({
    path: z.string().meta({ description: 'JSON path, header or parameter', examples: ['$.lines[0]'] }),
    message: z.string().meta({ examples: ['must be greater than zero'] }),
  })
  .meta({ id: 'InvalidPart' });

/** Problem document of RFC 9457. */
export const problem = z
  .object({
    type: z.string().meta({ format: 'uri-reference', examples: [`${ERROR_TYPE_BASE}invalid-request`] }),
    code: z.enum(ERROR_CODES as [ErrorCode, ...ErrorCode[]]),
    title: z.string().meta({ examples: ['A part of the request is invalid'] }),
    status: z.int().min(400).max(599),
    detail: z.string().meta({ description: 'This occurrence, in words' }),
    instance: z.string().meta({ description: 'Request id', examples: ['urn:request:req-1'] }),
    param: z
      .string()
      .optional()
      .meta({ description: 'The part of the request to look at first', examples: ['$.lines[0]'] }),
    mend: z.string().meta({ description: 'What the caller can do about it' }),
    limit: z.int().optional().meta({ description: 'The limit that was exceeded' }),
    position: z.int().optional().meta({ description: 'Offset, in characters, where reading failed' }),
    errors: z.array(invalidPart).optional().meta({ description: 'Everything that is wrong' }),
  })
  .meta({ id: 'Problem', description: 'Problem document (RFC 9457)' });

export type Problem = z.output<typeof problem>;
export type InvalidPart = z.output<typeof invalidPart>;
