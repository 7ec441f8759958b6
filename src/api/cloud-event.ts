/**
 * CloudEvents 1.0 over HTTP: binary, structured and batch mode. Reads the envelope only; `data`
 * goes on as it was parsed, once, and is judged by the codec of its fact type.
 */
import { HTTP_LIMITS } from '../contract/limits.ts';
import type { InvalidPart } from '../contract/problem.ts';
import { parseInstant, type Instant } from '../kernel/instant.ts';
import { err, ok, type Result } from '../kernel/result.ts';

/** The envelope of one fact. Absent attributes are `null`. */
export interface Envelope {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly time: Instant | null;
  readonly entity: string | null;
  readonly correlationId: string | null;
  readonly causationId: string | null;
  readonly traceparent: string | null;
  readonly data: unknown;
}

/** A broken envelope: as much of its name as could be read, and everything that is wrong. */
export interface BrokenEnvelope {
  readonly source: string | null;
  readonly id: string | null;
  readonly errors: readonly InvalidPart[];
}

export type ContentMode = 'batch' | 'structured' | 'binary';

const BATCH_TYPE = 'application/cloudevents-batch';
const STRUCTURED_TYPE = 'application/cloudevents';

/** How a body carries events. Batch is asked first: structured is a prefix of its name. */
export function contentMode(mediaType: string): ContentMode {
  if (mediaType.startsWith(BATCH_TYPE)) return 'batch';
  return mediaType.startsWith(STRUCTURED_TYPE) ? 'structured' : 'binary';
}

/** Whether a media type says JSON. */
export const isJsonType = (mediaType: string): boolean =>
  mediaType === 'application/json' || mediaType === 'text/json' || mediaType.endsWith('+json');

/** The media type of a Content-Type header, without parameters, in lower case. */
export const mediaTypeOf = (header: string | undefined): string =>
  (header ?? '').split(';', 1)[0]!.trim().toLowerCase();

/** Neither control characters nor halves of surrogate pairs: the String of CloudEvents. */
const FORBIDDEN = /[\p{Cc}\p{Cs}]/u;
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;
const ENTITY = /^[^\p{C}\p{Z}](?:[^\p{C}]*[^\p{C}\p{Z}])?$/u;

class Attributes {
  readonly errors: InvalidPart[] = [];
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #prefix: string;

  constructor(members: Readonly<Record<string, unknown>>, prefix: string) {
    this.#members = members;
    this.#prefix = prefix;
  }

  fault(name: string, message: string): null {
    this.errors.push({ path: `${this.#prefix}${name}`, message });
    return null;
  }

  /** An attribute of type String that may be missing. */
  optional(name: string): string | null {
    const value = this.#members[name];
    if (value === undefined || value === null) return null;
    if (typeof value !== 'string' || value === '') return this.fault(name, 'must be a text, not empty');
    if (value.length > HTTP_LIMITS.attributeLengthMax) {
      return this.fault(name, `must not exceed ${HTTP_LIMITS.attributeLengthMax} characters`);
    }
    return FORBIDDEN.test(value) ? this.fault(name, 'must not hold control characters') : value;
  }

