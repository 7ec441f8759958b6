/** Puts an operation of the contract on the wire: validation, access, idempotency, serialization. */
import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { once, type StoredAnswer } from '../application/access/idempotency.ts';
import { faultsOf } from '../canonical/fact-type.ts';
import type { Operation } from '../contract/operation.ts';
import { HTTP_LIMITS } from '../contract/limits.ts';
import { invalid } from '../contract/refusal.ts';
import { isJsonType, mediaTypeOf } from './cloud-event.ts';
import { mayCall, coversSite, principalRef, type Principal } from '../application/access/principal.ts';
import { PERMISSIONS } from '../contract/permissions.ts';
import { takeFromBudget } from './admission.ts';
import { callerOf } from './caller.ts';
import type { ApiDeps, Caller } from './deps.ts';
import { expect, problemOf, RefusedError, sendProblem } from './errors.ts';
import { readJson } from './json-text.ts';
import { proposalAnswer } from './proposal-answer.ts';
import type { Reply } from './reply.ts';
import { deprecationHeaders } from './response-headers.ts';

export type { Reply } from './reply.ts';

/** What a handler is given: the validated parts of the request. */
export interface Call<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
  readonly caller: Caller;
  /** The Idempotency-Key, where the request has one. */
  readonly idempotencyKey: string | null;
  readonly request: FastifyRequest;
}

const NOBODY: Caller = {
  principal: {
    kind: 'key', keyId: '', name: 'nobody', system: null, roles: [], entities: [], sites: [],
    speaksForPeople: false,
  },
  actor: 'nobody',
  session: null,
};

/** Serves one operation. */
export function serve<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  app: FastifyInstance,
  deps: ApiDeps,
  operation: Operation<P, Q, B>,
  handle: (call: Call<P, Q, B>) => Promise<Reply>,
): void {
  const mayTakeTwo = PERMISSIONS[operation.id]?.secondPerson === true;
  if (mayTakeTwo) {
    deps.heldBack.set(operation.id, ({ params, body, by }, request) => {
      const caller = { ...by, session: null };
      const parts = { params, body, query: {} } as Pick<Call<P, Q, B>, 'params' | 'body' | 'query'>;
      return handle({ ...parts, caller, idempotencyKey: null, request });
    });
  }
  const { deprecated } = operation;
  const announced = deprecated === undefined ? {} : deprecationHeaders(operation.id, deprecated);
  app.route({
    method: operation.method.toUpperCase(),
    url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    config: { operation: operation.id },
    handlerTimeout: operation.answerWithinMs ?? HTTP_LIMITS.answerWithinMs,
    onRequest: async (_request, reply) => void reply.headers(announced),
    handler: async (request, reply) => {
      const caller = operation.access === 'open' ? NOBODY : await callerOf(deps, request);
      if (operation.access === 'key') {
        await takeFromBudget(deps, caller, request, reply);
        expect(mayCall(caller.principal, operation.id));
      }
      const call: Call<P, Q, B> = {
        params: checked(operation.params, request.params, 'path') as z.output<P>,
        query: checked(operation.query, request.query, 'query') as z.output<Q>,
        body: bodyOf(operation, request) as z.output<B>,
        caller,
        idempotencyKey: idempotencyKeyOf(operation as unknown as Operation, request),
        request,
      };
      refuseOtherSites(operation.id, caller.principal, call);
      if (operation.ifMatch === 'required') refuseUnconditional(request);
      if (mayTakeTwo && (await deps.proposals.takesTwo(operation.id))) {
        return send(deps, reply, await heldBack(deps, operation.id, call));
      }
      const done = async (): Promise<Reply> => {
        const answer = await handle(call);
        if (operation.method !== 'get') deps.hub.touch(operation.tag);
        return answer;
      };
      if (call.idempotencyKey === null) return send(deps, reply, await done());
      return replayable(deps, call.idempotencyKey, call.caller, request, reply, done);
    },
  });
}

/** Keeps a request until a second person decides. */
async function heldBack(
  deps: ApiDeps,
  operation: string,
  { params, body, caller }: { readonly params: unknown; readonly body: unknown; readonly caller: Caller },
): Promise<Reply> {
  const { principal, actor } = caller;
  const proposal = await deps.proposals.propose({ operation, params, body, by: { principal, actor } });
  return { status: 202, body: { proposal: proposalAnswer(proposal) } };
}

/** Who is confined to sites names one of them wherever an operation is about a site. */
function refuseOtherSites(
  operation: string,
  principal: Principal,
  parts: { readonly params: unknown; readonly query: unknown; readonly body: unknown },
): void {
  const place = PERMISSIONS[operation]?.site;
  if (place === undefined || principal.sites.length === 0) return;
  const covered = principal.sites.join(', ');
  if (place === 'theirs') return;
  if (place === 'spans') {
    const detail = `${operation} spans sites, and ${principal.name} covers ${covered} alone.`;
    throw new RefusedError({ code: 'site-not-allowed', detail });
  }
  const named = (parts[place.in] as Readonly<Record<string, unknown>> | undefined)?.[place.member];
  if (coversSite(principal, typeof named === 'string' ? named : null)) return;
  throw new RefusedError({
    code: 'site-not-allowed',
    detail: `${principal.name} covers ${covered}: name one of them.`,
    param: place.member,
  });
}

function checked(schema: z.ZodObject | undefined, given: unknown, place: 'path' | 'query'): unknown {
  if (schema === undefined) return {};
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const errors = faultsOf(parsed.error).map(({ path, message }) => ({
    path: path === '$' ? place : `${place}: ${path.slice(2)}`,
    message,
  }));
  throw new RefusedError(invalid('invalid-request', errors));
}

