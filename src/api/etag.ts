/** ETags that are a version in quotation marks, and what a change says it is based on. */
import type { FastifyRequest } from 'fastify';
import { invalid } from '../contract/refusal.ts';
import { RefusedError } from './errors.ts';

export const etagOf = (version: number): Readonly<Record<string, string>> => ({ etag: `"${version}"` });

/** The version that a change is based on; `null`: whatever is there. */
export function versionOf(request: FastifyRequest): number | null {
  const header = request.headers['if-match'];
  if (header === undefined || header === '*') return null;
  const version = /^"([1-9]\d{0,8})"$/.exec(header)?.[1];
  if (version !== undefined) return Number(version);
  const message = 'must be an ETag that was read, such as "3" with its quotation marks';
  throw new RefusedError(invalid('invalid-request', [{ path: 'If-Match', message }]));
}
