/** Goods that customers send back: what the dock expects, what it counts, and where it ends up. */
import { z } from 'zod';
import { formatInstant } from '../kernel/instant.ts';
import type { SystemContext } from './system.ts';
import { quantityOf, WmsRefusal } from './wms-documents.ts';
import type { WmsEvents } from './wms-events.ts';
import { Records } from './wms-records.ts';

const text = z.string().min(1).max(64);
const decimal = z.string().regex(/^\d{1,12}(\.\d{1,6})?$/, 'must be a decimal of zero or more');
const lineNo = z.int().min(1).max(999_999);

/** Body of `PUT /wms/v2/returns/:rma`: set to this, in total. */
export const expectationBody = z.strictObject({
  companyCode: text,
  site: text,
  instruction: text,
  customerNo: text,
  lines: z
    .array(z.strictObject({ lineNo, itemNo: text, totalQty: decimal, lotNo: text.nullable() }))
    .max(5_000),
});

/** Body of `POST /wms/v2/returns/arrivals`: a parcel at the dock, with or without a number on it. */
export const arrivalBody = z.strictObject({
  rmaNo: text.nullable(),
  /** Label of the parcel: scanned twice it is one parcel. */
  parcelRef: text.nullable().default(null),
  site: text,
  lines: z
    .array(
      z.strictObject({
        rmaLineNo: lineNo.nullable(),
        itemNo: text,
        quantity: decimal,
        lotNo: text.nullable(),
      }),
    )
    .min(1)
    .max(1_000),
});

/** Body of `POST /wms/v2/returns/receipts/:no`: the dock counted again. */
export const recountBody = z.strictObject({
  lines: z
    .array(z.strictObject({ receiptLineNo: lineNo, quantity: decimal }))
    .min(1)
    .max(1_000),
});

type Expectation = z.output<typeof expectationBody> & { readonly rmaNo: string };

/** A receipt as the dock counted it. */
export interface WmsReturnReceipt {
  readonly receiptNo: string;
  readonly parcelRef: string | null;
  readonly rmaNo: string;
  readonly companyCode: string;
  readonly site: string;
  version: number;
  readonly receivedAt: string;
  lines: {
    readonly receiptLineNo: number;
    readonly rmaLineNo: number | null;
    readonly itemNo: string;
    quantity: string;
    readonly lotNo: string | null;
  }[];
}

/** Expected and received returns in the warehouse's own tables. */
export class WmsReceiving {
  readonly #context: SystemContext;
  readonly #events: WmsEvents;
  readonly expectations: Records<Expectation>;
  readonly receipts: Records<WmsReturnReceipt>;

  constructor(context: SystemContext, events: WmsEvents) {
    this.#context = context;
    this.#events = events;
    this.expectations = new Records(context.database, 'wms_return_expectation');
    this.receipts = new Records(context.database, 'wms_return_receipt');
  }

  /** Notes what is to come. Nobody is told: the dock simply knows. */
  expect(rmaNo: string, told: z.output<typeof expectationBody>): Expectation {
    const expectation = { rmaNo, ...told };
    this.expectations.save(rmaNo, expectation);
    return expectation;
  }

  /** Goods at the dock are counted and taken in, expected or not; what has no number gets one. */
  arrive(companyCode: string, parcel: z.output<typeof arrivalBody>): WmsReturnReceipt {
    const scanned = parcel.parcelRef === null ? [] : this.receipts.having('parcelRef', parcel.parcelRef);
    if (scanned[0] !== undefined) return scanned[0];
    const goods = parcel.lines.filter(({ quantity }) => quantityOf(quantity) > 0n);
    if (goods.length === 0) throw new WmsRefusal('EMPTY_PARCEL', 'there is nothing in it');
    const number = this.receipts.count() + 1;
    const receiptNo = `RR${String(number).padStart(6, '0')}`;
    const receipt: WmsReturnReceipt = {
      receiptNo,
      parcelRef: parcel.parcelRef,
      rmaNo: parcel.rmaNo ?? `BLIND-${receiptNo}`,
      companyCode,
      site: parcel.site,
      version: 1,
      receivedAt: formatInstant(this.#context.clock.now()),
      lines: goods.map((line, at) => ({ receiptLineNo: at + 1, ...line })),
    };
    this.receipts.save(receiptNo, receipt);
    this.#tell(receipt);
    return receipt;
  }

  /** The dock counts again and states the whole receipt anew. */
  recount(receiptNo: string, counted: z.output<typeof recountBody>): WmsReturnReceipt {
    const receipt = this.receipts.find(receiptNo);
    if (receipt === null)
      throw new WmsRefusal('UNKNOWN_RECEIPT', `there is no receipt ${receiptNo}`);
    for (const { receiptLineNo, quantity } of counted.lines) {
      const line = receipt.lines.find((row) => row.receiptLineNo === receiptLineNo);
      if (line === undefined)
        throw new WmsRefusal('UNKNOWN_LINE', `receipt ${receiptNo} has no line ${receiptLineNo}`);
      line.quantity = quantity;
    }
    receipt.version += 1;
    this.receipts.save(receiptNo, receipt);
    this.#tell(receipt);
    return receipt;
  }

  #tell(receipt: WmsReturnReceipt): void {
    const { parcelRef: _, ...payload } = receipt;
    this.#events.append('RETURN_RECEIVED', `return ${receipt.rmaNo}`, payload);
  }
}
