/** Figures that people compare: the way from booked to posted money, and what is lost on it, by cause. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';
import { STANDINGS } from './console.ts';

/** Steps from the order to the money that is kept, in their order. */
export const BRIDGE_STAGES = ['booked', 'accepted', 'allocated', 'shipped', 'posted', 'kept'] as const;

/** Why money of one stage is not in the next; each order has one cause. */
export const GAP_CAUSES = [
  'timing', 'late', 'no-stock', 'hold', 'price', 'failed-sync', 'ended', 'credited',
] as const;

const stage = z.enum(BRIDGE_STAGES);
const cause = z.enum(GAP_CAUSES).meta({
  description:
    '`timing`: closes by itself, in time; `ended`: cancelled or never shipped; `credited`: given back',
});

const bridge = z.object({
  currency: z.string(),
  orders: shape.count('Sales orders in this currency'),
  stages: z
    .array(z.object({ stage, amount: shape.money }))
    .meta({ description: 'A stage less its gaps is the next stage, exactly' }),
  gaps: z.array(
    z.object({
      after: stage.meta({ description: 'The stage that it is missing after' }),
      cause,
      amount: shape.money,
    }),
  ),
  causes: z
    .array(
      z.object({
        cause,
        amount: shape.money,
        orders: shape.count('Orders'),
        rows: z.array(
          z.object({
            lifecycle: z.string(),
            standing: z.enum(STANDINGS).nullable().meta({ description: 'Null: the order is finished' }),
            orders: shape.count('Orders'),
            amount: shape.money,
          }),
        ),
      }),
    )
    .meta({ description: 'Booked less kept, by cause; the largest first' }),
});

/** Figures that have an owner, a formula and a target. */
export const GOVERNED = [
  'posted-in-time', 'agreement', 'touchless', 'in-full', 'first-time-right', 'silent-loss',
] as const;

const ratio = (description: string) => z.number().nullable().meta({ description, examples: [0.987] });

export const governed = z.object({
  figure: z.enum(GOVERNED),
  value: ratio('The part of the whole, 0 to 1; null: there is nothing to count'),
  part: shape.count('Of the whole'),
  of: shape.count('The whole'),
  target: z.number().meta({ description: 'Share that is wanted, 0 to 1', examples: [0.99] }),
  better: z.enum(['higher', 'lower']),
  formula: z.string().meta({ description: 'What is counted' }),
  excludes: z.string().meta({ description: 'What is not' }),
  owner: z.string().meta({ description: 'Role that answers for it' }),
  version: z.int().min(1).meta({ description: 'Of the formula' }),
  completeness: z
    .number()
    .meta({ description: 'Share of what came in that is counted: the rest lies in quarantine' }),
  series: z
    .array(z.object({ at: shape.instant('When it was measured'), value: ratio('As it was then') }))
    .meta({ description: 'Eight weeks up to the moment, the oldest first, forty-eight points at most' }),
});

export const figures = z
  .object({
    at: shape.instant('As of'),
    entity: z.string().nullable(),
    complete: z.boolean().meta({ description: 'Every equation was looked at' }),
    bridges: z.array(bridge).meta({ description: 'One for each currency, the most orders first' }),
    governed: z.array(governed),
  })
  .meta({ id: 'Figures' });

export const getFigures = defineOperation({
  id: 'getFigures',
  method: 'get',
  path: '/v1/console/figures',
  tag: 'Console',
  summary: 'Tell how much of what was booked is posted and kept, and where the rest is, by cause',
  description:
    'Goods net of tax and freight, at the prices of the orders. Every order counts. Of a past moment it is ' +
    'what was measured last before it: every half hour, the governed figures every other hour; `at` says ' +
    'when the bridge was.',
  access: 'key',
  query: z.strictObject({
    entity: shape.entityFilter,
    at: shape.instant('As of this moment; now if missing').optional(),
  }),
  answers: {
    200: {
      description: 'The figures',
      schema: figures,
      example: {
        at: '2031-05-04T10:00:00.000Z', entity: null, complete: true, bridges: [], governed: [],
      },
    },
  },
  errors: ['not-found'],
});

/** What is measured from one milestone to another, in the order in which goods and money move. */
export const DURATIONS = [
  'order-to-shipment', 'shipment-to-record', 'shipment-to-invoice', 'request-to-authorization',
  'authorization-to-receipt', 'receipt-to-inspection', 'receipt-to-credit', 'return-to-credit',
  'dispute-to-answer', 'case-to-resolution',
] as const;
const seconds = (description: string) =>
  z
    .int()
    .nullable()
    .meta({ description: `${description}, in seconds; null: nothing ended`, examples: [86_400] });

const duration = z.object({
  figure: z.enum(DURATIONS),
  ended: shape.count('What ended in the period'),
  medianSeconds: seconds('Half took no longer'),
  p90Seconds: seconds('Nine of ten took no longer'),
  formula: z.string().meta({ description: 'From when to when, by whose clock' }),
  owner: z.string().meta({ description: 'Role that answers for it' }),
  version: z.int().min(1).meta({ description: 'Of the formula' }),
});

export const getDurations = defineOperation({
  id: 'getDurations',
  method: 'get',
  path: '/v1/console/durations',
  tag: 'Console',
  summary: 'Tell how long things take, as medians, now or as of any past moment',
  description:
    'Of what ended in the days before the moment, as it was recorded by then: later facts change no figure ' +
    'of the past. Elapsed time, nights and holidays included. What ended before it began, by two clocks, ' +
    'does not count.',
  access: 'key',
  query: z.strictObject({
    entity: shape.entityFilter,
    at: shape.instant('As of this moment; now if missing').optional(),
    days: shape.queryNumber('Length of the period', 1, 366, 30),
  }),
  answers: {
    200: {
      description: 'The figures',
      schema: z
        .object({
          at: shape.instant('As of'),
          from: shape.instant('Beginning of the period'),
          entity: z.string().nullable(),
          durations: z.array(duration),
        })
        .meta({ id: 'Durations' }),
      example: {
        at: '2031-05-04T10:00:00.000Z', from: '2031-04-04T10:00:00.000Z', entity: null, durations: [],
      },
    },
  },
  errors: [],
});
