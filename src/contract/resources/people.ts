/** People and API keys: who may sign in or ask, and what they may do. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { ROLES } from '../permissions.ts';
import * as shape from '../shapes.ts';
import { PERSON_ROLES } from './session.ts';

/** Names in one list: more entities or sites than any installation has. */
const NAMES_MAX = 200;
/** Days for which a key may live. */
const DAYS_MAX = 3_650;
/** Hours for which a key works on beside the one that follows it: a week of holidays. */
const OVERLAP_HOURS_MAX = 168;

const names = (description: string, example: string) =>
  z.array(shape.identifier(description, example)).max(NAMES_MAX).default([]).meta({ description });
const scope = {
  entities: names('Business entities; none: all', 'uk'),
  sites: names('Sites; none: all', 'uk-main'),
};
const roles = z
  .array(z.enum(PERSON_ROLES as [(typeof PERSON_ROLES)[number]]))
  .max(ROLES.length)
  .meta({ examples: [['finance']] });
const reason = shape.note('Why; it goes into the audit chain', 'joined the credit desk');
const displayName = shape.note('Name as people read it', 'Ada Lovelace');

const person = z
  .object({
    name: z.string().meta({ examples: ['ada'] }),
    displayName: z.string(),
    roles: z.array(z.enum(ROLES)),
    entities: z.array(z.string()),
    sites: z.array(z.string()),
    signsInBy: z.array(z.enum(['password', 'oidc'])),
    mustChangePassword: z.boolean(),
    createdAt: shape.instant('When they were entered'),
    disabledAt: shape.instant('Since when they cannot sign in').nullable(),
  })
  .meta({ id: 'Person' });
const personExample = {
  name: 'ada',
  displayName: 'Ada Lovelace',
  roles: ['finance' as const],
  entities: ['uk'],
  sites: [],
  signsInBy: ['password' as const],
  mustChangePassword: true,
  createdAt: '2031-05-07T09:00:00.000Z',
  disabledAt: null,
};
const firstPassword = z
  .string()
  .meta({ description: 'Shown this once', examples: ['h7kq2-9wxmz-4tfpb-cn3vd'] });
const personParams = z.strictObject({ person: shape.identifier('Person', 'ada') });

export const listPeople = defineOperation({
  id: 'listPeople',
  method: 'get',
  path: '/v1/people',
  tag: 'People and keys',
  summary: 'List the people who may sign in',
  access: 'key',
  answers: {
    200: {
      description: 'All of them, by name',
      schema: z.object({ items: z.array(person) }).meta({ id: 'People' }),
      example: { items: [personExample] },
    },
  },
  errors: [],
});

export const addPerson = defineOperation({
  id: 'addPerson',
  method: 'post',
  path: '/v1/people',
  tag: 'People and keys',
  summary: 'Let a person sign in',
  access: 'key',
  body: z
    .strictObject({
      name: z
        .string()
        .regex(/^[a-z][a-z0-9._-]{0,39}$/, 'must be lower-case letters, digits, dots and hyphens')
        .meta({ description: 'By which they sign in', examples: ['ada'] }),
      displayName,
      roles,
      ...scope,
      reason,
    })
    .meta({ id: 'NewPerson' }),
  bodyExample: { name: 'ada', displayName: 'Ada Lovelace', roles: ['finance'], entities: ['uk'], sites: [],
    reason: 'joined the credit desk' },
  answers: {
    201: {
      description: 'The person, and their first password',
      schema: z.object({ person, password: firstPassword }).meta({ id: 'AddedPerson' }),
      example: { person: personExample, password: 'h7kq2-9wxmz-4tfpb-cn3vd' },
    },
  },
  errors: ['already-exists', 'entity-not-allowed'],
});

export const changePerson = defineOperation({
  id: 'changePerson',
  method: 'put',
  path: '/v1/people/{person}',
  tag: 'People and keys',
  summary: 'Change what a person may do, or that they may sign in',
  access: 'key',
  params: personParams,
  body: z
    .strictObject({ displayName, roles, ...scope, disabled: z.boolean(), reason })
    .meta({ id: 'PersonChange' }),
  bodyExample: { displayName: 'Ada Lovelace', roles: ['finance', 'auditor'], entities: [], sites: [],
    disabled: false, reason: 'leads the desk now' },
  answers: { 200: { description: 'The person', schema: person, example: personExample } },
  errors: ['entity-not-allowed'],
});

export const resetPassword = defineOperation({
  id: 'resetPassword',
  method: 'post',
  path: '/v1/people/{person}/password',
  tag: 'People and keys',
  summary: 'Give a person a new password, and end their sessions',
  access: 'key',
  params: personParams,
  body: z.strictObject({ reason }).meta({ id: 'PasswordReset' }),
  bodyExample: { reason: 'forgotten' },
  answers: {
    200: {
      description: 'The new password',
      schema: z.object({ password: firstPassword }).meta({ id: 'NewPassword' }),
      example: { password: 'h7kq2-9wxmz-4tfpb-cn3vd' },
    },
  },
  errors: ['entity-not-allowed'],
});

