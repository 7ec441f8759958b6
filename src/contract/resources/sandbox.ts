/** The sandbox: the fault dial of the simulated systems, and game days. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

const LEVELS = ['none', 'calm', 'rough', 'hell'] as const;

const chance = (description: string) =>
  z.number().min(0).max(1).meta({ description: `${description}; 0 is never, 1 is always`, examples: [0.1] });
const milliseconds = (description: string) =>
  z.int().min(0).max(3_600_000).meta({ description: `${description}, in milliseconds`, examples: [150] });

const members = {
  duplicate: chance('A webhook is delivered twice'),
  reorder: chance('A webhook is overtaken by later ones'),
  loss: chance('A webhook is never delivered'),
  latencyMs: milliseconds('Mean latency of an answer'),
  timeoutAfterEffect: chance('The request takes effect, and the answer never comes'),
  timeoutBeforeEffect: chance('The request has no effect, and no answer comes'),
  throttle: chance('429 with Retry-After'),
  unavailable: chance('503 without effect'),
  lateEffect: chance('The effect lands after the answer timed out'),
  shortPick: chance('A pick finds less than was allocated'),
  restatement: chance('The warehouse restates a shipment'),
  closedPeriod: chance('The period of the posting date is closed'),
  taxTrouble: chance('The tax engine refuses, or rounds its own way'),
  oddPayment: chance('A customer pays in parts, or too much'),
};

export const sandboxState = z
  .object({
    ready: z.boolean().meta({ description: 'The played day is over: the dial and game days may be used' }),
    systems: z.array(z.string()).meta({ description: 'Simulated systems', examples: [['erp', 'wms']] }),
    level: z.enum(LEVELS).nullable().meta({ description: 'The named level that the dial stands at' }),
    dial: z.object(members).meta({ description: 'The dial of all simulated systems' }),
    gameDay: z
      .object({
        system: z.string().meta({ examples: ['erp'] }),
        phase: z.enum(['off', 'draining', 'over']),
        startedAt: shape.instant('When it began'),
        outageSeconds: shape.count('Seconds for which the system is off'),
        ordersPlaced: shape.count('Orders that customers placed meanwhile'),
        queuedPeak: shape.count('Commands that waited for it at the most'),
        drainSeconds: z
          .int()
          .min(0)
          .nullable()
          .meta({ description: 'Seconds after its return until none waited; null: some still do' }),
        brokenEquations: shape.count('Equations that do not hold, with nothing under way'),
        wrongEffects: z
          .int()
          .min(0)
          .nullable()
          .meta({ description: "Wrong in the systems' own books, as the auditor reads them; null: not yet" }),
        facts: z.object({
          applied: shape.count('Recorded'),
          suppressed: shape.count('Repetitions that changed nothing'),
          lost: shape.count('Found by a sweep alone'),
        }),
        series: z
          .array(
            z.object({ second: shape.count('Seconds since it began'), queued: shape.count('Waiting') }),
          )
          .meta({ description: 'Commands that waited for the system' }),
      })
      .nullable()
      .meta({ description: 'The last game day' }),
  })
  .meta({ id: 'Sandbox' });

const example = {
  ready: true, systems: ['erp', 'wms'], level: 'none', gameDay: null,
  dial: {
    duplicate: 0, reorder: 0, loss: 0, latencyMs: 0, timeoutAfterEffect: 0, timeoutBeforeEffect: 0,
    throttle: 0, unavailable: 0, lateEffect: 0, shortPick: 0, restatement: 0, closedPeriod: 0,
    taxTrouble: 0, oddPayment: 0,
  },
};

export const getSandbox = defineOperation({
  id: 'getSandbox',
  method: 'get',
  path: '/v1/sandbox',
  tag: 'Sandbox',
  summary: 'Read the fault dial of the simulated systems, and the score of the last game day',
  access: 'key',
  answers: { 200: { description: 'The sandbox', schema: sandboxState, example } },
  errors: ['not-found'],
});

export const setFaultDial = defineOperation({
  id: 'setFaultDial',
  method: 'put',
  path: '/v1/sandbox/faults',
  tag: 'Sandbox',
  summary: 'Set the fault dial: a named level, or single faults',
  access: 'key',
  body: z
    .strictObject({
      level: z.enum(LEVELS).optional().meta({ description: 'Set all to this level first' }),
      faults: z.strictObject(members).partial().default({}).meta({ description: 'Single faults' }),
    })
    .meta({ id: 'FaultDial' }),
  bodyExample: { level: 'calm', faults: { duplicate: 0.2 } },
  answers: { 200: { description: 'The sandbox', schema: sandboxState, example } },
  errors: ['not-found', 'not-possible-now'],
});

export const startGameDay = defineOperation({
  id: 'startGameDay',
  method: 'post',
  path: '/v1/sandbox/game-days',
  tag: 'Sandbox',
  summary: 'Switch a simulated system off while customers order, and score what becomes of it',
  access: 'key',
  body: z
    .strictObject({
      system: shape.identifier('Simulated system that is switched off', 'erp'),
      outageSeconds: z.int().min(1).max(900).default(60).meta({ description: 'Seconds', examples: [60] }),
      ordersPerMinute: z.int().min(1).max(600).default(60).meta({ description: 'Orders', examples: [60] }),
    })
    .meta({ id: 'GameDayPlan' }),
  bodyExample: { system: 'erp', outageSeconds: 60, ordersPerMinute: 60 },
  answers: { 202: { description: 'It has begun', schema: sandboxState, example } },
  errors: ['not-found', 'not-possible-now'],
});
