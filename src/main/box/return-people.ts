/**
 * The play's returns: customers who call the service desk, parcels at the dock, inspectors. All of them
 * act over HTTP and see no more than people see, so a play that was stopped goes on where it was.
 */
import { z } from 'zod';
import type { Instant } from '../../kernel/instant.ts';
import { askApi, tellSystem, type OurApi } from './requests.ts';
import type { PlannedReturn } from './return-plan.ts';

/** Where the people of returns work. */
export interface ReturnsPlace extends OurApi {
  readonly crmUrl: string;
  readonly wmsUrl: string;
  readonly secret: string;
  readonly codes: Readonly<Record<string, string>>;
}

const eligibility = z.object({
  lines: z.array(z.object({ salesOrderLine: z.int(), item: z.string(), returnable: z.string() })),
});
const orderState = z.object({ settled: z.boolean() });

/** A return as people see it. */
export const seenReturn = z.object({
  lifecycle: z.string(),
  settled: z.boolean(),
  openCases: z.int(),
  lines: z.array(z.object({ line: z.int(), item: z.string(), authorized: z.string(), inReview: z.string() })),
  refusals: z.array(z.object({ line: z.int(), quantity: z.string() })),
  receipts: z.array(
    z.object({
      receipt: z.string(),
      lines: z.array(z.object({ receiptLine: z.int(), line: z.int().nullable(), quantity: z.string() })),
    }),
  ),
  inspections: z.array(z.object({ receipt: z.string() })),
  credits: z.array(
    z.object({
      creditMemo: z.string().nullable(),
      lines: z.array(
        z.object({ line: z.int(), quantity: z.string(), net: z.object({ amount: z.string() }) }),
      ),
    }),
  ),
});

export type SeenReturn = z.output<typeof seenReturn>;

/** States in which a return waits for nobody of the play. */
const WAITS_FOR_OTHERS: ReadonlySet<string> = new Set([
  'requested', 'in-review', 'unmatched', 'in-approval', 'inspected', 'credited',
]);

/** The people who carry a plan of returns through. */
export class ReturnPeople {
  readonly #place: ReturnsPlace;
  readonly #open: Map<string, PlannedReturn>;
  readonly #done = new Set<string>();
  /** Numbers that the dock gave to parcels without one, by their labels. */
  readonly #found = new Map<string, string>();
  readonly #inspected = new Set<string>();

  constructor(place: ReturnsPlace, plan: readonly PlannedReturn[]) {
    this.#place = place;
    this.#open = new Map(plan.map((planned) => [planned.rma, planned]));
  }

  /** Every return was asked for, and has ended or waits for somebody else. */
  done(): boolean {
    return this.#open.size === 0;
  }

  /** The number under which a planned return is known. */
  numberOf({ rma }: PlannedReturn): string {
    return this.#found.get(rma) ?? rma;
  }

