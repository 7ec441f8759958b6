/** Signing in and out, and who is asking. */
import { z } from 'zod';
import { ROLES } from '../permissions.ts';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

/** Roles that people may have: `system` is for machines. */
export const PERSON_ROLES = ROLES.filter((role) => role !== 'system');

const password = (description: string) =>
  z.string().min(1).max(200).meta({ description, examples: ['h7kq2-9wxmz-4tfpb-cn3vd'] });

export const session = z
  .object({
    kind: z
      .enum(['person', 'key', 'client'])
      .meta({ description: 'A person who signed in, an API key, or a client of the identity provider' }),
    name: z.string().meta({ description: 'As the audit chain names it', examples: ['ada'] }),
    displayName: z.string().meta({ examples: ['Ada Lovelace'] }),
    roles: z.array(z.enum(ROLES)),
    entities: z.array(z.string()).meta({ description: 'Business entities it covers; none: all' }),
    sites: z.array(z.string()).meta({ description: 'Sites it covers; none: all' }),
    operations: z
      .array(z.string())
      .meta({ description: 'Operations that its roles permit, by operationId', examples: [['listCases']] }),
    brokenGlass: z
      .array(
        z.object({
          id: z.string().meta({ examples: ['bgl_3'] }),
          role: z.enum(ROLES),
          reason: z.string(),
          endsAt: shape.instant('When it ends by itself'),
        }),
      )
      .meta({ description: 'Roles among these that the person took in an emergency' }),
    method: z.enum(['password', 'oidc', 'link']).nullable().meta({ description: 'How the person signed in' }),
    mustChangePassword: z.boolean(),
    expiresAt: shape.instant('When the session ends by itself').nullable(),
    csrfToken: z
      .string()
      .nullable()
      .meta({ description: 'Send it as X-CSRF-Token with every request that changes something' }),
  })
  .meta({ id: 'Session' });

const sessionExample = {
  kind: 'person' as const,
  name: 'ada',
  displayName: 'Ada Lovelace',
  roles: ['finance' as const],
  entities: ['uk'],
  sites: [],
  operations: ['listCases', 'resolveCase'],
  brokenGlass: [],
  method: 'password' as const,
  mustChangePassword: false,
  expiresAt: '2031-05-07T21:00:00.000Z',
  csrfToken: 'pHq0S5mZ0cJ2sV4v0b9v8Q3n3k1m9w7y5t2r6u8x0zA',
};

const signedIn = { description: 'Who is signed in', schema: session, example: sessionExample };

export const beginSession = defineOperation({
  id: 'beginSession',
  method: 'post',
  path: '/v1/session',
  tag: 'Session',
  summary: 'Sign in with name and password',
  description:
    'Answers two cookies: the session, and what tells this browser from others. Whoever fails often waits: ' +
    'by browser or address, so that nobody is kept out by the guessing of somebody else.',
  access: 'open',
  body: z
    .strictObject({ name: shape.identifier('Name', 'ada'), password: password('Password') })
    .meta({ id: 'SignIn' }),
  bodyExample: { name: 'ada', password: 'h7kq2-9wxmz-4tfpb-cn3vd' },
  answers: { 200: { ...signedIn, headers: { 'Set-Cookie': 'The session, and the browser' } } },
  errors: ['sign-in-failed', 'sign-in-throttled', 'cross-site'],
});

export const redeemSignInLink = defineOperation({
  id: 'redeemSignInLink',
  method: 'post',
  path: '/v1/session/link',
  tag: 'Session',
  summary: 'Sign in by a link that was made for you',
  description: 'Works once, and for fifteen minutes. A link is only opened: the page it leads to sends this.',
  access: 'open',
  body: z
    .strictObject({
      token: z.string().max(200).meta({
        description: 'What stands behind `#sign-in=` in the link',
        examples: ['pHq0S5mZ0cJ2sV4v0b9v8Q3n3k1m9w7y5t2r6u8x0zA'],
      }),
    })
    .meta({ id: 'SignInByLink' }),
  bodyExample: { token: 'pHq0S5mZ0cJ2sV4v0b9v8Q3n3k1m9w7y5t2r6u8x0zA' },
  answers: { 200: { ...signedIn, headers: { 'Set-Cookie': 'The session, and the browser' } } },
  errors: ['sign-in-failed', 'cross-site'],
});

