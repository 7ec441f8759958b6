/** Supplier claims: what was the supplier's fault, what was claimed of it, and what he paid. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

const claimSummary = z
  .object({
    claim: z.string().meta({ examples: ['CLM-0K3B9A1X7D2F4C'] }),
    entity: z.string(),
    lifecycle: z.string().meta({ description: 'Governed status word', examples: ['claimed'] }),
    cost: shape.money.nullable().meta({ description: 'Cost of the goods by their purchase' }),
    claimed: shape.money.nullable(),
    accepted: shape.money.nullable(),
    settled: shape.money.nullable(),
    openCases: shape.count('Open cases'),
    openedAt: shape.instant('When it began'),
    updatedAt: shape.instant('When it changed last'),
  })
  .meta({ id: 'SupplierClaim' });

const claimDetail = claimSummary
  .extend({
    asOf: shape.asOf,
    reason: z.string().meta({ description: 'Why it is claimed, or why not', examples: ['claim-with-goods'] }),
    rma: z.string(),
    inspection: z.string(),
    item: z.string(),
    lot: z.string().nullable(),
    quantity: shape.decimal('In base units'),
    fault: z.string().meta({ examples: ['defective'] }),
    site: z.string(),
    supplier: z.string().nullable(),
    purchaseOrder: z.string().nullable(),
    delivery: z.string().nullable(),
    claimBy: shape.date('Last day on which a claim is taken').nullable(),
    supplierClaim: z.string().nullable().meta({ description: 'Its number at the supplier' }),
    answer: z.string().nullable().meta({ examples: ['accepted'] }),
    answerReason: z.string().nullable(),
    collected: z.array(z.string()).meta({ description: 'Collections that took the goods' }),
    settlements: z.array(z.string()).meta({ description: 'Credits and payments of the supplier' }),
    waiting: z.string().meta({ description: 'What it waits for, in words' }),
  })
  .meta({ id: 'SupplierClaimDetail' });

export const listSupplierClaims = defineOperation({
  id: 'listSupplierClaims',
  method: 'get',
  path: '/v1/supplier-claims',
  tag: 'Supplier claims',
  summary: 'List supplier claims, the newest first',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    entity: shape.entityFilter,
    lifecycle: shape.identifier('Only in this state', 'review').optional(),
  }),
  answers: {
    200: {
      description: 'A page of claims',
      schema: shape.pageOf(claimSummary).meta({ id: 'SupplierClaimPage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});

export const getSupplierClaim = defineOperation({
  id: 'getSupplierClaim',
  method: 'get',
  path: '/v1/supplier-claims/{claim}',
  tag: 'Supplier claims',
  summary: 'Read a supplier claim: from the inspection to the settlement',
  access: 'key',
  params: z.strictObject({ claim: shape.identifier('Claim', 'CLM-0K3B9A1X7D2F4C') }),
  query: z.strictObject({ entity: shape.entityFilter }),
  answers: { 200: { description: 'The claim', schema: claimDetail } },
  errors: ['entity-required'],
});

const recovered = z.object({
  currency: shape.currency,
  claims: shape.count('Claims'),
  fault: shape.money.meta({ description: 'Cost of all that was, or may be, the fault of suppliers' }),
  unclaimed: shape.money.meta({ description: 'Of it, not claimed yet and still to be had' }),
  lost: shape.money.meta({ description: 'Of it, not claimed before the deadline passed' }),
  notClaimed: shape.money.meta({ description: 'Of it, not claimed for a stated reason' }),
  claimed: shape.money.meta({ description: 'Claimed from suppliers' }),
  settled: shape.money.meta({ description: 'Credited or paid by suppliers' }),
});

export const getSupplierRecovery = defineOperation({
  id: 'getSupplierRecovery',
  method: 'get',
  path: '/v1/supplier-recovery',
  tag: 'Supplier claims',
  summary: 'What suppliers owe: claimed, settled, and the money that nobody has claimed yet',
  access: 'key',
  query: z.strictObject({ entity: shape.entityFilter }),
  answers: {
    200: {
      description: 'Sums by currency',
      schema: z
        .object({
          at: shape.instant('Moment that it describes'),
          items: z.array(recovered),
        })
        .meta({ id: 'SupplierRecovery' }),
    },
  },
  errors: [],
});
