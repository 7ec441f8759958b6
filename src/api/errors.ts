/** The one place that turns what went wrong into HTTP. */
import type { IncomingMessage } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../application/ports/logger.ts';
import { ERROR_TYPE_BASE, ERRORS, type ErrorDefinition } from '../contract/error-codes.ts';
import { HTTP_LIMITS } from '../contract/limits.ts';
import type { Problem } from '../contract/problem.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { Result } from '../kernel/result.ts';

/** Seconds that a caller should wait while the store is away. */
const RETRY_AFTER_SECONDS = 2;

/** Carries a refusal out of a handler. */
export class RefusedError extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.detail);
    this.name = 'RefusedError';
    this.refusal = refusal;
  }
}

/** The value of a result, or the end of the request. */
export function expect<T>(result: Result<T, Refusal>): T {
  if (result.ok) return result.value;
  throw new RefusedError(result.error);
}

/** The problem document of a refusal. */
export function problemOf(refusal: Refusal, requestId: string): Problem {
  const { code, detail, retryAfterSeconds: _header, ...parts } = refusal;
  const { status, title, mend }: ErrorDefinition = ERRORS[code];
  const instance = `urn:request:${requestId}`;
  const { errors, ...rest } = parts;
  const list = errors === undefined ? {} : { errors: [...errors] };
  return { type: ERROR_TYPE_BASE + code, code, title, status, detail, instance, mend, ...rest, ...list };
}

/** What the framework refuses by itself, in our words. */
function refusalOfFramework(error: Partial<FastifyError>): Refusal | null {
  switch (error.code ?? 'none') {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return {
        code: 'body-too-large',
        detail: `A body may have ${HTTP_LIMITS.bodyBytesMax} bytes.`,
        limit: HTTP_LIMITS.bodyBytesMax,
      };
    case 'FST_ERR_HANDLER_TIMEOUT':
      return { code: 'timed-out', detail: 'The answer took too long; nothing is said about its effect.' };
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return { code: 'media-type-unsupported', detail: 'The Content-Type cannot be read.' };
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_BAD_URL':
      return { code: 'invalid-request', detail: error.message ?? 'The request cannot be read.' };
    default: {
      const status = error.statusCode ?? 500;
      if (status < 400 || status >= 500) return null;
      return { code: 'invalid-request', detail: error.message ?? 'The request cannot be read.' };
    }
  }
}

/** Answers whatever a handler threw. */
export function errorHandler(logger: Logger, isUnavailable: (error: unknown) => boolean) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const refusal = refusalOf(error, request, logger, isUnavailable);
    const send = (): void => void sendProblem(reply, request.id, refusal);
    if (refusal.code === 'body-too-large') discardRest(request.raw, send);
    else send();
  };
}

/**
 * Reads and drops what is still coming, up to a limit: most senders read no answer before they have
 * sent everything, and a connection that is closed under them takes the answer with it.
 */
function discardRest(message: IncomingMessage, done: () => void): void {
  let bytes = 0;
  const drop = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > HTTP_LIMITS.discardedBytesMax) finish();
  };
  const finish = (): void => {
    message.off('data', drop).off('end', finish).off('close', finish);
    done();
  };
  message.on('data', drop).once('end', finish).once('close', finish).resume();
}

function refusalOf(
  error: unknown,
  request: FastifyRequest,
  logger: Logger,
  isUnavailable: (error: unknown) => boolean,
): Refusal {
  if (error instanceof RefusedError) return error.refusal;
  const ofFramework = refusalOfFramework(error as Partial<FastifyError>);
  if (ofFramework !== null) return ofFramework;
  const details = { request: request.id, method: request.method, url: request.url, error: String(error) };
  if (isUnavailable(error)) {
    logger.warn('request refused: the store is away', details);
    return { code: 'unavailable', detail: 'The store did not answer in time.' };
  }
  const stack = error instanceof Error ? error.stack : undefined;
  logger.error('request failed', { ...details, stack });
  return { code: 'internal', detail: 'The request failed on our side; nothing is said about its effect.' };
}

/** Sends a problem document. */
export function sendProblem(reply: FastifyReply, requestId: string, refusal: Refusal): FastifyReply {
  const problem = problemOf(refusal, requestId);
  if (refusal.code === 'key-missing') reply.header('www-authenticate', 'Bearer realm="crossdock"');
  if (refusal.code === 'key-invalid') {
    reply.header('www-authenticate', 'Bearer realm="crossdock", error="invalid_token"');
  }
  if (problem.status === 503) reply.header('retry-after', String(RETRY_AFTER_SECONDS));
  if (refusal.retryAfterSeconds !== undefined) {
    reply.header('retry-after', String(refusal.retryAfterSeconds));
  }
  return reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}
