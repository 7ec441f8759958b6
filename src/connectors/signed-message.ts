/** What every pushed message has in common: a signature over its bytes, and JSON inside. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { InboundMessage } from '../application/ports/connector.ts';
import type { Fault } from '../canonical/fact-type.ts';

/** How a system signs its messages: HMAC-SHA256 over the raw body, in a header. */
export interface SignatureScheme {
  /** Header name, lower case. */
  readonly header: string;
  readonly encoding: 'base64' | 'hex';
  /** Text before the digest, `'sha256='` for example. */
  readonly prefix: string;
  readonly secret: string;
}

/** Whether the message was signed with our secret; compares in constant time. */
export function isSigned(message: InboundMessage, scheme: SignatureScheme): boolean {
  const given = headerOf(message, scheme.header);
  if (given === undefined) return false;
  const digest = createHmac('sha256', scheme.secret).update(message.body);
  const expected = Buffer.from(scheme.prefix + digest.digest(scheme.encoding));
  const actual = Buffer.from(given);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** A header, whatever case its name came in. */
export function headerOf(message: InboundMessage, name: string): string | undefined {
  const direct = message.headers[name];
  if (direct !== undefined) return direct;
  const found = Object.keys(message.headers).find((header) => header.toLowerCase() === name);
  return found === undefined ? undefined : message.headers[found];
}

/** The message's JSON, or what is wrong with it. */
export function readJson(
  message: InboundMessage,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: Fault } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(message.body);
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, fault: { path: '$', message: `not JSON in UTF-8: ${reason}` } };
  }
}
