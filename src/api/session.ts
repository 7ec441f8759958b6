/** Signing in and out. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { csrfTokenOf, type Session, type SignedIn } from '../application/access/sessions.ts';
import { OPERATIONS } from '../contract/operations.ts';
import { permits } from '../contract/permissions.ts';
import * as contract from '../contract/resources/session.ts';
import { formatInstant } from '../kernel/instant.ts';
import { cookieOf, isSecure, refuseOtherSites, setCookie } from './cookies.ts';
import type { ApiDeps, Caller } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { serve, type Reply } from './route.ts';

export function serveSession(app: FastifyInstance, deps: ApiDeps): void {
  const secured = (request: FastifyRequest): boolean => isSecure(request, deps.publicUrl);

  serve(app, deps, contract.beginSession, async ({ body, request }) => {
    refuseOtherSites(request, deps.publicUrl);
    const device = cookieOf(request, 'device', secured(request));
    const origin = { address: request.ip, device };
    const signedIn = expect(await deps.sessions.signIn(body.name, body.password, origin));
    return { ...begun(signedIn, secured(request)), body: sessionAnswer(signedIn.session, signedIn.token) };
  });

  serve(app, deps, contract.getSession, ({ caller }) => {
    const { session } = caller;
    const body = session === null ? principalAnswer(caller) : sessionAnswer(session, session.token);
    return Promise.resolve({ status: 200, body, headers: { 'cache-control': 'no-store' } });
  });

  serve(app, deps, contract.endSession, async ({ caller, request }) => {
    const { session, actor } = caller;
    if (session === null) return { status: 200, body: { ended: false } };
    await deps.sessions.end(session.token, actor);
    const headers = { 'set-cookie': [setCookie('session', '', secured(request))] };
    return { status: 200, body: { ended: true }, headers };
  });

  serve(app, deps, contract.changePassword, async ({ body, caller, request }) => {
    const { session, principal } = caller;
    if (session === null) {
      throw new RefusedError({ code: 'not-possible-now', detail: 'A key has no password.' });
    }
    const person = expect(await deps.people.changePassword(principal.name, body.current, body.next));
    deps.sessions.forget();
    const device = cookieOf(request, 'device', secured(request));
    const signedIn = await deps.sessions.open(person, session.method, device);
    return { ...begun(signedIn, secured(request)), body: sessionAnswer(signedIn.session, signedIn.token) };
  });
}

/** What a browser is given when somebody has signed in. */
export function begun({ token, device }: SignedIn, secure: boolean): Omit<Reply, 'body'> {
  const cookies = [setCookie('session', token, secure), setCookie('device', device, secure)];
  return { status: 200, headers: { 'set-cookie': cookies, 'cache-control': 'no-store' } };
}

const operationsOf = ({ principal }: Pick<Caller, 'principal'>): readonly string[] =>
  OPERATIONS.filter(({ id }) => permits(id, principal.roles)).map(({ id }) => id);

const sessionAnswer = (session: Session, token: string) => ({
  ...principalAnswer(session),
  displayName: session.displayName,
  method: session.method,
  mustChangePassword: session.mustChange,
  expiresAt: formatInstant(session.expiresAt),
  csrfToken: csrfTokenOf(token),
});

const principalAnswer = ({ principal }: Pick<Caller, 'principal'>) => ({
  kind: principal.kind,
  name: principal.name,
  displayName: principal.name,
  roles: principal.roles,
  entities: principal.entities,
  sites: principal.sites,
  operations: operationsOf({ principal }),
  method: null,
  mustChangePassword: false,
  expiresAt: null,
  csrfToken: null,
});
