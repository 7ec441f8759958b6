/** Roles that people take in an emergency: taken, given back, listed, reviewed. */
import type { FastifyInstance } from 'fastify';
import type { BreakGlass } from '../application/access/break-glass.ts';
import { timeOrNull } from '../application/query/command-answer.ts';
import * as contract from '../contract/resources/break-glass.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { expect } from './errors.ts';
import { numberIn } from './ids.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { serve } from './route.ts';

export function serveBreakGlass(app: FastifyInstance, deps: ApiDeps): void {
  const { breakGlass } = deps;

  serve(app, deps, contract.breakGlass, async ({ body, caller }) => {
    const taken = expect(await breakGlass.take(caller, body.role, body.minutes, body.reason));
    return { status: 201, body: glassAnswer(taken) };
  });

  serve(app, deps, contract.returnGlass, async ({ params, caller }) => {
    const returned = expect(await breakGlass.giveBack(numberIn(params.glass), caller));
    return { status: 200, body: glassAnswer(returned) };
  });

  serve(app, deps, contract.listBrokenGlass, async ({ query }) => {
    const page = await breakGlass.list({ after: afterOf('break-glass', query.cursor), limit: query.limit });
    return pageAnswer('break-glass', page, glassAnswer);
  });

  serve(app, deps, contract.reviewBrokenGlass, async ({ params, body, caller }) => {
    const { verdict, reason } = body;
    const reviewed = expect(await breakGlass.review(numberIn(params.glass), caller, verdict, reason));
    return { status: 200, body: glassAnswer(reviewed) };
  });
}

const glassAnswer = ({ id, takenAt, endsAt, returnedAt, review, ...glass }: BreakGlass) => ({
  ...glass,
  id: `bgl_${id}`,
  takenAt: formatInstant(takenAt),
  endsAt: formatInstant(endsAt),
  returnedAt: timeOrNull(returnedAt),
  reviewedBy: review?.by ?? null,
  reviewedAt: timeOrNull(review?.at ?? null),
  verdict: review?.verdict ?? null,
  review: review?.reason ?? null,
});
