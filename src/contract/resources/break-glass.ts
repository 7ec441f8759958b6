/** Roles that people take in an emergency. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';
import { PERSON_ROLES } from './session.ts';

/** An emergency that lasts longer is the time of whoever gives roles. */
const MINUTES_MAX = 240;
const VERDICTS = ['justified', 'not-justified'] as const;

const roleToTake = z.enum(PERSON_ROLES.filter((role) => role !== 'admin') as [(typeof PERSON_ROLES)[number]]);

const glass = z
  .object({
    id: z.string().meta({ examples: ['bgl_3'] }),
    person: z.string().meta({ examples: ['ada'] }),
    role: z.enum(PERSON_ROLES as [(typeof PERSON_ROLES)[number]]),
    reason: z.string(),
    takenAt: shape.instant('When'),
    endsAt: shape.instant('When it ends by itself'),
    returnedAt: shape.instant('When it was given back before').nullable(),
    acts: shape.count('What was done under it: entries of the audit chain with `+bgl_3` in their principal'),
    reviewedBy: z.string().nullable(),
    reviewedAt: shape.instant('When it was reviewed').nullable(),
    verdict: z.enum(VERDICTS).nullable(),
    review: z.string().nullable().meta({ description: 'What the reviewer says' }),
  })
  .meta({ id: 'BrokenGlass' });
const example = {
  id: 'bgl_3',
  person: 'ada',
  role: 'finance' as const,
  reason: 'finance is at a funeral, and the truck waits',
  takenAt: '2031-05-07T09:00:00.000Z',
  endsAt: '2031-05-07T09:30:00.000Z',
  returnedAt: null,
  acts: 1,
  reviewedBy: null,
  reviewedAt: null,
  verdict: null,
  review: null,
};
const params = z.strictObject({
  glass: z
    .string()
    .regex(/^bgl_\d{1,18}$/, 'must be an id such as bgl_3')
    .meta({ description: 'Broken glass', examples: ['bgl_3'] }),
});

export const breakGlass = defineOperation({
  id: 'breakGlass',
  method: 'post',
  path: '/v1/break-glass',
  tag: 'People and keys',
  summary: 'Take a role that you lack, for minutes, because something must be done now',
  description:
    'It counts in every session of the person at once, and ends by itself. A case is open from now on ' +
    'until somebody else has reviewed it; what is done under it names it in the audit chain. Whatever ' +
    'takes two people still takes two. Nobody takes `admin`.',
  access: 'key',
  body: z
    .strictObject({
      role: roleToTake.meta({ examples: ['finance'] }),
      minutes: z.int().min(1).max(MINUTES_MAX).meta({ description: 'For how long', examples: [30] }),
      reason: shape.note('Why; everybody reads it', 'finance is at a funeral, and the truck waits'),
    })
    .meta({ id: 'BreakGlass' }),
  bodyExample: {
    role: 'finance', minutes: 30, reason: 'finance is at a funeral, and the truck waits',
  },
  answers: { 201: { description: 'It is taken', schema: glass, example } },
  errors: ['not-possible-now'],
});

export const returnGlass = defineOperation({
  id: 'returnGlass',
  method: 'post',
  path: '/v1/break-glass/{glass}/return',
  tag: 'People and keys',
  summary: 'Give a role back before it ends by itself',
  access: 'key',
  params,
  answers: {
    200: {
      description: 'It is given back',
      schema: glass,
      example: { ...example, returnedAt: '2031-05-07T09:10:00.000Z' },
    },
  },
  errors: ['not-possible-now'],
});

export const listBrokenGlass = defineOperation({
  id: 'listBrokenGlass',
  method: 'get',
  path: '/v1/break-glass',
  tag: 'People and keys',
  summary: 'List roles that were taken in an emergency',
  access: 'key',
  query: z.strictObject({ cursor: shape.cursor, limit: shape.pageSize }),
  answers: {
    200: {
      description: 'A page of them, the newest first',
      schema: shape.pageOf(glass).meta({ id: 'BrokenGlassPage' }),
      example: { items: [example], next: null },
    },
  },
  errors: [],
});

export const reviewBrokenGlass = defineOperation({
  id: 'reviewBrokenGlass',
  method: 'post',
  path: '/v1/break-glass/{glass}/review',
  tag: 'People and keys',
  summary: 'Say whether it was right that somebody took a role',
  access: 'key',
  params,
  body: z
    .strictObject({
      verdict: z.enum(VERDICTS),
      reason: shape.note('Why; it goes into the audit chain', 'one credit, as agreed by telephone'),
    })
    .meta({ id: 'GlassReview' }),
  bodyExample: { verdict: 'justified', reason: 'one credit, as agreed by telephone' },
  answers: {
    200: {
      description: 'It is reviewed, and its case closes',
      schema: glass,
      example: {
        ...example,
        reviewedBy: 'grace',
        reviewedAt: '2031-05-07T12:00:00.000Z',
        verdict: 'justified' as const,
        review: 'one credit, as agreed by telephone',
      },
    },
  },
  errors: ['not-possible-now', 'second-person-needed'],
});
