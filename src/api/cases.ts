/** Exception cases: the queues, and what people decide. */
import type { FastifyInstance } from 'fastify';
import {
  changedSince,
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
import type { ApiDeps } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { etagOf, versionOf } from './etag.ts';
import { dataOf } from './facts.ts';
import { numberIn } from './ids.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { serve, type Call, type Reply } from './route.ts';

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
    return { status: 200, body, headers: etagOf(found.version) };
  });

  serve(app, deps, contract.assignCase, async ({ params, body, caller, request }) => {
    const id = numberIn(params.case);
    const found = expect(await findCase(deps.reads, caller.principal, id));
    const ifVersion = versionOf(request);
    const now = deps.clock.now();
    const assigned = await deps.caseDesk.assign(id, body.assignee, caller.actor, now, ifVersion);
    if (assigned !== null) {
      return { status: 200, body: caseAnswer(assigned), headers: etagOf(assigned.version) };
    }
    const current = (await deps.reads.case(id)) ?? found;
    if (ifVersion !== null && current.version !== ifVersion) throw new RefusedError(changedSince(current));
    throw new RefusedError({ code: 'not-possible-now', detail: `The case is ${current.state} already.` });
  });

  serveDecisions(app, deps);
}

/** A request about one case. */
type OfCase = Pick<Call<typeof contract.params, never, never>, 'params' | 'caller' | 'request'>;

function serveDecisions(app: FastifyInstance, deps: ApiDeps): void {
  const office = { ...deps, desk: deps.caseDesk };
  const decide = async (
    { params, caller, request }: OfCase,
    decision: Decision,
    reason: string,
  ): Promise<Reply> => {
    const { principal, actor } = caller;
    const id = numberIn(params.case);
    const taken = await decideCase(office, principal, actor, id, decision, reason, versionOf(request));
    const { version, ...decided } = expect(taken);
    return { status: 200, body: { id: params.case, ...decided }, headers: etagOf(version) };
  };
  serve(app, deps, contract.resolveCase, (call) =>
    decide(call, { kind: 'verdict', verdict: call.body.verdict }, call.body.reason),
  );
  serve(app, deps, contract.waiveCase, (call) =>
    decide(call, { kind: 'verdict', verdict: 'waive' }, call.body.reason),
  );
  serve(app, deps, contract.redatePosting, (call) =>
    decide(call, { kind: 'posting-date', postingDate: call.body.postingDate }, call.body.reason),
  );
  serve(app, deps, contract.decideDispute, (call) =>
    decide(call, { kind: 'statement', content: call.body.content }, call.body.reason),
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
