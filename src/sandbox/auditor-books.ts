/**
 * What the auditor reads: the simulated systems' own books, by a reading of its own. It shares no
 * code with the connectors and the workflows, so that a mistake of theirs is not also the judge's.
 */
import { z } from 'zod';
import { parseDecimal } from '../kernel/decimal.ts';
import { expectOk } from '../kernel/result.ts';

/** All quantities and amounts are compared as millionths. */
const SCALE = 6;

const exact = z.string().transform((text) => expectOk(parseDecimal(text, SCALE), 'number'));
const text = z.string();

const shopOrder = z.object({
  name: text,
  revision: z.int(),
  line_items: z.array(
    z.object({
      position: z.int(),
      sku: text,
      quantity: z.int().transform((units) => BigInt(units) * 10n ** BigInt(SCALE)),
    }),
  ),
  cancellations: z.array(z.object({ positions: z.array(z.int()) })),
});

const wmsBooks = z.object({
  stock: z.array(z.object({ site: text, itemNo: text, onHandQty: exact, stagedQty: exact })),
  /** Of the stock, what comes in lots. */
  lots: z
    .array(z.object({ site: text, itemNo: text, lotNo: text, onHandQty: exact, blocked: z.boolean() }))
    .default([]),
  outbound: z.array(
    z.object({
      shippingOrderRef: text,
      salesOrderNo: text,
      site: text,
      lines: z.array(
        z.object({
          lineNo: z.int(),
          itemNo: text,
          totalQty: exact,
          pickedQty: exact,
          shortQty: exact,
          shippedQty: exact,
        }),
      ),
      lastInstruction: z.object({
        refusedLines: z.array(z.object({ lineNo: z.int(), committedQty: exact })),
      }),
    }),
  ),
  shipments: z.array(
    z.object({
      shipmentNo: text,
      shippingOrderRef: text,
      site: text,
      salesOrderNo: text,
      version: z.int(),
      shippedAt: text.nullable(),
      lines: z.array(z.object({ lineNo: z.int(), itemNo: text, quantity: exact })),
    }),
  ),
  /** Returns: what the dock counted, what inspectors saw, and where it was put. */
  returnReceipts: z
    .array(
      z.object({
        receiptNo: text,
        rmaNo: text,
        lines: z.array(z.object({ itemNo: text, quantity: exact })),
      }),
    )
    .default([]),
  inspections: z
    .array(
      z.object({
        inspectionNo: text,
        receiptNo: text,
        lines: z.array(z.object({ receiptLineNo: z.int(), quantity: exact })),
      }),
    )
    .default([]),
  placements: z
    .array(
      z.object({
        inspectionNo: text,
        site: text,
        lines: z.array(
          z.object({ partNo: z.int(), itemNo: text, quantity: exact, dispositionCode: text }),
        ),
      }),
    )
    .default([]),
  /** Receipts and counts, where the warehouse's books show them. */
  movements: z
    .array(z.object({ site: text, movementType: text, itemNo: text, quantity: exact }))
    .optional(),
});

const erpBooks = z.object({
  sales_orders: z.array(
    z.object({
      sales_order: text,
      version: z.int(),
      customer_known: z.boolean(),
      terms: z.object({ proof_of_delivery: z.boolean(), short_ship: z.enum(['backorder', 'close']) }),
      lines: z.array(
        z.object({
          line: z.int(),
          item: text,
          item_known: z.boolean(),
          quantity: exact,
          unit_price: exact,
          contract_price: exact.nullable(),
        }),
      ),
    }),
  ),
  credit_decisions: z.array(
    z.object({ sales_order: text, decision: z.int(), verdict: z.enum(['approved', 'held']) }),
  ),
  invoices: z.array(
    z.object({
      number: text,
      sales_order: text,
      shipment: text,
      lines: z.array(z.object({ line: z.int(), item: text, quantity: exact, net: exact })),
      freight: exact,
      tax: exact,
      gross: exact,
      rebills: z
        .object({
          reversal: z.object({ invoice: text }),
          credits: z.array(z.object({ credit_memo: text })),
        })
        .optional(),
    }),
  ),
  reversals: z.array(z.object({ number: text, invoice: text, gross: exact })),
  applications: z.array(
    z.object({
      number: text,
      payment: text,
      invoice: text,
      received: exact,
      applied: exact,
      unapplied: exact,
      moved: z.object({ from: text }).optional(),
    }),
  ),
  refusals: z.array(z.object({ shipment: text })),
  credit_memos: z
    .array(
      z.object({
        number: text,
        rma: text,
        credit: text,
        invoice: text,
        sales_order: text,
        lines: z.array(z.object({ order_line: z.int(), item: text, quantity: exact, net: exact })),
        freight: exact,
        fee: exact,
        tax: exact,
        gross: exact,
        applied: exact,
        open: exact,
      }),
    )
    .default([]),
  credit_reversals: z.array(z.object({ credit_memo: text })).default([]),
  credit_settlements: z
    .array(z.object({ credit_memo: text, refund: text, settled: exact }))
    .default([]),
});

