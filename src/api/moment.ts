import { readInstance, type InstanceReading } from '../application/query/instance-reading.ts';
import type { Moment } from '../application/query/reads.ts';
import { invalid } from '../contract/refusal.ts';
import { formatInstant, parseInstant, type Instant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { RefusedError } from './errors.ts';

/** How a query names a moment: now unless it says `at`. */
export interface MomentQuery {
  readonly entity?: string | undefined;
  readonly at?: string | undefined;
  readonly reading: Moment['reading'];
}

/** The moment that a query names; now, if it names none. */
export function momentOf(deps: Pick<ApiDeps, 'clock'>, named: string | undefined): Instant {
  if (named === undefined) return deps.clock.now();
  const at = parseInstant(named);
  if (at.ok) return at.value;
  throw new RefusedError(invalid('invalid-request', [{ path: 'query: at', message: at.error }]));
}

/** An instance as it was, or was known, at the moment that a query names. */
export async function readAt(
  deps: ApiDeps,
  instance: string,
  number: string,
  param: string,
  query: MomentQuery,
): Promise<InstanceReading> {
  const moment = { at: momentOf(deps, query.at), reading: query.reading };
  const reading = await readInstance(deps.reads, deps.workflows, instance, moment);
  if (reading !== null) return reading;
  const detail = `Nothing was known of ${number} at ${formatInstant(moment.at)}.`;
  throw new RefusedError({
    code: 'not-found',
    detail,
    param: query.at === undefined ? param : 'at',
  });
}
