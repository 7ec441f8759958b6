/** Sweeps that somebody asks for, and what they found. */
import type { FastifyInstance } from 'fastify';
import { coversSite } from '../application/access/principal.ts';
import { entityScope } from '../application/query/find.ts';
import { sweepAnswer, systemAgreementOf } from '../application/query/system-agreement.ts';
import * as contract from '../contract/resources/sweeps.ts';
import { formatInstant, MINUTE_MS, type Instant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { serve } from './route.ts';

export function serveSweeps(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.beginSweep, ({ body }) => {
    const { system } = body;
    requireSystem(deps, system, '$.system');
    if (!deps.connected(system)) {
      const detail = `${system} is not connected: its simulated system does not run here.`;
      throw new RefusedError({ code: 'not-possible-now', detail });
    }
    return Promise.resolve({ status: 200, body: sweepAnswer(system, deps.sweeps.begin(system)) });
  });

  serve(app, deps, contract.getSystemCalls, async ({ params: { system }, query }) => {
    requireSystem(deps, system, 'system');
    const now = deps.clock.now();
    const first = (Math.floor(now / MINUTE_MS) - query.minutes + 1) * MINUTE_MS;
    const calls = await deps.calls.read(system, first as Instant);
    const body = {
      system,
      at: formatInstant(now),
      from: formatInstant(first as Instant),
      calls: calls.map(({ minute, answered, timedOut, refused }) => ({
        minute: formatInstant(minute), answered, timedOut, refused,
      })),
    };
    return { status: 200, body };
  });

  serve(app, deps, contract.getSystemAgreement, async ({ params, query, caller }) => {
    const { system } = params;
    requireSystem(deps, system, 'system');
    const entities = expect(entityScope(caller.principal, query.entity ?? null));
    const { systemReads, sweeps, clock } = deps;
    const asked = sweeps.state(system);
    const body = await systemAgreementOf(systemReads, system, asked, entities, query.limit, clock.now());
    const sites = body.sites.filter(({ site }) => coversSite(caller.principal, site));
    return { status: 200, body: { ...body, sites } };
  });
}

function requireSystem(deps: ApiDeps, system: string, param: string): void {
  if (deps.systems.has(system)) return;
  const detail = `There is no system ${system}; configured: ${[...deps.systems].join(', ')}.`;
  throw new RefusedError({ code: 'not-found', detail, param });
}
