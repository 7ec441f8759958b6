/** Signing in and out. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { csrfTokenOf, type Session, type SignedIn } from '../application/access/sessions.ts';
import type { SignInDesk } from '../application/access/sign-in.ts';
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

  serve(app, deps, contract.redeemSignInLink, async ({ body, request }) => {
    refuseOtherSites(request, deps.publicUrl);
    const device = cookieOf(request, 'device', secured(request));
    const signedIn = expect(await deps.signInLinks.redeem(body.token, device ?? null));
    return { ...begun(signedIn, secured(request)), body: sessionAnswer(signedIn.session, signedIn.token) };
  });

  serve(app, deps, contract.getSession, ({ caller }) => {
    const { session } = caller;
    const body = session === null ? principalAnswer(caller) : sessionAnswer(session, session.token);
    return Promise.resolve({ status: 200, body, headers: { 'cache-control': 'no-store' } });
  });

  serve(app, deps, contract.getSignInMethods, () =>
    Promise.resolve({ status: 200, body: { password: true, identityProvider: deps.issuer } }),
  );

  serve(app, deps, contract.leaveForSignIn, async ({ query, request }) => {
    const desk = deskOf(deps);
    const { url, secret } = await desk.begin(callbackOf(deps, request).href, query.returnTo);
    const cookie = setCookie('sign-in', secret, secured(request));
    return { status: 302, headers: { 'location': url, 'set-cookie': [cookie] } };
  });

  serve(app, deps, contract.finishSignIn, async ({ request }) => {
    const desk = deskOf(deps);
    const callback = new URL(request.url, callbackOf(deps, request));
    const [secret, device] = (['sign-in', 'device'] as const).map((name) => {
      return cookieOf(request, name, secured(request));
    });
    const finished = expect(await desk.finish(callback, secret ?? null, device ?? null));
    const left = setCookie('sign-in', '', secured(request));
    const cookies = [...sessionCookies(finished, secured(request)), left];
    return { status: 302, headers: { 'location': finished.returnTo, 'set-cookie': cookies } };
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

function deskOf({ signIn }: ApiDeps): SignInDesk {
  if (signIn !== null) return signIn;
  throw new RefusedError({ code: 'not-found', detail: 'No identity provider is configured here.' });
}

/** Where the identity provider sends a browser back to. */
const callbackOf = (deps: ApiDeps, request: FastifyRequest): URL =>
  new URL(contract.finishSignIn.path, deps.publicUrl ?? `${request.protocol}://${request.headers.host}`);

/** What a browser is given when somebody has signed in. */
const sessionCookies = ({ token, device }: SignedIn, secure: boolean): readonly string[] => [
  setCookie('session', token, secure),
  setCookie('device', device, secure),
];

const begun = (signedIn: SignedIn, secure: boolean): Omit<Reply, 'body'> => ({
  status: 200,
  headers: { 'set-cookie': sessionCookies(signedIn, secure), 'cache-control': 'no-store' },
});

const operationsOf = ({ principal }: Pick<Caller, 'principal'>): readonly string[] =>
  OPERATIONS.filter(({ id }) => permits(id, principal.roles)).map(({ id }) => id);

const sessionAnswer = (session: Session, token: string) => ({
  ...principalAnswer(session),
  displayName: session.displayName,
  brokenGlass: session.taken.map(({ id, role, reason, endsAt }) => ({
    id: `bgl_${id}`, role, reason, endsAt: formatInstant(endsAt),
  })),
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
  brokenGlass: [],
  method: null,
  mustChangePassword: false,
  expiresAt: null,
  csrfToken: null,
});
