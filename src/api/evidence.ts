/** Evidence packs, their seals, and the page that verifies them. */
import type { FastifyInstance } from 'fastify';
import { EVIDENCE_MEDIA } from '../application/evidence/pack.ts';
import { verifierPage } from '../application/evidence/verifier-page.ts';
import { entityScope } from '../application/query/find.ts';
import * as contract from '../contract/resources/evidence.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { serve } from './route.ts';

export function serveEvidence(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.takeEvidence, async ({ body, caller }) => {
    const { principal, actor } = caller;
    const taken = await deps.evidence.take(principal, actor, body.number, body.entity ?? null);
    const { text, seal, fileName } = expect(taken);
    const headers = {
      'content-disposition': `attachment; filename="${fileName}"`,
      'crossdock-seal': seal,
    };
    return { status: 200, body: text, media: EVIDENCE_MEDIA, headers };
  });

  serve(app, deps, contract.findSeal, async ({ params, caller }) => {
    const page = await deps.auditBook.list({
      after: null,
      limit: 1,
      entities: expect(entityScope(caller.principal, null)),
      actor: null,
      action: 'evidence.take',
      subject: `evidence/${params.seal}`,
      from: null,
      to: null,
      order: 'oldest',
    });
    const [entry] = page.items;
    if (entry === undefined) {
      const detail = 'No pack with this seal was taken here.';
      throw new RefusedError({ code: 'not-found', detail, param: 'seal' });
    }
    const { at, actor, after } = entry;
    const body = { seal: params.seal, instance: after ?? '', takenAt: formatInstant(at), takenBy: actor };
    return { status: 200, body };
  });

  serve(app, deps, contract.getVerifier, async () => {
    const { html, policy } = verifierPage();
    const headers = { 'content-security-policy': `${policy}; frame-ancestors 'none'` };
    return { status: 200, body: html, media: 'text/html', headers };
  });
}
