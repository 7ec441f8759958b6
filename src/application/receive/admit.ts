import { factTypeOf } from '../../canonical/catalogue.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import { hashOf, quarantineOf } from '../process/batch-rows.ts';
import { allowedOf, type FieldRules, type IgnoredMember } from './field-rules.ts';
import type { NewFact } from '../process/submission.ts';
import type { CanonicalFact, UnreadableRecord } from '../ports/connector.ts';
import { whyFaulty } from './faulty.ts';
import type { QuarantineCode, QuarantineRow } from '../ports/store.ts';

/** Which systems may say which fact types. A type that is not listed may be said by nobody. */
export type Ownership = ReadonlyMap<string, ReadonlySet<string>>;

/** What decides whether a fact is let in. */
export interface Admission {
  readonly ownership: Ownership;
  /** Milliseconds that a sender's clock may be ahead of ours. */
  readonly skewMaxMs: number;
  /** Who may state which member; without it the owner of a type may state all of it. */
  readonly fields?: FieldRules;
  /** Told of members that were left out. */
  ignored?(member: IgnoredMember): void;
}

/** Why a fact is not let in. */
export interface Refusal {
  readonly code: QuarantineCode;
  readonly reason: string;
}

/** Checks who says it, and when. */
export function refusalOf(
  admission: Admission,
  source: string,
  type: string,
  occurredAt: Instant,
  now: Instant,
): Refusal | null {
  if (factTypeOf(type) === undefined) {
    return { code: 'unknown-fact-type', reason: `there is no fact type ${type}` };
  }
  const owners = admission.ownership.get(type);
  if (owners?.has(source) !== true) {
    const who = owners === undefined || owners.size === 0 ? 'nobody' : `only ${[...owners].join(', ')}`;
    const reason = `${source} may not say ${type}; ${who} may`;
    return { code: 'not-owner', reason };
  }
  if (occurredAt > now + admission.skewMaxMs) {
    const reason = `${formatInstant(occurredAt)} is in the future: the clock of ${source} is wrong`;
    return { code: 'clock-skew', reason };
  }
  return null;
}

/** What of a content may come in from this source, or why nothing of it may. */
export function contentFor(
  admission: Admission,
  source: string,
  fact: { readonly type: string; readonly id: string; readonly content: unknown },
): { readonly content: unknown; readonly refusal: Refusal | null } {
  const { type, id, content } = fact;
  const allowed = allowedOf(admission.fields, source, type, content);
  if (allowed.kind === 'whole') return { content, refusal: null };
  if (allowed.kind === 'refused') {
    return { content, refusal: { code: 'not-owner', reason: allowed.reason } };
  }
  for (const member of allowed.ignored) {
    admission.ignored?.({ type, member, source, fact: `${source}/${id}` });
  }
  return { content: allowed.content, refusal: null };
}

/** Facts that may come in, and quarantine entries for those that may not, in the order given. */
export interface Admitted {
  readonly facts: readonly NewFact[];
  readonly quarantined: readonly QuarantineRow[];
  /** For each fact given: its position among the admitted, or why it was refused. */
  readonly verdicts: readonly (number | Refusal)[];
}

/** Checks what a connector hands over: its codec, who says it, and when. */
export function admitFacts(
  admission: Admission,
  source: string,
  given: readonly CanonicalFact[],
  context: {
    readonly messageId: string | null;
    readonly causationId: string | null;
    readonly correlationId: string | null;
    /** What one message says comes in together, document by document. */
    readonly isMessage?: boolean;
  },
  now: Instant,
): Admitted {
  const facts: NewFact[] = [];
  const quarantined: QuarantineRow[] = [];
  const verdicts: (number | Refusal)[] = [];
  for (const fact of given) {
    const { type, id, entity, occurredAt } = fact;
    if (fact.unreadable !== undefined) {
      const entry = unreadRecord(source, id, fact.unreadable, now);
      verdicts.push({ code: entry.code, reason: entry.reason });
      quarantined.push(entry);
      continue;
    }
    const whose = refusalOf(admission, source, type, occurredAt, now);
    const part = whose === null ? contentFor(admission, source, fact) : { ...fact, refusal: whose };
    const { content } = part;
    const encoded = encode(type, content);
    const refusal = part.refusal ?? encoded.refusal;
    const made: NewFact = {
      source,
      id,
      entity,
      type,
      occurredAt,
      content,
      text: encoded.text,
      correlationId: context.correlationId,
      causationId: fact.causationId ?? context.causationId,
      messageId: context.messageId,
      ...(context.isMessage === true ? { document: fact.document?.name ?? '' } : {}),
    };
    if (refusal === null) verdicts.push(facts.push(made) - 1);
    else {
      verdicts.push(refusal);
      quarantined.push(
        encoded.refusal === null && factTypeOf(type) !== undefined
          ? quarantineOf(made, refusal.code, refusal.reason, now)
          : unreadable(made, refusal, now),
      );
    }
  }
  return { facts, quarantined, verdicts };
}

/** Quarantine entry of a record of a statement: a message, so that it is redriven like one. */
function unreadRecord(
  source: string,
  messageId: string,
  { faults, message }: UnreadableRecord,
  now: Instant,
): QuarantineRow {
  return {
    kind: 'message',
    entity: null,
    source,
    messageId,
    factId: null,
    factType: null,
    businessKey: null,
    ...whyFaulty(faults),
    headers: JSON.stringify(message.headers),
    body: message.body,
    bodyHash: hashOf(message.body),
    occurredAt: null,
    receivedAt: now,
  };
}

function encode(type: string, content: unknown): { text: string; refusal: Refusal | null } {
  try {
    return { text: factTypeOf(type)?.encode(content) ?? '', refusal: null };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { text: '', refusal: { code: 'invalid-content', reason } };
  }
}

/** Quarantine entry of a fact whose content cannot be written in its canonical form. */
function unreadable(fact: NewFact, refusal: Refusal, now: Instant): QuarantineRow {
  const shown = JSON.stringify(fact.content, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  const body = Buffer.from(shown ?? 'null');
  return {
    kind: 'fact',
    entity: fact.entity,
    source: fact.source,
    messageId: fact.messageId,
    factId: fact.id,
    factType: fact.type,
    businessKey: null,
    code: refusal.code,
    reason: refusal.reason,
    headers: null,
    body,
    bodyHash: hashOf(body),
    occurredAt: fact.occurredAt,
    receivedAt: now,
  };
}
