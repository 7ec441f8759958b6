import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { parseCurrency } from '../kernel/currency.ts';
import { formatAmount, parseAmount } from '../kernel/money.ts';
import { expectOk } from '../kernel/result.ts';
import type { PaymentBooks, Refund } from './payment-books.ts';
import type { SystemContext } from './system.ts';

const asked = z.strictObject({
  rma: z.string().min(1),
  invoice: z.string().min(1),
  credit_memo: z.string().min(1),
  company: z.string(),
  customer: z.string(),
  amount: z.string().regex(/^\d+(\.\d+)?$/),
  currency: z.string().length(3),
});

/** Money back: never more of an invoice than came in for it, and once under each key. */
export function addRefundRoutes(
  app: FastifyInstance,
  context: SystemContext,
  books: PaymentBooks,
  announce: (event: unknown, record: string, key: string) => void,
): void {
  app.post('/refunds', (request, reply) => {
    const key = request.headers['idempotency-key'];
    const parsed = asked.safeParse(request.body);
    if (!parsed.success || typeof key !== 'string') {
      const message = parsed.success ? 'idempotency-key' : z.prettifyError(parsed.error);
      return reply.code(400).send({ error: { code: 'invalid_request', message } });
    }
    const repeated = books.refundByKey(key);
    if (repeated !== null) return repeated;
    const refusal = refusalOf(books, parsed.data);
    if (refusal !== null) return reply.code(422).send({ error: refusal });
    const refund: Refund = {
      ...parsed.data,
      refund: `RF${String(books.refundCount() + 1).padStart(7, '0')}`,
      idempotency_key: key,
      paid_at: new Date(context.clock.now()).toISOString(),
    };
    books.putRefund(refund);
    announce({ type: 'refund.succeeded', data: refund }, refund.refund, refund.customer);
    return reply.code(201).send(refund);
  });
  app.get<{ Params: { key: string } }>('/refunds/by-key/:key', (request, reply) => {
    return books.refundByKey(request.params.key) ?? unknownKey(reply);
  });
  app.get<{ Querystring: Record<string, string | undefined> }>('/refunds', ({ query }) =>
    books.refundPage(query['from'], query['to'], query['after']),
  );
}

function refusalOf(
  books: PaymentBooks,
  body: z.output<typeof asked>,
): { code: string; message: string } | null {
  const currency = parseCurrency(body.currency);
  const amount = currency.ok ? parseAmount(body.amount, currency.value) : null;
  if (!currency.ok || amount?.ok !== true || amount.value === 0n) {
    return { code: 'bad_amount', message: `${body.amount} ${body.currency}` };
  }
  const request = books.request(body.invoice);
  if (request === null || request.currency !== body.currency) {
    return { code: 'unknown_payment', message: body.invoice };
  }
  let leftMinor = expectOk(parseAmount(request.paid, currency.value), 'paid');
  for (const refund of books.refundsOf(body.invoice)) {
    leftMinor -= expectOk(parseAmount(refund.amount, currency.value), 'paid back');
  }
  if (amount.value <= leftMinor) return null;
  const left = formatAmount(leftMinor, currency.value);
  return { code: 'exceeds_payment', message: `of ${body.invoice} only ${left} is left` };
}

const unknownKey = (reply: FastifyReply): unknown =>
  reply.code(404).send({ error: { code: 'not_found', message: 'no payment back under the key' } });
