/**
 * Pages of a system's statement. Each is had and read whole, or there is no statement: half of one
 * would look like loss.
 */
import type { z } from 'zod';
import { StatementPaused } from '../application/ports/connector.ts';
import type { Fault } from '../canonical/fact-type.ts';
import type { Result } from '../kernel/result.ts';
import { faultText, readWire } from './canonical-fact.ts';
import { SECOND_MS } from '../kernel/instant.ts';
import { retryAfterOf, type HttpAnswer, type HttpClient } from './http.ts';

/**
 * One page, as the system answers it.
 * @throws Error when it cannot be had or read.
 */
export async function statementPage<S extends z.ZodType>(
  client: HttpClient,
  path: string,
  schema: S,
  signal: AbortSignal,
): Promise<z.output<S>> {
  const outcome = await client.request({ method: 'GET', path, signal });
  if (outcome.kind !== 'answer') throw new Error(`no statement: ${outcome.reason}`);
  if (outcome.status !== 200) throw notRead(outcome);
  return stated(readWire(schema, outcome.body));
}

/**
 * What a page or a record of it says.
 * @throws Error when it cannot be read.
 */
export function stated<T>(read: Result<T, readonly Fault[]>): T {
  if (!read.ok) throw new Error(`no statement: ${faultText(read.error)}`);
  return read.value;
}

/** Why an answer is no page; a system that asks for a pause is asked again after it. */
export function notRead(answer: HttpAnswer): Error {
  const { retryAfterMs } = retryAfterOf(answer);
  const reason = `no statement: status ${answer.status}`;
  if (retryAfterMs === undefined) return new Error(reason);
  return new StatementPaused(`${reason}, asked to wait ${retryAfterMs / SECOND_MS} s`, retryAfterMs);
}
