/**
 * A session with one database of Tryton. Sessions outlive the server; one that has expired is
 * opened again, once, and a login that was refused is not tried again before the lock that it may
 * have caused is over.
 */
import { z } from 'zod';
import {
  httpClient,
  writeFailure,
  type HttpAnswer,
  type HttpClient,
  type HttpOutcome,
} from '../http.ts';
import { plainValue } from './values.ts';

/** Tryton locks a user for five minutes after five refused logins: within that time we knock less. */
const LOGIN_PAUSE_MS = 330_000;
const REFUSALS_MAX = 3;

/** What came of a call. */
export type Reply =
  | { readonly kind: 'result'; readonly value: unknown }
  /** Tryton says no, or asks; it has undone what it had begun. It comes with status 200. */
  | { readonly kind: 'error'; readonly error: TrytonFault }
  | HttpOutcome
  /** We do not even knock: the last login was refused. */
  | {
      readonly kind: 'locked-out';
      readonly fault: 'throttled' | 'unauthorized';
      readonly reason: string;
      readonly retryAfterMs: number;
    };

export type TrytonFault =
  /** A business no, in words. */
  | { readonly kind: 'refusal'; readonly text: string }
  /** A question, known by its name: it is not a yes. */
  | { readonly kind: 'question'; readonly name: string; readonly text: string }
  /** Somebody else changed the record meanwhile. */
  | { readonly kind: 'changed-meanwhile' }
  /** Our mistake, or theirs. */
  | { readonly kind: 'broken'; readonly text: string };

const answer = z.union([
  z.object({ error: z.tuple([z.string(), z.unknown()], z.unknown()) }),
  z.object({ result: z.unknown() }),
]);
const login = z.tuple([z.int(), z.string()]);

export interface SessionOptions {
  readonly url: string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly concurrency: number;
}

export class Session {
  readonly #options: SessionOptions;
  readonly #client: HttpClient;
  #authorization: string | null = null;
  #opening: Promise<Reply | null> | null = null;
  #lockedUntilMs = 0;
  #lockedFor: 'throttled' | 'unauthorized' = 'unauthorized';
  /** When logins were refused lately. */
  #refusals: readonly number[] = [];
  #userId = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#client = httpClient({ url: options.url, concurrency: options.concurrency, headers: {} });
  }

  get userId(): number {
    return this.#userId;
  }

  /** Calls a method; the context is the last parameter. */
  async call(method: string, params: readonly unknown[], signal: AbortSignal): Promise<Reply> {
    const closed = await this.#open(signal);
    if (closed !== null) return closed;
    const used = this.#authorization;
    const reply = await this.#post(method, params, used, signal);
    // Refused before anything was done: the session was too old, for this call or for any.
    if (reply.kind !== 'answer' || reply.status !== 401) return reply;
    if (this.#authorization === used) this.#authorization = null;
    return (await this.#open(signal)) ?? this.#post(method, params, this.#authorization, signal);
  }

  /** Logs in if need be; many callers share one attempt. */
  async #open(signal: AbortSignal): Promise<Reply | null> {
    if (this.#authorization !== null) return null;
    const waitMs = this.#lockedUntilMs - performance.now();
    if (waitMs > 0) {
      return {
        kind: 'locked-out',
        fault: this.#lockedFor,
        reason: 'the last login was refused',
        retryAfterMs: Math.ceil(waitMs),
      };
    }
    this.#opening ??= this.#login(signal).finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #login(signal: AbortSignal): Promise<Reply | null> {
    const { user, password } = this.#options;
    const reply = await this.#post('common.db.login', [user, { password }, 'en'], null, signal);
    if (reply.kind === 'answer' && (reply.status === 401 || reply.status === 429)) {
      return this.#refusedLogin(reply);
    }
    if (reply.kind !== 'result') return reply;
    const [id, key] = login.parse(reply.value);
    this.#userId = id;
    this.#authorization = `Session ${Buffer.from(`${user}:${id}:${key}`, 'utf8').toString('base64')}`;
    return null;
  }

  /** 429 is Tryton's lock, or a gateway's word on how long to wait. */
  #refusedLogin(answer: HttpAnswer): Reply {
    const nowMs = performance.now();
    const told = writeFailure(answer);
    const toldMs = told?.kind === 'failed' ? told.retryAfterMs : undefined;
    if (answer.status === 429) {
      const retryAfterMs = toldMs ?? LOGIN_PAUSE_MS;
      this.#lockedUntilMs = nowMs + retryAfterMs;
      this.#lockedFor = 'throttled';
      return { kind: 'locked-out', fault: 'throttled', reason: 'Tryton has locked the login', retryAfterMs };
    }
    this.#refusals = [...this.#refusals.filter((atMs) => atMs > nowMs - LOGIN_PAUSE_MS), nowMs];
    if (this.#refusals.length >= REFUSALS_MAX) {
      this.#lockedUntilMs = nowMs + LOGIN_PAUSE_MS;
      this.#lockedFor = 'unauthorized';
    }
    const reason = 'the login was refused';
    return { kind: 'locked-out', fault: 'unauthorized', reason, retryAfterMs: LOGIN_PAUSE_MS };
  }

  async #post(
    method: string,
    params: readonly unknown[],
    authorization: string | null,
    signal: AbortSignal,
  ): Promise<Reply> {
    const outcome = await this.#client.request({
      method: 'POST',
      path: `/${encodeURIComponent(this.#options.database)}/`,
      body: { id: 1, method, params },
      headers: authorization === null ? {} : { authorization },
      signal,
    });
    return outcome.kind === 'answer' && outcome.status === 200 ? replyOf(outcome) : outcome;
  }
}

function replyOf(outcome: HttpAnswer): Reply {
  const parsed = answer.safeParse(outcome.body);
  if (!parsed.success) return { kind: 'lost', reason: 'the answer is not one of JSON-RPC' };
  if (!('error' in parsed.data)) return { kind: 'result', value: plainValue(parsed.data.result) };
  const [kind, detail] = parsed.data.error;
  return { kind: 'error', error: faultOf(kind, detail) };
}

/**
 * `[kind, detail]`: the details of a refusal are `[message, description, ...]`, of a question
 * `[name, message, ...]`.
 */
function faultOf(kind: string, detail: unknown): TrytonFault {
  const words = Array.isArray(detail) ? detail.map(String) : [String(detail)];
  switch (kind) {
    case 'UserError':
      return { kind: 'refusal', text: oneLine(words.slice(0, 2)) };
    case 'UserWarning':
      return { kind: 'question', name: words[0] ?? '', text: oneLine(words.slice(1, 3)) };
    case 'ConcurrencyException':
      return { kind: 'changed-meanwhile' };
    default:
      return { kind: 'broken', text: oneLine([kind]) };
  }
}

/** A reason that a fact may carry: no line breaks, of bearable length. */
function oneLine(words: readonly string[]): string {
  const text = words.filter((word) => word !== '').join(' ');
  return text
    .replaceAll(/\p{C}+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 400);
}
