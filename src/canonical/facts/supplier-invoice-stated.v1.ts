import { z } from 'zod';
import {
  currencyCode,
  dateText,
  identifier,
  lineNumber,
  moneyObject,
  quantityText,
  unitPriceText,
  version,
} from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { aboutPurchaseOrder, toPurchaseOrder } from './purchase-order-acknowledged.v1.ts';

/** What a supplier wants for his goods, or gives back. Whether it is paid is decided elsewhere. */
export const supplierInvoiceStated = defineFact({
  type: 'supplier-invoice.stated.v1',
  meaning: 'A supplier bills an order of ours, or credits it (X12 810, 812).',
  schema: z.object({
    ...aboutPurchaseOrder,
    invoice: identifier('Number of the document at the supplier'),
    kind: z.enum(['invoice', 'credit-memo']),
    version,
    invoicedOn: dateText('Date of the document'),
    currency: currencyCode,
    lines: z
      .array(
        z.object({
          line: lineNumber,
          item: identifier('Item'),
          quantity: quantityText('Billed or credited, in base units'),
          unitPrice: unitPriceText('Price of one base unit'),
        }),
      )
      .max(LIMITS.linesMax),
    total: moneyObject('Amount of the document, charges and tax included'),
  }),
  key: ({ kind, invoice }) => `${kind} ${invoice}`,
  version: (stated) => stated.version,
  route: toPurchaseOrder,
  introduces: ({ supplier, invoice }) => [`supplier-invoice:${invoice}:${supplier}`],
});
