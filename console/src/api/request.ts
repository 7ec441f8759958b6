/** Requests to the server that this page came from, by the typed client of its API. */
import { openApiClient } from '../../../src/client/client.ts';
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

/** Every operation of the API: `api.GET('/v1/cases', { params: { query } })`. What is refused is thrown. */
export const api = openApiClient({ fetch: send });

/**
 * Sends a request as whoever is signed in.
 * @throws RequestError when it was refused, or when nobody answers.
 */
export async function send(request: Request): Promise<Response> {
  for (const [name, value] of Object.entries(credentials())) request.headers.set(name, value);
  if (request.method === 'POST') request.headers.set('idempotency-key', crypto.randomUUID());
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new RequestError(0, 'unreachable', 'The server does not answer.', 'It is tried again.', null);
  }
  if (response.status === 401) expired();
  if (!response.ok) throw await problemOf(response);
  return response;
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

/** Saves something as a file of the browser's. */
export function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
