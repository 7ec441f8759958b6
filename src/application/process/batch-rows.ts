import { createHash } from 'node:crypto';
import { factTypeOf } from '../../canonical/catalogue.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { BatchWrite, MessageRow, QuarantineCode, QuarantineRow } from '../ports/store.ts';
import type { FactResult, NewFact, Submission } from './submission.ts';

/** A write with nothing in it. */
export const emptyWrite = (now: Instant): BatchWrite => ({
  now,
  facts: [],
  instances: [],
  streams: [],
  commands: [],
  commandUpdates: [],
  attempts: [],
  casesOpened: [],
  casesClosed: [],
  movements: [],
  positions: [],
  allocations: [],
  backorders: [],
  lots: [],
  aliases: [],
  messages: [],
  waiting: [],
  delivered: [],
  quarantined: [],
  redriven: [],
  losses: [],
});

/** Hash of raw bytes, for telling whether two messages are the same. */
export const hashOf = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex');

/** Quarantine entry of one fact, with its wire text as the body. */
export function quarantineOf(
  fact: NewFact,
  code: QuarantineCode,
  reason: string,
  now: Instant,
): QuarantineRow {
  const body = Buffer.from(fact.text);
  return {
    kind: 'fact',
    entity: fact.entity,
    source: fact.source,
    messageId: fact.messageId,
    factId: fact.id,
    factType: fact.type,
    businessKey: factTypeOf(fact.type)?.key(fact.content) ?? null,
    code,
    reason,
    headers: null,
    body,
    bodyHash: hashOf(body),
    occurredAt: fact.occurredAt,
    receivedAt: now,
  };
}

/** The raw message with what became of its facts. */
export function messageOf(
  message: MessageRow,
  results: readonly FactResult[],
  submission: Submission,
): MessageRow {
  const count = (status: FactResult['status']): number =>
    results.filter((result) => result.status === status).length;
  return {
    ...message,
    accepted: count('accepted'),
    duplicates: count('duplicate'),
    conflicts: count('conflict'),
    waiting: count('waiting'),
    quarantined: count('quarantined') + (submission.quarantined?.length ?? 0),
  };
}
