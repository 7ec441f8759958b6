/** Code books: what is mapped, what waits, and what people say that a code means. */
import type { FastifyInstance } from 'fastify';
import { covers, notCoveringAll } from '../application/query/find.ts';
import type { StoredMapping } from '../application/ports/code-store.ts';
import * as contract from '../contract/resources/codes.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps, Caller } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { dataOf } from './facts.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { serve } from './route.ts';

/** A code means the same for every entity: only whoever may act for all of them says what. */
function mustCoverAll({ principal }: Caller): void {
  if (!covers(principal, null)) throw new RefusedError(notCoveringAll('Codes'));
}

export function serveCodes(app: FastifyInstance, deps: ApiDeps): void {
  const { codeDesk, codeStore } = deps;

  serve(app, deps, contract.listCodes, async ({ query }) => {
    const { system = null, list = null, limit, cursor } = query;
    const page = await codeStore.listed({ after: afterOf('codes', cursor), limit, system, list });
    return pageAnswer('codes', page, mappingAnswer);
  });

  serve(app, deps, contract.listWaitingCodes, async ({ query, caller }) => {
    mustCoverAll(caller);
    const found = await codeStore.waiting(query.limit);
    const items = found.map((code) => ({ ...code, since: formatInstant(code.since) }));
    return { status: 200, body: { items } };
  });

  serve(app, deps, contract.mapCode, async ({ body, caller }) => {
    mustCoverAll(caller);
    const { reason, ...wanted } = body;
    const mapped = expect(await codeDesk.map(wanted, caller.actor, reason));
    const { mapping, before, redriven, stillFaulty } = mapped;
    return { status: 200, body: { mapping: mappingAnswer(mapping), before, redriven, stillFaulty } };
  });

  serve(app, deps, contract.previewCode, async ({ body, caller }) => {
    mustCoverAll(caller);
    const preview = expect(await codeDesk.preview(body));
    const messages = preview.messages.map(({ entry, facts, ...message }) => ({
      id: `qua_${entry}`,
      ...message,
      facts: facts.map(({ text, ...fact }) => ({ ...fact, data: dataOf(text) })),
    }));
    return { status: 200, body: { ...preview, messages } };
  });
}

const mappingAnswer = ({ system, list, code, meaning, ...row }: StoredMapping) => ({
  system,
  list,
  code,
  meaning,
  version: row.version,
  reason: row.reason,
  mappedBy: row.mappedBy,
  mappedAt: formatInstant(row.mappedAt),
});
