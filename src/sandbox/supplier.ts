import { timingSafeEqual, createHmac } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { fingerprint } from '../kernel/fingerprint.ts';
import { DAY_MS, HOUR_MS } from '../kernel/instant.ts';
import { SupplierBooks, type Claim, type ClaimChange, type Delivery } from './supplier-books.ts';
import type { SystemContext, SystemFactory } from './system.ts';
import { FAULT_FREE } from './transport-faults.ts';

/** How long suppliers think about a claim. */
const ANSWER_MS = 2 * DAY_MS;
/** How long it takes until goods are collected, and until an accepted claim is settled. */
const COLLECT_MS = DAY_MS;
const SETTLE_MS = DAY_MS + HOUR_MS;
/** Rows of one page of a statement. */
const PAGE_MAX = 100;

const amount = z.string().regex(/^\d+(\.\d+)?$/);

const claimBody = z.strictObject({
  companyCode: z.string(),
  contentMark: z.string(),
  supplierCode: z.string(),
  purchaseOrderNo: z.string(),
  deliveryNo: z.string(),
  itemCode: z.string(),
  lotNo: z.string().nullable(),
  quantity: amount,
  fault: z.string(),
  amount,
  currencyCode: z.string(),
  goodsReturn: z.boolean(),
  reference: z.string(),
});

const collectionBody = z.strictObject({
  companyCode: z.string(),
  contentMark: z.string(),
  siteCode: z.string(),
  itemCode: z.string(),
  lotNo: z.string().nullable(),
  quantity: amount,
});

const acceptanceBody = z.strictObject({ companyCode: z.string(), contentMark: z.string(), amount });

const answerBody = z.strictObject({
  companyCode: z.string(),
  verdict: z.enum(['accepted', 'partly', 'refused']),
  amount,
  reason: z.string(),
});

const deliveryBody = z.strictObject({
  deliveryNo: z.string(),
  companyCode: z.string(),
  purchaseOrderNo: z.string(),
  supplierCode: z.string(),
  itemCode: z.string(),
  lotNo: z.string().nullable(),
  deliveredOn: z.string(),
  unitCost: amount,
  currencyCode: z.string(),
  terms: z.strictObject({ covers: z.array(z.string()), claimBy: z.string() }).nullable(),
});

interface Params {
  readonly Params: { readonly claimNo: string };
}

/**
 * The simulated portal of the suppliers, with the record of what was bought from them. Its manners:
 * camelCase, a bearer token, PUT under the buyer's own claim number, 422 with a reason for a business no,
 * and signed webhooks that carry the claim as it stands.
 */
export const supplier: SystemFactory = (context) => {
  const books = new SupplierBooks(context);
  const push = (claim: Claim): void => {
    const body = JSON.stringify({ event: 'claim.changed', claim });
    const digest = createHmac('sha256', context.secret).update(body).digest('hex');
    context.push({
      key: claim.claimNo,
      headers: {
        'x-supplier-signature': `sha256=${digest}`,
        'x-supplier-message-id': `SM-${fingerprint(body)}`,
        'content-type': 'application/json',
      },
      body,
    });
  };
  const change = (code: string, claimNo: string, how: ClaimChange): Claim => {
    const claim = books.change(code, claimNo, how);
    push(claim);
    return claim;
  };
  return {
    routes(app) {
      app.addHook('onRequest', (request, reply, done) => {
        const isOpen = request.url.startsWith('/sandbox/');
        if (isOpen || hasToken(request.headers.authorization, context.secret)) return done();
        void reply.code(401).send({ error: { code: 'Unauthorized', message: 'token' } });
      });
      app.get<{ Querystring: Record<string, string | undefined> }>('/portal/v1/deliveries', ({ query }) => {
        const { companyCode = '', itemCode = '', lotNo } = query;
        return { deliveries: books.deliveries(companyCode, itemCode, lotNo ?? null) };
      });
      app.post('/portal/v1/deliveries', (request, reply) => {
        const parsed = deliveryBody.safeParse(request.body);
        if (!parsed.success) return invalid(reply, parsed.error);
        books.deliver(parsed.data);
        return reply.code(201).send(parsed.data);
      });
      app.put<Params>('/portal/v1/claims/:claimNo', (request, reply) => {
        const parsed = claimBody.safeParse(request.body);
        if (!parsed.success) return invalid(reply, parsed.error);
        return file(context, books, request.params.claimNo, parsed.data, reply, change);
      });
      app.get<{ Querystring: Record<string, string | undefined> }>('/portal/v1/claims', ({ query }) => {
        const { changedFrom = '1970-01-01T00:00:00Z', changedTo = '2200-01-01T00:00:00Z' } = query;
        const skip = Number(query['skip'] ?? '0');
        return books.page(Date.parse(changedFrom), Date.parse(changedTo), skip, PAGE_MAX);
      });
      app.get<Params & { Querystring: Record<string, string | undefined> }>(
        '/portal/v1/claims/:claimNo',
        ({ query, params }, reply) => books.find(query['companyCode'] ?? '', params.claimNo) ?? none(reply),
      );
      app.delete<Params & { Querystring: Record<string, string | undefined> }>(
        '/portal/v1/claims/:claimNo',
        (request, reply) => {
          const { claimNo } = request.params;
          const code = request.query['companyCode'] ?? '';
          const known = books.find(code, claimNo);
          if (known === null) return none(reply);
          if (known.settlement !== null) return no(reply, 'AlreadySettled', `${claimNo} is settled`);
          return known.withdrawn ? known : change(code, claimNo, { withdrawn: true });
        },
      );
      app.put<Params>('/portal/v1/claims/:claimNo/collection', (request, reply) => {
        const parsed = collectionBody.safeParse(request.body);
        if (!parsed.success) return invalid(reply, parsed.error);
        const { companyCode, ...collection } = parsed.data;
        const known = books.find(companyCode, request.params.claimNo);
        if (known === null) return none(reply);
        if (known.collection !== null) return known;
        context.schedule(COLLECT_MS, 'collect', { companyCode, claimNo: known.claimNo });
        return change(companyCode, known.claimNo, {
          collection: { ...collection, collectionNo: `RTV-${known.portalNo}`, collectedAt: null },
        });
      });
      app.put<Params>('/portal/v1/claims/:claimNo/acceptance', (request, reply) => {
        const parsed = acceptanceBody.safeParse(request.body);
        if (!parsed.success) return invalid(reply, parsed.error);
        const { companyCode, contentMark, amount: accepted } = parsed.data;
        const known = books.find(companyCode, request.params.claimNo);
        if (known === null) return none(reply);
        if (known.acceptance?.contentMark === contentMark) return known;
        if (known.answer === null || known.answer.amount !== accepted) {
          return no(reply, 'OfferChanged', 'That is not what was offered.');
        }
        if (known.acceptance === null) {
          context.schedule(SETTLE_MS, 'settle', { companyCode, claimNo: known.claimNo });
        }
        return change(companyCode, known.claimNo, { acceptance: { contentMark, amount: accepted } });
      });
      app.post<Params>('/portal/v1/claims/:claimNo/answers', (request, reply) => {
        const parsed = answerBody.safeParse(request.body);
        if (!parsed.success) return invalid(reply, parsed.error);
        const { companyCode, ...answer } = parsed.data;
        const known = books.find(companyCode, request.params.claimNo);
        return known === null ? none(reply) : change(companyCode, known.claimNo, { answer });
      });
      app.get('/sandbox/books', FAULT_FREE, () => books.all());
    },
    onJob(job, payload) {
      const { companyCode, claimNo } = payload as { companyCode: string; claimNo: string };
      const known = books.find(companyCode, claimNo);
      if (known === null || known.withdrawn) return;
      if (job === 'collect') change(companyCode, claimNo, { collected: true });
      else if (job === 'settle' && known.settlement === null) change(companyCode, claimNo, { settled: true });
      else if (job === 'answer' && known.answer === null) {
        change(companyCode, claimNo, { answer: usualAnswer(context, known) });
      }
    },
  };
};

