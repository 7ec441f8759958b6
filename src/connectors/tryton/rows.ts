/** Rows of Tryton as it answers them: the only place that knows its member names in answers. */
import { z } from 'zod';

const text = z.string().nullable();
const id = z.int();
const one = z.int().nullable();
const many = z.array(z.int());
/** Decimal, as text. */
const decimal = z.string().nullable();
const moment = z.string().nullable();
const changed = { create_date: moment, write_date: moment } as const;

export const saleRow = z.object({
  id,
  ...changed,
  number: text,
  reference: text,
  description: text,
  state: z.string(),
  party: id,
  price_list: one,
  payment_term: one,
  lines: many,
});
export const saleLineRow = z.object({
  id,
  sale: id,
  sequence: one,
  product: one,
  quantity: z.number().nullable(),
  unit_price: decimal,
  note: text,
  moves: many,
  moves_ignored: many,
});
export const partyRow = z.object({
  id,
  addresses: many,
  customer_payment_term: one,
  sale_price_list: one,
  account_receivable: one,
});
export const templateRow = z.object({ id, ...changed });
export const contactRow = z.object({ id, ...changed, party: id });
export const partyRecordRow = z.object({
  id,
  ...changed,
  code: z.string(),
  name: text,
  tax_identifier: one,
  email: text,
});
export const addressRow = z.object({
  id,
  ...changed,
  party: id,
  street: text,
  city: text,
  postal_code: text,
  country: one,
});
export const identifierRow = z.object({ id, ...changed, party: id, code: z.string() });
export const countryRow = z.object({ id, code: text });
export const productRecordRow = z.object({
  id,
  ...changed,
  code: z.string(),
  name: text,
  template: id,
  default_uom: id,
});
export const productIdentifierRow = z.object({
  id,
  ...changed,
  product: id,
  type: text,
  code: z.string(),
});
export const unitRow = z.object({ id, symbol: z.string() });
export const creditRow = z.object({ id, credit_amount: decimal, credit_limit_amount: decimal });
export const productRow = z.object({
  id,
  code: text,
  default_uom: id,
  account_category: one,
});
export const categoryRow = z.object({ id, parent: one, account_revenue: one });
export const priceRow = z.object({ id, code: text, sale_price_uom: decimal });
export const termRow = z.object({ id, lines: many });
export const termLineRow = z.object({ id, type: z.string(), relativedeltas: many });
export const deltaRow = z.object({ id, days: z.int().nullable(), months: z.int().nullable() });

export const shipmentRow = z.object({
  id,
  ...changed,
  number: text,
  state: z.string(),
  effective_date: text,
  warehouse: id,
});
export const returnShipmentRow = z.object({
  id,
  ...changed,
  number: text,
  reference: text,
  state: z.string(),
  warehouse: id,
  warehouse_input: id,
  warehouse_storage: id,
});
export const internalShipmentRow = z.object({
  id,
  ...changed,
  number: text,
  reference: text,
  state: z.string(),
});
export const moveRow = z.object({
  id,
  ...changed,
  origin: text,
  shipment: text,
  product: id,
  internal_quantity: z.number().nullable(),
  state: z.string(),
  from_location: id,
  to_location: id,
  lot: one,
});
export const locationRow = z.object({ id, type: z.string(), code: text, warehouse: one });
export const lotRow = z.object({ id, number: text });

export const invoiceRow = z.object({
  id,
  ...changed,
  number: text,
  reference: text,
  description: text,
  state: z.string(),
  type: z.string(),
  invoice_date: text,
  accounting_date: text,
  party: id,
  account: id,
  lines: many,
  total_amount: decimal,
  tax_amount: decimal,
  payment_lines: many,
  amount_to_pay: decimal,
  /** The day on which the last of its money was set against it. */
  reconciled: text,
});
export const invoiceLineRow = z.object({
  id,
  invoice: one,
  sequence: one,
  product: one,
  quantity: z.number().nullable(),
  amount: decimal,
  origin: text,
  description: text,
  note: text,
});
export const complaintRow = z.object({ id, state: z.string(), description: text });
export const periodRow = z.object({
  id,
  state: z.string(),
  start_date: z.string(),
  end_date: z.string(),
});
export const idRow = z.object({ id });
export const methodRow = z.object({ id, debit_account: id, credit_account: id, journal: id });

export const accountMoveRow = z.object({
  id,
  ...changed,
  number: text,
  description: text,
  state: z.string(),
  date: text,
  lines: many,
});
export const accountMoveLineRow = z.object({
  id,
  move: id,
  account: id,
  debit: decimal,
  credit: decimal,
});

export type SaleRow = z.output<typeof saleRow>;
export type SaleLineRow = z.output<typeof saleLineRow>;
export type ComplaintRow = z.output<typeof complaintRow>;
export type InvoiceLineRow = z.output<typeof invoiceLineRow>;
export type InvoiceRow = z.output<typeof invoiceRow>;
export type ProductRow = z.output<typeof productRow>;
export type AccountMoveRow = z.output<typeof accountMoveRow>;
export type MoveRow = z.output<typeof moveRow>;
export type ShipmentRow = z.output<typeof shipmentRow>;
export type ReturnShipmentRow = z.output<typeof returnShipmentRow>;
export type InternalShipmentRow = z.output<typeof internalShipmentRow>;

export interface Changed {
  readonly create_date: string | null;
  readonly write_date: string | null;
}

/** When a row was changed last. */
export const changedAt = (row: Changed): string =>
  row.write_date ?? row.create_date ?? '1970-01-01T00:00:00Z';
