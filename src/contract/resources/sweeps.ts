/** Sweeps: ask a system what it holds, and report what does not agree. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

const sweep = z
  .object({
    system: z.string().meta({ examples: ['wms'] }),
    startedAt: shape.instant('When it was asked for'),
    activity: z
      .string()
      .nullable()
      .meta({ description: '`statement`, or the object that is compared; null: it is over' }),
    compared: shape.count('Records compared of that object'),
    endedAt: shape.instant('When it was over').nullable(),
    failure: z.string().nullable().meta({ description: 'Why it could not be made in full' }),
  })
  .meta({ id: 'Sweep' });

const sweepExample = {
  system: 'wms',
  startedAt: '2031-05-04T10:00:00.000Z',
  activity: 'statement',
  compared: 0,
  endedAt: null,
  failure: null,
};

export const beginSweep = defineOperation({
  id: 'beginSweep',
  method: 'post',
  path: '/v1/sweeps',
  tag: 'Agreement',
  summary: 'Sweep a system now: read what changed, then compare what it holds with what we know',
  description: 'It goes on in this process; one that is under way is not begun again.',
  access: 'key',
  body: z
    .strictObject({ system: shape.identifier('System of the configuration', 'wms') })
    .meta({ id: 'SweepRequest' }),
  bodyExample: { system: 'wms' },
  answers: { 200: { description: 'The sweep', schema: sweep, example: sweepExample } },
  errors: ['not-found', 'not-possible-now'],
});

const comparedObject = z
  .object({
    object: z.string().meta({ examples: ['shipping-orders'] }),
    comparedAt: shape.instant('When it was compared last'),
    tookMs: shape.count('Milliseconds that it took'),
    agreed: shape.count('The same on both sides'),
    odd: shape.count('Known on both sides, with other figures'),
    missingHere: shape.count('Known there alone, and could not be let in'),
    missingThere: shape.count('Known here alone'),
    inTransit: shape.count('Different, and young enough to be on its way'),
    repaired: shape.count('Only this comparison brought it'),
    atStake: z.array(shape.money).meta({ description: 'At stake in what does not agree, by currency' }),
    oldestAt: shape.instant('Since when the oldest difference is known').nullable(),
    failure: z.string().nullable().meta({ description: 'Why the last comparison could not be made' }),
  })
  .meta({ id: 'ComparedObject' });

const siteStock = z
  .object({
    entity: z.string(),
    site: z.string().meta({ examples: ['leeds'] }),
    agreed: shape.count('Positions that are the same on both sides'),
    odd: shape.count('Positions with another quantity there'),
    missingHere: shape.count('Positions known there alone'),
    missingThere: shape.count('Positions known here alone'),
    inTransit: shape.count('Different, and young enough to be on its way'),
    atStake: z.array(shape.money).meta({ description: 'Worth of what differs, by currency' }),
    oldestAt: shape.instant('Since when the oldest difference is known').nullable(),
  })
  .meta({ id: 'SiteStock' });

const difference = z
  .object({
    object: z.string(),
    entity: z.string(),
    number: z.string().meta({ examples: ['SO-1001/leeds'] }),
    verdict: z.enum(['odd', 'missing-here', 'missing-there']),
    inTransit: z.boolean().meta({ description: 'Young enough to be on its way' }),
    here: z.string().nullable().meta({ description: 'Our figures', examples: ['1 12 0'] }),
    there: z.string().nullable().meta({ description: 'Their figures', examples: ['1 12 12'] }),
    cause: z.string().meta({ examples: ['quantity shipped is 12 there and 0 here'] }),
    atStake: shape.money.nullable(),
    firstSeenAt: shape.instant('Since when it is known'),
  })
  .meta({ id: 'Difference' });

export const systemAgreement = z
  .object({
    system: z.string(),
    at: shape.instant('As of'),
    sweep: sweep.nullable().meta({ description: 'The last sweep that was asked for' }),
    statement: z
      .object({ readTo: shape.instant('Read up to'), sweptAt: shape.instant('When') })
      .nullable()
      .meta({ description: "How far the system's account of changes was read" }),
    objects: z.array(comparedObject),
    sites: z.array(siteStock).meta({ description: 'Stock, site by site' }),
    differences: z.array(difference).meta({ description: 'The most money first, then the oldest' }),
    complete: z.boolean().meta({ description: '`differences` holds every one' }),
    silentLoss: z.array(
      z.object({
        channel: z.string(),
        lost: shape.count('Facts that only a sweep found'),
        lastSeenAt: shape.instant('Latest'),
      }),
    ),
  })
  .meta({ id: 'SystemAgreement' });

export const getSystemAgreement = defineOperation({
  id: 'getSystemAgreement',
  method: 'get',
  path: '/v1/systems/{system}/agreement',
  tag: 'Agreement',
  summary: 'Tell whether a system agrees with what we know, object by object, and what does not',
  access: 'key',
  params: z.strictObject({ system: shape.identifier('System of the configuration', 'wms') }),
  query: z.strictObject({ entity: shape.entityFilter, limit: shape.pageSize }),
  answers: { 200: { description: 'The report', schema: systemAgreement } },
  errors: [],
});

const minute = z.object({
  minute: shape.instant('Its beginning'),
  answered: shape.count('Attempts, probes and statements that were answered'),
  timedOut: shape.count('Without a usable answer: timed out, cut, or failed'),
  refused: shape.count('The system said no'),
});

export const getSystemCalls = defineOperation({
  id: 'getSystemCalls',
  method: 'get',
  path: '/v1/systems/{system}/calls',
  tag: 'Agreement',
  summary: 'Count the calls to a system, minute by minute',
  description: 'Of all processes, each a few seconds late; minutes are kept for two days.',
  access: 'key',
  params: z.strictObject({ system: shape.identifier('System of the configuration', 'wms') }),
  query: z.strictObject({ minutes: shape.queryNumber('How far back', 1, 1_440, 60) }),
  answers: {
    200: {
      description: 'The minutes with calls, the oldest first',
      schema: z
        .object({
          system: z.string(),
          at: shape.instant('As of'),
          from: shape.instant('Beginning of the period'),
          calls: z.array(minute),
        })
        .meta({ id: 'SystemCalls' }),
    },
  },
  errors: [],
});