  /** Goes once through what is open, and does what is due. */
  async round(now: Instant): Promise<void> {
    for (const planned of this.#open.values()) {
      if (planned.at > now) continue;
      const isNumbered = planned.parcel.kind !== 'unlabelled' || this.#found.has(planned.rma);
      const seen = isNumbered ? await readReturn(this.#place, this.numberOf(planned)) : null;
      if (seen === null) await this.#begin(planned, isNumbered);
      else if (await this.#handle(planned, seen)) this.#open.delete(planned.rma);
    }
  }

  /** Customers give back what they have got and were billed for. */
  async #begin(planned: PlannedReturn, isNumbered: boolean): Promise<void> {
    const { salesOrder, parcel } = planned;
    if (salesOrder !== null && !(await this.#hasGoods(planned, salesOrder))) return;
    if (parcel.kind !== 'unlabelled') return this.#ask(planned);
    if (!isNumbered) await this.#turnsUp(planned);
  }

  /** An agent of the service desk types in what the customer says. */
  async #ask(planned: PlannedReturn): Promise<void> {
    await send(this.#place, `${this.#place.crmUrl}/agents/return-requests`, {
      caseNumber: this.numberOf(planned),
      companyCode: this.#place.codes[planned.entity],
      accountNumber: planned.customer,
      customerReference: null,
      orderNumber: planned.salesOrder,
      wish: 'Credit',
      lines: planned.lines.map(({ orderLine, item, quantity, words = null }, at) => ({
        lineNumber: at + 1,
        productCode: item,
        orderLineNumber: orderLine,
        quantity: String(quantity),
        lotNumber: null,
        reason: planned.reason,
        state: planned.reason === 'Not Wanted' ? 'Unopened' : 'Opened',
        words,
      })),
    });
  }

  async #hasGoods(planned: PlannedReturn, salesOrder: string): Promise<boolean> {
    const { entity, customer } = planned;
    const path = '/v1/return-eligibility';
    const question = { entity, customer, salesOrder, reason: 'damaged' };
    const asked = await askApi(this.#place, 'POST', path, { body: question });
    if (asked === null) return false;
    const { lines } = eligibility.parse(asked);
    const isThere = planned.lines.every(({ orderLine, item, waitsFor }) => {
      const own = lines.filter((row) => row.item === item && row.salesOrderLine === orderLine);
      return own.reduce((sum, row) => sum + Number(row.returnable), 0) >= waitsFor;
    });
    if (isThere) return true;
    // What will never be billed is asked for all the same, and turned down.
    const number = encodeURIComponent(salesOrder);
    const order = await askApi(this.#place, 'GET', `/v1/sales-orders/${number}?entity=${entity}`);
    return order !== null && orderState.parse(order).settled;
  }

  /** Whether nothing is left to do for it. */
  async #handle(planned: PlannedReturn, seen: SeenReturn): Promise<boolean> {
    if (seen.settled || seen.lifecycle === 'unmatched') return true;
    if (seen.lifecycle === 'unannounced' && this.#isFirst('asked', planned)) await this.#ask(planned);
    if (seen.lifecycle === 'authorized' && this.#isFirst('sent', planned)) {
      await this.#arrives(planned, seen);
      return false;
    }
    for (const receipt of seen.receipts) {
      const isInspected = seen.inspections.some((inspection) => inspection.receipt === receipt.receipt);
      if (isInspected || this.#inspected.has(receipt.receipt)) continue;
      this.#inspected.add(receipt.receipt);
      await this.#inspects(planned, receipt);
    }
    if (seen.lifecycle === 'part-received' && this.#isFirst('cancelled', planned)) {
      // The rest is kept: the customer says so, and nobody waits for it.
      const url = `${this.#place.crmUrl}/agents/return-cancellations/${this.numberOf(planned)}`;
      await send(this.#place, url, { words: 'we keep the rest' });
      return false;
    }
    return WAITS_FOR_OTHERS.has(seen.lifecycle) && seen.openCases > 0;
  }

  #isFirst(act: 'asked' | 'sent' | 'cancelled', { rma }: PlannedReturn): boolean {
    const name = `${act} ${rma}`;
    return !this.#done.has(name) && this.#done.add(name).size > 0;
  }

  /** The parcel of an authorized return, with what the customer put into it. */
  async #arrives(planned: PlannedReturn, seen: SeenReturn): Promise<void> {
    const { rma, parcel } = planned;
    if (parcel.kind === 'other-item') {
      const quantity = String(planned.lines[0]!.quantity);
      await this.#unloads(planned, rma, [{ rmaLineNo: null, itemNo: parcel.item, quantity, lotNo: null }]);
      return;
    }
    const odd = parcel.kind === 'one-less' ? -1 : parcel.kind === 'one-more' ? 1 : 0;
    const lines = seen.lines.flatMap(({ line, item, authorized, inReview }) => {
      const quantity = Number(authorized) - Number(inReview) + (line === 1 ? odd : 0);
      if (quantity <= 0) return [];
      return [{ rmaLineNo: line, itemNo: item, quantity: String(quantity), lotNo: null }];
    });
    if (lines.length > 0) await this.#unloads(planned, rma, lines);
  }

  /** A parcel that nobody announced gets a number; whose it is is asked later. */
  async #turnsUp(planned: PlannedReturn): Promise<void> {
    const lines = planned.lines.map(({ item, waitsFor }) => ({
      rmaLineNo: null, itemNo: item, quantity: String(waitsFor), lotNo: null,
    }));
    const receipt = z.object({ rmaNo: z.string() }).parse(await this.#unloads(planned, null, lines));
    this.#found.set(planned.rma, receipt.rmaNo);
  }

  async #unloads(
    { rma, site }: PlannedReturn,
    rmaNo: string | null,
    lines: readonly object[],
  ): Promise<unknown> {
    const parcel = { rmaNo, parcelRef: `${rma}-1`, site, lines };
    return send(this.#place, `${this.#place.wmsUrl}/wms/v2/returns/arrivals`, parcel);
  }

  async #inspects(planned: PlannedReturn, receipt: SeenReturn['receipts'][number]): Promise<void> {
    await send(this.#place, `${this.#place.wmsUrl}/wms/v2/inspections`, {
      receiptNo: receipt.receipt,
      inspector: 's.dekker',
      inspectionNo: null,
      lines: receipt.lines.map(({ receiptLine, quantity }) => ({
        receiptLineNo: receiptLine,
        quantity,
        gradeCode: planned.found.grade,
        causeCode: planned.found.cause,
        chainOk: true,
        repairable: false,
        damageCode: null,
        remark: null,
      })),
      attachments: [],
    });
  }
}

/** A return as people see it; `null` while nobody knows it. */
export async function readReturn(
  place: OurApi,
  rma: string,
): Promise<SeenReturn | null> {
  const body = await askApi(place, 'GET', `/v1/returns/${encodeURIComponent(rma)}`);
  return body === null ? null : seenReturn.parse(body);
}

/** Tells a simulated system something. What was inspected before is inspected. */
const send = ({ secret }: ReturnsPlace, url: string, body: unknown): Promise<unknown> =>
  tellSystem(url, secret, body, 'MORE_THAN_RECEIVED');
