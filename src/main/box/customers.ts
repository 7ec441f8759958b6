/** The demo's customers: they order by shop, EDI or API, and change their minds, over real HTTP. */
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import type { PlannedLine, PlannedOrder } from './demand.ts';

/** Where orders are placed. */
export interface OrderDesk {
  /** Address of the simulated shop. */
  readonly shopUrl: string;
  /** Address of our own API. */
  readonly apiUrl: string;
  readonly apiKey: string;
  /** Company codes by entity. */
  readonly codes: Readonly<Record<string, string>>;
}

/** A customer was turned away: the demo's own fault, never part of the play. */
export class OrderRefusedError extends Error {
  constructor(salesOrder: string, status: number, body: string) {
    super(`${salesOrder} was refused with ${status}: ${body.slice(0, 300)}`);
    this.name = 'OrderRefusedError';
  }
}

/** Places an order by its channel. */
export async function placeOrder(desk: OrderDesk, order: PlannedOrder, now: Instant): Promise<void> {
  if (order.channel === 'shop') {
    await send(order, `${desk.shopUrl}/storefront/checkouts`, 'POST', {
      name: order.salesOrder,
      company_code: desk.codes[order.entity],
      customer_code: order.customer,
      currency: order.currency,
      shipping_address: { country_code: order.country },
      line_items: order.lines.map(cartLine),
    });
    return;
  }
  await state(desk, order, 1, order.lines, now);
}

/** Changes or cancels an order by the channel that placed it. */
export async function changeMind(desk: OrderDesk, order: PlannedOrder, now: Instant): Promise<void> {
  const { second } = order;
  if (second === null) return;
  if (order.channel === 'shop') {
    const url = `${desk.shopUrl}/storefront/orders/${order.salesOrder}`;
    if (second.kind === 'cancel') await send(order, `${url}/cancellation`, 'POST', {});
    else {
      const lines = second.lines.map((line, index) => ({ position: index + 1, ...cartLine(line) }));
      await send(order, url, 'PUT', { line_items: lines });
    }
    return;
  }
  if (second.kind === 'amend') return state(desk, order, 2, second.lines, now);
  await postFact(desk, order, 'sales-order.cancellation-requested.v1', `cancel`, now, {
    salesOrder: order.salesOrder,
    request: 'cancel-1',
    lines: [],
    reason: 'no longer needed',
  });
}

const cartLine = (line: PlannedLine) => ({
  sku: line.item,
  quantity: line.quantity,
  price: line.unitPrice,
});

/** States a revision of an order as an EDI gateway or a portal does: as a fact. */
async function state(
  desk: OrderDesk,
  order: PlannedOrder,
  revision: number,
  lines: readonly PlannedLine[],
  now: Instant,
): Promise<void> {
  await postFact(desk, order, 'sales-order.stated.v1', `revision-${revision}`, now, {
    salesOrder: order.salesOrder,
    revision,
    channel: order.channel,
    customer: order.customer,
    currency: order.currency,
    orderedAt: formatInstant(order.at),
    shipTo: { country: order.country },
    lines: lines.map((line, index) => ({
      line: index + 1,
      item: line.item,
      quantity: String(line.quantity),
      unitPrice: line.unitPrice,
    })),
  });
}

async function postFact(
  desk: OrderDesk,
  order: PlannedOrder,
  type: string,
  id: string,
  now: Instant,
  data: unknown,
): Promise<void> {
  const event = {
    specversion: '1.0',
    type,
    source: order.channel,
    id: `${order.salesOrder}/${id}`,
    time: formatInstant(now),
    entity: order.entity,
    data,
  };
  await send(order, `${desk.apiUrl}/v1/facts`, 'POST', event, {
    'content-type': 'application/cloudevents+json',
    authorization: `Bearer ${desk.apiKey}`,
  });
}

async function send(
  order: PlannedOrder,
  url: string,
  method: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): Promise<void> {
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (response.status >= 400) throw new OrderRefusedError(order.salesOrder, response.status, text);
}

