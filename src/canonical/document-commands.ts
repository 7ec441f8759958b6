/** Commands to trading partners: documents about what was posted, and answers to what they sent. */
import { z } from 'zod';
import {
  currencyCode,
  dateText,
  identifier,
  instantText,
  lineNumber,
  moneyObject,
  note,
  quantityText,
  unitPriceText,
  version,
} from './codec.ts';
import { defineCommand } from './command-type.ts';
import { CLASSIFICATIONS, disputeNumber } from './dispute.ts';
import { shipTo } from './facts/sales-order-stated.v1.ts';
import { LIMITS } from './limits.ts';
import { rma } from './rma.ts';

const lines = <T extends z.ZodType>(line: T) => z.array(line).max(LIMITS.linesMax);

/** What every document says of its order. */
const about = {
  salesOrder: identifier('Sales order'),
  customer: identifier('Trading partner that buys'),
  customerReference: identifier('Purchase order number of the customer').optional(),
  orderedAt: instantText('When the customer placed the order'),
  currency: currencyCode,
} as const;

export const sendOrderAcknowledgement = defineCommand({
  type: 'order-acknowledgement.send.v1',
  meaning: 'Tell the partner what of his order is accepted, promised and cancelled (X12 855).',
  schema: z.object({
    ...about,
    revision: version,
    lines: lines(
      z.object({
        line: lineNumber,
        item: identifier('Item'),
        ordered: quantityText('As the partner ordered it'),
        accepted: quantityText('Ordered and not cancelled'),
        promised: quantityText('Of that, promised from stock'),
        unitPrice: unitPriceText('Price of one base unit'),
      }),
    ),
  }),
});

export const sendShipNotice = defineCommand({
  type: 'ship-notice.send.v1',
  meaning: 'Tell the partner what has left, as the warehouse confirmed it; without lines, nothing (X12 856).',
  schema: z.object({
    ...about,
    shipment: identifier('Shipment'),
    site: identifier('Site that shipped'),
    shippedAt: instantText('When it left'),
    carrier: identifier('Carrier').optional(),
    trackingNumber: identifier('Tracking number').optional(),
    shipTo,
    lines: lines(
      z.object({
        line: lineNumber,
        item: identifier('Item that was shipped'),
        quantity: quantityText('Shipped, in base units'),
        lot: identifier('Lot').optional(),
      }),
    ),
  }),
});

export const sendInvoiceDocument = defineCommand({
  type: 'invoice-document.send.v1',
  meaning: 'Send the partner the invoice that the ERP has posted, or took back (X12 810).',
  schema: z.object({
    ...about,
    shipment: identifier('Shipment that is billed'),
    invoice: identifier('Invoice number'),
    postingDate: dateText('Date in the ledger'),
    netDays: z.int().min(0).max(365).describe('Days after posting in which it is due'),
    lines: lines(
      z.object({
        line: lineNumber,
        item: identifier('Item'),
        quantity: quantityText('Billed, in base units'),
        net: moneyObject('Net amount of the line'),
      }),
    ),
    freight: moneyObject('Freight, net of tax'),
    tax: moneyObject('Tax'),
    gross: moneyObject('Amount due'),
    reversal: identifier('Document by which the ERP took it back').optional(),
  }),
});

export const sendReturnAnswer = defineCommand({
  type: 'return-answer.send.v1',
  meaning: 'Tell the partner what of his request may come back, and what not, and why (X12 180).',
  schema: z.object({
    rma,
    customerReference: identifier('Number of the request at the customer').optional(),
    customer: identifier('Trading partner that gives back'),
    salesOrder: identifier('Sales order that the goods were bought with, if it is known').optional(),
    decidedAt: instantText('When it was decided'),
    lines: lines(
      z.object({
        line: lineNumber.describe('Line of the return'),
        item: identifier('Item'),
        authorized: quantityText('May come back, in base units'),
        refused: quantityText('May not'),
        because: note('Why something may not').optional(),
      }),
    ),
  }),
});

export const sendCreditDocument = defineCommand({
  type: 'credit-document.send.v1',
  meaning: 'Send the partner the credit memo that the ERP has posted, or took back (X12 810, 812).',
  schema: z.object({
    rma: rma.optional(),
    dispute: disputeNumber.optional(),
    customerReference: identifier('Number of the deduction at the customer').optional(),
    classification: z.enum(CLASSIFICATIONS).describe('What it is credited for; missing: a return').optional(),
    salesOrder: identifier('Sales order'),
    customer: identifier('Trading partner that is credited'),
    creditMemo: identifier('Number of the credit memo'),
    invoice: identifier('Invoice that it credits'),
    postingDate: dateText('Date in the ledger'),
    lines: lines(
      z.object({
        line: lineNumber,
        item: identifier('Item'),
        quantity: quantityText('Credited, in base units'),
        net: moneyObject('Net amount of the line'),
      }),
    ),
    tax: moneyObject('Tax that is given back'),
    gross: moneyObject('What the customer gets'),
    reversal: identifier('Document by which the ERP took it back').optional(),
  }).refine(({ rma: goods, dispute }) => (goods === undefined) !== (dispute === undefined), {
    message: 'must name either a return or a dispute',
  }),
});

export const sendDisputeAnswer = defineCommand({
  type: 'dispute-answer.send.v1',
  meaning: 'Tell the partner that what he disputes or deducts was decided against him, and why (X12 824).',
  schema: z.object({
    dispute: disputeNumber,
    customerReference: identifier('Number of the deduction at the customer').optional(),
    classification: z.enum(CLASSIFICATIONS).describe('What it was about'),
    salesOrder: identifier('Sales order'),
    customer: identifier('Trading partner that was billed'),
    invoice: identifier('Invoice that he owes in full'),
    amount: moneyObject('What he was not granted'),
    decidedAt: instantText('When it was decided'),
    because: note('Why'),
  }),
});

const code = z.string().max(LIMITS.identifierLengthMax).describe('Code of the standard');

export const acknowledgeInterchange = defineCommand({
  type: 'interchange.acknowledge.v1',
  meaning: 'Tell the partner what became of an interchange of his (X12 997, 999, 824, TA1).',
  schema: z.object({
    system: identifier('System of the partner'),
    control: identifier('Control number of the interchange'),
    sentOn: identifier('Date and time that it states, as it writes them'),
    fault: identifier('Code of the fault in its envelope').optional(),
    syntaxAnswer: z.enum(['997', '999', 'none']),
    contentAnswer: z.enum(['824', 'none']),
    groups: lines(
      z.object({
        functionalId: identifier('Functional id'),
        group: identifier('Control number of the group'),
        version: identifier('Version of the standard'),
        setsStated: z.int().min(0).max(LIMITS.versionMax),
        faults: z.array(identifier('Code of a fault of the group')).max(LIMITS.findingsMax),
        sets: lines(
          z.object({
            set: identifier('Kind of document'),
            control: identifier('Control number of the document in its group'),
            syntax: z.enum(['accepted', 'rejected']),
            refused: z.boolean().describe('Its content must be mended by the partner'),
            findings: z
              .array(
                z.object({
                  level: z.enum(['set', 'segment', 'element', 'application']),
                  code,
                  segment: identifier('Segment').optional(),
                  position: z.int().min(0).max(LIMITS.versionMax).optional(),
                  element: z.int().min(0).max(LIMITS.lineNumberMax).optional(),
                  text: note('What is wrong'),
                }),
              )
              .max(LIMITS.findingsMax),
          }),
        ),
      }),
    ),
  }),
});
