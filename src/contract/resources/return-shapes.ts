/** What a return consists of, as it stands on the wire. */
import { z } from 'zod';
import * as shape from '../shapes.ts';

/** The order that brings the same goods again. */
export const replacement = z
  .object({
    salesOrder: z.string().meta({ examples: ['RPL-RMA-1'] }),
    lines: z.array(
      z.object({
        line: shape.lineNumber,
        item: z.string(),
        owed: shape.decimal('To be sent again in all'),
        ordered: shape.decimal('On the order'),
        shipped: shape.decimal('Shipped again'),
      }),
    ),
  })
  .nullable()
  .meta({ description: 'The order that replaces goods free of charge; null: nothing is owed again' });

export const reason = z.enum([
  'not-wanted',
  'wrong-item',
  'over-shipped',
  'damaged',
  'defective',
  'expired',
  'recalled',
]);
export const use = z.enum(['unopened', 'opened', 'used', 'unknown']);

export const stamp = z
  .object({
    table: z.string(),
    version: z.int(),
    row: z.string(),
    inputs: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'PolicyStamp', description: 'The rule that decided, and what it was asked' });

export const exchange = z
  .object({
    salesOrder: z.string().meta({ examples: ['EXC-RMA-1'] }),
    lines: z.array(
      z.object({
        line: shape.lineNumber,
        item: z.string(),
        unitPrice: shape.decimal('Price of one base unit; null: nobody knows one', '2.5').nullable(),
        owed: shape.decimal('To be sent in all'),
        ordered: shape.decimal('On the order'),
        shipped: shape.decimal('Shipped'),
        code: z.string().meta({ description: 'Which price it is', examples: ['quoted'] }),
        policy: stamp,
      }),
    ),
    billed: shape.money.nullable(),
    settled: shape.money.nullable().meta({ description: 'Of it, paid or credited' }),
  })
  .nullable()
  .meta({ description: 'The order for other items that the customer buys in exchange; null: there is none' });

export const returnLine = z
  .object({
    line: shape.lineNumber,
    item: z.string(),
    reason,
    use,
    text: z.string().nullable(),
    asked: shape.decimal('Asked for'),
    authorized: shape.decimal('May come back'),
    inReview: shape.decimal('Of it, a person has yet to look at'),
    received: shape.decimal('Came back'),
    billed: z.array(
      z.object({
        salesOrderLine: shape.lineNumber,
        invoice: z.string(),
        shipment: z.string(),
        lot: z.string().nullable(),
        quantity: shape.decimal('Of this invoice'),
        value: shape.money,
        verdict: z.string(),
        code: z.string(),
        settlement: z.string(),
        feeBasisPoints: shape.count('Kept back of the net'),
        policy: stamp,
      }),
    ),
  })
  .meta({ id: 'ReturnLine' });

const gate = z.object({
  name: z.string(),
  status: z.enum(['cleared', 'waiting', 'blocked']),
  code: z.string(),
  reason: z.string(),
  facts: z.array(z.string()).meta({ description: 'Facts that it rests on' }),
});

export const credit = z
  .object({
    credit: z
      .string()
      .meta({ description: 'Inspection and invoice', examples: ['IN000001:10-I2031-000001'] }),
    invoice: z.string(),
    lines: z.array(
      z.object({
        line: shape.lineNumber,
        salesOrderLine: shape.lineNumber,
        item: z.string(),
        quantity: shape.decimal('Credited'),
        net: shape.money,
        tax: shape.money,
      }),
    ),
    freight: shape.money,
    fee: shape.money,
    gross: shape.money,
    postingDate: z.string(),
    creditMemo: z
      .string()
      .nullable()
      .meta({ description: 'Number in the ERP; null: not posted yet' }),
    applied: shape.money.nullable(),
    rejected: z.boolean(),
    gates: z.array(gate),
  })
  .meta({ id: 'ReturnCredit' });

export const received = z
  .object({
    receipt: z.string(),
    site: z.string(),
    receivedAt: shape.instant('When it came in'),
    lines: z.array(
      z.object({
        receiptLine: shape.lineNumber,
        line: shape.lineNumber
          .nullable()
          .meta({ description: 'Line of the return; null: of none' }),
        item: z.string(),
        lot: z.string().nullable(),
        quantity: shape.decimal('Counted'),
      }),
    ),
  })
  .meta({ id: 'ReturnReceipt' });

export const inspected = z
  .object({
    inspection: z.string(),
    receipt: z.string(),
    inspectedAt: shape.instant('When it was completed'),
    inspectedBy: z.string(),
    parts: z.array(
      z.object({
        part: shape.lineNumber,
        line: shape.lineNumber.nullable(),
        item: z.string(),
        quantity: shape.decimal('Inspected'),
        grade: z.string(),
        faultOf: z.string(),
        disposition: z.string().nullable().meta({ description: 'Where a policy sends it' }),
        placed: z.boolean().meta({ description: 'The warehouse has put it there' }),
        creditBasisPoints: z.int().nullable(),
        policies: z.array(stamp),
      }),
    ),
    evidence: z.array(z.object({ name: z.string(), kind: z.string(), sha256: z.string() })),
  })
  .meta({ id: 'ReturnInspection' });