  required(name: string): string {
    const value = this.optional(name);
    if (value === null && (this.#members[name] ?? null) === null) this.fault(name, 'is required');
    return value ?? '';
  }

  time(name: string): Instant | null {
    const text = this.optional(name);
    if (text === null) return null;
    const parsed = parseInstant(text);
    return parsed.ok ? parsed.value : this.fault(name, parsed.error);
  }
}

/** Reads the attributes, wherever they came from; `data` is put beside them. */
function envelopeOf(
  members: Readonly<Record<string, unknown>>,
  data: unknown,
  prefix: string,
): Result<Envelope, BrokenEnvelope> {
  const attributes = new Attributes(members, prefix);
  const version = attributes.required('specversion');
  if (version !== '' && version !== '1.0') attributes.fault('specversion', 'must be "1.0"');
  const entity = attributes.optional('entity');
  if (entity !== null && (entity.length > HTTP_LIMITS.identifierLengthMax || !ENTITY.test(entity))) {
    attributes.fault('entity', 'must be an identifier of at most 64 printable characters');
  }
  const traceparent = attributes.optional('traceparent');
  attributes.time('recordedtime');
  const envelope: Envelope = {
    source: attributes.required('source'),
    id: attributes.required('id'),
    type: attributes.required('type'),
    time: attributes.time('time'),
    entity,
    correlationId: attributes.optional('correlationid'),
    causationId: attributes.optional('causationid'),
    // A broken trace context is ignored, as W3C asks.
    traceparent: traceparent !== null && TRACEPARENT.test(traceparent) ? traceparent : null,
    data,
  };
  const { errors } = attributes;
  if (errors.length === 0) return ok(envelope);
  return err({ source: envelope.source || null, id: envelope.id || null, errors });
}

/** Reads one event in JSON format; `prefix` is its path in the body, for messages. */
export function readStructured(event: unknown, prefix = '$.'): Result<Envelope, BrokenEnvelope> {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    const message = 'must be a CloudEvent, a JSON object';
    return err({ source: null, id: null, errors: [{ path: prefix.slice(0, -1), message }] });
  }
  const members = event as Readonly<Record<string, unknown>>;
  const data = dataOf(members, prefix);
  const envelope = envelopeOf(members, data.ok ? data.value : null, prefix);
  if (data.ok) return envelope;
  const errors = envelope.ok ? data.error : [...envelope.error.errors, ...data.error];
  const { source, id } = envelope.ok ? envelope.value : envelope.error;
  return err({ source, id, errors });
}

function dataOf(
  members: Readonly<Record<string, unknown>>,
  prefix: string,
): Result<unknown, readonly InvalidPart[]> {
  const { data, data_base64: encoded, datacontenttype } = members;
  const type = typeof datacontenttype === 'string' ? mediaTypeOf(datacontenttype) : 'application/json';
  if (!isJsonType(type)) {
    return err([{ path: `${prefix}datacontenttype`, message: 'must be JSON, as facts are' }]);
  }
  if (encoded === undefined) return ok(data ?? null);
  const path = `${prefix}data_base64`;
  if (data !== undefined) return err([{ path, message: 'must not stand beside data' }]);
  if (typeof encoded !== 'string') return err([{ path, message: 'must be a text' }]);
  try {
    const bytes = Buffer.from(encoded, 'base64');
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return ok(JSON.parse(text) as unknown);
  } catch {
    return err([{ path, message: 'must be the base64 of a JSON text in UTF-8' }]);
  }
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Reads the attributes of binary mode from `ce-` headers; `data` is the parsed body. */
export function readBinary(headers: Headers, data: unknown): Result<Envelope, BrokenEnvelope> {
  const members: Record<string, string> = Object.create(null) as Record<string, string>;
  const errors: InvalidPart[] = [];
  for (const [header, value] of Object.entries(headers)) {
    if (!header.startsWith('ce-') || typeof value !== 'string') continue;
    const name = header.slice('ce-'.length);
    if (name === 'datacontenttype') {
      errors.push({ path: header, message: 'must not be sent: Content-Type says it' });
      continue;
    }
    const decoded = decodeHeaderValue(value);
    if (decoded.ok) members[name] = decoded.value;
    else errors.push({ path: header, message: decoded.error });
  }
  const envelope = envelopeOf(members, data, 'ce-');
  if (errors.length === 0) return envelope;
  const known = new Set(errors.map(({ path }) => path));
  const others = envelope.ok ? [] : envelope.error.errors.filter(({ path }) => !known.has(path));
  const { source, id } = envelope.ok ? envelope.value : envelope.error;
  return err({ source, id, errors: [...errors, ...others] });
}

const PERCENT = /%(?:[0-9A-Fa-f]{2})?/g;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Takes off quotation marks, then percent-encoding, once. */
export function decodeHeaderValue(value: string): Result<string, string> {
  let text = value;
  if (text.startsWith('"')) {
    if (text.length < 2 || !text.endsWith('"')) return err('has an open quotation mark');
    text = text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
  }
  if (/[^\x20-\x7e]/.test(text)) return err('must be ASCII; anything else is percent-encoded UTF-8');
  if (!text.includes('%')) return ok(text);
  for (const [found] of text.matchAll(PERCENT)) {
    if (found.length !== 3) return err('holds a percent sign that encodes nothing');
  }
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '%') {
      bytes.push(Number.parseInt(text.slice(at + 1, at + 3), 16));
      at += 2;
    } else bytes.push(text.charCodeAt(at));
  }
  try {
    return ok(utf8.decode(Uint8Array.from(bytes)));
  } catch {
    return err('is percent-encoded, but not UTF-8');
  }
}

/** Writes a value for a `ce-` header: what is not visible ASCII is percent-encoded UTF-8. */
export function encodeHeaderValue(value: string): string {
  let text = '';
  for (const byte of new TextEncoder().encode(value)) {
    const isPlain = byte > 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x25;
    text += isPlain
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}