const carrierBooks = z.object({
  consignments: z.array(
    z.object({
      'consignment-number': text,
      reference: text,
      status: text,
      'freight-charge': exact,
    }),
  ),
});

const taxBooks = z.object({
  answers: z.array(
    z.object({ documentCode: text, outcome: z.enum(['quoted', 'refused']), createdAt: text }),
  ),
});

const paymentBooks = z.object({
  payment_requests: z.array(
    z.object({
      invoice: text,
      amount: exact,
      paid: exact,
      state: z.enum(['open', 'paid', 'withdrawn']),
    }),
  ),
  remittances: z.array(
    z.object({
      remittance: text,
      lines: z.array(z.object({ line: z.int(), invoice: text, amount: exact })),
    }),
  ),
  refunds: z.array(z.object({ refund: text, credit_memo: text, amount: exact })).default([]),
});

const allBooks = z.object({
  shop: z.object({ orders: z.array(shopOrder) }),
  wms: wmsBooks,
  erp: erpBooks,
  carrier: carrierBooks,
  tax: taxBooks,
  payment: paymentBooks,
});

/** The books of all systems, read. */
export type Books = z.output<typeof allBooks>;
export type ShopOrderBook = Books['shop']['orders'][number];
export type ShipmentBook = Books['wms']['shipments'][number];
export type ErpOrderBook = Books['erp']['sales_orders'][number];
export type CreditMemoBook = Books['erp']['credit_memos'][number];
export type InvoiceBook = Books['erp']['invoices'][number];

/** Something in the books that must not be so. */
export interface Violation {
  /** Stable name of the law that is broken. */
  readonly law: string;
  /** What it is about: a sales order, a shipment, an invoice, a position of stock. */
  readonly subject: string;
  /** Sales order that it belongs to, if it belongs to one. */
  readonly salesOrder: string | null;
  readonly text: string;
}

/**
 * Reads what `GET /sandbox/books` of each system answers, by the system's name in the box.
 * @throws ZodError when the books are not of the expected form: then nothing can be judged.
 */
export function readBooks(books: Readonly<Record<string, unknown>>): Books {
  return allBooks.parse(books);
}

/** Values by a key, in the order of the books. */
export function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

/** The sum of what `amountOf` takes from each. */
export function total<T>(values: readonly T[], amountOf: (value: T) => bigint): bigint {
  let sum = 0n;
  for (const value of values) sum += amountOf(value);
  return sum;
}

/** Applications that count: of those that went over to another invoice, where they went. */
export function standingApplications({ erp }: Books): Books['erp']['applications'] {
  const moved = new Set(erp.applications.map((one) => one.moved?.from));
  return erp.applications.filter(({ number }) => !moved.has(number));
}

/** The invoice that stands in place of one that was billed anew. */
export function invoiceAfter({ erp }: Books): (invoice: string) => string {
  const after = new Map(
    erp.invoices.flatMap(({ number, rebills }) =>
      rebills === undefined ? [] : [[rebills.reversal.invoice, number] as const],
    ),
  );
  return (invoice) => {
    let number = invoice;
    for (let next = after.get(number); next !== undefined; next = after.get(number)) number = next;
    return number;
  };
}

/** Invoices that no reversal has taken back, by shipment. */
export function standingInvoices(books: Books): Map<string, InvoiceBook[]> {
  const reversed = new Set(books.erp.reversals.map(({ invoice }) => invoice));
  const standing = books.erp.invoices.filter(({ number }) => !reversed.has(number));
  return groupBy(standing, ({ shipment }) => shipment);
}

/** The sales orders as the ERP holds them now. */
export function registeredOrders(books: Books): Map<string, ErpOrderBook> {
  const latest = new Map<string, ErpOrderBook>();
  for (const order of books.erp.sales_orders) {
    const other = latest.get(order.sales_order);
    if (other === undefined || other.version < order.version) latest.set(order.sales_order, order);
  }
  return latest;
}

/** Millionths as a decimal, for people. */
export const shown = (value: bigint): string => String(Number(value) / 10 ** SCALE);
