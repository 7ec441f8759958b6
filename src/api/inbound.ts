/** Vendors' webhooks, as they come: the connector of the system checks and translates them. */
import type { FastifyInstance } from 'fastify';
import * as contract from '../contract/resources/facts.ts';
import type { ApiDeps } from './deps.ts';
import { RefusedError } from './errors.ts';
import { textHeaders } from './facts.ts';
import { bytesOf, refusePacked, serve } from './route.ts';

export function serveInbound(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.postInbound, async ({ params, request }) => {
    refusePacked(request);
    const message = { headers: textHeaders(request), body: bytesOf(request) };
    const receipt = await deps.messages.receive(params.system, message);
    switch (receipt.kind) {
      case 'unknown-system':
        throw new RefusedError({
          code: 'not-found',
          detail: `There is no system ${params.system}.`,
          param: 'system',
        });
      case 'rejected':
        throw new RefusedError({ code: 'signature-invalid', detail: receipt.reason });
      case 'quarantined': {
        const { messageId, reason } = receipt;
        return { status: 202, body: { status: 'quarantined', messageId, code: 'untranslatable', reason } };
      }
      case 'received': {
        const counts: Record<string, number> = {};
        for (const { status } of receipt.facts) counts[status] = (counts[status] ?? 0) + 1;
        return { status: 202, body: { status: 'received', messageId: receipt.messageId, counts } };
      }
    }
  });
}
