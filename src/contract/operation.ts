/**
 * One operation of the API, declared once: the API validates by it, the OpenAPI document is made
 * of it, and clients may import it for its types.
 */
import type { z } from 'zod';
import type { ErrorCode } from './error-codes.ts';
import { PERMISSIONS } from './permissions.ts';
import type { Owner } from './tags.ts';

type Fields = z.ZodObject;

/** A body by its media type. A schema of `null` means bytes that are not ours to describe. */
export interface Media {
  readonly schema: z.ZodType | null;
  readonly examples: Readonly<Record<string, unknown>>;
}

/** What an operation answers when it works. */
export interface Answer {
  readonly description: string;
  /** Absent: there is no body. */
  readonly schema?: z.ZodType;
  /** `application/json` unless named. */
  readonly media?: string;
  readonly example?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a stream of server-sent events: each by its name. */
  readonly events?: Readonly<Record<string, StreamEvent>>;
}

/** A server-sent event of a stream. */
export interface StreamEvent {
  readonly description: string;
  /** What stands in `data`, as JSON. */
  readonly data: z.ZodType;
  /** It has an `id`, to go on behind it. */
  readonly named: boolean;
}

/** A header that an operation reads itself. */
export interface RequestHeader {
  readonly description: string;
  readonly example: string;
}

/** An operation that goes out of service: callers are told in every answer, in good time. */
export interface Deprecation {
  /** Since when nobody should begin to use it (RFC 9745). */
  readonly since: string;
  /** When it will be gone (RFC 8594). */
  readonly sunset?: string;
  /** Path of what to use instead. */
  readonly successor?: string;
}

export interface Operation<
  P extends Fields = Fields,
  Q extends Fields = Fields,
  B extends z.ZodType = z.ZodType,
> {
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** With parameters in braces, as OpenAPI writes them. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** `open`: needs no API key. */
  readonly access: 'key' | 'open';
  readonly idempotencyKey?: 'required' | 'optional';
  /** Takes an `If-Match` with the ETag that was read; where it is required, `*` means "whatever is there". */
  readonly ifMatch?: 'required' | 'optional';
  /** Whose people answer for it; that of its tag unless named. */
  readonly owner?: Owner;
  readonly deprecated?: Deprecation;
  /** Milliseconds that an answer may take; a stream takes the time of its last byte. */
  readonly answerWithinMs?: number;
  /** Headers of its own, by name. */
  readonly headers?: Readonly<Record<string, RequestHeader>>;
  readonly params?: P;
  readonly query?: Q;
  /** JSON body, validated before the handler runs. */
  readonly body?: B;
  readonly bodyExample?: z.input<B>;
  /** Bodies that the handler reads itself, by media type. */
  readonly media?: Readonly<Record<string, Media>>;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Errors of this operation, beside those that every operation may answer. */
  readonly errors: readonly ErrorCode[];
}

/** Declares an operation, keeping the types of its parts. */
export function defineOperation<
  P extends Fields = z.ZodObject<{}>,
  Q extends Fields = z.ZodObject<{}>,
  B extends z.ZodType = z.ZodNever,
>(operation: Operation<P, Q, B>): Operation<P, Q, B> {
  return operation;
}

/** Errors that any operation may answer: of the connection, of the store, of ourselves. */
export const EVERYWHERE: readonly ErrorCode[] = ['headers-too-large', 'internal', 'unavailable', 'timed-out'];
/** Errors of every operation that needs a key, and may be told on whose behalf it acts. */
export const WITH_KEY: readonly ErrorCode[] = [
  'key-missing',
  'key-invalid',
  'permission-denied',
  'rate-limited',
  'invalid-request',
];
/** Errors of changes, which a session makes only with its token. */
export const WITH_CHANGE: readonly ErrorCode[] = ['cross-site', 'csrf-token-missing'];
/** Errors of every operation with parameters or a body. */
export const WITH_INPUT: readonly ErrorCode[] = ['invalid-request'];
/** Errors of every operation with a body. */
export const WITH_BODY: readonly ErrorCode[] = [
  'malformed-json',
  'malformed-text',
  'body-too-large',
  'media-type-unsupported',
];

/** Every error that an operation may answer. */
export function errorsOf(operation: Operation): readonly ErrorCode[] {
  const { access, method, params, query, body, media, idempotencyKey, errors, ifMatch } = operation;
  const codes = new Set<ErrorCode>([...EVERYWHERE, ...errors]);
  const add = (more: readonly ErrorCode[]): void => more.forEach((code) => codes.add(code));
  if (access === 'key') add(WITH_KEY);
  if (access === 'key' && method !== 'get') add(WITH_CHANGE);
  if (PERMISSIONS[operation.id]?.site !== undefined) add(['site-not-allowed']);
  if (params ?? query ?? body ?? media) add(WITH_INPUT);
  if (params !== undefined) add(['not-found']);
  if (query !== undefined && 'entity' in query.shape) add(['entity-not-allowed']);
  if (body ?? media) add(WITH_BODY);
  if (idempotencyKey === 'required') add(['idempotency-key-missing']);
  if (idempotencyKey !== undefined) {
    add(['idempotency-key-malformed', 'still-running', 'idempotency-key-reused']);
  }
  if (ifMatch !== undefined) add(['revision-differs']);
  if (ifMatch === 'required') add(['precondition-required']);
  return [...codes];
}
