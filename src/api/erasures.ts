/** Erasure of personal data: asked for, and listed. */
import type { FastifyInstance } from 'fastify';
import type { Erasure } from '../application/ports/personal-keys.ts';
import type { ErasurePreview } from '../application/privacy/erasure-desk.ts';
import { factTypeOf } from '../canonical/catalogue.ts';
import { personalMembers } from '../canonical/personal-data.ts';
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

const previewAnswer = ({ facts, instances, unsettled, ...preview }: ErasurePreview) => ({
  ...preview,
  facts: facts.map(({ type, count }) => ({
    type, count, members: [...personalMembers(factTypeOf(type)!.schema)],
  })),
  instanceCount: instances.length,
  instances: instances.slice(0, contract.NAMED_INSTANCES_MAX),
  unsettledCount: unsettled.length,
  unsettled: unsettled.slice(0, contract.NAMED_INSTANCES_MAX),
});

export function serveErasures(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.erasePersonalData, async ({ body, caller }) => {
    const erased = expect(await deps.erasures.erase(caller.principal, caller.actor, body));
    return { status: 200, body: erasureAnswer(erased) };
  });

  serve(app, deps, contract.previewErasure, async ({ body, caller }) => {
    return { status: 200, body: previewAnswer(expect(await deps.erasures.preview(caller.principal, body))) };
  });

  serve(app, deps, contract.listErasures, async ({ query }) => {
    const page = await deps.erasures.list({ after: afterOf('erasures', query.cursor), limit: query.limit });
    return pageAnswer('erasures', page, erasureAnswer);
  });
}
