/** What was not let in, and trying it again. */
import type { FastifyInstance } from 'fastify';
import { principalRef } from '../application/access/principal.ts';
import { covers, entityScope } from '../application/query/find.ts';
import type { ListedQuarantine } from '../application/query/reads.ts';
import { listQuarantine, redriveQuarantined } from '../contract/resources/installation.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { serve } from './route.ts';

export function serveQuarantine(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, listQuarantine, async ({ query, caller }) => {
    const { source = null, code = null, state, limit } = query;
    const page = await deps.reads.quarantine({
      after: afterOf('quarantine', query.cursor),
      limit,
      entities: expect(entityScope(caller.principal, query.entity ?? null)),
      source,
      code,
      state,
    });
    return pageAnswer('quarantine', page, quarantineAnswer);
  });

  serve(app, deps, redriveQuarantined, async ({ params, body, caller }) => {
    const number = BigInt(params.entry.slice('qua_'.length));
    const before = await deps.reads.quarantined(number);
    if (before === null || !covers(caller.principal, before.entity)) {
      throw new RefusedError({
        code: 'not-found',
        detail: `There is no entry ${params.entry}.`,
        param: 'entry',
      });
    }
    if (before.state !== 'open') {
      throw new RefusedError({ code: 'not-possible-now', detail: `The entry is ${before.state} already.` });
    }
    await deps.redriver.redrive([number]);
    const after = (await deps.reads.quarantined(number)) ?? before;
    await deps.audit.append({
      at: deps.clock.now(),
      actor: caller.actor,
      principal: principalRef(caller.principal),
      action: 'quarantine.redrive',
      entity: before.entity,
      subject: `quarantine/${params.entry}`,
      before: before.code,
      after: after.state,
      reason: body.reason,
    });
    const { code, reason, state } = after;
    return { status: 200, body: { id: params.entry, state, reason: `${code}: ${reason}` } };
  });
}

const quarantineAnswer = (row: ListedQuarantine) => ({
  ...row,
  id: `qua_${row.id}`,
  receivedAt: formatInstant(row.receivedAt),
});