export const getSignInMethods = defineOperation({
  id: 'getSignInMethods',
  method: 'get',
  path: '/v1/session/methods',
  tag: 'Session',
  summary: 'Say how people may sign in here',
  access: 'open',
  answers: {
    200: {
      description: 'The ways',
      schema: z
        .object({
          password: z.boolean(),
          identityProvider: z
            .string()
            .nullable()
            .meta({ description: 'Its issuer, where one is configured: go to /v1/session/sign-in' }),
        })
        .meta({ id: 'SignInMethods' }),
      example: { password: true, identityProvider: 'https://login.example' },
    },
  },
  errors: [],
});

/** A path of our own pages: never a way to send somebody elsewhere. */
const returnTo = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[^\p{C}\\]*$/u, 'must be a path of this server')
  .default('/')
  .meta({ description: 'Page to go on with', examples: ['/cases'] });

const redirected = {
  302: {
    description: 'Go there',
    headers: { 'Location': 'Where to go', 'Set-Cookie': 'What ties it to the browser' },
  },
};

export const leaveForSignIn = defineOperation({
  id: 'leaveForSignIn',
  method: 'get',
  path: '/v1/session/sign-in',
  tag: 'Session',
  summary: 'Go to the identity provider to sign in',
  description: 'OpenID Connect: authorization code with PKCE, bound to this browser.',
  access: 'open',
  query: z.strictObject({ returnTo }),
  answers: redirected,
  errors: ['not-found'],
});

export const finishSignIn = defineOperation({
  id: 'finishSignIn',
  method: 'get',
  path: '/v1/session/callback',
  tag: 'Session',
  summary: 'Come back from the identity provider',
  access: 'open',
  query: z.looseObject({
    state: z.string().max(1_000).optional().meta({ description: 'As it was sent along' }),
    code: z.string().max(4_000).optional().meta({ description: 'What the provider redeems, once' }),
    iss: z.string().max(1_000).optional().meta({ description: 'Issuer (RFC 9207)' }),
    error: z.string().max(1_000).optional().meta({ description: 'Why the provider says no' }),
  }),
  answers: redirected,
  errors: ['not-found', 'sign-in-failed', 'permission-denied'],
});

export const getSession = defineOperation({
  id: 'getSession',
  method: 'get',
  path: '/v1/session',
  tag: 'Session',
  summary: 'Say who is asking, and what they may do',
  access: 'key',
  answers: { 200: signedIn },
  errors: [],
});

export const endSession = defineOperation({
  id: 'endSession',
  method: 'delete',
  path: '/v1/session',
  tag: 'Session',
  summary: 'Sign out of the session',
  access: 'key',
  answers: {
    200: {
      description: 'Signed out',
      schema: z
        .object({ ended: z.boolean().meta({ description: 'false: it was a key' }) })
        .meta({ id: 'Ended' }),
      example: { ended: true },
    },
  },
  errors: [],
});

export const changePassword = defineOperation({
  id: 'changePassword',
  method: 'put',
  path: '/v1/session/password',
  tag: 'Session',
  summary: 'Choose another password',
  description: 'Every other session of the person ends; this one goes on under a new cookie.',
  access: 'key',
  body: z
    .strictObject({
      current: password('The one of now'),
      next: password('The next one, 12 characters or more'),
    })
    .meta({ id: 'PasswordChange' }),
  bodyExample: { current: 'h7kq2-9wxmz-4tfpb-cn3vd', next: 'four words make it' },
  answers: { 200: signedIn },
  errors: ['sign-in-failed', 'invalid-content', 'not-possible-now', 'not-found'],
});
