/** Approvals: what waits for a person's yes, and the decision. */
import type { FastifyInstance } from 'fastify';
import { decideApproval, findApproval, type ReadApproval } from '../application/act/approvals.ts';
import { timeOrNull } from '../application/query/command-answer.ts';
import { figureOf, moneyFigure } from '../application/query/figures.ts';
import { entityScope } from '../application/query/find.ts';
import type { ListedCase } from '../application/query/reads.ts';
import * as contract from '../contract/resources/approvals.ts';
import { formatInstant } from '../kernel/instant.ts';
import { APPROVAL_CASE, taskOfCase } from '../workflows/approvals/approval.ts';
import type { ApiDeps } from './deps.ts';
import { expect } from './errors.ts';
import { numberIn } from './ids.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { serve } from './route.ts';

export function serveApprovals(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.listApprovals, async ({ query, caller }) => {
    const { role = null, assignee = null, instance = null, state, sort, limit } = query;
    const list = sort === 'exposure' ? 'cases-by-exposure' : 'cases-by-age';
    const page = await deps.reads.cases({
      after: afterOf(list, query.cursor),
      limit,
      entities: expect(entityScope(caller.principal, query.entity ?? null)),
      role,
      kind: APPROVAL_CASE,
      state: state === 'open' ? 'open' : 'resolved',
      assignee,
      instance,
      sort,
    });
    return pageAnswer(list, page, summaryOf);
  });

  serve(app, deps, contract.getApproval, async ({ params, caller }) => {
    const found = expect(await findApproval(deps, caller.principal, numberIn(params.approval)));
    return { status: 200, body: detailOf(found) };
  });

  serve(app, deps, contract.decideApproval, async ({ params, body, caller }) => {
    const { principal, actor } = caller;
    const decided = expect(await decideApproval(deps, principal, actor, numberIn(params.approval), body));
    return { status: 200, body: { id: params.approval, ...decided } };
  });
}

const summaryOf = (row: ListedCase) => ({
  id: `apr_${row.id}`,
  task: taskOfCase(row.caseId) ?? row.caseId,
  instance: row.instance,
  entity: row.entity,
  text: row.text,
  role: row.role,
  amount: moneyFigure(row.exposureMinor, row.currency),
  assignee: row.assignee,
  openedAt: formatInstant(row.openedAt),
  closedAt: timeOrNull(row.closedAt),
});

const detailOf = ({ row, task, state, words }: ReadApproval) => ({
  ...summaryOf(row),
  kind: task.kind,
  approvals: task.approvals,
  makers: [...task.makers],
  state,
  words: words.map(({ by, role, verdict, covers, authority, reason }) => ({
    by,
    role,
    verdict,
    covers: figureOf(covers),
    authority,
    reason,
  })),
});
