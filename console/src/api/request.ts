/** Requests to the server that this page came from, by the typed client of its API. */
import { openApiClient } from '../../../src/client/client.ts';
import { credentials, expired } from './session.ts';

/** A problem document of the server, or that it could not be reached. */
export class RequestError extends Error {
  readonly status: number;
  readonly code: string;
  readonly mend: string | null;
  readonly requestId: string | null;
  /** Parts of the request that are wrong, each by its path. */
  readonly faults: readonly string[];

  constructor(status: number, code: string, problem: Problem, requestId: string | null = null) {
    super(problem.detail ?? 'The server could not answer.');
    this.status = status;
    this.code = code;
    this.mend = problem.mend ?? null;
    this.requestId = requestId;
    this.faults = (problem.errors ?? []).map(({ path, message }) => `${path} ${message}`);
  }
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly mend?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** Whether a read was answered: there is no such thing. */
export const isNotFound = (error: unknown): boolean => error instanceof RequestError && error.status === 404;

/** A request that changes something has a name: the same name is carried out once. */
const IDEMPOTENCY_KEY = 'idempotency-key';

/** Every operation of the API: `api.GET('/v1/cases', { params: { query } })`. What is refused is thrown. */
export const api = openApiClient({ fetch: send });

/**
 * Sends a request as whoever is signed in.
 * @throws RequestError when it was refused, or when nobody answers.
 */
export async function send(request: Request): Promise<Response> {
  for (const [name, value] of Object.entries(credentials())) request.headers.set(name, value);
  if (request.method === 'POST' && !request.headers.has(IDEMPOTENCY_KEY)) {
    request.headers.set(IDEMPOTENCY_KEY, crypto.randomUUID());
  }
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    const problem = { detail: 'The server does not answer.', mend: 'Try it again.' };
    throw new RequestError(0, 'unreachable', problem);
  }
  if (response.status === 401) expired();
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function problemOf(response: Response): Promise<RequestError> {
  const problem = (await response.json().catch(() => ({}))) as Problem;
  const code = problem.code ?? `http-${response.status}`;
  return new RequestError(response.status, code, problem, response.headers.get('x-request-id'));
}

/** Saves something as a file of the browser's. */
export function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
