/** What the people of a play say over HTTP: to our API, and to the simulated systems. */

/** Where our API is, and as whom it is asked. */
export interface OurApi {
  readonly apiUrl: string;
  readonly apiKey: string;
}

interface Question {
  readonly body?: unknown;
  /** On whose behalf. */
  readonly person?: string;
  /** Statuses that say that there is nothing to ask any more. */
  readonly goneBy?: readonly number[];
}

/**
 * Asks our API; `null`: what was asked for is not there.
 * @throws Error on any other refusal: it is the play's own fault
 */
export async function askApi(
  { apiUrl, apiKey }: OurApi,
  method: string,
  path: string,
  { body, person, goneBy = [404] }: Question = {},
): Promise<unknown> {
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(person === undefined ? {} : { 'x-crossdock-actor': person }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (goneBy.includes(response.status)) return null;
  if (!response.ok) throw refused(`${method} ${path}`, response.status, text);
  return JSON.parse(text);
}

/**
 * Tells a simulated system something; `null`: it refused by a word that says that it knew already.
 * @throws Error on any other refusal
 */
export async function tellSystem(
  url: string,
  secret: string,
  body: unknown,
  knownBy?: string,
): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (response.ok) return text === '' ? null : JSON.parse(text);
  if (knownBy !== undefined && response.status === 422 && text.includes(knownBy)) return null;
  throw refused(url, response.status, text);
}

const refused = (what: string, status: number, text: string): Error =>
  new Error(`${what} answered ${status}: ${text.slice(0, 300)}`);
