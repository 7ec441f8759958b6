/**
 * Facts in canonical form on their way into the processor: each is parsed once by its sender's
 * envelope, decoded once by its codec, and stored as the text that the codec wrote.
 */
import { factTypeOf } from '../../canonical/catalogue.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { MessageRow, QuarantineRow } from '../ports/store.ts';
import { hashOf } from '../process/batch-rows.ts';
import { PROCESS_LIMITS } from '../process/limits.ts';
import type { Processor } from '../process/processor.ts';
import type { NewFact } from '../process/submission.ts';
import { contentFor, refusalOf, type Admission, type Refusal } from '../receive/admit.ts';
import type { FactIntake, RawRequest, StatedFact, StatedResult } from './ports.ts';

const NO_FAULTS: readonly Fault[] = [];
/** Bytes of a request that stand in a message row: only its first part repeats them. */
const NO_BYTES = new Uint8Array();
/** How JSON writes the one character that the database cannot store. */
const NUL_IN_JSON = '\\u0000';

/** One part of a request: what goes into one submission. */
interface Part {
  readonly facts: NewFact[];
  readonly quarantined: QuarantineRow[];
  /** For each fact of the part: its position among those let in, or what is wrong with it. */
  readonly verdicts: (number | (Refusal & { readonly faults: readonly Fault[] }))[];
}

export class ProcessorIntake implements FactIntake {
  readonly #processor: Processor;
  readonly #admission: Admission;
  readonly #clock: Clock;

  constructor(processor: Processor, admission: Admission, clock: Clock) {
    this.#processor = processor;
    this.#admission = admission;
    this.#clock = clock;
  }

  async receiveFacts(facts: readonly StatedFact[], raw?: RawRequest): Promise<readonly StatedResult[]> {
    const now = this.#clock.now();
    const parts: Promise<readonly StatedResult[]>[] = [];
    for (let at = 0; at < facts.length; at += PROCESS_LIMITS.batchItemsMax) {
      const some = facts.slice(at, at + PROCESS_LIMITS.batchItemsMax);
      parts.push(this.#receivePart(some, raw === undefined ? null : messageRow(some[0]!, raw, at, now), now));
    }
    return (await Promise.all(parts)).flat();
  }

  async #receivePart(
    stated: readonly StatedFact[],
    message: MessageRow | null,
    now: Instant,
  ): Promise<readonly StatedResult[]> {
    const part: Part = { facts: [], quarantined: [], verdicts: [] };
    for (const fact of stated) this.#admit(fact, message?.messageId ?? null, part, now);
    const { facts, quarantined } = part;
    const result = await this.#processor.submit({
      facts,
      quarantined,
      ...(message === null ? {} : { message }),
    });
    return part.verdicts.map((verdict): StatedResult => {
      if (typeof verdict !== 'number') return { status: 'quarantined', ...verdict };
      const became = result.facts[verdict]!;
      return became.status === 'quarantined' ? { ...became, faults: NO_FAULTS } : became;
    });
  }

  #admit(stated: StatedFact, messageId: string | null, part: Part, now: Instant): void {
    const { source, id, entity, type, occurredAt, correlationId, causationId, data } = stated;
    const refusal = refusalOf(this.#admission, source, type, occurredAt, now);
    const decoded = refusal === null ? factTypeOf(type)!.decode(data) : null;
    const allowed =
      decoded?.ok === true ? contentFor(this.#admission, source, { type, id, ...decoded.value }) : null;
    if (decoded?.ok === true && allowed?.refusal === null && !decoded.value.text.includes(NUL_IN_JSON)) {
      const { content } = allowed;
      const isWhole = content === decoded.value.content;
      const text = isWhole ? decoded.value.text : factTypeOf(type)!.encode(content);
      const fact = {
        source,
        id,
        entity,
        type,
        occurredAt,
        content,
        text,
        correlationId,
        causationId,
        messageId,
      };
      part.verdicts.push(part.facts.push(fact) - 1);
      return;
    }
    const whose = refusal ?? allowed?.refusal ?? null;
    const faults = whose !== null || decoded === null ? NO_FAULTS : decoded.ok ? HOLDS_NUL : decoded.error;
    const why = whose ?? { code: 'invalid-content', reason: sentenceOf(faults) };
    part.verdicts.push({ ...why, faults });
    part.quarantined.push(quarantined(stated, why, now));
  }
}

const HOLDS_NUL: readonly Fault[] = [{ path: '$', message: 'must not hold the character U+0000' }];

const sentenceOf = (faults: readonly Fault[]): string =>
  faults.map(({ path, message }) => `${path} ${message}`).join('; ').replaceAll('\u0000', '\uFFFD');

function quarantined(stated: StatedFact, why: Refusal, now: Instant): QuarantineRow {
  const { source, id, entity, type, occurredAt, data } = stated;
  const body = Buffer.from(JSON.stringify(data) ?? 'null');
  return {
    kind: 'fact',
    entity,
    source,
    // Source and id name the fact, in whatever request it comes: said again it is the same entry.
    messageId: null,
    factId: id,
    factType: type,
    businessKey: null,
    code: why.code,
    reason: why.reason,
    headers: null,
    body,
    bodyHash: hashOf(body),
    occurredAt,
    receivedAt: now,
  };
}

/** Credentials are checked at the door and kept nowhere. */
const SECRET_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization', 'x-api-key']);

/** The request is kept as it came: its bytes stand in the row of its first part. */
function messageRow(first: StatedFact, raw: RawRequest, from: number, now: Instant): MessageRow {
  const headers = Object.entries(raw.headers).filter(([name]) => !SECRET_HEADERS.has(name));
  const body = from === 0 ? raw.body : NO_BYTES;
  return {
    source: first.source,
    messageId: `${raw.id}#${from}`,
    entity: first.entity,
    headers: JSON.stringify(Object.fromEntries(headers)),
    body,
    bodyHash: hashOf(body),
    receivedAt: now,
    accepted: 0,
    duplicates: 0,
    conflicts: 0,
    waiting: 0,
    quarantined: 0,
  };
}
