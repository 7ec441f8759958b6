/** Requests to the server that this page came from. */
import { credentials, expired } from './session.ts';

/** A problem document of the server, or that it could not be reached. */
export class RequestError extends Error {
  readonly status: number;
  readonly code: string;
  readonly mend: string | null;
  readonly requestId: string | null;

  constructor(status: number, code: string, detail: string, mend: string | null, requestId: string | null) {
    super(detail);
    this.status = status;
    this.code = code;
    this.mend = mend;
    this.requestId = requestId;
  }
}

type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A path with its query; members without a value are left out. */
export function pathOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? path : `${path}?${search}`;
}

export const get = <T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> =>
  request<T>('GET', pathOf(path, query), undefined, signal);

export const post = <T>(path: string, body: unknown): Promise<T> => request<T>('POST', path, body);

export const put = <T>(path: string, body: unknown): Promise<T> => request<T>('PUT', path, body);

async function request<T>(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        ...credentials(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new RequestError(0, 'unreachable', 'The server does not answer.', 'It is tried again.', null);
  }
  if (response.status === 401) expired();
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as T;
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly mend?: string;
}

async function problemOf(response: Response): Promise<RequestError> {
  const problem = (await response.json().catch(() => ({}))) as Problem;
  return new RequestError(
    response.status,
    problem.code ?? `http-${response.status}`,
    problem.detail ?? 'The server could not answer.',
    problem.mend ?? null,
    response.headers.get('x-request-id'),
  );
}
