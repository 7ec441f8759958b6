/** Customers and items of the simulated ERP: its clerks keep them, and it lets itself be told. */
import { z } from 'zod';
import type { ErpBooks } from './erp-books.ts';
import { inFull, MasterRecords, type MasterKind, type MasterVersion } from './master-records.ts';
import type { SystemContext } from './system.ts';

/** Members by kind, in the ERP's words. */
export const ERP_MASTER_MEMBERS = {
  customer: ['name', 'street', 'city', 'postal_code', 'country', 'tax_id', 'email'],
  item: ['name', 'gtin', 'base_unit', 'manufacturer', 'manufacturer_number'],
} as const satisfies Record<MasterKind, readonly string[]>;

const paramsOf = (kind: MasterKind) =>
  z.strictObject({
    code: z.string(),
    /** Missing where a clerk does it at the ERP's own screen. */
    reference: z.string().min(1).optional(),
    reference_revision: z.int().min(1).optional(),
    content_mark: z.string().optional(),
    number: z.string().min(1),
    ...Object.fromEntries(ERP_MASTER_MEMBERS[kind].map((member) => [member, z.string().optional()])),
  });

export const saveCustomerParams = paramsOf('customer');
export const saveItemParams = paramsOf('item');

/** A customer or an item as the ERP shows it. */
export interface ErpMaster {
  readonly code: string;
  readonly number: string;
  readonly version: number;
  readonly reference: string | null;
  readonly content_mark: string | null;
  readonly changed_at: string;
  readonly [member: string]: string | number | null;
}

export class ErpMasters {
  readonly #context: SystemContext;
  readonly #books: ErpBooks;
  readonly #records: MasterRecords;

  constructor(context: SystemContext, books: ErpBooks) {
    this.#context = context;
    this.#books = books;
    this.#records = new MasterRecords(context.database);
  }

  /** Saves what is named of a record. The same reference gets the same document. */
  save(kind: MasterKind, params: z.output<typeof saveCustomerParams>): ErpMaster {
    const { code, reference = null, content_mark: mark = null, number } = params;
    const given = Object.entries(params).filter(([member]) =>
      (ERP_MASTER_MEMBERS[kind] as readonly string[]).includes(member),
    );
    const values = Object.fromEntries(given) as Record<string, string>;
    const now = this.#context.clock.now();
    const saved = this.#records.save(
      { kind, code, number, reference, mark, values }, new Date(now).toISOString(),
    );
    const document = documentOf(saved.record);
    if (saved.isNew) this.#books.record(now, kind, document);
    return document;
  }

  byReference(reference: string): { readonly kind: MasterKind; readonly document: ErpMaster } | null {
    const record = this.#records.byReference(reference);
    return record === null ? null : { kind: record.kind, document: documentOf(record) };
  }

  /** Every record as it stands, by kind. */
  all(): Readonly<Record<`${MasterKind}s`, readonly ErpMaster[]>> {
    const of = (kind: MasterKind) => this.#records.all().filter((one) => one.kind === kind).map(documentOf);
    return { customers: of('customer'), items: of('item') };
  }
}

const documentOf = (record: MasterVersion): ErpMaster => ({
  code: record.code,
  number: record.number,
  version: record.version,
  reference: record.reference,
  content_mark: record.mark,
  changed_at: record.changedAt,
  ...inFull(ERP_MASTER_MEMBERS[record.kind], record.values),
});
