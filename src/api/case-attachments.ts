/** Files beside a case. */
import type { FastifyInstance } from 'fastify';
import { attach, type Attachment } from '../application/act/attachments.ts';
import { findCase } from '../application/act/cases.ts';
import * as contract from '../contract/resources/case-attachments.ts';
import { timeOrNull } from '../application/query/command-answer.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { numberIn } from './ids.ts';
import { serve } from './route.ts';

export function serveCaseAttachments(app: FastifyInstance, deps: ApiDeps): void {
  const { reads, attachments } = deps;

  serve(app, deps, contract.listCaseAttachments, async ({ params, caller }) => {
    const { id } = expect(await findCase(reads, caller.principal, numberIn(params.case)));
    return { status: 200, body: { items: (await attachments.of(id)).map(attachmentAnswer) } };
  });

  serve(app, deps, contract.attachToCase, async ({ params, body, caller }) => {
    const found = expect(await findCase(reads, caller.principal, numberIn(params.case)));
    const { name, type } = body;
    const content = Buffer.from(body.content, 'base64');
    const by = { principal: caller.principal, actor: caller.actor, now: deps.clock.now() };
    const kept = expect(await attach(attachments, found, { name, type, content }, by));
    return { status: 201, body: attachmentAnswer(kept) };
  });

  serve(app, deps, contract.getCaseAttachment, async ({ params, caller }) => {
    const { id } = expect(await findCase(reads, caller.principal, numberIn(params.case)));
    const file = await attachments.read(id, numberIn(params.attachment));
    if (file === null) {
      const detail = `The case has no ${params.attachment}.`;
      throw new RefusedError({ code: 'not-found', detail, param: 'attachment' });
    }
    if (file.erasedAt !== null) {
      const detail = `${params.attachment} was erased with what tells of a person.`;
      throw new RefusedError({ code: 'not-found', detail, param: 'attachment' });
    }
    const content = Buffer.from(file.content).toString('base64');
    return { status: 200, body: { ...attachmentAnswer(file), content } };
  });
}

const attachmentAnswer = ({ id, caseId, name, type, bytes, sha256, by, at, erasedAt }: Attachment) => ({
  id: `att_${id}`,
  case: `exc_${caseId}`,
  name,
  type,
  bytes,
  sha256,
  by,
  at: formatInstant(at),
  erasedAt: timeOrNull(erasedAt),
});
