/** Disputes and deductions of customers. */
import type { FastifyInstance } from 'fastify';
import { asOfOf } from '../application/query/explain.ts';
import { figureOf } from '../application/query/figures.ts';
import { waitingSentence } from '../application/query/sentences.ts';
import { FACTS } from '../canonical/catalogue.ts';
import * as contract from '../contract/resources/disputes.ts';
import { disputeViewOf } from '../workflows/dispute-resolution/workflow.ts';
import type { ApiDeps } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { dataOf } from './facts.ts';
import { serve } from './route.ts';

export function serveDisputes(app: FastifyInstance, deps: ApiDeps): void {
  const { disputes } = deps;

  serve(app, deps, contract.openDispute, async ({ body, caller }) => {
    const opened = expect(await disputes.open(caller.principal, caller.actor, body));
    return { status: 201, body: opened };
  });

  serve(app, deps, contract.getDispute, async ({ params, caller }) => {
    const reading = expect(await disputes.read(caller.principal, params.dispute));
    const view = disputeViewOf(reading.state, reading.scope);
    if (view === null) {
      const detail = `Nobody has opened ${params.dispute}.`;
      throw new RefusedError({ code: 'not-found', detail, param: 'dispute' });
    }
    const { disputed, classification, resolution, why, settled } = view;
    const { answer } = view.creditable;
    const body = {
      dispute: params.dispute,
      entity: reading.scope.entity,
      lifecycle: reading.judgement.lifecycle,
      asOf: asOfOf(reading),
      resolution,
      reason: why,
      classification,
      disputed: dataOf(FACTS.chargeDisputed.encode(disputed)),
      creditable:
        answer === null || answer.asked.amountMinor === 0n
          ? null
          : {
              asked: figureOf(answer.asked),
              gross: figureOf(answer.gross),
              before: figureOf(answer.before),
            },
      settled: settled === undefined ? null : dataOf(FACTS.disputeSettled.encode(settled)),
      waiting: waitingSentence(reading),
    };
    return { status: 200, body };
  });

  serve(app, deps, contract.classifyDispute, async ({ params, body, caller }) => {
    const taken = expect(await disputes.classify(caller.principal, caller.actor, params.dispute, body));
    return { status: 200, body: { dispute: params.dispute, ...taken } };
  });

  serve(app, deps, contract.settleDispute, async ({ params, body, caller }) => {
    const taken = expect(await disputes.settle(caller.principal, caller.actor, params.dispute, body));
    return { status: 200, body: { dispute: params.dispute, ...taken } };
  });
}
