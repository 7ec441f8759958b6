/** The HTTP client that connectors share: JSON over kept-alive connections, and honest outcomes. */
import { Pool, type Dispatcher } from 'undici';
import type {
  ConnectorBudget,
  ExecutionResult,
  OutboundCommand,
  ProbeResult,
} from '../application/ports/connector.ts';
import type { SystemLink } from './connector-kind.ts';

/** Connections beyond the budget of commands: probes and statements do not wait behind them. */
const CONNECTIONS_EXTRA = 4;
/** Largest answer that we read, in bytes: a page of a statement with long documents. */
const RESPONSE_BYTES_MAX = 64 * 1024 * 1024;
/** Longest pause that we believe a `Retry-After`, in seconds. */
const RETRY_AFTER_SECONDS_MAX = 3_600;

export interface HttpClientOptions {
  /** Base URL without a path. */
  readonly url: string;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Sent with every request: access tokens, accept headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** Reads the text of an answer; `JSON.parse` unless a system's numbers are longer than doubles. */
  readonly parse?: (text: string) => unknown;
}

export interface HttpRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'PATCH';
  /** Path with its query, percent-encoded. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The command on whose behalf we ask: its trace and correlation travel along. */
  readonly command?: OutboundCommand;
  readonly signal: AbortSignal;
}

/** What came of a request. */
export type HttpOutcome =
  | HttpAnswer
  /** It certainly never left: no connection. */
  | { readonly kind: 'not-sent'; readonly reason: string }
  /** It may have arrived, and no answer came: the effect may exist, now or later. */
  | { readonly kind: 'lost'; readonly reason: string };

/** The other system's answer, whatever its status. */
export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON; `undefined` when the answer is empty or something else. */
  readonly body: unknown;
}

/** A client for one system. */
export interface HttpClient {
  request(request: HttpRequest): Promise<HttpOutcome>;
}

/** Errors of a connection that was never made. */
const NOT_SENT_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The budget of a connector as its configuration leaves it, and a client that keeps to it. */
export function budgetedClient(
  link: Pick<SystemLink, 'url' | 'budget'>,
  usual: ConnectorBudget,
  headers: Readonly<Record<string, string>>,
  parse?: HttpClientOptions['parse'],
): { readonly budget: ConnectorBudget; readonly client: HttpClient } {
  const budget = { ...usual, ...link.budget };
  const { concurrency } = budget;
  const own = parse === undefined ? {} : { parse };
  return { budget, client: httpClient({ url: link.url, concurrency, headers, ...own }) };
}

/** Opens a client; connections are made when they are needed and do not keep the process alive. */
export function httpClient(options: HttpClientOptions): HttpClient {
  const pool = new Pool(options.url, {
    connections: options.concurrency + CONNECTIONS_EXTRA,
    pipelining: 1,
    // The caller's signal, on the caller's clock, is the only timeout.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: RESPONSE_BYTES_MAX,
  });
  return { request: (request) => send(pool, options, request) };
}

