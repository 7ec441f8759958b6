import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { parseCurrency, type Currency } from '../kernel/currency.ts';
import { DAY_MS, MINUTE_MS } from '../kernel/instant.ts';
import { applyRate, formatAmount, parseAmount, parseMoney } from '../kernel/money.ts';
import { expectOk } from '../kernel/result.ts';
import type { SystemContext, SystemFactory } from './system.ts';
import { FAULT_FREE } from './transport-faults.ts';

/** Rows of one page of a statement. */
export const CARRIER_PAGE_MAX = 100;
/** Base charge of a consignment in whole units of the currency. */
const FREIGHT_BASE = '5';
/** Added to it: 1.25 % of the goods' value, rounded half up. */
const FREIGHT_RATE_PPM = 12_500n;
const PICKED_UP_AFTER_MS = { min: 5 * MINUTE_MS, max: 60 * MINUTE_MS };
const DELIVERED_AFTER_MS = { min: DAY_MS, max: 3 * DAY_MS };
const SIGNATURES = ['A. Weber', 'M. Rossi', 'J. Smith', 'reception', 'left with neighbour'] as const;

/** A consignment as the carrier answers, pushes and lists it. */
export interface Consignment {
  readonly 'consignment-number': string;
  readonly 'tracking-number': string;
  readonly 'company-code': string;
  readonly reference: string;
  readonly 'order-reference': string;
  readonly 'ship-from': string;
  readonly 'ship-to': { readonly country: string; readonly 'postal-code': string | null };
  readonly 'goods-value': string;
  readonly 'freight-charge': string;
  readonly currency: string;
  readonly status: 'booked' | 'in-transit' | 'delivered';
  readonly 'booked-at': string;
  readonly 'delivered-at': string | null;
  readonly 'signed-by': string | null;
  readonly 'updated-at': string;
}

const booking = z.strictObject({
  reference: z.string().min(1),
  'company-code': z.string(),
  'order-reference': z.string(),
  'ship-from': z.string(),
  'ship-to': z.strictObject({ country: z.string(), 'postal-code': z.string().nullable() }),
  'goods-value': z.string(),
  currency: z.string(),
});

const TABLES = `
  CREATE TABLE IF NOT EXISTS consignment (
    number TEXT PRIMARY KEY, reference TEXT NOT NULL, updated_at INTEGER NOT NULL,
    document TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS consignment_by_reference ON consignment (reference);
  CREATE INDEX IF NOT EXISTS consignment_by_update ON consignment (updated_at);
`;

/**
 * The simulated carrier. Its manners: kebab-case JSON, an API key, and no idempotency key of any
 * kind: a booking that is sent twice is two consignments. Whoever lost an answer must look.
 */
export const carrier: SystemFactory = (context) => {
  const books = new CarrierBooks(context.database);
  return {
    routes(app) {
      app.addHook('onRequest', (request, reply, done) => {
        const isOpen = request.url.startsWith('/sandbox/');
        if (isOpen || hasKey(request.headers['x-api-key'], context.secret)) return done();
        void reply.code(401).send({ 'error-code': 'invalid-api-key' });
      });
      app.post('/consignments', (request, reply) => {
        const parsed = booking.safeParse(request.body);
        if (!parsed.success) {
          const detail = z.prettifyError(parsed.error);
          return reply.code(400).send({ 'error-code': 'bad-request', detail });
        }
        const refusal = refusalOf(context, parsed.data);
        if (refusal !== null) return reply.code(422).send(refusal);
        return reply.code(201).send(book(context, books, parsed.data));
      });
      app.get<{ Params: { number: string } }>('/consignments/:number', (request, reply) => {
        const found = books.find(request.params.number);
        return found ?? reply.code(404).send({ 'error-code': 'not-found' });
      });
      app.get<{ Querystring: Record<string, string | undefined> }>('/consignments', (request) => {
        const { query } = request;
        if (query['reference'] !== undefined) {
          return { consignments: books.byReference(query['reference']), 'next-page': null };
        }
        return books.page(query['updated-from'], query['updated-to'], query['page']);
      });
      app.get('/sandbox/books', FAULT_FREE, () => ({ consignments: books.all() }));
    },
    onJob: (job, payload) => move(context, books, job, (payload as { number: string }).number),
  };
};

function refusalOf(
  context: SystemContext,
  asked: z.output<typeof booking>,
): Record<string, string> | null {
  const currency = parseCurrency(asked.currency);
  const company = context.world.entities.find(({ code }) => code === asked['company-code']);
  if (company === undefined) {
    return { 'error-code': 'unknown-company', detail: `no account for ${asked['company-code']}` };
  }
  if (!currency.ok || !parseMoney(asked['goods-value'], currency.value).ok) {
    return { 'error-code': 'bad-value', detail: `${asked['goods-value']} ${asked.currency}` };
  }
  return null;
}

