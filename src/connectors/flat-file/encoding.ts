/** Text and bytes, exactly: what cannot be read or written as declared is a fault, never a question mark. */
import { err, ok, quoted, type Result } from '../../kernel/result.ts';
import type { Encoding } from './settings.ts';

/** What ends a file of DOS. */
const END_OF_FILE = '\u001a';

/** The text of a file, without a byte-order mark. */
export function decodeText(body: Uint8Array, encoding: Encoding): Result<string, string> {
  try {
    const text =
      encoding === 'latin1' ? latin1(body) : new TextDecoder(encoding, { fatal: true }).decode(body);
    return ok(text.endsWith(END_OF_FILE) ? text.slice(0, -1) : text);
  } catch {
    return err(`the file is not ${encoding}`);
  }
}

/** The bytes of a text; what the encoding does not have is named. */
export function encodeText(text: string, encoding: Encoding): Result<Uint8Array, string> {
  if (encoding === 'utf-8') return ok(Buffer.from(text, 'utf8'));
  const table = tableOf(encoding);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const byte = table.get(text[at]!);
    if (byte === undefined) return err(`${encoding} has no ${quoted(text[at]!)}`);
    bytes[at] = byte;
  }
  return ok(bytes);
}

const latin1 = (body: Uint8Array): string => Buffer.from(body).toString('latin1');

const tables = new Map<Encoding, ReadonlyMap<string, number>>();

/** Byte by character: what reading makes of each byte, turned round. */
function tableOf(encoding: Exclude<Encoding, 'utf-8'>): ReadonlyMap<string, number> {
  let table = tables.get(encoding);
  if (table === undefined) {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const text = encoding === 'latin1' ? latin1(bytes) : new TextDecoder(encoding).decode(bytes);
    table = new Map(Array.from(text, (character, byte) => [character, byte]));
    tables.set(encoding, table);
  }
  return table;
}
