import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { parseCurrency } from '../kernel/currency.ts';
import { DAY_MS, MINUTE_MS } from '../kernel/instant.ts';
import { formatAmount, parseAmount } from '../kernel/money.ts';
import { expectOk } from '../kernel/result.ts';
import { addRefundRoutes } from './payment-refunds.ts';
import { PaymentBooks, type PaymentRequest, type Remittance } from './payment-books.ts';
import type { SystemContext, SystemFactory } from './system.ts';
import { FAULT_FREE } from './transport-faults.ts';

const PREPAID_AFTER_MS = { min: MINUTE_MS, max: 10 * MINUTE_MS };
/** A customer on account pays this much before or after the due date. */
const AROUND_DUE_MS = 3 * DAY_MS;
/** What is due within this time is paid along with what is due now. */
const TOGETHER_DAYS = 3;
/** First of two parts, in parts of ten; the second follows a day later. */
const FIRST_PART_OF_TEN = 6n;
const SECOND_PART_AFTER_MS = DAY_MS;
/** What a generous customer pays too much, in whole units of the currency. */
const TOO_MUCH = '1';

const asked = z.strictObject({
  invoice: z.string().min(1),
  company: z.string(),
  sales_order: z.string(),
  customer: z.string(),
  amount: z.string().regex(/^\d+(\.\d+)?$/),
  currency: z.string().length(3),
  due_date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  method: z.enum(['prepaid', 'on_account']),
});

/**
 * The simulated payment provider, and the customers behind it. Its manners: snake_case, an
 * idempotency key that is honoured, requests known by their invoice, and money that comes when the
 * customer feels like it: several invoices at once, in two parts, or a little too much.
 */
export const payment: SystemFactory = (context) => {
  const books = new PaymentBooks(context.database);
  return {
    routes(app) {
      app.addHook('onRequest', (request, reply, done) => {
        const isOpen = request.url.startsWith('/sandbox/');
        if (isOpen || hasToken(request.headers.authorization, context.secret)) return done();
        void reply.code(401).send({ error: { code: 'unauthenticated', message: 'bad token' } });
      });
      app.post('/payment-requests', (request, reply) => {
        const key = request.headers['idempotency-key'];
        const parsed = asked.safeParse(request.body);
        if (!parsed.success || typeof key !== 'string') {
          const message = parsed.success ? 'idempotency-key' : z.prettifyError(parsed.error);
          return reply.code(400).send({ error: { code: 'invalid_request', message } });
        }
        return open(context, books, key, parsed.data, reply);
      });
      app.get<{ Params: { invoice: string } }>('/payment-requests/:invoice', (request, reply) => {
        return books.request(request.params.invoice) ?? notFound(reply);
      });
      app.delete<{ Params: { invoice: string } }>('/payment-requests/:invoice', (request, reply) =>
        withdraw(context, books, request.params.invoice, reply),
      );
      app.get<{ Querystring: Record<string, string | undefined> }>('/remittances', ({ query }) =>
        books.remittancePage(query['from'], query['to'], query['after']),
      );
      addRefundRoutes(app, context, books, (event, id, key) => announce(context, event, id, key));
      app.post<{ Params: { invoice: string } }>(
        '/customers/short-payments/:invoice',
        FAULT_FREE,
        (request, reply) => payShort(context, books, request.params.invoice, request.body, reply),
      );
      app.get('/sandbox/books', FAULT_FREE, () => books.dump());
    },
    onJob: (job, payload) => {
      const { invoice } = payload as { invoice: string };
      if (job === 'pay') pay(context, books, invoice);
      if (job === 'pay-rest') payRest(context, books, invoice);
    },
  };
};

