/** The reference of the API and a page for each error code, made once when the process starts. */
import type { FastifyInstance } from 'fastify';
import { asyncApiDocument } from '../canonical/asyncapi.ts';
import { ERROR_CODES, ERRORS, type ErrorCode } from '../contract/error-codes.ts';
import { OUTWARD_CHANNELS } from '../contract/feed-channels.ts';
import { openApiDocument } from '../contract/openapi.ts';
import { errorsOf } from '../contract/operation.ts';
import { OPERATIONS } from '../contract/operations.ts';
import * as contract from '../contract/resources/reference.ts';
import type { ApiDeps } from './deps.ts';
import { RefusedError } from './errors.ts';
import { html, pageReply, prose, type Html } from './page.ts';
import { referenceContent, referenceNavigation, type AsyncApi, type OpenApi } from './reference-page.ts';
import { serve, type Reply } from './route.ts';

export function serveReference(app: FastifyInstance, deps: ApiDeps): void {
  let reference: Reply | null = null;
  serve(app, deps, contract.getReference, async () => (reference ??= referenceOf(deps.version)));
  serve(app, deps, contract.getErrors, async () =>
    pageReply('Error codes', errorNavigation(), errorList()),
  );
  serve(app, deps, contract.getError, async ({ params }) => {
    const code = ERROR_CODES.find((one) => one === params.code);
    if (code !== undefined) return pageReply(ERRORS[code].title, errorNavigation(), errorContent(code));
    throw new RefusedError({
      code: 'not-found',
      detail: `There is no error ${params.code}.`,
      param: 'code',
    });
  });
}

function referenceOf(version: string): Reply {
  const document = openApiDocument(version) as unknown as OpenApi;
  const messages = asyncApiDocument(version, OUTWARD_CHANNELS) as unknown as AsyncApi;
  return pageReply('Reference', referenceNavigation(document), referenceContent(document, messages));
}

const errorNavigation = (): Html =>
  html`<p><a href="/reference">Reference of the API</a></p>
    <ul>
      ${ERROR_CODES.map((code) => html`<li><a href="/errors/${code}">${code}</a></li>`)}
    </ul>`;

const errorList = (): Html =>
  html`<h1>Error codes</h1>
    <p>Every refusal is a problem document (RFC 9457). Its <code>code</code> means the same for ever.</p>
    <table>
      <tr>
        <th>Status</th>
        <th>Code</th>
        <th>Meaning</th>
      </tr>
      ${ERROR_CODES.map(
        (code) =>
          html`<tr>
            <td>${ERRORS[code].status}</td>
            <td>
              <a href="/errors/${code}"><code>${code}</code></a>
            </td>
            <td>${prose(ERRORS[code].title)}</td>
          </tr>`,
      )}
    </table>`;

function errorContent(code: ErrorCode): Html {
  const { status, title, mend } = ERRORS[code];
  const answering = OPERATIONS.filter((operation) => errorsOf(operation).includes(code));
  return html`<h1>${title}</h1>
    <p class="path"><code>${code}</code> · status ${status}</p>
    <h2>What to do</h2>
    <p>${prose(mend)}</p>
    <h2>Who answers it</h2>
    <ul>
      ${answering.map(({ id, summary }) => html`<li><a href="/reference#${id}">${summary}</a></li>`)}
    </ul>`;
}
