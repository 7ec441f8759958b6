/** The warehouse system's own records, in its own words. */
import { expectOk } from '../kernel/result.ts';
import { formatQuantity, parseQuantity, type Quantity } from '../kernel/quantity.ts';

/**
 * Where an order is: `20` released, `40` in picking, `60` picked, `90` shipped as far as it goes.
 */
export type OrderStatus = '20' | '40' | '60' | '90';

/** What became of an instruction: `00` accepted, `05` in part, `09` refused. */
export type InstructionResult = '00' | '05' | '09';

/** A line of an outbound order; quantities are decimal text, totals over its whole life. */
export interface OutboundLine {
  readonly lineNo: number;
  readonly itemNo: string;
  totalQty: string;
  pickedQty: string;
  shortQty: string;
  shippedQty: string;
  /** Lots that are to go, in total; absent: whichever expires first. */
  lots?: { lotNo: string; quantity: string }[];
  /** Of what was picked, how much of each lot. */
  pickedLots?: { lotNo: string; quantity: string }[];
}

/** How the warehouse answered the last instruction for an order. */
export interface InstructionAnswer {
  readonly eventNo: number;
  readonly occurredAt: string;
  readonly revision: number;
  readonly instruction: string;
  readonly result: InstructionResult;
  readonly acceptedLines: readonly { lineNo: number; itemNo: string; totalQty: string }[];
  readonly refusedLines: readonly { lineNo: number; itemNo: string; committedQty: string }[];
}

/** An outbound order: what one site ships for one sales order. */
export interface Outbound {
  readonly shippingOrderRef: string;
  readonly companyCode: string;
  readonly site: string;
  readonly salesOrderNo: string;
  orderStatus: OrderStatus;
  requestedShipDate: string | null;
  shipTo: { countryCode: string; postalCode: string | null };
  lines: OutboundLine[];
  lastInstruction: InstructionAnswer;
  /** A pick is planned: further increases go with it. */
  pickPlanned: boolean;
  picks: number;
  shipments: number;
}

/** Goods that were picked and leave, or have left, together. */
export interface WmsShipment {
  readonly shipmentNo: string;
  readonly shippingOrderRef: string;
  readonly companyCode: string;
  readonly site: string;
  readonly salesOrderNo: string;
  version: number;
  /** `null` while it is still at the dock. */
  shippedAt: string | null;
  lines: { lineNo: number; itemNo: string; quantity: string; lotNo?: string }[];
}

/** One promise of stock. */
export interface ReservedPart {
  readonly lineNo: number;
  readonly itemNo: string;
  readonly site: string;
  readonly reservedQty: string;
}

/** What is reserved for a sales order, as last decided. */
export interface Reservation {
  readonly salesOrderNo: string;
  readonly companyCode: string;
  readonly decisionNo: number;
  readonly instruction: string;
  readonly eventNo: number;
  readonly occurredAt: string;
  readonly orderedAt: string;
  readonly partial: boolean;
  readonly lines: readonly {
    lineNo: number;
    itemNo: string;
    wantedQty: string;
    alternatives: readonly string[];
  }[];
  readonly allocations: readonly ReservedPart[];
  readonly shortfalls: readonly { lineNo: number; missingQty: string }[];
}

/** One movement of stock, as its events carry it. */
export interface WmsMovement {
  /** `101` goods receipt, `701` found in a count, `702` missing in a count. */
  readonly movementType: '101' | '701' | '702';
  readonly itemNo: string;
  readonly quantity: string;
  readonly reasonText: string | null;
  readonly lotNo?: string;
}

/** A business no: answered with status 422. */
export class WmsRefusal extends Error {
  readonly errorCode: string;

  constructor(errorCode: string, message: string) {
    super(message);
    this.errorCode = errorCode;
  }
}

/** A quantity of a record. */
export const quantityOf = (text: string): Quantity => expectOk(parseQuantity(text), 'quantity');

/** The text of a sum or difference. */
export const textOf = (value: bigint): string => formatQuantity(value as Quantity);

/** `a + b` of two quantity texts. */
export const plus = (a: string, b: string): string => textOf(quantityOf(a) + quantityOf(b));

/** `a - b` of two quantity texts. */
export const minus = (a: string, b: string): string => textOf(quantityOf(a) - quantityOf(b));

/** What of a line is still to be picked: shorted units count as done with. */
export function remainingOf(line: OutboundLine): Quantity {
  const done = quantityOf(line.pickedQty) + quantityOf(line.shortQty);
  const open = quantityOf(line.totalQty) - done;
  return (open > 0n ? open : 0n) as Quantity;
}
