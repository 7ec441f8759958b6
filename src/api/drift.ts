/** Drift of vendors' messages: what was learned, and accepting what changed. */
import type { FastifyInstance } from 'fastify';
import { sentenceOf } from '../application/drift/shape.ts';
import { covers, notCoveringAll } from '../application/query/find.ts';
import * as contract from '../contract/resources/drift.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps, Caller } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { serve } from './route.ts';

function mustCoverAll({ principal }: Caller): void {
  if (!covers(principal, null)) throw new RefusedError(notCoveringAll('Messages'));
}

export function serveDrift(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.listDrift, async ({ query, caller }) => {
    mustCoverAll(caller);
    const shapes = await deps.drift.shapes();
    const items = shapes
      .filter(({ system }) => query.system === undefined || query.system === system)
      .map(({ system, topic, learned, updatedAt }) => ({
        system,
        topic,
        messages: learned.messages,
        members: Object.keys(learned.members).length,
        updatedAt: formatInstant(updatedAt),
        drifts: learned.drifts.map((drift) => ({
          path: drift.path,
          kind: drift.kind,
          from: drift.from,
          to: drift.to,
          since: formatInstant(drift.since),
          text: sentenceOf(drift),
        })),
      }));
    return { status: 200, body: { items } };
  });

  serve(app, deps, contract.acceptDrift, async ({ body, caller }) => {
    mustCoverAll(caller);
    const { system, topic, path, reason } = body;
    const learned = expect(await deps.drift.accept(system, topic, path, caller.actor, reason));
    return { status: 200, body: { left: learned.drifts.length } };
  });
}
