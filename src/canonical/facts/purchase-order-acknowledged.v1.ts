import { z } from 'zod';
import {
  currencyCode,
  dateText,
  identifier,
  lineNumber,
  quantityText,
  unitPriceText,
  version,
} from '../codec.ts';
import { defineFact, type Route } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';

/** Word of our orders at suppliers in instance keys. */
export const PURCHASE_ORDER = 'purchase-order';

/** Members of every fact that a supplier states about an order of ours. */
export const aboutPurchaseOrder = {
  purchaseOrder: identifier('Our number of the order'),
  supplier: identifier('Trading partner that sells'),
} as const;

export const toPurchaseOrder = ({ purchaseOrder }: { readonly purchaseOrder: string }): Route => ({
  to: 'instance',
  workflow: PURCHASE_ORDER,
  number: purchaseOrder,
});

export const uniqueLines = (lines: readonly { readonly line: number }[]): boolean =>
  new Set(lines.map(({ line }) => line)).size === lines.length;

/** What a supplier undertakes of an order of ours. */
export const purchaseOrderAcknowledged = defineFact({
  type: 'purchase-order.acknowledged.v1',
  meaning: 'A supplier says what of an order of ours he accepts, delays and rejects (X12 855).',
  schema: z.object({
    ...aboutPurchaseOrder,
    version,
    currency: currencyCode,
    lines: z
      .array(
        z.object({
          line: lineNumber,
          item: identifier('Item'),
          accepted: quantityText('To be delivered, in base units'),
          backordered: quantityText('To be delivered later'),
          rejected: quantityText('Not to be delivered'),
          unitPrice: unitPriceText('Price of one base unit, where the supplier states it').optional(),
          expectedOn: dateText('When it is to leave or to arrive').optional(),
        }),
      )
      .max(LIMITS.linesMax)
      .refine(uniqueLines, { message: 'line numbers must be unique in the document' }),
  }),
  key: ({ purchaseOrder }) => purchaseOrder,
  version: (acknowledged) => acknowledged.version,
  route: toPurchaseOrder,
});
