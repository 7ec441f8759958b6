/** Commands: what we told other systems, and what a person may do about those that are stuck. */
import type { FastifyInstance } from 'fastify';
import { actOnCommand, findCommand } from '../application/act/commands.ts';
import { commandAnswer } from '../application/query/command-answer.ts';
import { entityScope } from '../application/query/find.ts';
import { SECOND_MS, formatInstant, type Instant } from '../kernel/instant.ts';
import * as contract from '../contract/resources/commands.ts';
import type { ApiDeps } from './deps.ts';
import { expect } from './errors.ts';
import { dataOf } from './facts.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { serve } from './route.ts';

export function serveCommands(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.listCommands, async ({ query, caller }) => {
    const { status = null, system = null, type = null, instance = null, limit } = query;
    const page = await deps.reads.commands({
      after: afterOf('commands', query.cursor),
      limit,
      entities: expect(entityScope(caller.principal, query.entity ?? null)),
      status,
      system,
      type,
      instance,
      issuedBefore: Math.max(0, deps.clock.now() - query.olderThanSeconds * SECOND_MS) as Instant,
    });
    return pageAnswer('commands', page, commandAnswer);
  });

  serve(app, deps, contract.getCommand, async ({ params, caller }) => {
    const { ref, row } = expect(await findCommand(deps.reads, caller.principal, params.command));
    const attempts = await deps.reads.attempts(ref);
    const body = {
      ...commandAnswer(row),
      content: dataOf(row.content),
      correlationId: row.correlationId,
      traceparent: row.traceparent,
      history: attempts.map(({ kind, attempt, startedAt, endedAt, result, detail }) => ({
        kind,
        number: attempt,
        startedAt: formatInstant(startedAt),
        endedAt: formatInstant(endedAt),
        result,
        detail,
      })),
    };
    return { status: 200, body };
  });

  const actions = [
    ['retry', contract.retryCommand],
    ['probe', contract.probeCommand],
    ['release', contract.releaseCommand],
  ] as const;
  for (const [action, operation] of actions) {
    serve(app, deps, operation, async ({ params, body, caller }) => {
      const { principal, actor } = caller;
      const acted = await actOnCommand(deps, principal, actor, params.command, action, body.reason);
      return { status: 202, body: expect(acted) };
    });
  }
}
