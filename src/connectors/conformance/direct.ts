/** Talks to a system without its connector: what a specimen reads must not be what is being checked. */

export interface DirectRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Statuses that say that there is no such thing: the answer is `null` then. */
  readonly absent?: readonly number[];
  /** Reads the text of the answer; `JSON.parse` unless its numbers are longer than doubles. */
  readonly parse?: (text: string) => unknown;
}

/**
 * Asks a system and answers its JSON.
 * @throws Error when it does not answer 2xx: a specimen that cannot look proves nothing.
 */
export async function askDirectly(url: string, request: DirectRequest = {}): Promise<unknown> {
  const { method = 'GET', headers = {}, body, absent = [], parse = JSON.parse } = request;
  const answer = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (absent.includes(answer.status)) return null;
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text.slice(0, 200)}`);
  return parse(text) as unknown;
}

/** The entity that samples are made for: the first that the configuration gives the system. */
export function firstEntity(entities: Readonly<Record<string, string>>): {
  readonly code: string;
  readonly entity: string;
} {
  const first = Object.entries(entities)[0];
  if (first === undefined) throw new Error('the configuration gives this system no entity');
  return { code: first[0], entity: first[1] };
}
