/** Requests that wait for a second person: listed, approved and carried out, refused. */
import type { FastifyInstance } from 'fastify';
import * as contract from '../contract/resources/proposals.ts';
import type { ApiDeps } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { numberIn } from './ids.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { proposalAnswer } from './proposal-answer.ts';
import { orProblem, serve } from './route.ts';

export function serveProposals(app: FastifyInstance, deps: ApiDeps): void {
  const { proposals, heldBack } = deps;

  serve(app, deps, contract.listProposals, async ({ query }) => {
    const { limit, state } = query;
    const page = await proposals.list({ after: afterOf('proposals', query.cursor), limit, state });
    return pageAnswer('proposals', page, proposalAnswer);
  });

  serve(app, deps, contract.approveProposal, async ({ params, body, caller, request }) => {
    const approved = expect(await proposals.approve(numberIn(params.proposal), caller, body.reason));
    const carryOut = heldBack.get(approved.operation);
    if (carryOut === undefined) {
      const detail = `This version has no ${approved.operation}.`;
      throw new RefusedError({ code: 'not-possible-now', detail });
    }
    const answer = await orProblem(() => carryOut(approved, request), request.id);
    await proposals.answered(approved.id, answer.status);
    const settled = { ...approved, answerStatus: answer.status };
    return { status: 200, body: { proposal: proposalAnswer(settled), answer: answer.body } };
  });

  serve(app, deps, contract.refuseProposal, async ({ params, body, caller }) => {
    const refused = expect(await proposals.refuse(numberIn(params.proposal), caller, body.reason));
    return { status: 200, body: proposalAnswer(refused) };
  });
}
