/** A simulated CRM: one service case for each return, opened by its agents or by whoever tells it. */
import { createHmac } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatInstant, parseInstant } from '../kernel/instant.ts';
import { FAULT_FREE } from './framework.ts';
import type { SandboxSystem, SystemContext } from './system.ts';
import { Records } from './wms-records.ts';

const text = z.string().min(1).max(64);
const decimal = z.string().regex(/^\d{1,12}(\.\d{1,6})?$/, 'must be a decimal of zero or more');

/** Body of `POST /agents/return-requests`: what a customer told an agent, and the agent typed in. */
const requestBody = z.strictObject({
  caseNumber: text.nullable(),
  companyCode: text,
  accountNumber: text,
  customerReference: text.nullable(),
  orderNumber: text.nullable(),
  wish: z.enum(['Credit', 'Replacement']),
  lines: z
    .array(
      z.strictObject({
        lineNumber: z.int().min(1).max(999_999),
        productCode: text,
        orderLineNumber: z.int().min(1).max(999_999).nullable(),
        quantity: decimal,
        lotNumber: text.nullable(),
        reason: z.enum([
          'Not Wanted',
          'Wrong Item',
          'Over Shipped',
          'Damaged',
          'Defective',
          'Expired',
          'Recalled',
        ]),
        state: z.enum(['Unopened', 'Opened', 'Used', 'Unknown']),
        words: z.string().max(400).nullable(),
        /** What the customer wants in its place, and the price that the agent told him, if any. */
        swapFor: z
          .strictObject({ productCode: text, quantity: decimal, unitPrice: decimal.nullable() })
          .optional(),
      }),
    )
    .min(1)
    .max(1_000),
});

/** Body of `POST /agents/return-cancellations/:number`. */
const cancelBody = z.strictObject({ words: z.string().min(1).max(400) });

/** Body of `PUT /services/cases/:number`. */
const statusBody = z.strictObject({
  companyCode: text,
  accountNumber: text,
  orderNumber: text.nullable(),
  status: text,
  messageToCustomer: z.string().min(1).max(500),
  idempotencyKey: z.string().min(1).max(200),
});

const changesQuery = z.strictObject({
  from: z.string(),
  to: z.string(),
  after: z.coerce.number().int().min(0).default(0),
});

interface ServiceCase {
  readonly caseNumber: string;
  request:
    | (z.output<typeof requestBody> & { readonly revision: number; readonly requestedAt: string })
    | null;
  status: z.output<typeof statusBody> | null;
  /** Every message that the customer got, oldest first. */
  messages: string[];
  cancellations: number;
}

/** Changes that one page answers at most. */
const PAGE_MAX = 200;

export function crm(context: SystemContext): SandboxSystem {
  const system = new Crm(context);
  return { routes: (app) => system.routes(app), onJob: () => {} };
}

class Crm {
  readonly #context: SystemContext;
  readonly #cases: Records<ServiceCase>;

  constructor(context: SystemContext) {
    this.#context = context;
    this.#cases = new Records(context.database, 'service_case');
    context.database.exec(`
      CREATE TABLE IF NOT EXISTS change (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
      CREATE INDEX IF NOT EXISTS change_by_time ON change (at)`);
  }

