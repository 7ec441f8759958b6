/** A simulated web shop: customers order in it, and see there what became of their orders. */
import { createHmac } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatInstant, parseInstant } from '../kernel/instant.ts';
import { FAULT_FREE } from './framework.ts';
import { ShopMasters } from './shop-masters.ts';
import { lineIdOf, orderIdOf, ShopOrders, type ShopLine, type ShopOrderDocument } from './shop-orders.ts';
import type { SandboxSystem, SystemContext } from './system.ts';

const name = z.string().min(1).max(40);
const decimal = z.string().regex(/^\d{1,12}(\.\d{1,6})?$/, 'must be a decimal');
const shipDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const cartLine = z.strictObject({
  /** Given when a line of the order is changed; missing for a new line. */
  position: z.int().min(1).max(9_999).optional(),
  sku: z.string().min(1).max(64),
  quantity: z.int().min(1),
  price: decimal,
});
const cart = z.array(cartLine).min(1).max(5_000);

/** Body of `POST /storefront/checkouts`: what demand generators send. */
export const checkout = z.strictObject({
  /** Order number; made by the shop when it is missing. A repeated one is answered as before. */
  name: name.optional(),
  company_code: z.string().min(1),
  customer_code: z.string().min(1).max(64),
  po_number: z.string().min(1).max(64).optional(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  requested_ship_date: shipDate.optional(),
  shipping_address: z.strictObject({
    country_code: z.string().regex(/^[A-Z]{2}$/),
    zip: z.string().min(1).max(64).optional(),
  }),
  line_items: cart,
});

/** Body of `PUT /storefront/orders/:name`: the lines as the customer wants them now. */
export const orderChange = z.strictObject({
  line_items: cart,
  requested_ship_date: shipDate.optional(),
});

/** Body of `POST /storefront/orders/:name/cancellation`; no positions means the whole order. */
export const cancellation = z.strictObject({
  reason: z.string().max(500).default('changed my mind'),
  positions: z.array(z.int().min(1)).default([]),
});

/** Body of `POST /storefront/orders/:name/refunds`: what the customer wants his money back for. */
export const refundWish = z.strictObject({
  note: z.string().min(1).max(400).default('asked for in the shop'),
  lines: z
    .array(
      z.strictObject({
        position: z.int().min(1),
        quantity: z.int().min(1),
        reason: z.enum(['unwanted', 'wrong_item', 'damaged', 'defective']),
        opened: z.boolean().default(false),
      }),
    )
    .min(1)
    .max(5_000),
});

const statusChange = z.strictObject({
  fulfillment_status: z.strictObject({
    state: z.string().min(1),
    lines: z.array(z.strictObject({ position: z.int(), ordered: decimal, shipped: decimal })),
  }),
});

const statementQuery = z.strictObject({
  updated_at_min: z.string(),
  updated_at_max: z.string(),
  limit: z.coerce.number().int().min(1).max(250).default(50),
  page_info: z.string().optional(),
});

const openQuery = z.strictObject({
  after: z.string().default(''),
  limit: z.coerce.number().int().min(1).max(1_000).default(250),
});

type Named = { Params: { name: string } };

/** Makes a shop. */
export function shop(context: SystemContext): SandboxSystem {
  const system = new Shop(context);
  return { routes: (app) => system.routes(app), onJob: () => {} };
}

class Shop {
  readonly #context: SystemContext;
  readonly #orders: ShopOrders;
  readonly #masters: ShopMasters;

  constructor(context: SystemContext) {
    this.#context = context;
    this.#orders = new ShopOrders(context.database);
    this.#masters = new ShopMasters(context, (...told) => this.#push(...told));
  }

  routes(app: FastifyInstance): void {
    app.post('/storefront/checkouts', FAULT_FREE, (request, reply) => this.#place(request, reply));
    app.put<Named>('/storefront/orders/:name', FAULT_FREE, (request, reply) =>
      this.#change(request.params.name, request.body, reply),
    );
    app.post<Named>('/storefront/orders/:name/cancellation', FAULT_FREE, (request, reply) =>
      this.#cancel(request.params.name, request.body, reply),
    );
    app.post<Named>('/storefront/orders/:name/refunds', FAULT_FREE, (request, reply) =>
      this.#refund(request.params.name, request.body, reply),
    );
    app.get('/sandbox/books', FAULT_FREE, () => ({
      orders: this.#orders.all(),
      ...this.#masters.all(),
    }));
    const guard = { preHandler: this.#authenticate };
    this.#masters.routes(app, guard);
    app.put<Named>('/admin/orders/:name/fulfillment_status.json', guard, (request, reply) =>
      this.#publish(request.params.name, request.body, reply),
    );
    app.get('/admin/orders.json', guard, (request, reply) => this.#statement(request, reply));
    app.get('/admin/open_orders.json', guard, (request, reply) => this.#openOrders(request, reply));
    app.get<Named>('/admin/orders/:name.json', guard, (request, reply) => {
      const order = this.#orders.find(request.params.name);
      return order === null ? notFound(reply) : { order };
    });
  }

  readonly #authenticate = (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    if (request.headers['x-shop-access-token'] === this.#context.secret) return done();
    void reply.code(401).send({ errors: 'invalid access token' });
  };

  #place(request: FastifyRequest, reply: FastifyReply): unknown {
    const parsed = checkout.safeParse(request.body);
    if (!parsed.success) return invalid(reply, parsed.error);
    const number = this.#orders.nextNumber();
    const orderName = parsed.data.name ?? `SO-${100_000 + number}`;
    const existing = this.#orders.find(orderName);
    if (existing !== null) return { order: existing };
    const order = newOrder(parsed.data, orderName, orderIdOf(number), this.#now());
    this.#orders.insert(order);
    this.#tell('orders/create', order);
    return reply.code(201).send({ order });
  }

  #change(orderName: string, body: unknown, reply: FastifyReply): unknown {
    const parsed = orderChange.safeParse(body);
    if (!parsed.success) return invalid(reply, parsed.error);
    const order = this.#orders.find(orderName);
    if (order === null) return notFound(reply);
    order.revision++;
    order.line_items = linesOf(order, parsed.data.line_items);
    order.requested_ship_date = parsed.data.requested_ship_date ?? order.requested_ship_date;
    order.revised_at = order.updated_at = this.#now();
    this.#orders.update(order);
    this.#tell('orders/updated', order);
    return { order };
  }

  #cancel(orderName: string, body: unknown, reply: FastifyReply): unknown {
    const parsed = cancellation.safeParse(body ?? {});
    if (!parsed.success) return invalid(reply, parsed.error);
    const order = this.#orders.find(orderName);
    if (order === null) return notFound(reply);
    const number = order.cancellations.length + 1;
    order.cancelled_at = order.updated_at = this.#now();
    order.cancellations.push({
      id: number,
      name: `${order.name}-C${number}`,
      requested_at: order.updated_at,
      ...parsed.data,
    });
    this.#orders.update(order);
    this.#tell('orders/cancelled', order);
    return { order };
  }

  #refund(orderName: string, body: unknown, reply: FastifyReply): unknown {
    const parsed = refundWish.safeParse(body);
    if (!parsed.success) return invalid(reply, parsed.error);
    const order = this.#orders.find(orderName);
    if (order === null) return notFound(reply);
    const { note, lines } = parsed.data;
    const wanted = lines.map((line) => ({
      ...line,
      sku: order.line_items.find(({ position }) => position === line.position)?.sku,
    }));
    const refund_line_items = wanted.flatMap(({ sku, ...line }) =>
      sku === undefined ? [] : [{ ...line, sku }],
    );
    if (refund_line_items.length < lines.length) {
      return reply.code(422).send({ errors: `${orderName} has no such line` });
    }
    const id = (order.refunds?.length ?? 0) + 1;
    order.updated_at = this.#now();
    const name = `RMA-${order.name}-${id}`;
    order.refunds = [
      ...(order.refunds ?? []),
      { id, name, revision: 1, requested_at: order.updated_at, note, refund_line_items },
    ];
    this.#orders.update(order);
    this.#tell('refunds/create', order);
    return reply.code(201).send({ refund: order.refunds.at(-1) });
  }

  #publish(orderName: string, body: unknown, reply: FastifyReply): unknown {
    const parsed = statusChange.safeParse(body);
    if (!parsed.success) return invalid(reply, parsed.error);
    const order = this.#orders.find(orderName);
    if (order === null) return notFound(reply);
    order.fulfillment_status = parsed.data.fulfillment_status;
    order.updated_at = this.#now();
    this.#orders.update(order);
    return { order };
  }

  #statement(request: FastifyRequest, reply: FastifyReply): unknown {
    const parsed = statementQuery.safeParse(request.query);
    if (!parsed.success) return invalid(reply, parsed.error);
    const { updated_at_min, updated_at_max, limit, page_info } = parsed.data;
    const from = parseInstant(updated_at_min);
    const to = parseInstant(updated_at_max);
    if (!from.ok || !to.ok) return reply.code(400).send({ errors: 'not a time' });
    const [updatedAt = '', number = '0'] = (page_info ?? '').split('~');
    const after = { updatedAt, number: Number(number) };
    const window = [formatInstant(from.value), formatInstant(to.value)] as const;
    const rows = this.#orders.changed(...window, after, limit);
    const last = rows.length === limit ? rows.at(-1)! : null;
    return {
      orders: rows.map((row) => row.order),
      next_page_info: last === null ? null : `${last.updated_at}~${last.number}`,
    };
  }

  /** Only what a list needs; by name, so that a page begins after the last one's last name. */
  #openOrders(request: FastifyRequest, reply: FastifyReply): unknown {
    const parsed = openQuery.safeParse(request.query);
    if (!parsed.success) return invalid(reply, parsed.error);
    const { after, limit } = parsed.data;
    const orders = this.#orders.open(after, limit);
    return {
      orders: orders.map(({ name, company_code, revision, revised_at, line_items, currency }) => ({
        name,
        company_code,
        revision,
        revised_at,
        currency,
        lines: line_items.length,
        units: line_items.reduce((sum, { quantity }) => sum + quantity, 0),
      })),
      more: orders.length === limit,
    };
  }

  #now(): string {
    return formatInstant(this.#context.clock.now());
  }

  #tell(topic: string, order: ShopOrderDocument): void {
    const kind = topic.slice(topic.indexOf('/') + 1);
    const messageId = `${order.id}-${kind}-${order.revision}-${order.cancellations.length}`;
    this.#push(topic, messageId, order.name, order);
  }

  #push(topic: string, messageId: string, key: string, document: unknown): void {
    const body = JSON.stringify(document);
    const digest = createHmac('sha256', this.#context.secret).update(body).digest('base64');
    const headers = {
      'X-Shop-Topic': topic,
      'X-Shop-Webhook-Id': messageId,
      'X-Shop-Hmac-Sha256': digest,
    };
    this.#context.push({ headers, body, key });
  }
}

