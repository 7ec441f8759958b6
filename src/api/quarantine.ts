/** What was not let in, and trying it again. */
import type { FastifyInstance } from 'fastify';
import { principalRef } from '../application/access/principal.ts';
import { covers, entityScope } from '../application/query/find.ts';
import type { ListedQuarantine } from '../application/query/reads.ts';
import {
  discardQuarantined,
  listQuarantine,
  redriveQuarantined,
} from '../contract/resources/installation.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps, Caller } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { numberIn } from './ids.ts';
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

  /** An entry that waits, as far as the key covers it. */
  const openEntry = async (entry: string, caller: Caller): Promise<ListedQuarantine> => {
    const found = await deps.reads.quarantined(numberIn(entry));
    if (found === null || !covers(caller.principal, found.entity)) {
      throw new RefusedError({ code: 'not-found', detail: `There is no entry ${entry}.`, param: 'entry' });
    }
    if (found.state !== 'open') {
      throw new RefusedError({ code: 'not-possible-now', detail: `The entry is ${found.state} already.` });
    }
    return found;
  };

  const note = (
    caller: Caller,
    action: string,
    before: ListedQuarantine,
    after: ListedQuarantine['state'],
    reason: string,
  ): Promise<void> =>
    deps.audit.append({
      at: deps.clock.now(),
      actor: caller.actor,
      principal: principalRef(caller.principal),
      action,
      entity: before.entity,
      subject: `quarantine/qua_${before.id}`,
      before: before.code,
      after,
      reason,
    });

  serve(app, deps, discardQuarantined, async ({ params, body, caller }) => {
    const before = await openEntry(params.entry, caller);
    if (!(await deps.redriver.discard(before, caller.actor))) {
      throw new RefusedError({ code: 'not-possible-now', detail: 'Somebody was faster.' });
    }
    await note(caller, 'quarantine.discard', before, 'discarded', body.reason);
    return { status: 200, body: { id: params.entry, state: 'discarded' as const } };
  });

  serve(app, deps, redriveQuarantined, async ({ params, body, caller }) => {
    const before = await openEntry(params.entry, caller);
    await deps.redriver.redrive([before.id]);
    const after = (await deps.reads.quarantined(before.id)) ?? before;
    await note(caller, 'quarantine.redrive', before, after.state, body.reason);
    const { code, reason, state } = after;
    return { status: 200, body: { id: params.entry, state, reason: `${code}: ${reason}` } };
  });
}

const quarantineAnswer = (row: ListedQuarantine) => ({
  ...row,
  id: `qua_${row.id}`,
  receivedAt: formatInstant(row.receivedAt),
});
