/** Erasure of personal data: asked for, and listed. */
import type { FastifyInstance } from 'fastify';
import type { Erasure } from '../application/ports/personal-keys.ts';
import * as contract from '../contract/resources/erasures.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { expect } from './errors.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { serve } from './route.ts';

const erasureAnswer = ({ id, by, at, ...erasure }: Erasure) => ({
  ...erasure,
  id: `era_${id}`,
  erasedBy: by,
  erasedAt: formatInstant(at),
});

export function serveErasures(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.erasePersonalData, async ({ body, caller }) => {
    const erased = expect(await deps.erasures.erase(caller.principal, caller.actor, body));
    return { status: 200, body: erasureAnswer(erased) };
  });

  serve(app, deps, contract.listErasures, async ({ query }) => {
    const page = await deps.erasures.list({ after: afterOf('erasures', query.cursor), limit: query.limit });
    return pageAnswer('erasures', page, erasureAnswer);
  });
}