/** The body as bytes: the parsers of this API leave it as it came. */
export const bytesOf = (request: FastifyRequest): Uint8Array =>
  request.body instanceof Uint8Array ? request.body : new Uint8Array();

/** Refuses a body that is packed: nothing here unpacks. */
export function refusePacked(request: FastifyRequest): void {
  const coding = request.headers['content-encoding'];
  if (coding === undefined || coding === 'identity') return;
  throw new RefusedError({
    code: 'media-type-unsupported',
    detail: `Content-Encoding ${coding} is not supported: send the body as it is.`,
    param: 'Content-Encoding',
  });
}

function bodyOf(operation: { readonly body?: z.ZodType }, request: FastifyRequest): unknown {
  if (operation.body === undefined) return undefined;
  refusePacked(request);
  const mediaType = mediaTypeOf(request.headers['content-type']);
  if (!isJsonType(mediaType)) {
    const detail = `The body must be application/json, not ${mediaType || 'without a type'}.`;
    throw new RefusedError({ code: 'media-type-unsupported', detail, param: 'Content-Type' });
  }
  const parsed = operation.body.safeParse(expect(readJson(bytesOf(request))));
  if (parsed.success) return parsed.data;
  throw new RefusedError(invalid('invalid-request', faultsOf(parsed.error)));
}

/** A change must say what it is based on, were it only "whatever is there". */
function refuseUnconditional(request: FastifyRequest): void {
  if (request.headers['if-match'] !== undefined) return;
  throw new RefusedError({
    code: 'precondition-required',
    detail: 'The header If-Match is missing: a change that is based on nothing may undo what others did.',
    param: 'If-Match',
  });
}

/** As the standard writes it, and bare, as most clients do: both name the same key. */
const KEY = /^(?:"([\x20\x21\x23-\x5b\x5d-\x7e]*)"|([\x21\x23-\x5b\x5d-\x7e]+))$/;

function idempotencyKeyOf(operation: Operation, request: FastifyRequest): string | null {
  if (operation.idempotencyKey === undefined) return null;
  const header = request.headers['idempotency-key'];
  if (header === undefined) {
    if (operation.idempotencyKey === 'optional') return null;
    throw new RefusedError({
      code: 'idempotency-key-missing',
      detail: `${operation.summary} needs an Idempotency-Key, so that repeating it is safe.`,
      param: 'Idempotency-Key',
    });
  }
  const match = typeof header === 'string' ? KEY.exec(header) : null;
  const key = match?.[1] ?? match?.[2] ?? '';
  if (key === '' || key.length > HTTP_LIMITS.idempotencyKeyLengthMax) {
    throw new RefusedError({
      code: 'idempotency-key-malformed',
      detail: 'The header is not one string of visible ASCII characters.',
      param: 'Idempotency-Key',
    });
  }
  return key;
}

/** Answers as the first time, errors of the caller included. */
async function replayable(
  deps: ApiDeps,
  key: string,
  caller: Caller,
  request: FastifyRequest,
  reply: FastifyReply,
  run: () => Promise<Reply>,
): Promise<FastifyReply> {
  const text = `${request.method} ${request.url}\n${Buffer.from(bytesOf(request)).toString('latin1')}`;
  const stored = { principal: principalRef(caller.principal), key, text };
  const result = await once(deps.idempotency, deps.clock, stored, async (): Promise<StoredAnswer> => {
    const answer = await orProblem(run, request.id);
    const { status, ...response } = answer;
    return { status, response: JSON.stringify(response) };
  });
  const { answer, replayed } = expect(result);
  if (replayed) reply.header('idempotency-replayed', 'true');
  const response = JSON.parse(answer.response) as Omit<Reply, 'status'>;
  return send(deps, reply, { status: answer.status, ...response });
}

/** A refusal is an answer too; what we do not understand is none. */
export async function orProblem(run: () => Promise<Reply>, requestId: string): Promise<Reply> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const problem = problemOf(error.refusal, requestId);
    return { status: problem.status, body: problem, media: 'application/problem+json' };
  }
}

/** The one place where personal values leave for people and programs. */
async function send(
  deps: Pick<ApiDeps, 'enclosure'>,
  reply: FastifyReply,
  { status, body, media, headers, stream }: Reply,
): Promise<FastifyReply> {
  for (const [name, value] of Object.entries(headers ?? {})) reply.header(name, value);
  if (stream !== undefined) {
    reply.header('content-type', `${media ?? 'text/plain'}; charset=utf-8`).hijack();
    reply.raw.writeHead(status, reply.getHeaders() as OutgoingHttpHeaders).flushHeaders();
    stream(reply.raw);
    return reply;
  }
  const isText = typeof body === 'string' && media !== undefined;
  const text = isText || body === undefined ? body : await deps.enclosure.text(JSON.stringify(body));
  return reply
    .status(status)
    .header('content-type', `${media ?? 'application/json'}; charset=utf-8`)
    .send(text);
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Refuses every other method of a path, and names those that it offers. */
export function refuseOtherMethods(app: FastifyInstance, operations: readonly Operation[]): void {
  const offered = new Map<string, Set<string>>();
  for (const { path, method } of operations) {
    const url = path.replaceAll(/\{(\w+)\}/g, ':$1');
    const methods = offered.get(url) ?? new Set();
    methods.add(method.toUpperCase());
    if (method === 'get') methods.add('HEAD');
    offered.set(url, methods);
  }
  for (const [url, methods] of offered) {
    const others = METHODS.filter((method) => !methods.has(method));
    app.route({
      method: others,
      url,
      handler: (request, reply) => {
        const allow = [...methods].join(', ');
        reply.header('allow', allow);
        const detail = `${request.method} is not offered here; ${allow} is.`;
        return sendProblem(reply, request.id, { code: 'method-not-allowed', detail });
      },
    });
  }
}
