import { timingSafeEqual } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { parseCurrency } from '../kernel/currency.ts';
import { formatDecimal } from '../kernel/decimal.ts';
import { canonicalJson, fingerprint } from '../kernel/fingerprint.ts';
import { MINUTE_MS } from '../kernel/instant.ts';
import { applyRate, formatAmount, parseAmount } from '../kernel/money.ts';
import { expectOk } from '../kernel/result.ts';
import type { SystemContext, SystemFactory } from './system.ts';
import { FAULT_FREE } from './transport-faults.ts';

/** Rows of one page of a statement. */
export const TAX_PAGE_MAX = 100;
/** How long the engine goes on refusing what it refused because of its own trouble. */
const TROUBLE_MS = 30 * MINUTE_MS;
const RATE_SCALE = 6;

/** Standard rates in parts per million. A country that is missing here cannot be placed. */
const RATES_PPM: Readonly<Record<string, bigint>> = {
  AT: 200_000n, AU: 100_000n, BE: 210_000n, CA: 50_000n, CH: 81_000n, CZ: 210_000n,
  DE: 190_000n, DK: 250_000n, ES: 210_000n, FI: 255_000n, FR: 200_000n, GB: 200_000n,
  IE: 230_000n, IT: 220_000n, JP: 100_000n, LU: 170_000n, MX: 160_000n, NL: 210_000n,
  NO: 250_000n, PL: 230_000n, PT: 230_000n, SE: 250_000n, SG: 90_000n, US: 72_500n,
  // Exports: nothing is charged where the goods leave the union.
  AE: 0n, BH: 0n, BR: 0n, CY: 190_000n, GR: 240_000n, HK: 0n, IL: 0n, IS: 0n, JE: 0n,
  LB: 0n, LT: 210_000n, MT: 180_000n, SA: 0n, ZA: 0n,
}; // prettier-ignore

const amount = z.string().regex(/^-?\d+(\.\d+)?$/);

const question = z.strictObject({
  companyCode: z.string(),
  documentCode: z.string(),
  orderCode: z.string(),
  contentMark: z.string(),
  customerCode: z.string(),
  shipTo: z.strictObject({ country: z.string(), postalCode: z.string().nullable() }),
  currencyCode: z.string(),
  lines: z.array(z.strictObject({ number: z.int(), itemCode: z.string(), amount })),
  freight: amount,
});

type Question = z.output<typeof question>;