function open(
  context: SystemContext,
  books: PaymentBooks,
  key: string,
  body: z.output<typeof asked>,
  reply: FastifyReply,
): unknown {
  const text = JSON.stringify(body);
  const repeated = books.keyed(key);
  if (repeated !== null) {
    const isSame = repeated.body === text;
    if (isSame) return books.request(repeated.invoice);
    return reply.code(409).send({ error: { code: 'idempotency_mismatch', message: key } });
  }
  const refusal = refusalOf(context, books, body);
  if (refusal !== null) return reply.code(422).send({ error: refusal });
  const now = new Date(context.clock.now()).toISOString();
  const standing = books.request(body.invoice);
  const request: PaymentRequest = {
    ...body,
    idempotency_key: key,
    state: 'open',
    paid: standing?.paid ?? formatAmount(0n, expectOk(parseCurrency(body.currency), 'currency')),
    created_at: standing?.created_at ?? now,
    updated_at: now,
  };
  books.putRequest(request);
  books.keep(key, body.invoice, text);
  context.schedule(delayOf(context, request), 'pay', { invoice: body.invoice });
  return reply.code(201).send(request);
}

function refusalOf(
  context: SystemContext,
  books: PaymentBooks,
  body: z.output<typeof asked>,
): { code: string; message: string } | null {
  const currency = parseCurrency(body.currency);
  if (!context.world.entities.some(({ code }) => code === body.company)) {
    return { code: 'unknown_company', message: body.company };
  }
  if (!currency.ok || !parseAmount(body.amount, currency.value).ok) {
    return { code: 'bad_amount', message: `${body.amount} ${body.currency}` };
  }
  if (books.request(body.invoice)?.state === 'paid') {
    return { code: 'already_paid', message: body.invoice };
  }
  return null;
}

function withdraw(
  context: SystemContext,
  books: PaymentBooks,
  invoice: string,
  reply: FastifyReply,
): unknown {
  const standing = books.request(invoice);
  if (standing === null) return notFound(reply);
  if (standing.state === 'paid') {
    return reply.code(409).send({ error: { code: 'already_paid', message: invoice } });
  }
  const updated_at = new Date(context.clock.now()).toISOString();
  const withdrawn: PaymentRequest = { ...standing, state: 'withdrawn', updated_at };
  books.putRequest(withdrawn);
  return withdrawn;
}

/** When the customer gets round to it. */
function delayOf(context: SystemContext, request: PaymentRequest): number {
  const chance = context.random.fork(`when ${request.invoice}`);
  if (request.method === 'prepaid') {
    return chance.between(PREPAID_AFTER_MS.min, PREPAID_AFTER_MS.max);
  }
  const dueMs = Date.parse(`${request.due_date}T12:00:00Z`);
  const whenMs = dueMs + chance.between(-AROUND_DUE_MS, AROUND_DUE_MS);
  return Math.max(whenMs - context.clock.now(), MINUTE_MS);
}

/** The customer pays the invoice, and on account also what else falls due about then. */
function pay(context: SystemContext, books: PaymentBooks, invoice: string): void {
  const first = books.request(invoice);
  if (first?.state !== 'open' || openMinor(first) === 0n || books.isKeptBack(invoice)) return;
  const chance = context.random.fork(`how ${invoice}`);
  if (chance.chance(context.faults.oddPayment)) return payOddly(context, books, first);
  const until = new Date(context.clock.now() + TOGETHER_DAYS * DAY_MS).toISOString().slice(0, 10);
  const others =
    first.method === 'prepaid'
      ? []
      : books.openOf(first).filter((other) => other.due_date <= until && !isStarted(other));
  remit(
    context,
    books,
    [first, ...others].map((request) => ({ request, amountMinor: openMinor(request) })),
  );
}

/** Body of `POST /customers/short-payments/…`: what a customer keeps back of an invoice. */
const keptBack = z.strictObject({ keeps: z.string().regex(/^\d+(\.\d+)?$/) });

/** A customer pays less than is due, and means to leave it at that. */
function payShort(
  context: SystemContext,
  books: PaymentBooks,
  invoice: string,
  body: unknown,
  reply: FastifyReply,
): unknown {
  const parsed = keptBack.safeParse(body);
  if (!parsed.success) return reply.code(400).send({ error: { code: 'invalid_request', message: 'keeps' } });
  const request = books.request(invoice);
  if (request?.state !== 'open') return notFound(reply);
  const currency = expectOk(parseCurrency(request.currency), 'currency of the request');
  const keepsMinor = expectOk(parseAmount(parsed.data.keeps, currency), 'what is kept back');
  const amountMinor = openMinor(request) - keepsMinor;
  if (amountMinor <= 0n) return reply.code(422).send({ error: { code: 'nothing_paid', message: invoice } });
  books.keepBack(invoice);
  remit(context, books, [{ request, amountMinor }]);
  return reply.code(201).send(books.request(invoice));
}

