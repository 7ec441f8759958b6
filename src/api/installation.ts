/** Agreement, health, figures, and the documents that describe the API. */
import type { FastifyInstance } from 'fastify';
import { agreementOf } from '../application/query/agreement.ts';
import { entityScope } from '../application/query/find.ts';
import { asyncApiDocument } from '../canonical/asyncapi.ts';
import { OUTWARD_CHANNELS } from '../contract/feed-channels.ts';
import { openApiDocument } from '../contract/openapi.ts';
import * as contract from '../contract/resources/installation.ts';
import type { ApiDeps } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { serve } from './route.ts';

export function serveInstallation(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.getAgreement, async ({ query, caller }) => {
    const entities = expect(entityScope(caller.principal, query.entity ?? null));
    const { reads, workflows, lagMs, clock } = deps;
    return { status: 200, body: await agreementOf(reads, workflows, lagMs, entities, clock.now()) };
  });

  serve(app, deps, contract.getHealth, () => Promise.resolve({ status: 200, body: { status: 'ok' } }));

  serve(app, deps, contract.getReadiness, async () => {
    try {
      await deps.reads.ping();
    } catch (error) {
      deps.logger.warn('not ready', { error: String(error) });
      throw new RefusedError({ code: 'unavailable', detail: 'The store does not answer.' });
    }
    return { status: 200, body: { status: 'ok' } };
  });

  serve(app, deps, contract.getMetrics, async () => ({
    status: 200,
    body: await deps.metrics(),
    media: 'text/plain',
  }));

  // Neither document changes while the process runs.
  const openApi = JSON.stringify(openApiDocument(deps.version));
  const asyncApi = JSON.stringify(asyncApiDocument(deps.version, OUTWARD_CHANNELS));
  const media = 'application/json';
  serve(app, deps, contract.getOpenApi, () => Promise.resolve({ status: 200, body: openApi, media }));
  serve(app, deps, contract.getAsyncApi, () => Promise.resolve({ status: 200, body: asyncApi, media }));
}
