/** Headers of every answer: what browsers may do with it, who may read it, how long an operation stays. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Deprecation } from '../contract/operation.ts';

/** Seconds for which a browser remembers the answer to its preflight. */
const PREFLIGHT_SECONDS = 600;
/** What a page of another origin may send. */
const ALLOWED_HEADERS = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'Last-Event-ID',
  'X-Request-Id',
  'X-Crossdock-Actor',
];
const ALLOWED_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'];
/** What a page of another origin may read, beside what every page may. */
const EXPOSED_HEADERS = [
  'ETag',
  'Link',
  'Location',
  'Deprecation',
  'Sunset',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'Idempotency-Replayed',
  'X-Request-Id',
  'X-Correlation-Id',
];

/** The id that systems hear with each command of an instance, and that its facts and logs bear. */
export const correlation = ({ instance }: { readonly instance: string }) => ({
  'x-correlation-id': encodeURI(instance),
});

/** Answers are data: no browser shall run, frame, sniff or keep them. A page says what it needs instead. */
const SECURITY: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
};

/**
 * Adds the headers of every answer, and answers preflights of the origins that are configured. Cookies are
 * never allowed across origins: a foreign page acts with a key of its own, or not at all.
 */
export function addCommonHeaders(app: FastifyInstance, origins: ReadonlySet<string>): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (origins.size === 0) return undefined;
    reply.header('vary', 'Origin');
    const { origin } = request.headers;
    if (origin === undefined || !origins.has(origin)) return undefined;
    reply.header('access-control-allow-origin', origin);
    reply.header('access-control-expose-headers', EXPOSED_HEADERS.join(', '));
    return isPreflight(request) ? answerPreflight(reply) : undefined;
  });
  app.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of Object.entries(SECURITY)) {
      if (!reply.hasHeader(name)) reply.header(name, value);
    }
  });
}

const isPreflight = ({ method, headers }: FastifyRequest): boolean =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;

function answerPreflight(reply: FastifyReply): FastifyReply {
  reply.header('access-control-allow-methods', ALLOWED_METHODS.join(', '));
  reply.header('access-control-allow-headers', ALLOWED_HEADERS.join(', '));
  reply.header('access-control-max-age', String(PREFLIGHT_SECONDS));
  return reply.status(204).send();
}

/** Headers that announce the end of an operation. */
export function deprecationHeaders(operationId: string, deprecated: Deprecation): Record<string, string> {
  const { since, sunset, successor } = deprecated;
  const links = [`</reference#${operationId}>; rel="deprecation"; type="text/html"`];
  if (successor !== undefined) links.push(`<${successor}>; rel="successor-version"`);
  return {
    deprecation: `@${Math.floor(Date.parse(since) / 1_000)}`,
    link: links.join(', '),
    ...(sunset === undefined ? {} : { sunset: new Date(sunset).toUTCString() }),
  };
}
