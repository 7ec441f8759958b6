/** Cases by what caused them, and what people say about a case. */
import type { FastifyInstance } from 'fastify';
import { decideCluster, previewCluster, type Fix } from '../application/act/case-clusters.ts';
import { findCase } from '../application/act/cases.ts';
import type { CaseCluster, CaseComment } from '../application/query/console-reads.ts';
import { entityScope } from '../application/query/find.ts';
import { sumsOf } from '../application/query/overview.ts';
import * as contract from '../contract/resources/case-clusters.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { expect } from './errors.ts';
import { numberIn } from './ids.ts';
import { serve } from './route.ts';

/** What comes first: the most of something, or the oldest. */
const ORDER = {
  cases: (a: CaseCluster, b: CaseCluster) => b.cases - a.cases,
  age: (a: CaseCluster, b: CaseCluster) => a.oldestAt - b.oldestAt,
  exposure: (a: CaseCluster, b: CaseCluster) => Number(largest(b) - largest(a)) || b.cases - a.cases,
} as const;

const largest = ({ exposure }: CaseCluster): bigint => exposure[0]?.minor ?? 0n;

export function serveCaseClusters(app: FastifyInstance, deps: ApiDeps): void {
  const office = { ...deps, desk: deps.caseDesk };

  serve(app, deps, contract.listCaseClusters, async ({ query, caller }) => {
    const { role = null, kind = null, assignee = null, sort } = query;
    const entities = expect(entityScope(caller.principal, query.entity ?? null));
    const clusters = await deps.consoleReads.caseClusters({ entities, role, kind, assignee });
    return { status: 200, body: { items: clusters.toSorted(ORDER[sort]).map(clusterAnswer) } };
  });

  serve(app, deps, contract.previewCaseCluster, async ({ body, caller }) => {
    const { fingerprint, verdict = null, system = null, quality = null } = body;
    const entities = expect(entityScope(caller.principal, body.entity ?? null));
    const fix = { fingerprint, fix: fixOf(body), entities };
    const preview = expect(await previewCluster(office, caller.principal, fix));
    const effects = preview.effects.map(({ amounts, ...effect }) => {
      return { ...effect, atStake: sumsOf(amounts) };
    });
    return { status: 200, body: { fingerprint, verdict, system, quality, ...preview, effects } };
  });

  serve(app, deps, contract.decideCaseCluster, async ({ body, caller }) => {
    const { fingerprint, reason, limit } = body;
    const { principal, actor } = caller;
    const entities = expect(entityScope(principal, body.entity ?? null));
    const fix = { fingerprint, fix: fixOf(body), entities };
    const account = expect(await decideCluster(office, principal, actor, fix, reason, limit));
    return { status: 200, body: { fingerprint, ...account } };
  });

  serve(app, deps, contract.listCaseComments, async ({ params, caller }) => {
    const { id } = expect(await findCase(deps.reads, caller.principal, numberIn(params.case)));
    const comments = await deps.consoleReads.commentsOf(id);
    return { status: 200, body: { items: comments.map(commentAnswer) } };
  });

  serve(app, deps, contract.commentCase, async ({ params, body, caller }) => {
    const { id } = expect(await findCase(deps.reads, caller.principal, numberIn(params.case)));
    const said = await deps.consoleReads.comment(id, caller.actor, deps.clock.now(), body.text);
    return { status: 201, body: commentAnswer(said) };
  });
}

interface AskedFix {
  readonly verdict?: Extract<Fix, { verdict: unknown }>['verdict'] | undefined;
  readonly system?: string | undefined;
  readonly quality?: Extract<Fix, { quality: unknown }>['quality'] | undefined;
}

/** One of the three: the contract refuses more, and none. */
const fixOf = ({ verdict, system, quality }: AskedFix): Fix =>
  verdict !== undefined ? { verdict } : quality !== undefined ? { quality } : { system: system ?? '' };

const clusterAnswer = ({ exposure, oldestAt, example, ...cluster }: CaseCluster) => ({
  ...cluster,
  exposure: sumsOf(exposure),
  oldestAt: formatInstant(oldestAt),
  example: `exc_${example}`,
});

const commentAnswer = (comment: CaseComment) => ({
  id: `com_${comment.id}`,
  case: `exc_${comment.caseId}`,
  by: comment.by,
  at: formatInstant(comment.at),
  text: comment.text,
});
