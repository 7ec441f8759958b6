/** Who sends a request: there is no request without a key or a session, not even from this machine. */
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../application/access/principal.ts';
import { isCsrfToken } from '../application/access/sessions.ts';
import { HTTP_LIMITS } from '../contract/limits.ts';
import { decodeHeaderValue } from './cloud-event.ts';
import { cookieOf, isSecure, refuseOtherSites } from './cookies.ts';
import type { ApiDeps, Caller } from './deps.ts';
import { RefusedError } from './errors.ts';

const BEARER = /^Bearer +(\S+)$/i;
const NAME = /^[^\p{C}\p{Z}](?:[^\p{C}]*[^\p{C}\p{Z}])?$/u;

export async function callerOf(deps: ApiDeps, request: FastifyRequest): Promise<Caller> {
  const { authorization } = request.headers;
  if (authorization === undefined) return callerOfSession(deps, request);
  const token = BEARER.exec(authorization)?.[1];
  const principal = token === undefined ? null : await principalOfToken(deps, token);
  if (principal === null) {
    const detail = 'The API key is malformed, unknown, expired or revoked.';
    throw new RefusedError({ code: 'key-invalid', detail });
  }
  const named = actorOf(request);
  if (named === null) return { principal, actor: principal.name, session: null };
  if (principal.speaksForPeople) return { principal, actor: named, session: null };
  throw new RefusedError({
    code: 'permission-denied',
    detail: `${principal.name} acts in its own name: its key does not speak for people.`,
    param: 'X-Crossdock-Actor',
  });
}

/** A key of ours, or an access token of the identity provider: those have three parts. */
const principalOfToken = (deps: ApiDeps, token: string): Promise<Principal | null> =>
  deps.signIn !== null && token.split('.').length === 3
    ? deps.signIn.principalOf(token)
    : deps.authenticator.principalOf(token);

/** A person who is signed in; what changes something needs the token that only our own pages know. */
async function callerOfSession(deps: ApiDeps, request: FastifyRequest): Promise<Caller> {
  const secure = isSecure(request, deps.publicUrl);
  const token = cookieOf(request, 'session', secure);
  if (token === null) {
    const detail = 'There is no session, and no header Authorization.';
    throw new RefusedError({ code: 'key-missing', detail });
  }
  const session = await deps.sessions.find(token);
  if (session === null) {
    throw new RefusedError({ code: 'key-invalid', detail: 'The session has ended: sign in again.' });
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuseOtherSites(request, deps.publicUrl);
    const given = request.headers['x-csrf-token'];
    if (typeof given !== 'string' || !isCsrfToken(token, given)) {
      throw new RefusedError({
        code: 'csrf-token-missing',
        detail: given === undefined ? 'The header is missing.' : 'It is the token of another session.',
        param: 'X-CSRF-Token',
      });
    }
  }
  return { principal: session.principal, actor: session.principal.name, session: { ...session, token } };
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
