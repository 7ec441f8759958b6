import type { z } from 'zod';
import { compileDecoder } from './decoder.ts';
import { compileEncoder } from './encoder.ts';
import { compilePersonal, type Replace } from './personal-data.ts';
import type { Result } from '../kernel/result.ts';
import { ok, err } from '../kernel/result.ts';

/** Word of sales orders in instance keys. */
export const SALES_ORDER = 'sales-order';

/**
 * Where a fact belongs: straight to an instance, by its workflow's word in the instance key and its
 * number, or to whichever instance owns an alias.
 */
export type Route =
  | { readonly to: 'instance'; readonly workflow: string; readonly number: string }
  /** A number of another system that some fact introduced or will introduce. */
  | { readonly to: 'alias'; readonly alias: string }
  /** The stock ledger: no workflow instance. */
  | { readonly to: 'ledger' };

/** One thing that is wrong with a payload. */
export interface Fault {
  /** JSON path of the member, `$` for the whole. */
  readonly path: string;
  readonly message: string;
  /** It is a code of the sender's that nobody has mapped yet: a mapping mends it. */
  readonly unknown?: { readonly list: string; readonly code: string };
}

/** A decoded fact content with its canonical wire text. */
export interface Decoded<T> {
  readonly content: T;
  readonly text: string;
}

/**
 * A versioned fact type: wire schema, business key, version, route. The one place that knows a
 * fact's wire form.
 */
export interface FactType<T = unknown> {
  /** For example `shipment.confirmed.v1`. */
  readonly type: string;
  /** One sentence for the catalogue. */
  readonly meaning: string;
  /** Schema of the wire form; input is JSON, output is the content. */
  readonly schema: z.ZodType<T>;
  key(content: T): string;
  version(content: T): number;
  route(content: T): Route;
  /** Numbers of other systems that from now on mean this instance. */
  introduces(content: T): readonly string[];
  /** Its members that tell of a person; `null`: it has none. */
  readonly personal: Replace | null;
  /** Of whom they tell, for example `customer/C-1001`. */
  dataSubject(content: T): string;
  /** Reads JSON into a content, or says everything that is wrong with it. */
  decode(wire: unknown): Result<Decoded<T>, readonly Fault[]>;
  /** Canonical wire text: same content, same text. */
  encode(content: T): string;
  /** Content of a text that `encode` wrote. Throws an InvariantError for one that it did not. */
  read(text: string): T;
}

interface FactTypeSpec<S extends z.ZodType> {
  readonly type: string;
  readonly meaning: string;
  readonly schema: S;
  key(content: z.output<S>): string;
  version?(content: z.output<S>): number;
  route(content: z.output<S>): Route;
  introduces?(content: z.output<S>): readonly string[];
  /** Must be said where a member is marked as personal. */
  dataSubject?(content: z.output<S>): string;
}

const NOTHING: readonly string[] = [];
const NOBODY = (): string => '';

/** Declares a fact type. Without `version` a key is said once and never restated. */
export function defineFact<S extends z.ZodType>(spec: FactTypeSpec<S>): FactType<z.output<S>> {
  const schema = spec.schema as unknown as z.ZodType<z.output<S>>;
  const toWire = compileEncoder(schema);
  const encode = (content: z.output<S>): string => JSON.stringify(toWire(content));
  const fromWire = compileDecoder(schema);
  const personal = compilePersonal(schema);
  if (personal !== null && spec.dataSubject === undefined) {
    throw new TypeError(`${spec.type} tells of a person, and does not say of whom`);
  }
  return {
    type: spec.type,
    meaning: spec.meaning,
    schema,
    key: spec.key,
    version: spec.version ?? (() => 1),
    route: spec.route,
    introduces: spec.introduces ?? (() => NOTHING),
    personal,
    dataSubject: spec.dataSubject ?? NOBODY,
    encode,
    read: (text) => fromWire(JSON.parse(text)) as z.output<S>,
    decode: (wire) => {
      const parsed = schema.safeParse(wire);
      if (!parsed.success) return err(faultsOf(parsed.error));
      return ok({ content: parsed.data, text: encode(parsed.data) });
    },
  };
}

/** What a zod error says, as faults with JSON paths. */
export function faultsOf(error: z.ZodError): readonly Fault[] {
  return error.issues.map((issue) => ({
    path: issue.path.reduce<string>(
      (path, part) => path + (typeof part === 'number' ? `[${part}]` : `.${String(part)}`),
      '$',
    ),
    message: issue.message,
  }));
}

/** Route to the instance of a sales order. */
export const toSalesOrder = (content: { readonly salesOrder: string }): Route => ({
  to: 'instance',
  workflow: SALES_ORDER,
  number: content.salesOrder,
});
