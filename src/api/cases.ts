/** Exception cases: the queues, and what people decide. */
import type { FastifyInstance } from 'fastify';
import {
  decideCase,
  findCase,
  shipmentOfCase,
  statementsOfCase,
  type Decision,
} from '../application/act/cases.ts';
import { timeOrNull } from '../application/query/command-answer.ts';
import { moneyFigure } from '../application/query/figures.ts';
import { entityScope } from '../application/query/find.ts';
import { readInstance } from '../application/query/instance-reading.ts';
import type { ListedCase } from '../application/query/reads.ts';
import * as contract from '../contract/resources/cases.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps, Caller } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { dataOf } from './facts.ts';
import { numberIn } from './ids.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { serve, type Reply } from './route.ts';

export function serveCases(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.listCases, async ({ query, caller }) => {
    const { role = null, kind = null, assignee = null, instance = null, state, sort, limit } = query;
    const list = sort === 'exposure' ? 'cases-by-exposure' : 'cases-by-age';
    const page = await deps.reads.cases({
      after: afterOf(list, query.cursor),
      limit,
      entities: expect(entityScope(caller.principal, query.entity ?? null)),
      role,
      kind,
      state,
      assignee,
      instance,
      sort,
    });
    return pageAnswer(list, page, caseAnswer);
  });

  serve(app, deps, contract.getCase, async ({ params, caller }) => {
    const found = expect(await findCase(deps.reads, caller.principal, numberIn(params.case)));
    const moment = { at: found.closedAt ?? deps.clock.now(), reading: 'known' } as const;
    const reading = await readInstance(deps.reads, deps.workflows, found.instance, moment);
    const statements = reading === null ? [] : statementsOfCase(deps.workflows, reading, found);
    const body = {
      ...caseAnswer(found),
      statements: statements.map(({ text, ...statement }) => ({ ...statement, data: dataOf(text) })),
      shipment: shipmentOfCase(found),
    };
    return { status: 200, body };
  });

  serve(app, deps, contract.assignCase, async ({ params, body, caller }) => {
    const id = numberIn(params.case);
    const found = expect(await findCase(deps.reads, caller.principal, id));
    const assigned = await deps.caseDesk.assign(id, body.assignee, caller.actor, deps.clock.now());
    if (assigned !== null) return { status: 200, body: caseAnswer(assigned) };
    throw new RefusedError({ code: 'not-possible-now', detail: `The case is ${found.state} already.` });
  });

  serveDecisions(app, deps);
}

function serveDecisions(app: FastifyInstance, deps: ApiDeps): void {
  const office = { ...deps, desk: deps.caseDesk };
  const decide = async (id: string, caller: Caller, decision: Decision, reason: string): Promise<Reply> => {
    const { principal, actor } = caller;
    const decided = expect(await decideCase(office, principal, actor, numberIn(id), decision, reason));
    return { status: 200, body: { id, ...decided } };
  };
  serve(app, deps, contract.resolveCase, ({ params, body, caller }) =>
    decide(params.case, caller, { kind: 'verdict', verdict: body.verdict }, body.reason),
  );
  serve(app, deps, contract.waiveCase, ({ params, body, caller }) =>
    decide(params.case, caller, { kind: 'verdict', verdict: 'waive' }, body.reason),
  );
  serve(app, deps, contract.redatePosting, ({ params, body, caller }) =>
    decide(params.case, caller, { kind: 'posting-date', postingDate: body.postingDate }, body.reason),
  );
  serve(app, deps, contract.decideDispute, ({ params, body, caller }) =>
    decide(params.case, caller, { kind: 'statement', content: body.content }, body.reason),
  );
}

const caseAnswer = (row: ListedCase) => ({
  id: `exc_${row.id}`,
  case: row.caseId,
  instance: row.instance,
  entity: row.entity,
  kind: row.kind,
  text: row.text,
  role: row.role,
  assignee: row.assignee,
  state: row.state,
  exposure: moneyFigure(row.exposureMinor, row.currency),
  playbook: row.playbook,
  openedAt: formatInstant(row.openedAt),
  closedAt: timeOrNull(row.closedAt),
});
