/** A simulated warehouse system of several sites, with real stock: it never ships what it lacks. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseInstant } from '../kernel/instant.ts';
import { FAULT_FREE } from './framework.ts';
import type { SandboxSystem, SystemContext } from './system.ts';
import { quantityOf, WmsRefusal, type WmsMovement } from './wms-documents.ts';
import { WmsCounts } from './wms-counts.ts';
import { REPEAT_JOB, WmsEvents } from './wms-events.ts';
import { PICK_JOB, RESTATE_JOB, SHIP_JOB, WmsOutbound } from './wms-outbound.ts';
import { openOutbound, outboundQuery, outboundTrail, stockPage, stockQuery } from './wms-lists.ts';
import { addReturnRoutes } from './wms-return-routes.ts';
import { WmsInspection } from './wms-inspection.ts';
import { WmsReceiving } from './wms-receiving.ts';
import { lotStatusBody, WmsLots } from './wms-lots.ts';
import { WmsReservations } from './wms-reservations.ts';
import { WmsStock } from './wms-stock.ts';

const text = z.string().min(1).max(64);
const decimal = z.string().regex(/^\d{1,12}(\.\d{1,6})?$/, 'must be a decimal of zero or more');
const lineNo = z.int().min(1).max(999_999);

const outboundBody = z.strictObject({
  companyCode: text,
  site: text,
  salesOrderNo: text,
  instruction: text,
  requestedShipDate: z.string().regex(/^\d{4}-\d{2}-\d{2}$/).nullable(),
  shipTo: z.strictObject({ countryCode: text, postalCode: text.nullable() }),
  lines: z
    .array(
      z.strictObject({
        lineNo,
        itemNo: text,
        totalQty: decimal,
        lots: z.array(z.strictObject({ lotNo: text, quantity: decimal })).max(1_000).optional(),
      }),
    )
    .max(5_000),
});

const reservationBody = z.strictObject({
  companyCode: text,
  instruction: text,
  orderedAt: text,
  partial: z.boolean(),
  lines: z
    .array(
      z.strictObject({
        lineNo,
        itemNo: text,
        wantedQty: decimal,
        alternatives: z.array(text).max(5),
      }),
    )
    .max(5_000),
});

/** Body of `POST /wms/v2/receipts`: goods that came in from suppliers. */
export const receipt = z.strictObject({
  site: text,
  lines: z
    .array(
      z.strictObject({
        itemNo: text,
        quantity: decimal,
        /** Of an item that comes in lots. */
        lotNo: text.optional(),
        expiresOn: z.string().regex(/^\d{4}-\d{2}-\d{2}$/).optional(),
      }),
    )
    .min(1)
    .max(10_000),
});

/** Body of `POST /wms/v2/adjustments`: a count found more, or less. */
export const adjustment = z.strictObject({
  site: text,
  itemNo: text,
  quantity: z.string().regex(/^-?\d{1,12}(\.\d{1,6})?$/, 'must be a decimal'),
  reasonText: z.string().min(1).max(200),
});

const eventsQuery = z.strictObject({
  from: z.string(),
  to: z.string(),
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});

/** Makes a warehouse system; the world's opening stock is received when it starts anew. */
export function wms(context: SystemContext): SandboxSystem {
  const system = new Wms(context);
  return {
    routes: (app) => system.routes(app),
    onJob: (job, payload) => system.onJob(job, payload),
  };
}

class Wms {
  readonly #context: SystemContext;
  readonly #counts: WmsCounts;
  readonly #stock: WmsStock;
  readonly #events: WmsEvents;
  readonly #reservations: WmsReservations;
  readonly #outbound: WmsOutbound;
  readonly #receiving: WmsReceiving;
  readonly #inspection: WmsInspection;
  readonly #lots: WmsLots;

