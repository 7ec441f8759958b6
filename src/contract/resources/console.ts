/** What the pages of the console read: one answer for what stands above the fold of each. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

const amounts = (description: string) =>
  z.array(shape.money).meta({ description: `${description}, one amount for each currency` });

/** Who owes the answer that something waits for. */
export const owes = z
  .object({
    kind: z.enum(['system', 'role', 'customer']),
    id: z.string().meta({ examples: ['tax'] }),
  })
  .meta({ id: 'Owes' });

/** How an open order stands; every one stands in exactly one way. */
export const STANDINGS = ['moving', 'in-time', 'late', 'blocked', 'in-doubt'] as const;

const standingCounts = {
  total: shape.count('Open orders'),
  moving: shape.count('Something of it is under way'),
  inTime: shape.count('Waiting, within every promise'),
  late: shape.count('Waiting past a promise'),
  blocked: shape.count('A case holds it'),
  inDoubt: shape.count('The effect of a command is in doubt'),
};

export const overview = z
  .object({
    at: shape.instant('As of'),
    entity: z.string().nullable(),
    equations: z.object({
      checked: shape.count('Equations of all instances'),
      holds: shape.count('Both sides are equal'),
      inTransit: shape.count('Unequal, with something under way'),
      broken: shape.count('Unequal, with nothing under way'),
      atStake: amounts('At stake in broken ones'),
    }),
    matrix: z
      .array(
        z.object({
          equation: z.string(),
          odd: z.string(),
          count: shape.count('Broken'),
          atStake: amounts('At stake'),
          examples: z.array(z.string()).meta({ description: 'Some instances' }),
        }),
      )
      .meta({ description: 'Broken equations by equation and odd system' }),
    complete: z.boolean().meta({ description: '`matrix` looked at every instance' }),
    series: z
      .array(
        z.object({
          at: shape.instant('When it was measured'),
          checked: shape.count('Equations'),
          broken: shape.count('Broken'),
        }),
      )
      .meta({ description: 'Agreement over time, the oldest first' }),
    waiting: z.object({
      orders: shape.count('Orders that are late, blocked or in doubt'),
      held: amounts('Not yet invoiced, or not yet paid, of these'),
      by: z
        .array(
          z.object({
            owes,
            standing: z.enum(['late', 'blocked', 'in-doubt']),
            orders: shape.count('Orders'),
            held: amounts('Value held'),
            since: shape.instant('Since when the first waits').nullable(),
            reason: z.string().meta({ description: 'Kind of the case that most of them wait for' }),
          }),
        )
        .meta({ description: 'By who owes the answer; these add up to `orders`' }),
    }),
    stages: z
      .array(z.object({ state: z.string(), ...standingCounts }))
      .meta({ description: 'Open orders by lifecycle' }),
    silentLoss: z.array(
      z.object({
        day: shape.date('Day'),
        system: z.string(),
        channel: z.string(),
        lost: shape.count('Facts that only a sweep found'),
      }),
    ),
    breaches: z
      .array(
        z.object({
          kind: z.string().meta({ examples: ['late-invoice'] }),
          count: shape.count('Orders past the promise'),
          of: shape.count('Orders that the promise is about'),
          atStake: amounts('At stake'),
          role: z.string(),
          since: shape.instant('The first'),
        }),
      )
      .meta({ description: 'Promises that are broken, the most orders first' }),
    cases: z.array(
      z.object({
        role: z.string(),
        open: shape.count('Open cases'),
        ages: z
          .array(z.int())
          .meta({ description: 'Of these: under 4 h, under a day, under 3 days, older' }),
        oldestAt: shape.instant('Oldest'),
        exposure: amounts('Exposure'),
      }),
    ),
    systems: z.array(
      z.object({
        system: z.string(),
        connector: z.string(),
        heardAt: shape.instant('When it was last heard of: its newest fact, or the last sweep').nullable(),
        awaitedSince: shape.instant(
          'Since when this server has listened without a break: silence from before is not its own',
        ),
        promisedMs: z
          .int()
          .nullable()
          .meta({ description: 'Milliseconds within which it promised to be heard of; null: no promise' }),
        lost24h: shape.count('Facts of the last 24 hours that only a sweep brought'),
        facts24h: shape.count('Facts of the last 24 hours'),
        queued: shape.count('Commands that wait for it'),
        inFlight: shape.count('Requests under way'),
        inDoubt: shape.count('Commands in doubt'),
        parked: shape.count('Commands parked'),
        failing: shape.count('Commands failing'),
        differences: shape.count('Differences found by comparison'),
        breaker: z.enum(['closed', 'open']),
        concurrency: z.int().nullable(),
        perSecond: z.number().nullable(),
        sweptAt: shape.instant('Last sweep').nullable(),
        comparedAt: shape
          .instant('When what it holds was compared last')
          .nullable()
          .meta({ description: 'Null: nothing that it holds was compared' }),
      }),
    ),
    todo: z
      .object({
        cases: shape.count('Open cases'),
        approvals: shape.count('Tasks and proposals that wait for a second person'),
        messages: shape.count('Quarantined and open'),
        systems: shape.count('Systems that need somebody'),
      })
      .meta({ description: 'Counts where somebody must act' }),
  })
  .meta({ id: 'Overview' });

export const getOverview = defineOperation({
  id: 'getOverview',
  method: 'get',
  path: '/v1/console/overview',
  tag: 'Console',
  summary: 'Tell whether the systems agree, and what waits for whom',
  access: 'key',
  query: z.strictObject({ entity: shape.entityFilter }),
  answers: { 200: { description: 'The overview', schema: overview } },
  errors: [],
});
