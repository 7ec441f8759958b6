/** The sandbox: its fault dial, and game days. */
import type { FastifyInstance } from 'fastify';
import type { SandboxDesk } from '../application/ports/sandbox-desk.ts';
import * as contract from '../contract/resources/sandbox.ts';
import type { ApiDeps, Caller } from './deps.ts';
import { principalRef } from '../application/access/principal.ts';
import { expect, RefusedError } from './errors.ts';
import { serve } from './route.ts';

export function serveSandbox(app: FastifyInstance, deps: ApiDeps): void {
  const desk = (): SandboxDesk => {
    if (deps.sandbox !== undefined) return deps.sandbox;
    throw new RefusedError({ code: 'not-found', detail: 'No simulated systems run here.' });
  };
  const note = (caller: Caller, action: string, after: unknown): Promise<unknown> =>
    deps.audit.append({
      at: deps.clock.now(),
      actor: caller.actor,
      principal: principalRef(caller.principal),
      action,
      entity: null,
      subject: 'sandbox',
      before: null,
      after: JSON.stringify(after),
      reason: null,
    });

  serve(app, deps, contract.getSandbox, () => Promise.resolve({ status: 200, body: desk().state() }));

  serve(app, deps, contract.setFaultDial, async ({ body, caller }) => {
    const state = expect(desk().set(body));
    await note(caller, 'sandbox.faults', body);
    return { status: 200, body: state };
  });

  serve(app, deps, contract.startGameDay, async ({ body, caller }) => {
    const state = expect(await desk().begin(body));
    await note(caller, 'sandbox.game-day', body);
    return { status: 202, body: state };
  });
}
