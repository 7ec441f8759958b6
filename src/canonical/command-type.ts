import type { z } from 'zod';
import { compileDecoder } from './decoder.ts';
import { compileEncoder } from './encoder.ts';
import type { Fault } from './fact-type.ts';
import { compilePersonal, type Replace } from './personal-data.ts';
import { faultsOf } from './fact-type.ts';
import { err, ok, type Result } from '../kernel/result.ts';

/** A versioned command type: what we tell another system to do. */
export interface CommandType<T = unknown> {
  /** For example `invoice.post.v1`. */
  readonly type: string;
  readonly meaning: string;
  readonly schema: z.ZodType<T>;
  /** Its members that tell of a person; `null`: it has none. */
  readonly personal: Replace | null;
  decode(wire: unknown): Result<T, readonly Fault[]>;
  /** Canonical wire text of the content. */
  encode(content: T): string;
  /** Content of a text that `encode` wrote. Throws an InvariantError for one that it did not. */
  read(text: string): T;
}

/** Declares a command type. */
export function defineCommand<S extends z.ZodType>(spec: {
  readonly type: string;
  readonly meaning: string;
  readonly schema: S;
}): CommandType<z.output<S>> {
  const schema = spec.schema as unknown as z.ZodType<z.output<S>>;
  const toWire = compileEncoder(schema);
  const fromWire = compileDecoder(schema);
  return {
    type: spec.type,
    meaning: spec.meaning,
    schema,
    personal: compilePersonal(schema),
    decode: (wire) => {
      const parsed = schema.safeParse(wire);
      return parsed.success ? ok(parsed.data) : err(faultsOf(parsed.error));
    },
    encode: (content) => JSON.stringify(toWire(content)),
    read: (text) => fromWire(JSON.parse(text)) as z.output<S>,
  };
}
