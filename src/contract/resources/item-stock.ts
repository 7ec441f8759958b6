/** One item: who says how much of it there is, how that went, and the balance after each movement. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';
import { DISPOSITIONS, movement } from './stock.ts';

/** How we know what a system holds. */
export const READING_ROLES = ['ledger', 'comparison', 'snapshot'] as const;

const reading = z
  .object({
    system: z.string().meta({ description: 'Who says it; `ledger` is our own', examples: ['wms'] }),
    role: z.enum(READING_ROLES).meta({
      description: '`comparison`: its list was compared with ours; `snapshot`: it stated its books',
    }),
    value: shape.decimal('Sellable and accessible, all sites that it speaks of'),
    difference: shape
      .decimal('Its figure less ours of that moment')
      .nullable()
      .meta({ description: 'Null: not compared yet' }),
    standing: z.enum(['agrees', 'in-transit', 'differs', 'settled']).meta({
      description: '`in-transit`: a message may be on its way; `settled`: it differed, and was dealt with',
    }),
    sites: shape.count('Sites that the figure is of'),
    cause: z.string().nullable().meta({ description: 'What differs, in words' }),
    atStake: shape.money.nullable(),
    asOf: shape.instant('When it was true'),
  })
  .meta({ id: 'StockReading' });

const day = z.object({
  day: shape.date('A day of UTC'),
  onHand: shape.decimal('Sellable and accessible at its end'),
  availableToPromise: shape
    .decimal('At its end')
    .nullable()
    .meta({ description: 'Null: not measured by then' }),
});

export const itemReading = z
  .object({
    at: shape.instant('As of'),
    item: z.string(),
    readings: z.array(reading).meta({ description: 'Our ledger first' }),
    series: z.array(day).meta({ description: 'Fourteen days, the last one is today' }),
  })
  .meta({ id: 'ItemReading' });

export const getItemReading = defineOperation({
  id: 'getItemReading',
  method: 'get',
  path: '/v1/console/stock/{item}',
  tag: 'Console',
  summary: 'Tell who says how much of an item there is, and how its stock went for fourteen days',
  description:
    'Each figure stands beside ours of the same moment, so that goods that moved since are no difference.',
  access: 'key',
  params: z.strictObject({ item: shape.identifier('Item', 'IT-1') }),
  query: z.strictObject({ entity: shape.entityFilter }),
  answers: {
    200: {
      description: 'Who says what',
      schema: itemReading,
      example: { at: '2031-05-04T10:00:00.000Z', item: 'IT-1', readings: [], series: [] },
    },
  },
  errors: [],
});

const ledgerEntry = movement
  .extend({
    change: shape.decimal('What it changes of the balance; 0: within what is counted', '-12'),
    balance: shape.decimal('What was there after it', '1840'),
  })
  .meta({ id: 'LedgerEntry' });

export const listLedgerEntries = defineOperation({
  id: 'listLedgerEntries',
  method: 'get',
  path: '/v1/ledger',
  tag: 'Stock',
  summary: 'List movements of an item, the newest first, each with the balance after it',
  description:
    'In the order in which the ledger entered them. The balance is of the places that the filters name: ' +
    'all sites, lots and dispositions of ours unless they name one; the newest balance is the sum of the ' +
    'positions.',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    entity: shape.entityFilter,
    item: shape.identifier('Item', 'IT-1'),
    location: shape.identifier('Balance of this location only', 'leeds').optional(),
    lot: shape.identifier('Balance of this lot only', 'L-1').optional(),
    disposition: z.enum(DISPOSITIONS).optional().meta({ description: 'Balance of this disposition only' }),
  }),
  answers: {
    200: {
      description: 'A page of entries',
      schema: shape.pageOf(ledgerEntry).meta({ id: 'LedgerPage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});