type Change = (code: string, claimNo: string, how: ClaimChange) => Claim;

function file(
  context: SystemContext,
  books: SupplierBooks,
  claimNo: string,
  asked: z.output<typeof claimBody>,
  reply: FastifyReply,
  change: Change,
): unknown {
  const { companyCode, ...content } = asked;
  const known = books.find(companyCode, claimNo);
  if (known?.contentMark === asked.contentMark && !known.withdrawn) return known;
  if (known !== null && known.answer !== null) {
    return no(reply, 'AlreadyAnswered', `${claimNo} was answered: it cannot be changed.`);
  }
  const delivery = books.delivery(companyCode, asked.deliveryNo);
  if (delivery === null || delivery.itemCode !== asked.itemCode) {
    return no(reply, 'DeliveryUnknown', `${asked.deliveryNo} brought no ${asked.itemCode}.`);
  }
  const today = new Date(context.clock.now()).toISOString().slice(0, 10);
  if (delivery.terms === null || today > delivery.terms.claimBy) {
    return no(reply, 'ClaimWindowClosed', `Claims of ${asked.deliveryNo} are no longer taken.`);
  }
  if (known === null) context.schedule(ANSWER_MS, 'answer', { companyCode, claimNo });
  const filed = change(companyCode, claimNo, { content });
  return reply.code(known === null ? 201 : 200).send(filed);
}

/** Most claims are accepted, some in part, few not at all; drawn from the claim itself. */
function usualAnswer(context: SystemContext, claim: Claim): NonNullable<ClaimChange['answer']> {
  const chance = context.random.fork(`answer ${claim.claimNo}`);
  if (chance.chance(0.1)) {
    return { verdict: 'refused', amount: '0.00', reason: 'handled badly after delivery' };
  }
  if (chance.chance(0.2)) {
    const part = (Number(claim.amount) * 0.8).toFixed(2);
    return { verdict: 'partly', amount: part, reason: 'a fifth is wear' };
  }
  return { verdict: 'accepted', amount: claim.amount, reason: 'accepted' };
}

const no = (reply: FastifyReply, code: string, message: string): FastifyReply =>
  reply.code(422).send({ error: { code, message } });

const none = (reply: FastifyReply): FastifyReply =>
  reply.code(404).send({ error: { code: 'NotFound', message: 'there is no such claim' } });

const invalid = (reply: FastifyReply, error: z.ZodError): FastifyReply =>
  reply.code(400).send({ error: { code: 'Invalid', message: z.prettifyError(error) } });

function hasToken(header: string | undefined, secret: string): boolean {
  const [left, right] = [Buffer.from(header ?? ''), Buffer.from(`Bearer ${secret}`)];
  return left.length === right.length && timingSafeEqual(left, right);
}

export type { Claim, Delivery };
