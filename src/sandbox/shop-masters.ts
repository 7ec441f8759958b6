/** Customers and products of the simulated shop: people edit them in it, and it lets itself be told. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { formatInstant } from '../kernel/instant.ts';
import { FAULT_FREE } from './framework.ts';
import { inFull, MasterRecords, type MasterKind, type MasterVersion } from './master-records.ts';
import type { SystemContext } from './system.ts';

/** Members by kind, in the shop's words. */
const MEMBERS = {
  customer: ['display_name', 'address1', 'city', 'zip', 'country_code', 'vat_number', 'email'],
  item: ['title', 'barcode', 'vendor', 'vendor_sku'],
} as const satisfies Record<MasterKind, readonly string[]>;

/** What the shop calls them in its paths and topics. */
const PLURALS = { customer: 'customers', item: 'products' } as const satisfies Record<MasterKind, string>;

const bodyOf = (kind: MasterKind) =>
  z.strictObject({
    /** Repeated in the record, so that its sender knows it again. */
    client_mark: z.string().max(64).optional(),
    ...Object.fromEntries(MEMBERS[kind].map((member) => [member, z.string().max(500).optional()])),
  });

const BODIES = { customer: bodyOf('customer'), item: bodyOf('item') } as const;

const pageQuery = z.strictObject({
  updated_at_min: z.iso.datetime(),
  updated_at_max: z.iso.datetime(),
  limit: z.coerce.number().int().min(1).max(250).default(50),
  page_info: z.coerce.number().int().min(0).default(0),
});

type Named = { Params: { company: string; code: string } };
type Tell = (topic: string, messageId: string, key: string, document: unknown) => void;

export class ShopMasters {
  readonly #context: SystemContext;
  readonly #records: MasterRecords;
  readonly #tell: Tell;

  constructor(context: SystemContext, tell: Tell) {
    this.#context = context;
    this.#records = new MasterRecords(context.database);
    this.#tell = tell;
  }

  /** The storefront's own forms, and the admin API behind a guard. */
  routes(app: FastifyInstance, guard: object): void {
    for (const kind of ['customer', 'item'] as const) {
      const path = PLURALS[kind];
      app.put<Named>(`/storefront/${path}/:company/:code`, FAULT_FREE, ({ params, body }, reply) =>
        this.#save(kind, params, body, reply),
      );
      app.put<Named>(`/admin/${path}/:company/:code.json`, guard, ({ params, body }, reply) =>
        this.#save(kind, params, body, reply),
      );
      app.get<Named>(`/admin/${path}/:company/:code.json`, guard, ({ params }, reply) => {
        const record = this.#records.find(kind, params.company, params.code);
        return record === null ? reply.code(404).send({ errors: 'not found' }) : documentOf(record);
      });
      app.get(`/admin/${path}.json`, guard, ({ query }, reply) => this.#page(kind, query, reply));
    }
  }

  /** Every record as it stands, by kind. */
  all(): Readonly<Record<string, readonly unknown[]>> {
    const of = (kind: MasterKind) => this.#records.all().filter((one) => one.kind === kind).map(documentOf);
    return { customers: of('customer'), products: of('item') };
  }

  #save(kind: MasterKind, { company, code }: Named['Params'], body: unknown, reply: FastifyReply): unknown {
    const parsed = BODIES[kind].safeParse(body);
    if (!parsed.success) return reply.code(422).send({ errors: z.prettifyError(parsed.error) });
    const { client_mark: mark = null, ...values } = parsed.data as Record<string, string>;
    const { record, isNew } = this.#records.save(
      { kind, code: company, number: code, reference: null, mark, values },
      formatInstant(this.#context.clock.now()),
    );
    const document = documentOf(record);
    if (isNew) {
      const messageId = `${PLURALS[kind]}-${company}-${code}-${record.version}`;
      this.#tell(`${PLURALS[kind]}/update`, messageId, `${kind} ${company} ${code}`, document);
    }
    return document;
  }

  #page(kind: MasterKind, query: unknown, reply: FastifyReply): unknown {
    const parsed = pageQuery.safeParse(query);
    if (!parsed.success) return reply.code(422).send({ errors: z.prettifyError(parsed.error) });
    const { updated_at_min: from, updated_at_max: to, limit, page_info: after } = parsed.data;
    const found = this.#records.changed(kind, from, to, after, limit);
    const last = found.length === limit ? found.at(-1)! : null;
    return {
      [PLURALS[kind]]: found.map(documentOf),
      next_page_info: last === null ? null : String(last.sequence),
    };
  }
}

/** Ids are numbers in the shop, and the same for ever. */
const idOf = ({ kind, code, number }: MasterVersion): number =>
  7_000_000_000 + createHash('md5').update(`${kind} ${code} ${number}`).digest().readUInt32BE(0);

const documentOf = (record: MasterVersion): unknown => ({
  id: idOf(record),
  company_code: record.code,
  [record.kind === 'customer' ? 'code' : 'sku']: record.number,
  revision: record.version,
  client_mark: record.mark,
  updated_at: record.changedAt,
  ...inFull(MEMBERS[record.kind], record.values),
});
