/** Budgets and metering of requests: what every operation has in common before and after its handler. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BudgetVerdict } from '../application/access/budgets.ts';
import type { ApiDeps, Caller } from './deps.ts';
import { RefusedError } from './errors.ts';

const callers = new WeakMap<FastifyRequest, Caller>();

/** Remembers who sends a request, takes it from the budget, and says in headers what is left. */
export async function takeFromBudget(
  deps: ApiDeps,
  caller: Caller,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  callers.set(request, caller);
  const { keyId, name } = caller.principal;
  const verdict = await deps.budgets.take(keyId, name);
  if (verdict.left.length > 0) sayWhatIsLeft(verdict, reply);
  if (verdict.allowed) return;
  reply.header('retry-after', String(verdict.retryAfterSeconds));
  const spent = verdict.left.find(({ remaining }) => remaining === 0);
  const { quota = 0, windowMs = 0 } = spent?.policy ?? {};
  throw new RefusedError({
    code: 'rate-limited',
    detail: `${name} may send ${quota} requests in ${windowMs / 1_000} s, and has.`,
    limit: quota,
  });
}

/** RateLimit and RateLimit-Policy, as lists of structured fields. */
function sayWhatIsLeft({ left }: BudgetVerdict, reply: FastifyReply): void {
  reply.header(
    'ratelimit-policy',
    left.map(({ policy }) => `"${policy.name}";q=${policy.quota};w=${policy.windowMs / 1_000}`).join(', '),
  );
  reply.header(
    'ratelimit',
    left
      .map(({ policy, remaining, resetSeconds }) => `"${policy.name}";r=${remaining};t=${resetSeconds}`)
      .join(', '),
  );
}

/** Meters every answer of an operation. */
export function meterAnswers(app: FastifyInstance, deps: ApiDeps): void {
  app.addHook('onResponse', async (request, reply) => {
    const { operation } = request.routeOptions.config as { operation?: string };
    if (operation === undefined) return;
    const { keyId = '', name = '' } = callers.get(request)?.principal ?? {};
    deps.usage.note({
      client: keyId,
      clientName: name,
      operation,
      status: reply.statusCode,
      bytesIn: request.body instanceof Uint8Array ? request.body.length : 0,
      bytesOut: Number(reply.getHeader('content-length') ?? 0),
      durationMs: reply.elapsedTime,
    });
  });
}
