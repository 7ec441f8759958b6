/** Facts in and out: CloudEvents in three modes, vendors' webhooks, the feed. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { StatedFact, StatedResult } from '../application/act/ports.ts';
import { causeName } from '../application/query/command-name.ts';
import { covers, entityScope } from '../application/query/find.ts';
import type { FactRow } from '../application/ports/store.ts';
import { HTTP_LIMITS } from '../contract/limits.ts';
import { invalid, type Refusal } from '../contract/refusal.ts';
import * as contract from '../contract/resources/facts.ts';
import { formatInstant } from '../kernel/instant.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import {
  contentMode,
  isJsonType,
  mediaTypeOf,
  readBinary,
  readStructured,
  type BrokenEnvelope,
  type Envelope,
} from './cloud-event.ts';
import type { ApiDeps, Caller } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { readJson } from './json-text.ts';
import { afterOf, cursorOf } from './paging.ts';
import { bytesOf, refusePacked, serve } from './route.ts';

type Read = Result<Envelope, BrokenEnvelope>;

export function serveFacts(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.postFacts, async ({ caller, request }) => {
    const { items, isBatch } = readEvents(request);
    const results = await take(deps, caller, request, items);
    if (!isBatch) return { status: 202, body: results[0]! };
    const counts: Record<string, number> = {};
    for (const { status } of results) counts[status] = (counts[status] ?? 0) + 1;
    return { status: 202, body: { counts, items: results } };
  });

  serve(app, deps, contract.listFacts, async ({ query, caller }) => {
    const entities = expect(entityScope(caller.principal, query.entity ?? null));
    const { type = null, instance = null, limit } = query;
    const page = await deps.reads.feed({
      after: afterOf('facts', query.cursor),
      limit,
      entities,
      type,
      instance,
    });
    const items = page.items.map(recordedFact);
    return { status: 200, body: { items, next: cursorOf('facts', page.next), more: page.more } };
  });
}

/** Reads the events of a request; a single one with a broken envelope ends it. */
function readEvents(request: FastifyRequest): { readonly items: readonly Read[]; readonly isBatch: boolean } {
  refusePacked(request);
  const mediaType = mediaTypeOf(request.headers['content-type']);
  const mode = contentMode(mediaType);
  if (!isJsonType(mediaType)) {
    throw new RefusedError({
      code: 'media-type-unsupported',
      detail: `${mediaType || 'A body without a type'} is not supported: events and their data are JSON.`,
      param: 'Content-Type',
    });
  }
  const body = expect(readJson(bytesOf(request)));
  if (mode === 'batch') return { items: readBatch(body), isBatch: true };
  const event = mode === 'structured' ? readStructured(body) : readBinary(request.headers, body);
  if (!event.ok) throw new RefusedError(invalid('invalid-envelope', event.error.errors));
  return { items: [event], isBatch: false };
}

function readBatch(body: unknown): readonly Read[] {
  if (!Array.isArray(body)) {
    const message = 'a batch must be a JSON array';
    throw new RefusedError(invalid('invalid-envelope', [{ path: '$', message }]));
  }
  if (body.length > HTTP_LIMITS.batchItemsMax) {
    throw new RefusedError({
      code: 'batch-too-large',
      detail: `A batch may have ${HTTP_LIMITS.batchItemsMax} items; this one has ${body.length}.`,
      limit: HTTP_LIMITS.batchItemsMax,
    });
  }
  return body.map((event, at) => readStructured(event, `$[${at}].`));
}

type FactAnswer = Readonly<Record<string, unknown>> & { readonly status: string };

