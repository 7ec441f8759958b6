/**
 * Every error that the API answers. A code is public: once used, it means the same for ever. The
 * `type` of a problem document is its code under {@link ERROR_TYPE_BASE}: a reference that leads to
 * the page of the code on the server that answered.
 */
export const ERROR_TYPE_BASE = '/errors/';

/** What is fixed about an error, whatever the request was. */
export interface ErrorDefinition {
  readonly status: number;
  readonly title: string;
  /** What the caller can do about it. */
  readonly mend: string;
}

export const ERRORS = {
  'malformed-json': {
    status: 400,
    title: 'The body is not JSON',
    mend: 'Send one JSON text (RFC 8259); `detail` names where reading it failed.',
  },
  'malformed-text': {
    status: 400,
    title: 'The body is not UTF-8',
    mend: 'Encode the body as UTF-8; JSON allows nothing else.',
  },
  'invalid-request': {
    status: 400,
    title: 'A part of the request is invalid',
    mend: 'Correct the parts that `errors` lists, each by its path.',
  },
  'invalid-envelope': {
    status: 400,
    title: 'The CloudEvent has an invalid envelope',
    mend: 'Correct the attributes that `errors` lists; nothing was stored.',
  },
  'idempotency-key-missing': {
    status: 400,
    title: 'This request needs an Idempotency-Key',
    mend: 'Add the header, for example Idempotency-Key: "8e03978e-40d5-43dd-bc93-6894a57f9324".',
  },
  'idempotency-key-malformed': {
    status: 400,
    title: 'The Idempotency-Key is malformed',
    mend: 'Send one string of 1 to 255 visible ASCII characters, in quotation marks or without any inside.',
  },
  'entity-required': {
    status: 400,
    title: 'The business entity is not clear',
    mend: 'Name it: several entities have a document of this number.',
  },
  'key-missing': {
    status: 401,
    title: 'Nobody is signed in, and no API key was sent',
    mend: 'Sign in, or send Authorization: Bearer cdk_…, with a key made by `crossdock keys create`.',
  },
  'key-invalid': {
    status: 401,
    title: 'The API key is not valid',
    mend: 'Check that the key is complete and was not revoked.',
  },
  'sign-in-failed': {
    status: 401,
    title: 'The name or the password is wrong',
    mend: 'Check both. An administrator can give you a new password.',
  },
  'signature-invalid': {
    status: 401,
    title: 'The sender of the message could not be authenticated',
    mend: "Check the shared secret of the system and the sender's clock. Nothing was kept.",
  },
  'permission-denied': {
    status: 403,
    title: 'The caller has none of the roles that this takes',
    mend: 'Ask somebody with one of the roles that `detail` names, or have the role given to you.',
  },
  'second-person-needed': {
    status: 403,
    title: 'It takes a second person',
    mend: 'Ask somebody else with the same role; whoever asked may only take it back.',
  },
  'cross-site': {
    status: 403,
    title: 'The request comes from a page of another origin',
    mend: 'Use the console at its own address; programs use an API key.',
  },
  'csrf-token-missing': {
    status: 403,
    title: 'A change by a session needs its token',
    mend: 'Send the `csrfToken` of GET /v1/session as X-CSRF-Token.',
  },
  'site-not-allowed': {
    status: 403,
    title: 'The caller does not cover this site',
    mend: 'Name a site that the caller covers.',
  },
  'source-not-allowed': {
    status: 403,
    title: 'The API key may not speak for this source',
    mend: 'Use the key of the system that the facts come from, or a key without a system.',
  },
  'entity-not-allowed': {
    status: 403,
    title: 'The API key does not cover this business entity',
    mend: 'Use a key of this entity, or a key without an entity.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here',
    mend: 'Check the path against /openapi.json and the identifier in it.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The resource does not offer this method',
    mend: 'Use one of the methods in the header Allow.',
  },
  'already-exists': {
    status: 409,
    title: 'The document exists already',
    mend: 'Read it; to change it, amend it.',
  },
  'not-possible-now': {
    status: 409,
    title: 'The present state does not allow this',
    mend: 'Read the resource again; `detail` says what its state is.',
  },
  'stock-insufficient': {
    status: 409,
    title: 'There is not enough stock that can be promised',
    mend: 'Ask for what `detail` says there is, at another site, or with `partial` for whatever there is.',
  },
  'contradicted': {
    status: 409,
    title: 'Another statement with the same number and other content came first',
    mend: 'Both are kept and an exception case is open; decide it, or state a later revision.',
  },
  'still-running': {
    status: 409,
    title: 'A request with this Idempotency-Key is still running',
    mend: 'Wait, then repeat the same request; it is answered with the result of the first.',
  },
  'revision-differs': {
    status: 412,
    title: 'The document has changed since it was read',
    mend: 'Read it again, and send its ETag as If-Match with the change.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    mend: 'Send smaller batches; `limit` names the largest size in bytes.',
  },
  'batch-too-large': {
    status: 413,
    title: 'The batch has too many items',
    mend: 'Send smaller batches; `limit` names the largest number of items.',
  },
  'media-type-unsupported': {
    status: 415,
    title: 'The content type of the body is not supported',
    mend: 'Use one of the content types that /openapi.json lists for this operation.',
  },
  'invalid-content': {
    status: 422,
    title: 'The content is well-formed, but does not make sense',
    mend: 'Correct the parts that `errors` lists, each by its path.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'This Idempotency-Key was used for another request',
    mend: 'Use a new key for a new request.',
  },
  'not-let-in': {
    status: 422,
    title: 'The statement was quarantined',
    mend: 'It is kept; see GET /v1/quarantine. Mend the cause that `detail` names, then redrive it.',
  },
  'precondition-required': {
    status: 428,
    title: 'The change does not say what it is based on',
    mend: 'Send the ETag that you read as If-Match, or If-Match: * to overwrite whatever is there.',
  },
  'rate-limited': {
    status: 429,
    title: 'The client has used up its budget of requests',
    mend: 'Wait the seconds in Retry-After; RateLimit and RateLimit-Policy say what is left of what.',
  },
  'sign-in-throttled': {
    status: 429,
    title: 'Too many failed attempts to sign in',
    mend: 'Wait for the seconds in Retry-After; a browser that signed in before waits by itself alone.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The headers are too large',
    mend: 'Send less in headers.',
  },
  'internal': {
    status: 500,
    title: 'Something went wrong on our side',
    mend: 'Repeat the request later; quote the request id to whoever runs the installation.',
  },
  'timed-out': {
    status: 503,
    title: 'The answer took too long',
    mend: 'Read whether it took effect, or repeat the request with the same Idempotency-Key.',
  },
  'unavailable': {
    status: 503,
    title: 'The store is away',
    mend: 'Repeat the request after the seconds in Retry-After; nothing was stored.',
  },
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof ERRORS;

export const ERROR_CODES = Object.keys(ERRORS) as readonly ErrorCode[];
