import { readInstance, type InstanceReading } from '../application/query/instance-reading.ts';
import type { Moment } from '../application/query/reads.ts';
import { invalid } from '../contract/refusal.ts';
import { formatInstant, parseInstant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { RefusedError } from './errors.ts';

/** How a query names a moment: now unless it says `at`. */
export interface MomentQuery {
  readonly entity?: string | undefined;
  readonly at?: string | undefined;
  readonly reading: Moment['reading'];
}

/** An instance as it was, or was known, at the moment that a query names. */
export async function readAt(
  deps: ApiDeps,
  instance: string,
  number: string,
  param: string,
  query: MomentQuery,
): Promise<InstanceReading> {
  const moment = { at: deps.clock.now(), reading: query.reading };
  if (query.at !== undefined) {
    const at = parseInstant(query.at);
    if (!at.ok) {
      const errors = [{ path: 'query: at', message: at.error }];
      throw new RefusedError(invalid('invalid-request', errors));
    }
    moment.at = at.value;
  }
  const reading = await readInstance(deps.reads, deps.workflows, instance, moment);
  if (reading !== null) return reading;
  const detail = `Nothing was known of ${number} at ${formatInstant(moment.at)}.`;
  throw new RefusedError({
    code: 'not-found',
    detail,
    param: query.at === undefined ? param : 'at',
  });
}
