/** Inspection of returned goods, and where they are put afterwards. */
import { z } from 'zod';
import { formatInstant } from '../kernel/instant.ts';
import type { SystemContext } from './system.ts';
import { quantityOf, WmsRefusal } from './wms-documents.ts';
import type { WmsEvents } from './wms-events.ts';
import type { WmsReceiving } from './wms-receiving.ts';
import type { WmsLots } from './wms-lots.ts';
import { Records } from './wms-records.ts';
import type { WmsStock } from './wms-stock.ts';

const text = z.string().min(1).max(64);
const decimal = z.string().regex(/^\d{1,12}(\.\d{1,6})?$/, 'must be a decimal of zero or more');
const lineNo = z.int().min(1).max(999_999);

/** `A` as new, `B` opened, `D` damaged, `F` faulty, `K` contaminated, `X` expired, `U` unknown. */
const gradeCode = z.enum(['A', 'B', 'D', 'F', 'K', 'X', 'U']);
/** Whose fault: `CU` customer, `CA` carrier, `US` our own, `VE` vendor, `NN` nobody knows. */
const causeCode = z.enum(['CU', 'CA', 'US', 'VE', 'NN']);

/** Body of `POST /wms/v2/inspections`: an inspector completed a form. */
export const inspectionBody = z.strictObject({
  receiptNo: text,
  inspector: text,
  /** States an earlier inspection anew, by its number. */
  inspectionNo: text.nullable(),
  lines: z
    .array(
      z.strictObject({
        receiptLineNo: lineNo,
        quantity: decimal,
        gradeCode,
        causeCode,
        chainOk: z.boolean(),
        repairable: z.boolean(),
        damageCode: text.nullable(),
        remark: z.string().max(200).nullable(),
      }),
    )
    .min(1)
    .max(1_000),
  attachments: z
    .array(
      z.strictObject({
        fileName: text,
        fileType: z.enum(['PHOTO', 'FORM', 'SCAN', 'MEASUREMENT', 'MESSAGE']),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(100),
});

/** Body of `PUT /wms/v2/inspections/:no/placement`: set to this. */
export const placementBody = z.strictObject({
  companyCode: text,
  site: text,
  instruction: text,
  rmaNo: text,
  lines: z
    .array(
      z.strictObject({
        partNo: lineNo,
        itemNo: text,
        quantity: decimal,
        lotNo: text.nullable(),
        /** Restock, quarantine, refurbish, scrap, vendor claim, back to the customer. */
        dispositionCode: z.enum(['RS', 'QU', 'RF', 'SC', 'VC', 'BC']),
      }),
    )
    .min(1)
    .max(1_000),
});

type Inspection = z.output<typeof inspectionBody> & {
  readonly inspectionNo: string;
  readonly rmaNo: string;
  readonly companyCode: string;
  readonly site: string;
  readonly version: number;
  readonly completedAt: string;
};

type Placement = z.output<typeof placementBody> & {
  readonly inspectionNo: string;
  readonly version: number;
  readonly eventNo: number;
  readonly occurredAt: string;
};

/** Inspections and placements in the warehouse's own tables. */
export class WmsInspection {
  readonly #context: SystemContext;
  readonly #events: WmsEvents;
  readonly #receiving: WmsReceiving;
  readonly #stock: WmsStock;
  readonly inspections: Records<Inspection>;
  readonly placements: Records<Placement>;
  readonly #lots: WmsLots;

  constructor(
    context: SystemContext,
    events: WmsEvents,
    receiving: WmsReceiving,
    stock: WmsStock,
    lots: WmsLots,
  ) {
    this.#lots = lots;
    this.#context = context;
    this.#events = events;
    this.#receiving = receiving;
    this.#stock = stock;
    this.inspections = new Records(context.database, 'wms_return_inspection');
    this.placements = new Records(context.database, 'wms_return_placement');
  }

  complete(form: z.output<typeof inspectionBody>): Inspection {
    const receipt = this.#receiving.receipts.find(form.receiptNo);
    if (receipt === null)
      throw new WmsRefusal('UNKNOWN_RECEIPT', `there is no receipt ${form.receiptNo}`);
    const known = form.inspectionNo === null ? null : this.inspections.find(form.inspectionNo);
    if (form.inspectionNo !== null && known === null) {
      throw new WmsRefusal('UNKNOWN_INSPECTION', `there is no inspection ${form.inspectionNo}`);
    }
    this.#checkCounts(form, known?.inspectionNo ?? null);
    const inspection: Inspection = {
      ...form,
      inspectionNo:
        known?.inspectionNo ?? `IN${String(this.inspections.count() + 1).padStart(6, '0')}`,
      rmaNo: receipt.rmaNo,
      companyCode: receipt.companyCode,
      site: receipt.site,
      version: (known?.version ?? 0) + 1,
      completedAt: formatInstant(this.#context.clock.now()),
    };
    this.inspections.save(inspection.inspectionNo, inspection);
    this.#events.append('RETURN_INSPECTED', `return ${receipt.rmaNo}`, inspection);
    return inspection;
  }

  /** Nobody inspects more than was received. */
  #checkCounts(form: z.output<typeof inspectionBody>, except: string | null): void {
    const receipt = this.#receiving.receipts.find(form.receiptNo)!;
    const others = this.inspections
      .having('receiptNo', form.receiptNo)
      .filter(({ inspectionNo }) => inspectionNo !== except);
    for (const { receiptLineNo, quantity } of receipt.lines) {
      const seen = [form, ...others]
        .flatMap(({ lines }) => lines)
        .filter((line) => line.receiptLineNo === receiptLineNo)
        .reduce((sum, line) => sum + quantityOf(line.quantity), 0n);
      if (seen <= quantityOf(quantity)) continue;
      throw new WmsRefusal(
        'MORE_THAN_RECEIVED',
        `line ${receiptLineNo} of ${form.receiptNo} holds ${quantity}`,
      );
    }
  }

  /** Puts inspected goods where they are told to go. What was put elsewhere before is fetched back. */
  place(inspectionNo: string, told: z.output<typeof placementBody>): Placement {
    const inspection = this.inspections.find(inspectionNo);
    if (inspection === null)
      throw new WmsRefusal('UNKNOWN_INSPECTION', `there is no inspection ${inspectionNo}`);
    const known = this.placements.find(inspectionNo);
    if (known?.instruction === told.instruction) return known;
    this.#move(told.site, known?.lines ?? [], -1n);
    this.#move(told.site, told.lines, 1n);
    const eventNo = this.#events.nextNo();
    const placement: Placement = {
      inspectionNo,
      ...told,
      version: (known?.version ?? 0) + 1,
      eventNo,
      occurredAt: formatInstant(this.#context.clock.now()),
    };
    this.placements.save(inspectionNo, placement);
    const { eventNo: _, occurredAt: __, ...payload } = placement;
    this.#events.append('RETURN_PLACED', `return ${told.rmaNo}`, payload);
    return placement;
  }

  #move(site: string, lines: Placement['lines'], direction: bigint): void {
    for (const { dispositionCode, itemNo, quantity, lotNo } of lines) {
      if (dispositionCode !== 'RS') continue;
      const change = quantityOf(quantity) * direction;
      if (-change > this.#stock.pickable(site, itemNo)) {
        throw new WmsRefusal('SOLD_AGAIN', `${itemNo} was restocked and has left again`);
      }
      const lot = this.#lots.checked(itemNo, lotNo);
      this.#stock.change(site, itemNo, change, 0n);
      if (lot !== null) this.#lots.change(site, itemNo, lot, change, 0n);
    }
  }
}