function payOddly(context: SystemContext, books: PaymentBooks, request: PaymentRequest): void {
  const isTooMuch = context.random.fork(`oddly ${request.invoice}`).chance(0.5);
  const dueMinor = openMinor(request);
  if (isTooMuch) {
    const currency = expectOk(parseCurrency(request.currency), 'currency of the request');
    const tooMuchMinor = expectOk(parseAmount(TOO_MUCH, currency), 'what is too much');
    return remit(context, books, [{ request, amountMinor: dueMinor + tooMuchMinor }]);
  }
  const partMinor = (dueMinor * FIRST_PART_OF_TEN) / 10n;
  if (partMinor > 0n) remit(context, books, [{ request, amountMinor: partMinor }]);
  context.schedule(SECOND_PART_AFTER_MS, 'pay-rest', { invoice: request.invoice });
}

function payRest(context: SystemContext, books: PaymentBooks, invoice: string): void {
  const request = books.request(invoice);
  if (request?.state !== 'open' || openMinor(request) === 0n) return;
  remit(context, books, [{ request, amountMinor: openMinor(request) }]);
}

/** Money arrives: one remittance, its lines by invoice, and the seller is told. */
function remit(
  context: SystemContext,
  books: PaymentBooks,
  lines: readonly { request: PaymentRequest; amountMinor: bigint }[],
): void {
  const first = lines[0]!.request;
  const currency = expectOk(parseCurrency(first.currency), 'currency of the request');
  const now = new Date(context.clock.now()).toISOString();
  const remittance: Remittance = {
    remittance: `RM${String(books.remittanceCount() + 1).padStart(7, '0')}`,
    company: first.company,
    customer: first.customer,
    currency: first.currency,
    received_at: now,
    lines: lines.map(({ request, amountMinor }, at) => ({
      line: at + 1,
      invoice: request.invoice,
      amount: formatAmount(amountMinor, currency),
    })),
  };
  books.putRemittance(remittance);
  for (const { request, amountMinor } of lines) {
    const paidMinor = expectOk(parseAmount(request.paid, currency), 'paid') + amountMinor;
    const isPaid = paidMinor >= expectOk(parseAmount(request.amount, currency), 'due');
    books.putRequest({
      ...request,
      paid: formatAmount(paidMinor, currency),
      state: isPaid ? 'paid' : 'open',
      updated_at: now,
    });
  }
  const event = { type: 'remittance.received', data: remittance };
  announce(context, event, remittance.remittance, remittance.customer);
}

/** Signed after the Standard Webhooks way: id, time and body, with a shared secret. */
function announce(context: SystemContext, event: unknown, record: string, key: string): void {
  const id = `msg_${record}`;
  const timestamp = String(Math.floor(context.clock.now() / 1_000));
  const body = JSON.stringify(event);
  const signature = createHmac('sha256', context.secret)
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');
  context.push({
    headers: {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    },
    body,
    key,
  });
}

function openMinor(request: PaymentRequest): bigint {
  const currency = expectOk(parseCurrency(request.currency), 'currency of the request');
  const dueMinor = expectOk(parseAmount(request.amount, currency), 'amount of the request');
  const paidMinor = expectOk(parseAmount(request.paid, currency), 'paid so far');
  return dueMinor > paidMinor ? dueMinor - paidMinor : 0n;
}

/** A customer who pays in parts finishes by himself. */
const isStarted = (request: PaymentRequest): boolean => Number(request.paid) !== 0;

const notFound = (reply: FastifyReply): unknown =>
  reply.code(404).send({ error: { code: 'not_found', message: 'no request for the invoice' } });

function hasToken(header: string | undefined, secret: string): boolean {
  const [left, right] = [Buffer.from(header ?? ''), Buffer.from(`Bearer ${secret}`)];
  return left.length === right.length && timingSafeEqual(left, right);
}