  constructor(context: SystemContext) {
    this.#context = context;
    this.#stock = new WmsStock(context.database);
    this.#events = new WmsEvents(context);
    this.#lots = new WmsLots(context, this.#events);
    this.#counts = new WmsCounts({
      context,
      stock: this.#stock,
      events: this.#events,
      lots: this.#lots,
      companyOf: (site, expected) => this.#companyOf(site, expected),
      onFound: () => this.#reservations.serveWaiting(),
    });
    this.#reservations = new WmsReservations(context, this.#stock, this.#events);
    this.#outbound = new WmsOutbound(
      context, this.#stock, this.#events, this.#reservations, this.#lots,
    );
    this.#receiving = new WmsReceiving(context, this.#events);
    this.#inspection = new WmsInspection(
      context, this.#events, this.#receiving, this.#stock, this.#lots,
    );
    if (this.#stock.isEmpty()) this.#receiveOpeningStock();
  }

  routes(app: FastifyInstance): void {
    const guard = { preHandler: this.#authenticate };
    this.#counts.routes(app, guard, answer);
    app.put<{ Params: { ref: string } }>('/wms/v2/outbound/:ref', guard, (request, reply) =>
      answer(reply, outboundBody, request.body, (told) => {
        this.#companyOf(told.site, told.companyCode);
        return this.#outbound.instruct(request.params.ref, told);
      }),
    );
    app.get<{ Params: { ref: string } }>('/wms/v2/outbound/:ref', guard, (request, reply) =>
      found(reply, this.#outbound.orders.find(request.params.ref)),
    );
    app.put<{ Params: { no: string } }>('/wms/v2/reservations/:no', guard, (request, reply) =>
      answer(reply, reservationBody, request.body, (asked) =>
        this.#reservations.request(request.params.no, asked),
      ),
    );
    app.get<{ Params: { no: string } }>('/wms/v2/reservations/:no', guard, (request, reply) =>
      found(reply, this.#reservations.records.find(request.params.no)),
    );
    app.get('/wms/v2/events', guard, (request, reply) =>
      answer(reply, eventsQuery, request.query, (query) => this.#statement(query)),
    );
    // The log as it is kept, for whoever must see it whatever the dial does.
    app.get('/sandbox/events', FAULT_FREE, (request, reply) =>
      answer(reply, eventsQuery, request.query, (query) => this.#statement(query)),
    );
    app.get('/wms/v2/outbound', guard, (request, reply) =>
      answer(reply, outboundQuery, request.query, (query) =>
        openOutbound(this.#outbound.orders, this.#events, query),
      ),
    );
    app.get<{ Params: { ref: string } }>('/wms/v2/outbound/:ref/trail', guard, (request, reply) => {
      const order = this.#outbound.orders.find(request.params.ref);
      return found(reply, order === null ? null : outboundTrail(order, this.#events));
    });
    app.get('/wms/v2/stock', guard, (request, reply) =>
      answer(reply, stockQuery, request.query, (query) =>
        stockPage(this.#stock, query, (site) => this.#companyOf(site)),
      ),
    );
    type Place = { Params: { site: string; item: string } };
    app.get<Place>('/wms/v2/stock/:site/:item', guard, (request, reply) => {
      const { site, item } = request.params;
      const position = this.#stock.find(site, item);
      return found(reply, position && { ...position, companyCode: this.#companyOf(site) });
    });
    app.post('/wms/v2/receipts', FAULT_FREE, (request, reply) =>
      answer(reply, receipt, request.body, (goods) => this.#receive(goods.site, goods.lines)),
    );
    app.post('/wms/v2/adjustments', FAULT_FREE, (request, reply) =>
      answer(reply, adjustment, request.body, (counted) => this.#adjust(counted)),
    );
    type Lot = { Params: { item: string; lot: string } };
    app.put<Lot>('/wms/v2/lots/:item/:lot/status', guard, (request, reply) =>
      answer(reply, lotStatusBody, request.body, (told) =>
        this.#lots.setStatus(request.params.item, request.params.lot, told),
      ),
    );
    app.get<Lot>('/wms/v2/lots/:item/:lot/status', guard, (request, reply) =>
      found(reply, this.#lots.status(request.params.item, request.params.lot)),
    );
    addReturnRoutes(app, guard, answer, found, {
      receiving: this.#receiving,
      inspection: this.#inspection,
      companyOf: (site, expected) => this.#companyOf(site, expected),
      restocked: () => this.#reservations.serveWaiting(),
    });
    app.get('/sandbox/books', FAULT_FREE, () => ({
      stock: this.#stock.all(),
      lots: this.#lots.all(),
      adjustments: this.#counts.adjustments(),
      movements: this.#events.movements(),
      outbound: this.#outbound.orders.all(),
      shipments: this.#outbound.shipments.all(),
      reservations: this.#reservations.records.all(),
      returns: this.#receiving.expectations.all(),
      returnReceipts: this.#receiving.receipts.all(),
      inspections: this.#inspection.inspections.all(),
      placements: this.#inspection.placements.all(),
    }));
  }

  onJob(job: string, payload: unknown): void {
    const { ref, shipmentNo, eventNo } = payload as Record<string, never>;
    if (job === PICK_JOB) this.#outbound.pick(ref!);
    else if (job === SHIP_JOB) this.#outbound.ship(shipmentNo!);
    else if (job === RESTATE_JOB) this.#outbound.restate(shipmentNo!);
    else if (job === REPEAT_JOB) this.#events.repeat(eventNo!);
    else throw new TypeError(`the warehouse has no job "${job}"`);
  }

  readonly #authenticate = (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    if (request.headers.authorization === `Bearer ${this.#context.secret}`) return done();
    void reply.code(401).send({ errorCode: 'UNAUTHORIZED', message: 'bearer token expected' });
  };

  #receiveOpeningStock(): void {
    const { sites, openingStock } = this.#context.world;
    for (const { site } of sites) {
      const lines = openingStock
        .filter((stock) => stock.site === site)
        .map(({ item, quantity }) => ({ itemNo: item, quantity }));
      if (lines.length > 0) this.#receive(site, lines);
    }
  }

  #receive(
    site: string,
    lines: z.output<typeof receipt>['lines'],
  ): { received: number } {
    // First of all: an unknown site must have changed nothing.
    const companyCode = this.#companyOf(site);
    const goods = lines.filter((line) => quantityOf(line.quantity) > 0n);
    const lots = goods.map(({ itemNo, lotNo }) => this.#lots.checked(itemNo, lotNo));
    const movements = goods.map(({ itemNo, quantity, expiresOn }, at): WmsMovement => {
      const lotNo = lots[at]!;
      this.#stock.change(site, itemNo, quantityOf(quantity), 0n);
      const movement = { movementType: '101', itemNo, quantity, reasonText: null } as const;
      if (lotNo === null) return movement;
      this.#lots.seen(companyCode, itemNo, lotNo, expiresOn ?? null);
      this.#lots.change(site, itemNo, lotNo, quantityOf(quantity), 0n);
      return { ...movement, lotNo };
    });
    this.#events.appendMovements(companyCode, site, movements);
    this.#reservations.serveWaiting();
    return { received: goods.length };
  }

  #adjust(counted: z.output<typeof adjustment>): { onHandQty: string | undefined } {
    const { site, itemNo, reasonText } = counted;
    const companyCode = this.#companyOf(site);
    const change = quantityOf(counted.quantity);
    if (change === 0n) throw new WmsRefusal('NO_CHANGE', 'the count agrees');
    this.#lots.checked(itemNo, null);
    if (-change > this.#stock.pickable(site, itemNo)) {
      throw new WmsRefusal('NOT_ON_HAND', 'a count cannot take what is not there');
    }
    this.#stock.change(site, itemNo, change, 0n);
    const movement: WmsMovement = {
      movementType: change > 0n ? '701' : '702',
      itemNo,
      quantity: counted.quantity.replace('-', ''),
      reasonText,
    };
    this.#events.appendMovements(companyCode, site, [movement]);
    const position = this.#stock.all().find((at) => at.site === site && at.itemNo === itemNo);
    return { onHandQty: position?.onHandQty };
  }

  #statement(query: z.output<typeof eventsQuery>): unknown {
    const from = parseInstant(query.from);
    const to = parseInstant(query.to);
    if (!from.ok || !to.ok) throw new WmsRefusal('BAD_TIME', 'from and to must be times');
    const events = this.#events.page(from.value, to.value, query.after, query.limit);
    return { events, nextAfter: events.length < query.limit ? null : events.at(-1)!.eventNo };
  }

  /** Code of the company that owns a site, which must be the expected one if one is given. */
  #companyOf(site: string, expected?: string): string {
    const { sites, entities } = this.#context.world;
    const entity = sites.find((candidate) => candidate.site === site)?.entity;
    const code = entities.find((candidate) => candidate.entity === entity)?.code;
    if (code === undefined) throw new WmsRefusal('UNKNOWN_SITE', `there is no site ${site}`);
    if (expected !== undefined && expected !== code) {
      throw new WmsRefusal('UNKNOWN_SITE', `site ${site} is not of company ${expected}`);
    }
    return code;
  }
}

/** Reads a body and answers what `work` makes of it: 400 for a wrong form, 422 for a business no. */
function answer<S extends z.ZodType>(
  reply: FastifyReply,
  schema: S,
  body: unknown,
  work: (body: z.output<S>) => unknown,
): unknown {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const message = z.prettifyError(parsed.error);
    return reply.code(400).send({ errorCode: 'BAD_REQUEST', message });
  }
  try {
    return work(parsed.data);
  } catch (error) {
    if (!(error instanceof WmsRefusal)) throw error;
    return reply.code(422).send({ errorCode: error.errorCode, message: error.message });
  }
}

function found(reply: FastifyReply, record: unknown): unknown {
  if (record !== null) return record;
  return reply.code(404).send({ errorCode: 'NOT_FOUND', message: 'there is no such record' });
}