const key = z
  .object({
    id: z.string().meta({ examples: ['0a1b2c3d4e5f'] }),
    name: z.string(),
    system: z.string().nullable().meta({ description: 'System whose facts it may state' }),
    roles: z.array(z.enum(ROLES)),
    entities: z.array(z.string()),
    sites: z.array(z.string()),
    speaksForPeople: z.boolean().meta({ description: 'May name the person on whose behalf it acts' }),
    createdAt: shape.instant('When it was made'),
    lastUsedAt: shape.instant('When it was last seen, to ten seconds').nullable(),
    expiresAt: shape.instant('When it ends by itself').nullable(),
    revokedAt: shape.instant('When it was revoked').nullable(),
  })
  .meta({ id: 'ApiKey' });
const keyExample = {
  id: '0a1b2c3d4e5f',
  name: 'our warehouse',
  system: 'wms',
  roles: ['system' as const],
  entities: [],
  sites: [],
  speaksForPeople: false,
  createdAt: '2031-05-07T09:00:00.000Z',
  lastUsedAt: null,
  expiresAt: '2031-08-05T09:00:00.000Z',
  revokedAt: null,
};
const secret = z
  .string()
  .meta({ description: 'The key, shown this once', examples: ['cdk_0a1b2c3d4e5f_…'] });
const made = {
  description: 'The key',
  schema: z.object({ key, secret }).meta({ id: 'MadeKey' }),
  example: { key: keyExample, secret: 'cdk_0a1b2c3d4e5f_…' },
};
const keyParams = z.strictObject({
  key: z.string().regex(/^[0-9a-f]{12}$/, 'must be an id of a key').meta({ examples: ['0a1b2c3d4e5f'] }),
});
const days = z
  .int()
  .min(1)
  .max(DAYS_MAX)
  .nullable()
  .meta({ description: 'How long it lives; null: for ever' });

export const makeSignInLink = defineOperation({
  id: 'makeSignInLink',
  method: 'post',
  path: '/v1/people/{person}/sign-in-link',
  tag: 'People and keys',
  summary: 'Make a link that signs a person in once',
  access: 'key',
  params: personParams,
  body: z.strictObject({ reason }).meta({ id: 'MakeSignInLink' }),
  bodyExample: { reason: 'new browser' },
  answers: {
    201: {
      description: 'The link; it is shown this once',
      schema: z
        .object({
          path: z.string().meta({ description: 'To open in a browser', examples: ['/#sign-in=pHq0S5mZ'] }),
          expiresAt: shape.instant('Until when it works'),
        })
        .meta({ id: 'SignInLink' }),
      example: { path: '/#sign-in=pHq0S5mZ', expiresAt: '2031-05-07T09:15:00.000Z' },
    },
  },
  errors: ['entity-not-allowed'],
});

export const listKeys = defineOperation({
  id: 'listKeys',
  method: 'get',
  path: '/v1/keys',
  tag: 'People and keys',
  summary: 'List the API keys',
  access: 'key',
  answers: {
    200: {
      description: 'All of them, the newest first',
      schema: z.object({ items: z.array(key) }).meta({ id: 'ApiKeys' }),
      example: { items: [keyExample] },
    },
  },
  errors: [],
});

export const makeKey = defineOperation({
  id: 'makeKey',
  method: 'post',
  path: '/v1/keys',
  tag: 'People and keys',
  summary: 'Make an API key',
  access: 'key',
  body: z
    .strictObject({
      name: shape.note('What people call it', 'our warehouse'),
      system: shape.identifier('System whose facts it may state', 'wms').nullable(),
      roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length),
      ...scope,
      days,
      reason,
    })
    .meta({ id: 'NewKey' }),
  bodyExample: { name: 'our warehouse', system: 'wms', roles: ['system'], entities: [], sites: [], days: 90,
    reason: 'the new warehouse' },
  answers: { 201: made },
  errors: ['entity-not-allowed'],
});

export const rotateKey = defineOperation({
  id: 'rotateKey',
  method: 'post',
  path: '/v1/keys/{key}/rotation',
  tag: 'People and keys',
  summary: 'Make the key that follows a key',
  description: 'Both work for the overlap, so that nobody is cut off while the new one is put in place.',
  access: 'key',
  params: keyParams,
  body: z
    .strictObject({
      overlapHours: z
        .int()
        .min(0)
        .max(OVERLAP_HOURS_MAX)
        .meta({ description: 'How long the old one works on' }),
      days,
      reason,
    })
    .meta({ id: 'KeyRotation' }),
  bodyExample: { overlapHours: 24, days: 90, reason: 'quarterly' },
  answers: { 201: made },
  errors: ['not-possible-now', 'entity-not-allowed'],
});

export const revokeKey = defineOperation({
  id: 'revokeKey',
  method: 'post',
  path: '/v1/keys/{key}/revocation',
  tag: 'People and keys',
  summary: 'End an API key for good',
  description: 'Other processes refuse it within ten seconds.',
  access: 'key',
  params: keyParams,
  body: z.strictObject({ reason }).meta({ id: 'KeyRevocation' }),
  bodyExample: { reason: 'it was in a log' },
  answers: { 200: { description: 'The key', schema: key, example: keyExample } },
  errors: ['entity-not-allowed'],
});
