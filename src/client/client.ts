/**
 * A client of the API for TypeScript: every path, parameter and answer is typed by the OpenAPI document.
 * It runs in Node and in browsers, and knows nothing else of Crossdock.
 */
import createClient, { type Client, type Middleware } from 'openapi-fetch';
import type { paths, Problem } from './generated/api.ts';

export type ApiClient = Client<paths>;

export interface ApiClientOptions {
  /** Where the server is; in a browser the page's own origin unless named. */
  readonly baseUrl?: string;
  /** API key; without one the browser's session counts. */
  readonly apiKey?: string;
  /** Person on whose behalf the key acts. */
  readonly actor?: string;
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** A request that was refused, with the server's own words about it. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** Opens a client; nothing is sent until it is used: `client.GET('/v1/cases', { params: { query } })`. */
export function openApiClient(options: ApiClientOptions = {}): ApiClient {
  const { baseUrl = '', apiKey, actor } = options;
  const client = createClient<paths>({
    baseUrl,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
  const identify: Middleware = {
    onRequest({ request }) {
      if (apiKey !== undefined) request.headers.set('authorization', `Bearer ${apiKey}`);
      if (actor !== undefined) request.headers.set('x-crossdock-actor', encodeURIComponent(actor));
      return request;
    },
  };
  client.use(identify);
  return client;
}

/** What openapi-fetch answers, as far as it matters here. */
interface Answered<T> {
  readonly data?: T;
  readonly error?: Problem;
  readonly response: Response;
}

/**
 * The data of an answer.
 * @throws ProblemError when the request was refused.
 */
export async function dataOf<T>(request: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await request;
  if (error !== undefined) throw new ProblemError(error);
  if (data !== undefined) return data;
  throw new TypeError(`an answer with status ${response.status} and no content`);
}

/** Every row of a list, page by page: `for await (const row of rowsOf((cursor) => client.GET(…)))`. */
export async function* rowsOf<T>(
  pageAfter: (cursor: string | undefined) => Promise<Answered<{ items: T[]; next: string | null }>>,
): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined;
  do {
    const { items, next } = await dataOf(pageAfter(cursor));
    yield* items;
    cursor = next ?? undefined;
  } while (cursor !== undefined);
}
