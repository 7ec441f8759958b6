/** Asks the running server: its address and key come from the home folder, its answers by contract. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Operation } from '../contract/operation.ts';
import { problem } from '../contract/problem.ts';
import { CliError, EXIT } from './exit-codes.ts';
import type { CliIo } from './io.ts';

/** An answer that takes longer comes from a server that is in trouble. */
const ANSWER_TIMEOUT_MS = 30_000;

/** Folder with everything of this installation: data, `server.json`, `admin.key`. */
export const homeOf = (io: CliIo): string =>
  resolve(io.cwd, io.env['CROSSDOCK_HOME'] ?? '.crossdock');

/** What the server writes into `server.json` while it runs. */
export interface ServerFile {
  readonly url: string;
  readonly pid: number;
}

/** Parameters of a request; those that are undefined are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** An operation of the contract, as far as asking it takes. */
export type Asked = Pick<Operation, 'method' | 'path' | 'answers'>;

export interface ApiClient {
  readonly url: string;
  /**
   * Asks one operation of the contract; the answer was checked against its schema.
   * @throws CliError when there is no such thing, no server, no access, or another version.
   */
  get(operation: Asked, params?: Readonly<Record<string, string>>, query?: Query): Promise<unknown>;
  /** Sends a body to an operation; otherwise as `get`. */
  post(
    operation: Asked,
    body: unknown,
    params?: Readonly<Record<string, string>>,
    act?: Act,
  ): Promise<unknown>;
}

/** An act of a person. */
export interface Act {
  /** On whose behalf, if not the key's own. */
  readonly actor?: string | undefined;
  /** Sent twice under the same name it happens once. */
  readonly name?: string;
}

/**
 * A client for the server of this home. `CROSSDOCK_URL` and `CROSSDOCK_API_KEY` name another one.
 * @throws CliError when nothing says that a server runs.
 */
export function openClient(io: CliIo): ApiClient {
  const home = homeOf(io);
  const url = (io.env['CROSSDOCK_URL'] ?? readServerFile(home).url).replace(/\/$/, '');
  const key = io.env['CROSSDOCK_API_KEY'] ?? readKey(home);
  return {
    url,
    get: (operation, params, query) => ask(io, url, key, operation, { params, query }),
    post: (operation, body, params, act) => ask(io, url, key, operation, { body, params, act }),
  };
}

/** What a server that is or was running left in the home folder, or `null`. */
export function findServerFile(home: string): ServerFile | null {
  const file = resolve(home, 'server.json');
  if (!existsSync(file)) return null;
  try {
    const { url, pid } = JSON.parse(readFileSync(file, 'utf8')) as Partial<ServerFile>;
    return typeof url === 'string' && typeof pid === 'number' ? { url, pid } : null;
  } catch {
    return null; // half-written by a server that is just starting
  }
}

function readServerFile(home: string): ServerFile {
  const found = findServerFile(home);
  if (found !== null) return found;
  throw notRunning(`Crossdock is not running here: there is no server.json in ${home}.`);
}

function readKey(home: string): string {
  const file = resolve(home, 'admin.key');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'EACCES' ? 'belongs to another user' : 'is missing';
    throw new CliError(
      EXIT.notRunning,
      'no-key',
      `The key file ${file} ${reason}. Run this as the user who started Crossdock, or set CROSSDOCK_API_KEY.`,
    );
  }
}

const notRunning = (what: string): CliError =>
  new CliError(
    EXIT.notRunning,
    'not-running',
    `${what}\nStart it with: npm start (or: npm run crossdock -- up)`,
  );

/** What goes along with a request. */
interface Sent {
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly query?: Query | undefined;
  readonly body?: unknown;
  readonly act?: Act | undefined;
}

async function ask(
  io: CliIo,
  url: string,
  key: string,
  operation: Asked,
  { params = {}, query = {}, body: sent, act = {} }: Sent,
): Promise<unknown> {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  const target = `${url}${path}${search.size === 0 ? '' : `?${search.toString()}`}`;
  let answer: Response;
  let body: unknown;
  try {
    answer = await io.fetch(target, {
      method: operation.method.toUpperCase(),
      headers: {
        authorization: `Bearer ${key}`,
        accept: 'application/json',
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...(act.actor === undefined ? {} : { 'x-crossdock-actor': encodeURIComponent(act.actor) }),
        ...(act.name === undefined ? {} : { 'idempotency-key': act.name }),
      },
      ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      signal: AbortSignal.any([io.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
    });
    const text = await answer.text();
    const isText = answer.ok && operation.answers[200]?.media !== undefined;
    body = isText ? text : jsonOf(text);
  } catch (error) {
    throw notRunning(`The server at ${url} does not answer: ${reasonOf(error)}.`);
  }
  if (!answer.ok) throw errorOf(answer.status, body, url);
  const read = operation.answers[answer.status]?.schema?.safeParse(body);
  if (read?.success !== true) {
    throw new CliError(
      EXIT.internal,
      'unexpected-answer',
      `The server at ${url} gave an answer that this version does not understand. Are both the same version?`,
    );
  }
  return read.data;
}

function errorOf(status: number, body: unknown, url: string): CliError {
  const read = problem.safeParse(body);
  if (!read.success) return notRunning(`Something else answers at ${url} (status ${status}).`);
  const { code, detail, mend, errors = [] } = read.data;
  const parts = errors.map(({ path, message }) => `  ${path}: ${message}`);
  const text = [detail, ...parts, mend].filter((line) => line !== '').join('\n');
  if (status === 404) return new CliError(EXIT.notFound, code, text);
  if (status === 401 || status === 403 || status === 503) return new CliError(EXIT.notRunning, code, text);
  return new CliError(status < 500 ? EXIT.usage : EXIT.internal, code, text);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  if (typeof cause?.code === 'string') return cause.code;
  return error instanceof Error ? error.message : String(error);
}