/** Every call books: there is nothing to tell a repeat from a second consignment. */
function book(
  context: SystemContext,
  books: CarrierBooks,
  asked: z.output<typeof booking>,
): Consignment {
  const sequence = books.count() + 1;
  const number = `C${String(sequence).padStart(7, '0')}`;
  const currency = expectOk(parseCurrency(asked.currency), 'currency of the goods');
  const now = new Date(context.clock.now()).toISOString();
  const consignment: Consignment = {
    'consignment-number': number,
    'tracking-number': `TRK${String(sequence * 7919).padStart(10, '0')}`,
    ...asked,
    'freight-charge': freightOf(asked['goods-value'], currency),
    status: 'booked',
    'booked-at': now,
    'delivered-at': null,
    'signed-by': null,
    'updated-at': now,
  };
  books.put(consignment);
  const chance = context.random.fork(`consignment ${number}`);
  const pickedUpMs = chance.between(PICKED_UP_AFTER_MS.min, PICKED_UP_AFTER_MS.max);
  const deliveredMs = chance.between(DELIVERED_AFTER_MS.min, DELIVERED_AFTER_MS.max);
  context.schedule(pickedUpMs, 'pick-up', { number });
  context.schedule(deliveredMs, 'deliver', { number });
  return consignment;
}

function freightOf(goodsValue: string, currency: Currency): string {
  const goodsMinor = expectOk(parseAmount(goodsValue, currency), 'value of the goods');
  const baseMinor = expectOk(parseAmount(FREIGHT_BASE, currency), 'base charge');
  return formatAmount(baseMinor + applyRate(goodsMinor, FREIGHT_RATE_PPM, 'half-up'), currency);
}

/** The van does what it does: the consignment moves on and its shipper is told. */
function move(context: SystemContext, books: CarrierBooks, job: string, number: string): void {
  const before = books.find(number);
  if (before === null || before.status === 'delivered') return;
  const now = new Date(context.clock.now()).toISOString();
  const isDelivery = job === 'deliver';
  const after: Consignment = {
    ...before,
    status: isDelivery ? 'delivered' : 'in-transit',
    'delivered-at': isDelivery ? now : null,
    'signed-by': isDelivery ? context.random.fork(`signature ${number}`).pick(SIGNATURES) : null,
    'updated-at': now,
  };
  books.put(after);
  const event = { event: after.status, 'occurred-at': now, consignment: after };
  const body = JSON.stringify(event);
  context.push({
    headers: {
      'x-carrier-delivery-id': `${number}-${after.status}`,
      'x-carrier-signature': `sha256=${createHmac('sha256', context.secret).update(body).digest('hex')}`,
    },
    body,
    key: number,
  });
}

/** Consignments in the carrier's own tables. */
class CarrierBooks {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(TABLES);
  }

  put(consignment: Consignment): void {
    this.#database
      .prepare(
        `INSERT INTO consignment VALUES (?, ?, ?, ?) ON CONFLICT (number) DO UPDATE
         SET updated_at = excluded.updated_at, document = excluded.document`,
      )
      .run(
        consignment['consignment-number'],
        consignment.reference,
        Date.parse(consignment['updated-at']),
        JSON.stringify(consignment),
      );
  }

  /** How many were ever booked: rows are never deleted. */
  count(): number {
    const row = this.#database.prepare('SELECT max(rowid) AS count FROM consignment').get();
    return Number(row?.['count'] ?? 0);
  }

  find(number: string): Consignment | null {
    return this.#query('SELECT document FROM consignment WHERE number = ?', number)[0] ?? null;
  }

  byReference(reference: string): Consignment[] {
    const sql = 'SELECT document FROM consignment WHERE reference = ? ORDER BY number';
    return this.#query(sql, reference);
  }

  /** Consignments that changed in a window; the numbers of a page are stable while it is read. */
  page(from: string | undefined, to: string | undefined, page: string | undefined): unknown {
    const at = Number(page ?? '1');
    const rows = this.#query(
      `SELECT document FROM consignment WHERE updated_at >= ? AND updated_at < ?
       ORDER BY number LIMIT ${CARRIER_PAGE_MAX + 1} OFFSET ?`,
      Date.parse(from ?? '1970-01-01T00:00:00Z'),
      Date.parse(to ?? '2200-01-01T00:00:00Z'),
      (at - 1) * CARRIER_PAGE_MAX,
    );
    return {
      consignments: rows.slice(0, CARRIER_PAGE_MAX),
      'next-page': rows.length > CARRIER_PAGE_MAX ? at + 1 : null,
    };
  }

  all(): Consignment[] {
    return this.#query('SELECT document FROM consignment ORDER BY number');
  }

  #query(sql: string, ...values: (string | number)[]): Consignment[] {
    const rows = this.#database.prepare(sql).all(...values);
    return rows.map((row) => JSON.parse(row['document'] as string) as Consignment);
  }
}

function hasKey(given: string | string[] | undefined, secret: string): boolean {
  const [left, right] = [Buffer.from(String(given)), Buffer.from(secret)];
  return left.length === right.length && timingSafeEqual(left, right);
}