/** Hands the sound events to the front door; the others are answered as refused. */
async function take(
  deps: ApiDeps,
  caller: Caller,
  request: FastifyRequest,
  items: readonly Read[],
): Promise<readonly FactAnswer[]> {
  const now = deps.clock.now();
  const facts: StatedFact[] = [];
  const answers = items.map((item): FactAnswer | number => {
    if (!item.ok) return refused(item.error);
    const { source, id, type, time, correlationId, causationId, data } = item.value;
    const entity = entityOf(deps, caller, item.value);
    if (!entity.ok) {
      if (items.length === 1) throw new RefusedError(entity.error);
      return refused({ source, id, errors: [{ path: 'entity', message: entity.error.detail }] });
    }
    const occurredAt = time ?? now;
    const fact = { source, id, type, entity: entity.value, occurredAt, correlationId, causationId, data };
    return facts.push(fact) - 1;
  });
  const raw = { id: randomUUID(), headers: tracedHeaders(request, items), body: bytesOf(request) };
  const results = facts.length === 0 ? [] : await deps.intake.receiveFacts(facts, raw);
  return answers.map((answer) =>
    typeof answer === 'number' ? factAnswer(facts[answer]!, results[answer]!) : answer,
  );
}

/** The headers, with the trace of the first event that names one: an event outlives its request. */
function tracedHeaders(request: FastifyRequest, items: readonly Read[]): Record<string, string> {
  const headers = textHeaders(request);
  for (const item of items) {
    if (!item.ok || item.value.traceparent === null) continue;
    return { ...headers, traceparent: item.value.traceparent };
  }
  return headers;
}

const refused = ({ source, id, errors }: BrokenEnvelope): FactAnswer => ({
  status: 'refused',
  source,
  id,
  code: 'invalid-envelope',
  reasons: errors,
});

/** The entity of an event, and whether the key may speak for its source and its entity. */
function entityOf(deps: ApiDeps, { principal }: Caller, envelope: Envelope): Result<string, Refusal> {
  if (principal.system !== null && principal.system !== envelope.source) {
    const detail = `The key speaks for ${principal.system}, not for ${envelope.source}.`;
    throw new RefusedError({ code: 'source-not-allowed', detail, param: 'source' });
  }
  const entity = envelope.entity ?? (principal.entities.length === 1 ? principal.entities[0]! : null);
  if (entity === null) {
    const message = 'is required: the key covers several';
    return err(invalid('invalid-envelope', [{ path: 'entity', message }]));
  }
  if (!deps.entities.has(entity)) {
    const message = `${entity} is not configured; configured: ${[...deps.entities].join(', ')}`;
    return err(invalid('invalid-envelope', [{ path: 'entity', message }]));
  }
  if (covers(principal, entity)) return ok(entity);
  const detail = `The key does not cover ${entity}.`;
  throw new RefusedError({ code: 'entity-not-allowed', detail, param: 'entity' });
}

/** What became of a fact, as the caller is told. */
export function factAnswer(
  fact: { readonly source: string; readonly id: string },
  result: StatedResult,
): FactAnswer {
  const { source, id } = fact;
  switch (result.status) {
    case 'accepted':
    case 'duplicate':
    case 'conflict':
      return { status: result.status, source, id, instance: result.instance };
    case 'waiting':
      return { status: 'waiting', source, id, waitsFor: result.alias };
    case 'quarantined': {
      const { code, reason, faults } = result;
      const reasons = faults.length > 0 ? faults : [{ path: '$', message: reason }];
      return { status: 'quarantined', source, id, code, reasons };
    }
  }
}

/** Headers as connectors read them: lower-case names, one text each. */
export function textHeaders(request: FastifyRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

/** Content of a stored fact: its canonical text, as JSON again. */
export const dataOf = (text: string): unknown => JSON.parse(text) as unknown;

/** A fact as the feed has it. */
export const recordedFact = (row: FactRow) => ({
  source: row.source,
  id: row.id,
  type: row.type,
  entity: row.entity,
  instance: row.instance,
  occurredAt: formatInstant(row.occurredAt),
  recordedAt: formatInstant(row.recordedAt),
  correlationId: row.correlationId,
  causationId: causeName(row.instance, row.causationId),
  effect: row.evolution,
  data: dataOf(row.text),
});