function newOrder(
  placed: z.output<typeof checkout>,
  orderName: string,
  id: number,
  now: string,
): ShopOrderDocument {
  const { country_code, zip } = placed.shipping_address;
  const order: ShopOrderDocument = {
    id,
    name: orderName,
    company_code: placed.company_code,
    revision: 1,
    created_at: now,
    revised_at: now,
    updated_at: now,
    cancelled_at: null,
    currency: placed.currency,
    customer: { code: placed.customer_code },
    po_number: placed.po_number ?? null,
    requested_ship_date: placed.requested_ship_date ?? null,
    shipping_address: { country_code, zip: zip ?? null },
    line_items: [],
    cancellations: [],
    fulfillment_status: null,
  };
  order.line_items = linesOf(order, placed.line_items);
  return order;
}

/** Lines of a cart: a new line gets the next position, one that is named keeps its own. */
function linesOf(order: ShopOrderDocument, lines: z.output<typeof cart>): ShopLine[] {
  const known = [...order.line_items, ...lines].map((line) => line.position ?? 0);
  let last = Math.max(0, ...known);
  return lines.map(({ position = ++last, sku, quantity, price }) => ({
    id: lineIdOf(order.id, position),
    position,
    sku,
    quantity,
    price,
    price_set: { shop_money: { amount: price, currency_code: order.currency } },
  }));
}

function invalid(reply: FastifyReply, error: z.ZodError): FastifyReply {
  return reply.code(422).send({ errors: z.prettifyError(error) });
}

function notFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ errors: 'not found' });
}
