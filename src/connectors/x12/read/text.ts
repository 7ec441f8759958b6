/** From bytes to the text of an X12 file. */
import { err, ok, type Result } from '../../../kernel/result.ts';

const startsWith = (bytes: Uint8Array, ...mark: readonly number[]): boolean =>
  mark.every((byte, at) => bytes[at] === byte);

/**
 * The text without its byte-order mark. X12 knows no encodings: UTF-8 where it is, and otherwise
 * one character for each byte, so that nothing of a name is lost.
 */
export function textOf(bytes: Uint8Array): Result<string, string> {
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) {
    return err('is written in UTF-16; X12 is written with one byte for each character');
  }
  const body = startsWith(bytes, 0xef, 0xbb, 0xbf) ? bytes.subarray(3) : bytes;
  if (body.length === 0) return err('is empty');
  try {
    return ok(UTF_8.decode(body));
  } catch {
    return ok(Buffer.from(body).toString('latin1'));
  }
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