  routes(app: FastifyInstance): void {
    type Named = { Params: { number: string } };
    const guard = { preHandler: this.#authenticate };
    app.post('/agents/return-requests', FAULT_FREE, (request, reply) =>
      this.#open(request.body, reply),
    );
    app.post<Named>('/agents/return-cancellations/:number', FAULT_FREE, (request, reply) =>
      this.#cancel(request.params.number, request.body, reply),
    );
    app.put<Named>('/services/cases/:number', guard, (request, reply) =>
      this.#publish(request.params.number, request.body, reply),
    );
    app.get<Named>('/services/cases/:number', guard, (request, reply) => {
      const found = this.#cases.find(request.params.number);
      return found ?? reply.code(404).send([{ errorCode: 'NOT_FOUND', message: 'no such case' }]);
    });
    app.get('/services/changes', guard, (request, reply) => this.#changes(request, reply));
    app.get('/sandbox/books', FAULT_FREE, () => ({ cases: this.#cases.all() }));
  }

  readonly #authenticate = (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    if (request.headers.authorization === `Bearer ${this.#context.secret}`) return done();
    void reply.code(401).send([{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired' }]);
  };

  #open(body: unknown, reply: FastifyReply): unknown {
    const parsed = requestBody.safeParse(body);
    if (!parsed.success) return invalid(reply, parsed.error);
    const caseNumber = parsed.data.caseNumber ?? `RMA-${3_000 + this.#cases.count() + 1}`;
    const known = this.#cases.find(caseNumber);
    const revision = (known?.request?.revision ?? 0) + 1;
    const request = { ...parsed.data, caseNumber, revision, requestedAt: this.#now() };
    const saved = { ...(known ?? emptyCase(caseNumber)), request };
    this.#cases.save(caseNumber, saved);
    this.#tell('ReturnRequested', caseNumber, request);
    return reply.code(201).send({ caseNumber, revision });
  }

  #cancel(caseNumber: string, body: unknown, reply: FastifyReply): unknown {
    const parsed = cancelBody.safeParse(body);
    if (!parsed.success) return invalid(reply, parsed.error);
    const known = this.#cases.find(caseNumber);
    if (known === null || known.request === null)
      return reply.code(404).send([{ errorCode: 'NOT_FOUND', message: caseNumber }]);
    known.cancellations += 1;
    this.#cases.save(caseNumber, known);
    const { companyCode } = known.request;
    const requestNumber = `${caseNumber}-C${known.cancellations}`;
    this.#tell('ReturnCancelled', caseNumber, {
      caseNumber,
      companyCode,
      requestNumber,
      words: parsed.data.words,
    });
    return { caseNumber, requestNumber };
  }

  #publish(caseNumber: string, body: unknown, reply: FastifyReply): unknown {
    const parsed = statusBody.safeParse(body);
    if (!parsed.success) return invalid(reply, parsed.error);
    const known = this.#cases.find(caseNumber) ?? emptyCase(caseNumber);
    const { messageToCustomer } = parsed.data;
    if (known.messages.at(-1) !== messageToCustomer) known.messages.push(messageToCustomer);
    known.status = parsed.data;
    this.#cases.save(caseNumber, known);
    return known;
  }

  #changes(request: FastifyRequest, reply: FastifyReply): unknown {
    const query = changesQuery.safeParse(request.query);
    if (!query.success) return invalid(reply, query.error);
    const [from, to] = [parseInstant(query.data.from), parseInstant(query.data.to)];
    if (!from.ok || !to.ok)
      return reply.code(400).send([{ errorCode: 'BAD_TIME', message: 'from, to' }]);
    const rows = this.#context.database
      .prepare(
        `SELECT sequence, body FROM change WHERE at >= ? AND at < ? AND sequence > ?
         ORDER BY sequence LIMIT ?`,
      )
      .all(from.value, to.value, query.data.after, PAGE_MAX) as {
      sequence: number;
      body: string;
    }[];
    return {
      changes: rows.map(({ sequence, body }) => ({ sequence, ...(JSON.parse(body) as object) })),
      done: rows.length < PAGE_MAX,
    };
  }

  #tell(event: string, caseNumber: string, payload: object): void {
    const body = JSON.stringify({ event, occurredAt: this.#now(), payload });
    const { lastInsertRowid } = this.#context.database
      .prepare('INSERT INTO change (at, body) VALUES (?, ?)')
      .run(this.#context.clock.now(), body);
    const digest = createHmac('sha256', this.#context.secret).update(body).digest('base64');
    const headers = { 'X-Crm-Signature': digest, 'X-Crm-Event-Id': `change-${lastInsertRowid}` };
    this.#context.push({ headers, body, key: caseNumber });
  }

  #now(): string {
    return formatInstant(this.#context.clock.now());
  }
}

const emptyCase = (caseNumber: string): ServiceCase => ({
  caseNumber,
  request: null,
  status: null,
  messages: [],
  cancellations: 0,
});

const invalid = (reply: FastifyReply, error: z.ZodError): unknown =>
  reply.code(400).send([{ errorCode: 'MALFORMED', message: z.prettifyError(error) }]);