/** A quote, or the refusal of one, as the engine answers and lists it. */
export interface TaxAnswer {
  readonly id: string;
  readonly outcome: 'quoted' | 'refused';
  readonly companyCode: string;
  readonly documentCode: string;
  readonly orderCode: string;
  readonly contentMark: string;
  readonly currencyCode: string;
  readonly shipToCountry: string;
  /** Empty for a refusal. */
  readonly lines: readonly {
    readonly number: number;
    readonly amount: string;
    readonly rate: string;
    readonly tax: string;
  }[];
  /** `null` for a refusal. */
  readonly freightTax: string | null;
  /** Set for a refusal. */
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly createdAt: string;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS tax_answer (
    id TEXT PRIMARY KEY, question TEXT NOT NULL, outcome TEXT NOT NULL,
    created_at INTEGER NOT NULL, refused_until INTEGER, document TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS tax_answer_by_question ON tax_answer (question);
  CREATE INDEX IF NOT EXISTS tax_answer_by_time ON tax_answer (created_at);
`;

/**
 * The simulated tax engine. Its manners: camelCase, a bearer token, 422 with a reason for what it
 * cannot place. A quote's number follows from the question, so asking twice is harmless.
 */
export const tax: SystemFactory = (context) => {
  const books = new TaxBooks(context.database);
  return {
    routes(app) {
      app.addHook('onRequest', (request, reply, done) => {
        const isOpen = request.url.startsWith('/sandbox/');
        if (isOpen || hasToken(request.headers.authorization, context.secret)) return done();
        void reply.code(401).send({ error: { code: 'AuthenticationException', message: 'token' } });
      });
      app.post('/v3/transactions/quote', (request, reply) => {
        const parsed = question.safeParse(request.body);
        if (!parsed.success) {
          const message = z.prettifyError(parsed.error);
          return reply.code(400).send({ error: { code: 'ValidationException', message } });
        }
        return answer(context, books, parsed.data, reply);
      });
      app.get<{ Querystring: Record<string, string | undefined> }>(
        '/v3/transactions',
        ({ query }) => {
          const { documentCode, contentMark } = query;
          if (documentCode === undefined) return books.page(query);
          return { value: books.byQuestion(documentCode, contentMark ?? ''), nextSkip: null };
        },
      );
      app.get<{ Params: { id: string } }>('/v3/transactions/:id', (request, reply) => {
        const found = books.find(request.params.id);
        if (found !== null) return found;
        return reply.code(404).send({ error: { code: 'EntityNotFound', message: 'no such id' } });
      });
      app.get('/sandbox/books', FAULT_FREE, () => ({ answers: books.all() }));
    },
    onJob() {
      // The engine only answers.
    },
  };
};

function answer(
  context: SystemContext,
  books: TaxBooks,
  asked: Question,
  reply: FastifyReply,
): unknown {
  const digest = fingerprint(canonicalJson(asked));
  const quoted = books.find(`Q-${digest}`);
  if (quoted !== null) return quoted;
  const now = context.clock.now();
  const refused = books.find(`R-${digest}`);
  if (refused !== null && now < books.refusedUntil(refused.id)) {
    return reply.code(422).send(refused);
  }
  const placed = placedOf(asked);
  if (placed !== null) return reply.code(422).send(refuse(context, books, asked, placed, null));
  if (refused === null) {
    const chance = context.random.fork(`trouble ${digest}`);
    if (chance.chance(context.faults.taxTrouble)) {
      const code = 'JurisdictionDataStale';
      const message = `The rates of ${asked.shipTo.country} are being updated.`;
      return reply
        .code(422)
        .send(refuse(context, books, asked, { code, message }, now + TROUBLE_MS));
    }
    // The other kind of trouble lasts for a request, not for a question.
    if (context.random.fork(`down ${digest} ${now}`).chance(context.faults.taxTrouble)) {
      return reply.code(503).header('retry-after', '2').send();
    }
  }
  return reply.code(201).send(quote(context, books, asked, `Q-${digest}`));
}

/** Why the question cannot be placed, or `null`. */
function placedOf(asked: Question): { code: string; message: string } | null {
  if (RATES_PPM[asked.shipTo.country] === undefined) {
    const message = `No jurisdiction for the country ${asked.shipTo.country}.`;
    return { code: 'JurisdictionNotFound', message };
  }
  const currency = parseCurrency(asked.currencyCode);
  const amounts = [asked.freight, ...asked.lines.map((line) => line.amount)];
  if (currency.ok && amounts.every((text) => parseAmount(text, currency.value).ok)) return null;
  return { code: 'InvalidAmount', message: `Not all amounts are in ${asked.currencyCode}.` };
}

function quote(context: SystemContext, books: TaxBooks, asked: Question, id: string): TaxAnswer {
  const currency = expectOk(parseCurrency(asked.currencyCode), 'currency of the question');
  const ratePpm = RATES_PPM[asked.shipTo.country] as bigint;
  const taxOf = (text: string): string => {
    const netMinor = expectOk(parseAmount(text, currency), 'net amount');
    return formatAmount(applyRate(netMinor, ratePpm, 'half-up'), currency);
  };
  const quoted: TaxAnswer = {
    ...headOf(context, asked),
    id,
    outcome: 'quoted',
    lines: asked.lines.map((line) => ({
      number: line.number,
      amount: line.amount,
      rate: formatDecimal(ratePpm, RATE_SCALE),
      tax: taxOf(line.amount),
    })),
    freightTax: taxOf(asked.freight),
    reason: null,
  };
  books.put(quoted, null);
  return quoted;
}

function refuse(
  context: SystemContext,
  books: TaxBooks,
  asked: Question,
  reason: { code: string; message: string },
  untilMs: number | null,
): TaxAnswer {
  const id = `R-${fingerprint(canonicalJson(asked))}`;
  const head = headOf(context, asked);
  const refused: TaxAnswer = { ...head, id, outcome: 'refused', lines: [], freightTax: null, reason };
  const known = books.find(id);
  if (known !== null) return known;
  books.put(refused, untilMs);
  return refused;
}

const headOf = (context: SystemContext, asked: Question) => ({
  companyCode: asked.companyCode,
  documentCode: asked.documentCode,
  orderCode: asked.orderCode,
  contentMark: asked.contentMark,
  currencyCode: asked.currencyCode,
  shipToCountry: asked.shipTo.country,
  createdAt: new Date(context.clock.now()).toISOString(),
});

/** Answers in the tax engine's own tables. */
class TaxBooks {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(TABLES);
  }

  put(given: TaxAnswer, refusedUntilMs: number | null): void {
    this.#database
      .prepare('INSERT INTO tax_answer VALUES (?, ?, ?, ?, ?, ?)')
      .run(
        given.id,
        `${given.documentCode} ${given.contentMark}`,
        given.outcome,
        Date.parse(given.createdAt),
        refusedUntilMs,
        JSON.stringify(given),
      );
  }

  find(id: string): TaxAnswer | null {
    return this.#query('SELECT document FROM tax_answer WHERE id = ?', id)[0] ?? null;
  }

  /** When a refusal ends; one that has no end never does. */
  refusedUntil(id: string): number {
    const sql = 'SELECT refused_until FROM tax_answer WHERE id = ?';
    const until = this.#database.prepare(sql).get(id)?.['refused_until'];
    return typeof until === 'number' ? until : Infinity;
  }

  /** What was answered about a document with that content: the quote first, if there is one. */
  byQuestion(documentCode: string, contentMark: string): TaxAnswer[] {
    return this.#query(
      'SELECT document FROM tax_answer WHERE question = ? ORDER BY outcome, id',
      `${documentCode} ${contentMark}`,
    );
  }

  page(query: Readonly<Record<string, string | undefined>>): unknown {
    const skip = Number(query['skip'] ?? '0');
    const rows = this.#query(
      `SELECT document FROM tax_answer WHERE created_at >= ? AND created_at < ?
       ORDER BY created_at, id LIMIT ${TAX_PAGE_MAX + 1} OFFSET ?`,
      Date.parse(query['createdFrom'] ?? '1970-01-01T00:00:00Z'),
      Date.parse(query['createdTo'] ?? '2200-01-01T00:00:00Z'),
      skip,
    );
    const nextSkip = rows.length > TAX_PAGE_MAX ? skip + TAX_PAGE_MAX : null;
    return { value: rows.slice(0, TAX_PAGE_MAX), nextSkip };
  }

  all(): TaxAnswer[] {
    return this.#query('SELECT document FROM tax_answer ORDER BY created_at, id');
  }

  #query(sql: string, ...values: (string | number)[]): TaxAnswer[] {
    const rows = this.#database.prepare(sql).all(...values);
    return rows.map((row) => JSON.parse(row['document'] as string) as TaxAnswer);
  }
}

function hasToken(header: string | undefined, secret: string): boolean {
  const [left, right] = [Buffer.from(header ?? ''), Buffer.from(`Bearer ${secret}`)];
  return left.length === right.length && timingSafeEqual(left, right);
}