async function send(
  pool: Pool,
  { headers, parse = JSON.parse }: HttpClientOptions,
  request: HttpRequest,
): Promise<HttpOutcome> {
  if (request.signal.aborted) return { kind: 'not-sent', reason: 'given up before it was sent' };
  try {
    const answer = await pool.request({
      method: request.method,
      path: request.path,
      headers: {
        accept: 'application/json',
        ...headers,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...traceHeaders(request.command),
        ...request.headers,
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      signal: request.signal,
    });
    return await answerOf(answer, parse);
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    const reason = error instanceof Error ? error.message : String(error);
    if (typeof code === 'string' && NOT_SENT_CODES.has(code)) return { kind: 'not-sent', reason };
    if (request.signal.aborted) return { kind: 'lost', reason: 'no answer in time' };
    return { kind: 'lost', reason };
  }
}

async function answerOf(
  answer: Dispatcher.ResponseData,
  parse: (text: string) => unknown,
): Promise<HttpAnswer> {
  const text = await answer.body.text();
  return { kind: 'answer', status: answer.statusCode, headers: answer.headers, body: json(text, parse) };
}

function json(text: string, parse: (text: string) => unknown): unknown {
  if (text === '') return undefined;
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function traceHeaders(command: OutboundCommand | undefined): Record<string, string> {
  if (command === undefined) return {};
  return {
    'x-correlation-id': command.correlationId,
    ...(command.traceparent === null ? {} : { traceparent: command.traceparent }),
  };
}

/**
 * The result of a write that did not succeed, as far as transport tells: `null` for every answer
 * that the connector must read itself (2xx, and the statuses it uses for business answers).
 *
 * | outcome | result |
 * | --- | --- |
 * | never sent, 503 | failed: unavailable |
 * | 429 | failed: throttled, with the pause that the system asks for |
 * | 401, 403 | failed: unauthorized |
 * | no answer, any other 5xx | in doubt |
 */
export function writeFailure(outcome: HttpOutcome): ExecutionResult | null {
  if (outcome.kind === 'not-sent') {
    return { kind: 'failed', fault: 'unavailable', reason: outcome.reason };
  }
  if (outcome.kind === 'lost') return { kind: 'in-doubt', reason: outcome.reason };
  const reason = `status ${outcome.status}`;
  if (outcome.status === 503) {
    return { kind: 'failed', fault: 'unavailable', reason, ...retryAfterOf(outcome) };
  }
  if (outcome.status === 429) {
    return { kind: 'failed', fault: 'throttled', reason, ...retryAfterOf(outcome) };
  }
  if (outcome.status === 401 || outcome.status === 403) {
    return { kind: 'failed', fault: 'unauthorized', reason };
  }
  return outcome.status >= 500 ? { kind: 'in-doubt', reason } : null;
}

/**
 * The result of a write whose answer has a status that the connector has no meaning for. Below 400
 * nobody says that it had no effect: a page of a proxy, for example, may stand for the answer.
 */
export function malformed(answer: HttpAnswer): ExecutionResult {
  const body = answer.body === undefined ? '' : `: ${JSON.stringify(answer.body).slice(0, 400)}`;
  const reason = `status ${answer.status}${body}`;
  if (answer.status < 400) return { kind: 'in-doubt', reason };
  return { kind: 'failed', fault: 'malformed', reason };
}

/** The result of a probe that could not be made: `null` where the connector reads the answer. */
export function probeFailure(outcome: HttpOutcome): ProbeResult | null {
  if (outcome.kind !== 'answer') return { kind: 'unknown', reason: outcome.reason };
  const { status } = outcome;
  if (status >= 500 || status === 429 || status === 401 || status === 403) {
    return { kind: 'unknown', reason: `status ${status}` };
  }
  return null;
}

/** The pause that an answer asks for: in seconds, or until a moment by the other system's own clock. */
export function retryAfterOf(answer: HttpAnswer): { retryAfterMs?: number } {
  const text = answer.headers['retry-after'];
  if (typeof text !== 'string') return {};
  const date = answer.headers['date'];
  const seconds = /^\d+(\.\d+)?$/.test(text)
    ? Number(text)
    : Math.ceil((Date.parse(text) - Date.parse(typeof date === 'string' ? date : '')) / 1_000);
  if (Number.isNaN(seconds) || seconds < 0) return {};
  return { retryAfterMs: Math.min(seconds, RETRY_AFTER_SECONDS_MAX) * 1_000 };
}

/**
 * Reads a record or a page of a list; `null` when there is none (404).
 * @throws Error when it cannot be had: half a list would look like loss.
 */
export async function readRecord(client: HttpClient, path: string, signal: AbortSignal): Promise<unknown> {
  const outcome = await client.request({ method: 'GET', path, signal });
  if (outcome.kind !== 'answer') throw new Error(`${path}: ${outcome.reason}`);
  if (outcome.status === 404) return null;
  if (outcome.status !== 200) throw new Error(`${path}: status ${outcome.status}`);
  return outcome.body;
}
