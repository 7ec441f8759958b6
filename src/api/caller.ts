import type { FastifyRequest } from 'fastify';
import { HTTP_LIMITS } from '../contract/limits.ts';
import type { ApiDeps, Caller } from './deps.ts';
import { RefusedError } from './errors.ts';
import { decodeHeaderValue } from './cloud-event.ts';

const BEARER = /^Bearer +(\S+)$/i;
const NAME = /^[^\p{C}\p{Z}](?:[^\p{C}]*[^\p{C}\p{Z}])?$/u;

/** Who sends a request; there is no request without a key, not even from this machine. */
export async function callerOf(deps: ApiDeps, request: FastifyRequest): Promise<Caller> {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    throw new RefusedError({ code: 'key-missing', detail: 'The header Authorization is missing.' });
  }
  const token = BEARER.exec(authorization)?.[1];
  const principal = token === undefined ? null : await deps.authenticator.principalOf(token);
  if (principal === null) {
    throw new RefusedError({ code: 'key-invalid', detail: 'The API key is malformed, unknown or revoked.' });
  }
  const named = actorOf(request);
  if (named === null) return { principal, actor: principal.name };
  if (principal.speaksForPeople) return { principal, actor: named };
  throw new RefusedError({
    code: 'permission-denied',
    detail: `${principal.name} acts in its own name: its key does not speak for people.`,
    param: 'X-Crossdock-Actor',
  });
}

function actorOf(request: FastifyRequest): string | null {
  const header = request.headers['x-crossdock-actor'];
  if (header === undefined) return null;
  const decoded = typeof header === 'string' ? decodeHeaderValue(header) : null;
  const name = decoded?.ok === true ? decoded.value : '';
  if (name.length <= HTTP_LIMITS.identifierLengthMax && NAME.test(name)) return name;
  throw new RefusedError({
    code: 'invalid-request',
    detail: 'It must be a name of at most 64 printable characters, percent-encoded if not ASCII.',
    param: 'X-Crossdock-Actor',
  });
}
