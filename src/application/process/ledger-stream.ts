import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { assert } from '../../kernel/assert.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { BatchWrite, MovementRow, StreamRow } from '../ports/store.ts';
import type { FactResult, NewFact } from './submission.ts';
import { reversalOf, type PositionDeltas } from './stock-difference.ts';

type Movement = ContentOfFact<typeof FACTS.movementRecorded>;

/** What a fact of the ledger did to its stream. */
export type StreamOutcome =
  | {
      readonly kind: 'stored';
      readonly evolution: 'applied' | 'duplicate' | 'superseded';
      readonly stream: StreamRow;
    }
  /** Same version, other content: not applied, somebody must look. */
  | { readonly kind: 'conflict'; readonly reason: string }
  | { readonly kind: 'invalid'; readonly reason: string };

/**
 * Enters one movement of the warehouse's own. Register semantics: a newer version takes back the
 * movement of the old one and makes its own; nothing posted is edited.
 */
export function enterMovementFact(
  key: string,
  stream: StreamRow | undefined,
  fact: NewFact,
  now: Instant,
  write: BatchWrite,
  deltas: PositionDeltas,
): StreamOutcome {
  const content = fact.content as Movement;
  const { from, to, version } = content;
  if (from.location === to.location && from.disposition === to.disposition) {
    return { kind: 'invalid', reason: 'the movement ends where it begins' };
  }
  const facts = (stream?.facts ?? 0) + 1;
  if (stream !== undefined && version < stream.version) {
    return { kind: 'stored', evolution: 'superseded', stream: { ...stream, facts } };
  }
  if (stream !== undefined && version === stream.version) {
    if (stream.text === fact.text) {
      return { kind: 'stored', evolution: 'duplicate', stream: { ...stream, facts } };
    }
    const reason = `movement ${content.movement} version ${version} was stated with other content`;
    return { kind: 'conflict', reason };
  }
  let movements = stream?.movements ?? 0;
  if (stream !== undefined) {
    const old = movementRow(key, movements, readMovement(stream.text), fact, now);
    const reversal = reversalOf(old, ++movements, now);
    write.movements.push(reversal);
    deltas.move(reversal);
  }
  // What is corrected happened when it was said first.
  const position = stream === undefined ? null : (readMovement(stream.text).streamPosition ?? null);
  const first = movementRow(key, ++movements, content, fact, now);
  const made = position === null ? first : { ...first, streamPosition: position };
  write.movements.push(made);
  deltas.move(made);
  return {
    kind: 'stored',
    evolution: 'applied',
    stream: { key, facts, movements, version, text: fact.text },
  };
}

function readMovement(text: string): Movement {
  const parsed = FACTS.movementRecorded.schema.safeParse(JSON.parse(text));
  assert(parsed.success, 'a stored movement can be read');
  return parsed.data;
}

const movementRow = (
  key: string,
  sequence: number,
  content: Movement,
  fact: NewFact,
  now: Instant,
): MovementRow => ({
  instance: key,
  key: 'movement',
  sequence,
  entity: fact.entity,
  kind: content.kind,
  item: content.item,
  lot: content.lot ?? '',
  quantity: content.quantity,
  fromLocation: content.from.location,
  fromDisposition: content.from.disposition,
  toLocation: content.to.location,
  toDisposition: content.to.disposition,
  reverses: null,
  reason: content.reason ?? null,
  factSource: fact.source,
  factId: fact.id,
  occurredAt: fact.occurredAt,
  recordedAt: now,
  streamPosition: content.streamPosition ?? null,
});

/** A movement that its system states in two ways. */
export interface LedgerConflict {
  readonly entity: string;
  readonly source: string;
  readonly movement: string;
}

/** Where the streams of movements are among the keys of what facts go to. */
const MOVEMENT = '/movement/';

/** The movements of a submission that contradict what is known of them. */
export const conflictsOf = (
  facts: readonly NewFact[],
  results: readonly FactResult[],
): readonly LedgerConflict[] =>
  results.flatMap((result, at) => {
    if (result.status !== 'conflict') return [];
    const from = result.instance.indexOf(MOVEMENT);
    if (from < 0) return [];
    const { entity, source } = facts[at]!;
    return [{ entity, source, movement: result.instance.slice(from + MOVEMENT.length) }];
  });
