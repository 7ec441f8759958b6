/** Commands of order-to-cash: what we tell other systems to do. Names are imperatives. */
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
} from './codec.ts';
import { defineCommand } from './command-type.ts';
import { shipTo } from './facts/sales-order-stated.v1.ts';
import { LIMITS } from './limits.ts';

const lines = <T extends z.ZodType>(line: T) => z.array(line).max(LIMITS.linesMax);

const salesOrder = identifier('Sales order');
const shipment = identifier('Shipment');
const of = identifier('Fingerprint of this content: the answer repeats it');

/** Set to this: the ERP holds the order with these quantities from now on. */
export const registerSalesOrder = defineCommand({
  type: 'sales-order.register.v1',
  meaning: 'Tell the ERP the order as it stands: its lines and quantities, cancelled ones as zero.',
  schema: z.object({
    salesOrder,
    of,
    customer: identifier('Trading partner that buys'),
    customerReference: identifier('Purchase order number of the customer').optional(),
    currency: currencyCode,
    orderedAt: instantText('When the customer placed the order'),
    lines: lines(
      z.object({
        line: lineNumber,
        item: identifier('Item'),
        quantity: quantityText('Ordered and not cancelled'),
        unitPrice: unitPriceText('Price of one base unit'),
      }),
    ),
  }),
});

export const checkCredit = defineCommand({
  type: 'credit.check.v1',
  meaning: 'Ask the owner of the credit limit to cover the order with this amount.',
  schema: z.object({
    salesOrder,
    customer: identifier('Trading partner that buys'),
    amount: moneyObject('Net value of what is ordered and not cancelled'),
  }),
});

/** Set to this: the total promised to each line since the order was placed. */
export const allocateInventory = defineCommand({
  type: 'inventory.allocate.v1',
  meaning: 'Ask the owner of allocation to promise stock to the lines.',
  schema: z.object({
    salesOrder,
    of,
    orderedAt: instantText('Age of the order: the older is served first'),
    partial: z.boolean().describe('A part may be promised now and the rest later'),
    notBefore: dateText('Day on which the goods leave at the earliest').optional(),
    /** Stock that is held for the order already, and for whom it must have been held. */
    draws: z
      .object({
        customer: identifier('Trading partner that buys'),
        reservations: z.array(identifier('Reservation')).min(1).max(LIMITS.reservationsMax),
      })
      .optional(),
    lines: lines(
      z.object({
        line: lineNumber,
        item: identifier('Item'),
        quantity: quantityText('Wanted in total, shipped and short parts included'),
        /** Items that may be promised instead, in order of preference. */
        alternatives: z.array(identifier('Item')).max(LIMITS.alternativesMax),
        lifeDays: z.int().min(1).describe('Days of life left that the goods must leave with').optional(),
      }),
    ),
  }),
});

/**
 * Set to this: the total told to the site since the order was placed, shipped and short parts
 * included, so that a short pick needs no message and a later raise means "pick again". The
 * warehouse may answer "too late" to a reduction.
 */
export const releaseShippingOrder = defineCommand({
  type: 'shipping-order.release.v1',
  meaning: 'Tell the warehouse what to ship in total from one site (X12 940).',
  schema: z.object({
    salesOrder,
    shippingOrder: identifier('Warehouse shipping order: one per sales order and site'),
    of,
    site: identifier('Site'),
    shipTo,
    requestedShipDate: dateText('Not before').optional(),
    lines: lines(
      z.object({
        line: lineNumber,
        item: identifier('Item'),
        quantity: quantityText('Told in total, shipped and short parts included'),
        /** Those that go first in front; a warehouse that must take another says so when it ships. */
        lots: z
          .array(z.object({ lot: identifier('Lot to pick'), quantity: quantityText('Of this lot') }))
          .max(LIMITS.linesMax)
          .optional(),
      }),
    ),
  }),
});

export const arrangeTransport = defineCommand({
  type: 'transport.arrange.v1',
  meaning: 'Ask the carrier to take a shipment.',
  schema: z.object({
    salesOrder,
    shipment,
    site: identifier('Site'),
    shipTo,
    goodsValue: moneyObject('Net value of the goods, for freight and insurance'),
  }),
});

export const quoteTax = defineCommand({
  type: 'tax.quote.v1',
  meaning: 'Ask the tax engine for the tax of a shipment.',
  schema: z.object({
    salesOrder,
    shipment,
    of,
    customer: identifier('Trading partner that buys'),
    shipTo,
    lines: lines(
      z.object({ line: lineNumber, item: identifier('Item'), net: moneyObject('Net of the line') }),
    ),
    freight: moneyObject('Freight, net of tax'),
  }),
});

export const postInvoice = defineCommand({
  type: 'invoice.post.v1',
  meaning: 'Post the invoice of one shipment in the ERP (X12 810).',
  schema: z.object({
    salesOrder,
    shipment,
    customer: identifier('Trading partner that is billed'),
    postingDate: dateText('Date in the ledger'),
    lines: lines(
      z.object({
        line: lineNumber,
        item: identifier('Item'),
        quantity: quantityText('Shipped, in base units'),
        unitPrice: unitPriceText('Price of one base unit'),
        net: moneyObject('Net of the line'),
      }),
    ),
    freight: moneyObject('Freight, net of tax'),
    tax: moneyObject('Tax, as the tax engine quoted it'),
    gross: moneyObject('Amount due'),
  }),
});

export const reverseInvoice = defineCommand({
  type: 'invoice.reverse.v1',
  meaning: 'Post the reversal of a posted invoice in the ERP.',
  schema: z.object({ salesOrder, shipment, reason: note('Why') }),
});

export const requestPayment = defineCommand({
  type: 'payment.request.v1',
  meaning: 'Tell the payment provider what is due, by invoice.',
  schema: z.object({
    salesOrder,
    shipment,
    invoice: identifier('Invoice number'),
    customer: identifier('Trading partner that pays'),
    amount: moneyObject('Amount due'),
    dueDate: dateText('Due on'),
    method: z.enum(['prepaid', 'on-account']),
  }),
});

export const withdrawPaymentRequest = defineCommand({
  type: 'payment.withdraw-request.v1',
  meaning: 'Tell the payment provider that an amount is no longer due.',
  schema: z.object({ salesOrder, shipment, invoice: identifier('Invoice number') }),
});

export const applyPayment = defineCommand({
  type: 'payment.apply.v1',
  meaning: 'Settle an invoice with a payment in the ERP; the ERP keeps what is over as unapplied.',
  schema: z.object({
    salesOrder,
    payment: identifier('Payment'),
    invoice: identifier('Invoice number'),
    amount: moneyObject('Received'),
  }),
});

export const publishOrderStatus = defineCommand({
  type: 'order-status.publish.v1',
  meaning: 'Tell the channel what has become of its order.',
  schema: z.object({
    salesOrder,
    lifecycle: identifier('Governed status word'),
    lines: lines(
      z.object({
        line: lineNumber,
        ordered: quantityText('Ordered and not cancelled'),
        shipped: quantityText('Shipped'),
      }),
    ),
  }),
});
