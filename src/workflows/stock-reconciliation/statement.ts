/** What a reconciliation is about: a count, a snapshot or a request, read into one form. */
import type { AdjustmentReason } from '../../canonical/facts/adjustment-reason.ts';
import { reasonOf } from '../../domain/inventory/adjustment-reason.ts';
import type { SuggestedCause } from '../../domain/inventory/variance.ts';
import {
  contentOf,
  isDisputed,
  register,
  registers,
  type Register,
  type State,
} from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Money } from '../../kernel/money.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import { R } from './registers.ts';

/** One line of a statement, with what the ledger says of it. */
export interface StatedLine {
  readonly line: number;
  readonly item: string;
  readonly lot: string | undefined;
  readonly abcClass: 'A' | 'B' | 'C';
  readonly unitCost: Money | null;
  /** Counted or booked; of a request nothing is stated. */
  readonly stated: Quantity | null;
  readonly theirBook: Quantity | undefined;
  /** What our ledger had; `null`: it has not answered, or was not asked. */
  readonly book: Quantity | null;
  readonly suggestion: SuggestedCause | null;
  /** What the books are to change by; `null`: it is not known yet. */
  readonly change: bigint | null;
  readonly reason: AdjustmentReason | null;
  /** In the words of whoever said it. */
  readonly text: string;
}

export type StatementKind = 'count' | 'snapshot' | 'request';

/** A count, a snapshot or a request. */
export interface Statement {
  readonly kind: StatementKind;
  readonly site: string;
  /** System whose books a snapshot states. */
  readonly system: string | null;
  readonly source: string;
  readonly statedAt: Instant;
  readonly after: number | undefined;
  /** Who began it: he may not approve it. */
  readonly makers: readonly string[];
  /** Two contents under one version: a person must have it stated again. */
  readonly isDisputed: boolean;
  readonly version: number;
  /** Names what the ledger is asked. */
  readonly of: string;
  readonly lines: readonly StatedLine[];
}

/** The statement of an instance, or `null` while none is known. */
export function statementOf(state: State): Statement | null {
  const count = registers(state, R.count)[0];
  if (count !== undefined) return ofCount(state, count);
  const snapshot = registers(state, R.snapshot)[0];
  if (snapshot !== undefined) return ofSnapshot(state, snapshot);
  const requested = registers(state, R.requested)[0];
  return requested === undefined ? null : ofRequest(state, requested);
}

type Compared = Extract<ReturnType<typeof comparedOf>, object>;

function comparedOf(state: State, of: string) {
  const compared = registers(state, R.compared)[0];
  if (compared === undefined) return null;
  const value = contentOf(compared);
  return value.of === of ? new Map(value.lines.map((line) => [line.line, line])) : null;
}

/** The answer of the ledger to one line, and what follows from it. */
function answered(compared: Compared | null, line: number, stated: Quantity) {
  const answer = compared?.get(line);
  if (answer === undefined) return { book: null, suggestion: null, change: null };
  const suggestion = { cause: answer.cause, because: answer.because };
  return { book: answer.book, suggestion, change: stated - answer.book };
}

function ofCount(state: State, known: Register<CountContent>): Statement {
  const { value, source } = known.contents[0];
  const { site, countedAt, after, countedBy } = value;
  const of = fingerprint(JSON.stringify([known.version, known.contents[0].text]));
  const compared = comparedOf(state, of);
  return {
    kind: 'count', site, system: null, source, statedAt: countedAt, after, makers: [countedBy], of,
    isDisputed: isDisputed(known), version: known.version,
    lines: value.lines.map(({ line, item, lot, counted, theirBook, abcClass = 'A', unitCost = null }) => {
      const answer = answered(compared, line, counted);
      const found = answer.change !== null && answer.change > 0n ? 'found' : 'miscounted';
      const reason = reasonDecided(state, line) ?? (answer.change === null ? null : found);
      const text = `Count by ${countedBy}`;
      return { line, item, lot, abcClass, unitCost, stated: counted, theirBook, ...answer, reason, text };
    }),
  };
}

function ofSnapshot(state: State, known: Register<SnapshotContent>): Statement {
  const { value, source } = known.contents[0];
  const { site, system, takenAt, after } = value;
  const of = fingerprint(JSON.stringify([known.version, known.contents[0].text]));
  const compared = comparedOf(state, of);
  return {
    kind: 'snapshot', site, system, source, statedAt: takenAt, after, makers: [], of,
    isDisputed: isDisputed(known), version: known.version,
    lines: value.lines.map(({ line, item, lot, onHand, abcClass = 'A', unitCost = null }) => {
      const { book, suggestion, change } = answered(compared, line, onHand);
      return {
        line, item, lot, abcClass, unitCost, stated: onHand, theirBook: undefined, book, suggestion,
        // It is the books of the system that are brought to ours.
        change: change === null ? null : -change,
        reason: 'other', text: `Books of ${system}`,
      };
    }),
  };
}

function ofRequest(state: State, known: Register<RequestContent>): Statement {
  const { value, source, occurredAt } = known.contents[0];
  return {
    kind: 'request', site: value.site, system: null, source, statedAt: occurredAt, after: undefined,
    makers: [value.requestedBy], of: '', isDisputed: isDisputed(known), version: known.version,
    lines: value.lines.map(({ line, item, lot, change, text, reason, abcClass = 'A', unitCost = null }) => ({
      line, item, lot, abcClass, unitCost, stated: null, theirBook: undefined, book: null, suggestion: null,
      change, text, reason: reasonDecided(state, line) ?? reason ?? reasonOf(text),
    })),
  };
}

type CountContent = ReturnType<typeof R.count.read>;
type SnapshotContent = ReturnType<typeof R.snapshot.read>;
type RequestContent = ReturnType<typeof R.requested.read>;

function reasonDecided(state: State, line: number): AdjustmentReason | null {
  const decided = register(state, R.reason, String(line));
  return decided === undefined || isDisputed(decided) ? null : contentOf(decided).reason;
}
