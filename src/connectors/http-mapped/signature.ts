/** Whether a message is the system's own. Several secrets are valid at once while one is replaced. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { InboundMessage } from '../../application/ports/connector.ts';
import type { Instant } from '../../kernel/instant.ts';
import { headerOf } from '../signed-message.ts';
import type { Signature } from './settings.ts';

const STANDARD_PREFIX = 'whsec_';
const SHOPIFY_HEADER = 'x-shopify-hmac-sha256';
const SHOPIFY = { header: SHOPIFY_HEADER, encoding: 'base64' } as const;

/** Why a message is refused, or `null` for one that is authentic and fresh. */
export function refusedBy(
  message: InboundMessage,
  scheme: Signature,
  secrets: readonly string[],
): string | null {
  switch (scheme.scheme) {
    case 'standard-webhooks':
      return standardRefusal(message, scheme, secrets);
    case 'shopify':
      return isSigned(message, SHOPIFY, secrets) ? null : MISMATCH;
    case 'hmac':
      return hmacRefusal(message, scheme, secrets);
    case 'token': {
      const given = headerOf(message, scheme.header.toLowerCase()) ?? '';
      return secrets.some((one) => isEqual(given, one)) ? null : 'the token does not match';
    }
  }
}

/** Headers by which a system that signs so proves a message: what {@link refusedBy} looks for. */
export function signatureHeaders(
  scheme: Signature,
  secret: string,
  body: Uint8Array,
  { id, at }: { readonly id: string; readonly at: Instant },
): Readonly<Record<string, string>> {
  switch (scheme.scheme) {
    case 'standard-webhooks': {
      const timestamp = String(Math.floor(at / 1_000));
      const signature = standardSignature(secret, `${id}.${timestamp}.`, body);
      return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
    }
    case 'shopify':
      return { [SHOPIFY_HEADER]: digestOf(SHOPIFY, secret, body) };
    case 'hmac': {
      const { timestamp } = scheme;
      const header = scheme.header.toLowerCase();
      if (timestamp === undefined) return { [header]: digestOf(scheme, secret, body) };
      const moment = String(Math.floor(at / (timestamp.unit === 's' ? 1_000 : 1)));
      return {
        [timestamp.header.toLowerCase()]: moment,
        [header]: digestOf({ ...scheme, before: `${moment}.` }, secret, body),
      };
    }
    case 'token':
      return { [scheme.header.toLowerCase()]: secret };
  }
}

const MISMATCH = 'the signature does not match';

function standardRefusal(
  message: InboundMessage,
  { toleranceSeconds }: Extract<Signature, { scheme: 'standard-webhooks' }>,
  secrets: readonly string[],
): string | null {
  const id = headerOf(message, 'webhook-id');
  const timestamp = headerOf(message, 'webhook-timestamp');
  if (id === undefined || timestamp === undefined) return 'webhook-id or webhook-timestamp is missing';
  const given = (headerOf(message, 'webhook-signature') ?? '').split(' ');
  const isAuthentic = secrets.some((secret) => {
    const expected = standardSignature(secret, `${id}.${timestamp}.`, message.body);
    return given.some((one) => isEqual(one, expected));
  });
  return isAuthentic ? staleness(message, timestamp, 1_000, toleranceSeconds) : MISMATCH;
}

function standardSignature(secret: string, before: string, body: Uint8Array): string {
  const key = secret.startsWith(STANDARD_PREFIX)
    ? Buffer.from(secret.slice(STANDARD_PREFIX.length), 'base64')
    : Buffer.from(secret);
  return `v1,${createHmac('sha256', key).update(before).update(body).digest('base64')}`;
}

function hmacRefusal(
  message: InboundMessage,
  scheme: Extract<Signature, { scheme: 'hmac' }>,
  secrets: readonly string[],
): string | null {
  const { timestamp } = scheme;
  if (timestamp === undefined) return isSigned(message, scheme, secrets) ? null : MISMATCH;
  const moment = headerOf(message, timestamp.header.toLowerCase());
  if (moment === undefined) return `${timestamp.header} is missing`;
  if (!isSigned(message, { ...scheme, before: `${moment}.` }, secrets)) return MISMATCH;
  return staleness(message, moment, timestamp.unit === 's' ? 1_000 : 1, timestamp.toleranceSeconds);
}

/** How a digest is made and written. */
interface Digest {
  readonly header: string;
  readonly encoding: 'hex' | 'base64';
  readonly algorithm?: string;
  readonly prefix?: string;
  readonly before?: string;
}

/** The digest as its header carries it; hexadecimal in lower case. */
function digestOf(how: Digest, secret: string, body: Uint8Array): string {
  const { algorithm = 'sha256', before = '', encoding } = how;
  const prefix = encoding === 'hex' ? (how.prefix ?? '').toLowerCase() : (how.prefix ?? '');
  return prefix + createHmac(algorithm, secret).update(before).update(body).digest(encoding);
}

function isSigned(message: InboundMessage, how: Digest, secrets: readonly string[]): boolean {
  const given = headerOf(message, how.header.toLowerCase());
  if (given === undefined) return false;
  const compared = how.encoding === 'hex' ? given.toLowerCase() : given;
  return secrets.some((secret) => isEqual(compared, digestOf(how, secret, message.body)));
}

/** Against the moment of arrival: what comes again from quarantine is as fresh as it was then. */
function staleness(
  { receivedAt }: InboundMessage,
  timestamp: string,
  unitMs: number,
  toleranceSeconds: number,
): string | null {
  if (!/^\d{1,16}$/.test(timestamp)) return `the timestamp "${timestamp}" is no number`;
  if (receivedAt === undefined) return null;
  const offMs = Math.abs(receivedAt - Number(timestamp) * unitMs);
  if (offMs <= toleranceSeconds * 1_000) return null;
  return `it was signed ${Math.round(offMs / 1_000)} s off its arrival; ${toleranceSeconds} are allowed`;
}

function isEqual(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Names the mapping of a record that came by a statement and waits in quarantine. */
export const RECORD_HEADER = 'x-crossdock-record';
const RECORD_SIGNATURE_HEADER = 'x-crossdock-record-signature';

/** Headers of a record that is kept: signed by us, or anybody could push one past the signature. */
export const recordHeaders = (mapping: string, body: Uint8Array, secret: string) => ({
  [RECORD_HEADER]: mapping,
  [RECORD_SIGNATURE_HEADER]: recordSignature(mapping, body, secret),
});

/** Whether we have kept this record ourselves. */
export const isOurRecord = (message: InboundMessage, mapping: string, secret: string): boolean =>
  secret !== '' &&
  isEqual(
    headerOf(message, RECORD_SIGNATURE_HEADER) ?? '',
    recordSignature(mapping, message.body, secret),
  );

const recordSignature = (mapping: string, body: Uint8Array, secret: string): string =>
  createHmac('sha256', secret).update(`record ${mapping}\n`).update(body).digest('hex');
