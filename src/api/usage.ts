/** Usage: counts by client and operation. */
import type { FastifyInstance } from 'fastify';
import { invalid } from '../contract/refusal.ts';
import { listUsage } from '../contract/resources/usage.ts';
import { formatInstant, parseLocalDate } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { RefusedError } from './errors.ts';
import { serve } from './route.ts';

export function serveUsage(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, listUsage, async ({ query }) => {
    const { from = null, to = null, client = null, operation = null, by, limit } = query;
    for (const [name, day] of [
      ['from', from],
      ['to', to],
    ] as const) {
      if (day === null || parseLocalDate(day).ok) continue;
      const errors = [{ path: `query: ${name}`, message: 'is no day of the calendar' }];
      throw new RefusedError(invalid('invalid-content', errors));
    }
    const counts = await deps.usage.read({ from, to, client, operation, by, limit });
    const items = counts.map((count) => ({ ...count, lastAt: formatInstant(count.lastAt) }));
    return { status: 200, body: { items } };
  });
}
