/** The HTTP API, put together from its resources. Everything it works with comes in as an argument. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { HTTP_LIMITS } from '../contract/limits.ts';
import type { Refusal } from '../contract/refusal.ts';
import { OPERATIONS } from '../contract/operations.ts';
import { serveAudit } from './audit.ts';
import { meterAnswers } from './admission.ts';
import { serveApprovals } from './approvals.ts';
import { serveBreakGlass } from './break-glass.ts';
import { serveCaseAttachments } from './case-attachments.ts';
import { serveSavedFilters } from './saved-filters.ts';
import { serveCaseClusters } from './case-clusters.ts';
import { serveCases } from './cases.ts';
import { serveChanges } from './changes.ts';
import { serveCodes } from './codes.ts';
import { ConsoleFiles } from './console-files.ts';
import { serveConsole } from './console.ts';
import { serveCommands } from './commands.ts';
import type { ApiDeps } from './deps.ts';
import { errorHandler, problemOf, sendProblem } from './errors.ts';
import { serveDisputes } from './disputes.ts';
import { serveErasures } from './erasures.ts';
import { serveEvidence } from './evidence.ts';
import { serveFacts } from './facts.ts';
import { serveInbound } from './inbound.ts';
import { serveInstallation } from './installation.ts';
import { serveQuarantine } from './quarantine.ts';
import { serveDrift } from './drift.ts';
import { servePolicies } from './policies.ts';
import { serveRecords } from './records.ts';
import { servePeople } from './people.ts';
import { serveReference } from './reference.ts';
import { addCommonHeaders } from './response-headers.ts';
import { serveProposals } from './proposals.ts';
import { refuseOtherMethods } from './route.ts';
import { serveReservations } from './reservations.ts';
import { serveReturns } from './returns.ts';
import { serveSandbox } from './sandbox.ts';
import { serveSalesOrders } from './sales-orders.ts';
import { serveSession } from './session.ts';
import { serveLotStatements } from './lot-statements.ts';
import { serveLots } from './lots.ts';
import { serveItemStock } from './item-stock.ts';
import { serveStock } from './stock.ts';
import { serveSupplierClaims } from './supplier-claims.ts';
import { serveSupplyOrders } from './supply-orders.ts';
import { serveSweeps } from './sweeps.ts';
import { serveSubscriptions } from './subscriptions.ts';
import { serveUsage } from './usage.ts';

/** A request id that a caller may choose. */
const REQUEST_ID = /^[\w.:-]{1,100}$/;
/** Characters of a path parameter: a name of 500 characters, percent-encoded in UTF-8. */
const PARAM_LENGTH_MAX = 12 * HTTP_LIMITS.nameLengthMax;
/** Milliseconds for a request to arrive in full: 4 MiB over a slow line. */
const REQUEST_TIMEOUT_MS = 60_000;

/** Builds the API; the caller makes it listen, and closes it. */
export function buildApi(deps: ApiDeps): FastifyInstance {
  const app = Fastify({
    bodyLimit: HTTP_LIMITS.bodyBytesMax,
    requestTimeout: REQUEST_TIMEOUT_MS,
    genReqId: requestIdOf,
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX },
    frameworkErrors: (error, request, reply) => {
      const isBadUrl = error.code === 'FST_ERR_BAD_URL';
      const detail = isBadUrl ? 'The path is not percent-encoded correctly.' : error.message;
      reply.header('x-request-id', request.id);
      void sendProblem(reply, request.id, { code: 'invalid-request', detail });
    },
    clientErrorHandler: answerBrokenRequest,
  });
  // Bodies stay bytes: each operation reads them once, in its own way.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  addCommonHeaders(app, deps.allowedOrigins);
  meterAnswers(app, deps);
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url?.replaceAll(/:(\w+)/g, '{$1}') ?? 'unknown';
    const { statusCode: status, elapsedTime: durationMs } = reply;
    deps.observe?.({ method: request.method, route, status, durationMs });
  });
  app.setErrorHandler(errorHandler(deps.logger, deps.isUnavailable));
  const files = deps.consoleFolder === undefined ? null : new ConsoleFiles(deps.consoleFolder);
  files?.serve(app);
  app.setNotFoundHandler((request, reply) => {
    if (files?.isPage(request) === true) return files.page(request, reply);
    const detail = `There is no ${request.url.split('?')[0]!}.`;
    return sendProblem(reply, request.id, { code: 'not-found', detail });
  });
  serveFacts(app, deps);
  serveInbound(app, deps);
  serveSalesOrders(app, deps);
  serveReturns(app, deps);
  serveStock(app, deps);
  serveItemStock(app, deps);
  serveReservations(app, deps);
  serveLots(app, deps);
  serveLotStatements(app, deps);
  serveCases(app, deps);
  serveApprovals(app, deps);
  servePolicies(app, deps);
  serveSupplierClaims(app, deps);
  serveSupplyOrders(app, deps);
  serveDisputes(app, deps);
  serveEvidence(app, deps);
  serveCommands(app, deps);
  serveCodes(app, deps);
  serveRecords(app, deps);
  serveDrift(app, deps);
  serveAudit(app, deps);
  serveSession(app, deps);
  serveProposals(app, deps);
  serveSavedFilters(app, deps);
  serveErasures(app, deps);
  servePeople(app, deps);
  serveBreakGlass(app, deps);
  serveQuarantine(app, deps);
  serveSweeps(app, deps);
  serveSubscriptions(app, deps);
  serveUsage(app, deps);
  serveReference(app, deps);
  serveInstallation(app, deps);
  serveConsole(app, deps);
  serveCaseAttachments(app, deps);
  serveCaseClusters(app, deps);
  serveChanges(app, deps);
  serveSandbox(app, deps);
  refuseOtherMethods(app, OPERATIONS);
  return app;
}

function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/** What is not even HTTP is answered too, in the same words. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) return;
  const refusal: Refusal =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? { code: 'headers-too-large', detail: 'The headers exceed 16 KiB.', limit: 16_384 }
      : { code: 'invalid-request', detail: 'This is not a request of HTTP/1.1.' };
  const problem = problemOf(refusal, randomUUID());
  const body = JSON.stringify(problem);
  const phrase = problem.status === 431 ? 'Request Header Fields Too Large' : 'Bad Request';
  socket.end(
    `HTTP/1.1 ${problem.status} ${phrase}\r\n` +
      'Content-Type: application/problem+json; charset=utf-8\r\nConnection: close\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
