/** The audit chain, to read and to check. */
import type { FastifyInstance } from 'fastify';
import type { ChainedEntry } from '../application/access/audit.ts';
import { covers, entityScope, notCoveringAll } from '../application/query/find.ts';
import * as contract from '../contract/resources/audit.ts';
import { formatInstant, parseInstant, type Instant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { serve } from './route.ts';

export function serveAudit(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.listAudit, async ({ query, caller }) => {
    const { actor = null, action = null, subject = null, order, limit } = query;
    const list = order === 'newest' ? 'audit-newest' : 'audit-oldest';
    const page = await deps.auditBook.list({
      after: afterOf(list, query.cursor),
      limit,
      entities: expect(entityScope(caller.principal, query.entity ?? null)),
      actor,
      action,
      subject,
      from: momentOf('from', query.from),
      to: momentOf('to', query.to),
      order,
    });
    return pageAnswer(list, page, entryAnswer);
  });

  serve(app, deps, contract.verifyAudit, async ({ caller }) => {
    // One chain for all entities: whoever sees only some of them cannot judge it.
    if (!covers(caller.principal, null)) throw new RefusedError(notCoveringAll('The audit chain'));
    const { faults, ...verdict } = await deps.auditBook.verify(await deps.keptHeads.all());
    const named = faults.map(({ number, fault, text }) => ({
      id: number === null ? null : `aud_${number}`,
      fault,
      text,
    }));
    return { status: 200, body: { ...verdict, faults: named } };
  });
}

function momentOf(param: string, text: string | undefined): Instant | null {
  if (text === undefined) return null;
  const moment = parseInstant(text);
  if (moment.ok) return moment.value;
  throw new RefusedError({ code: 'invalid-request', detail: moment.error, param });
}

const entryAnswer = ({ number, at, principal = null, ...entry }: ChainedEntry) => ({
  id: `aud_${number}`,
  at: formatInstant(at),
  principal,
  ...entry,
});
