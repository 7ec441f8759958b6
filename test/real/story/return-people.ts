/** Customers who give goods back, the dock that takes them in at Tryton, and an inspector who writes to us. */
import { z } from 'zod';
import { seededRandom } from '../../../src/kernel/random.ts';
import type { PlannedOrder } from '../../../src/main/box/demand.ts';
import { ENTITY } from '../tryton-links.ts';
import { ask, type Desks, type OurDesk } from './people.ts';

/** What a customer gives back of an order. */
export interface PlannedReturn {
  readonly rma: string;
  readonly order: PlannedOrder;
  readonly lines: readonly { readonly line: number; readonly item: string; readonly quantity: number }[];
}

/** Price from which on one unit is given back: two might need an approval. */
const DEAR = 30;

/** One or two units of one or two lines: small enough that no credit needs a person's approval. */
export function plannedReturn(seed: number, order: PlannedOrder): PlannedReturn {
  const random = seededRandom(`return ${seed} ${order.salesOrder}`);
  const count = Math.min(order.lines.length, random.between(1, 2));
  const lines = order.lines.slice(0, count).map(({ item, quantity, unitPrice }, at) => ({
    line: at + 1, item,
    quantity: Number(unitPrice) > DEAR ? 1 : Math.min(quantity, random.between(1, 2)),
  }));
  return { rma: `RMA-${order.salesOrder}`, order, lines };
}

const page = z.object({
  items: z.array(z.record(z.string(), z.unknown())),
  next: z.string().nullable(),
});

/** Status word by number, of every sales order or return. */
export async function lifecycles(
  desk: OurDesk,
  path: '/v1/sales-orders' | '/v1/returns',
): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, string>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const asked = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const read = page.parse(await ask(desk, 'GET', `${path}?limit=100${asked}`));
    for (const item of read.items) {
      known.set(String(item['rma'] ?? item['salesOrder']), String(item['lifecycle']));
    }
    cursor = read.next;
  }
  return known;
}

/** Asks for a return; asked again, it is the same request. */
export async function askForReturn(desk: OurDesk, { rma, order, lines }: PlannedReturn): Promise<void> {
  const body = {
    entity: ENTITY, rma, customer: order.customer, salesOrder: order.salesOrder,
    lines: lines.map(({ line, item, quantity }) => ({
      line, item, quantity: String(quantity), salesOrderLine: line, reason: 'damaged',
    })),
  };
  const response = await fetch(`${desk.url}/v1/returns`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${desk.key}`, 'content-type': 'application/json', 'idempotency-key': rma,
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the return ${rma} was answered ${response.status}: ${text.slice(0, 300)}`);
}

/** The dock takes in every parcel that is expected, one after another. */
export async function receiveAtDock({ wms }: Desks): Promise<number> {
  const expected = await wms.search('stock.shipment.out.return', [['state', '=', 'draft']]);
  for (const shipment of expected) await wms.insist('stock.shipment.out.return', 'receive', shipment);
  return expected.length;
}

const detail = z.object({
  receipts: z.array(z.object({
    receipt: z.string(),
    lines: z.array(z.object({ receiptLine: z.int(), quantity: z.string() })),
  })),
  inspections: z.array(z.object({ receipt: z.string() })),
});

/** What is found: most of it as it left, some of it spoiled. Goods of unknown history would wait for quality. */
const FINDINGS = [
  { grade: 'as-new', chainUnbroken: true },
  { grade: 'as-new', chainUnbroken: true },
  { grade: 'contaminated', chainUnbroken: true },
] as const;

/** An inspector looks at every receipt of a return that nobody has inspected, and writes down what he saw. */
export async function inspectReturn(desk: OurDesk, seed: number, rma: string): Promise<void> {
  const { receipts, inspections } = detail.parse(await ask(desk, 'GET', `/v1/returns/${rma}`));
  for (const { receipt, lines } of receipts) {
    if (inspections.some((one) => one.receipt === receipt)) continue;
    const random = seededRandom(`inspection ${seed} ${receipt}`);
    const now = new Date().toISOString();
    const data = {
      rma, inspection: `INS-${receipt}`, version: 1, receipt, inspectedAt: now, inspectedBy: 's.dekker',
      lines: lines.map(({ receiptLine, quantity }, at) => ({
        part: at + 1, receiptLine, quantity, faultOf: 'carrier', repairable: false, ...random.pick(FINDINGS),
      })),
      evidence: [],
    };
    const type = 'inspection.completed.v1';
    const response = await fetch(`${desk.url}/v1/facts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${desk.key}`, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({
        specversion: '1.0', source: 'wms', id: `inspection-${receipt}`, type, entity: ENTITY, time: now, data,
      }),
    });
    if (!response.ok) throw new Error(`the inspection of ${receipt} was answered ${response.status}`);
  }
}
