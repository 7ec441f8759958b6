import { commandTypeOf, factTypeOf } from '../../canonical/catalogue.ts';
import { recordOutcome } from '../../engine/book.ts';
import type { Book, BookEntry, Outcome, ReadContent } from '../../engine/book.ts';
import type { Scope, WorkflowDefinition } from '../../engine/definition.ts';
import type { Fact, ToldFact } from '../../engine/fact.ts';
import { emptyState, evolve, evolveAll, type Evolution, type State } from '../../engine/state.ts';
import type { Instance } from '../../engine/step.ts';
import { assert } from '../../kernel/assert.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { MovementRow } from '../ports/store.ts';
import type { StoredCommand, StoredFact, StoredInstance } from '../ports/stored.ts';
import type { CachedInstance, StandingStock } from './instance-cache.ts';
import { allocationKey, backorderKey } from './stock-difference.ts';

/** A stored fact as the state takes it. */
export function toldFact({ type, source, id, occurredAt, text }: StoredFact): ToldFact {
  const known = factTypeOf(type);
  assert(known !== undefined, `stored fact ${source}/${id} has the unknown type ${type}`);
  return { type, source, id, occurredAt, content: known.read(text), text };
}

/** State from stored facts, on top of a state that holds the earlier ones. */
export function stateOf<Row extends StoredFact>(
  definition: WorkflowDefinition,
  rows: readonly Row[],
  from: State = emptyState(definition.registers),
  read: (row: Row) => ToldFact = toldFact,
): State {
  // A type that this workflow no longer gathers stays in the table and out of the state.
  const gathered = rows.filter((row) => definition.registers.has(row.type));
  return evolveAll(definition.registers, from, gathered.map(read));
}

/** Content of a stored command. */
export function contentOfCommand(type: string, text: string): unknown {
  const command = commandTypeOf(type);
  assert(command !== undefined, `stored command has the unknown type ${type}`);
  return command.read(text);
}

/** The book from the rows of every generation. */
export function bookOf(definition: WorkflowDefinition, rows: readonly StoredCommand[]): Book {
  const book = new Map<string, BookEntry>();
  for (const [id, generations] of Map.groupBy(rows, (row) => row.id)) {
    generations.sort((a, b) => a.generation - b.generation);
    book.set(id, entryOf(definition, generations));
  }
  return book;
}

function entryOf(definition: WorkflowDefinition, generations: readonly StoredCommand[]): BookEntry {
  const latest = generations.at(-1)!;
  const undoable = definition.commands[latest.type]?.inverse.kind === 'command';
  const contentOf = ({ type, content }: StoredCommand): ReadContent =>
    undoable ? () => contentOfCommand(type, content) : null;
  // The newest generation that ever had an effect: it stands, or it was taken back.
  const effective = generations.findLast(
    (row) => row.status === 'done' || row.status === 'compensated',
  );
  return {
    id: latest.id,
    type: latest.type,
    system: latest.system,
    generation: latest.generation,
    fingerprint: latest.fingerprint,
    status: latest.status,
    content: contentOf(latest),
    effect:
      effective?.status === 'done'
        ? {
            generation: effective.generation,
            fingerprint: effective.fingerprint,
            content: contentOf(effective),
          }
        : null,
    undoes: latest.undoes,
  };
}

/** An instance from its rows; `known` is what this process remembers of an earlier version. */
export function restore(
  definition: WorkflowDefinition,
  stored: StoredInstance,
  version: number,
  scope: Scope,
  known: CachedInstance | undefined,
): CachedInstance {
  let newestFactAt = known?.newestFactAt ?? (0 as Instant);
  for (const { recordedAt } of stored.facts) if (recordedAt > newestFactAt) newestFactAt = recordedAt;
  const leases = new Map<string, string | null>();
  const generations = new Map<string, number>();
  for (const row of stored.commands) {
    if ((generations.get(row.id) ?? 0) > row.generation) continue;
    generations.set(row.id, row.generation);
    leases.set(row.id, row.leaseOwner);
  }
  return {
    version,
    instance: {
      scope,
      state: stateOf(definition, stored.facts, known?.instance.state),
      book: bookOf(definition, stored.commands),
    },
    openCases: new Set(stored.openCases),
    stock: stockOfRows(stored),
    leases,
    newestFactAt,
    settled: false,
  };
}

function stockOfRows(stored: StoredInstance): StandingStock {
  const movements = new Map<string, { sequence: number; standing: MovementRow | null }>();
  const rows = stored.movements.toSorted((a, b) => a.sequence - b.sequence);
  for (const row of rows) {
    const standing = row.reverses === null ? row : null;
    movements.set(row.key, { sequence: row.sequence, standing });
  }
  return {
    movements,
    allocations: new Map(stored.allocations.map((row) => [allocationKey(row), row])),
    backorders: new Map(stored.backorders.map((row) => [backorderKey(row), row])),
    // Written anew with the next change of the lot: to say the same again is harmless.
    lots: new Map(),
  };
}

/** Takes facts and outcomes in without judging: what is left to do when a judge fails. */
export function evolveOnly(
  definition: WorkflowDefinition,
  before: Instance,
  facts: readonly Fact[],
  outcomes: readonly Outcome[],
): { readonly instance: Instance; readonly evolutions: readonly Evolution[] } {
  let { state } = before;
  const evolutions: Evolution[] = [];
  for (const fact of facts) {
    const evolved = evolve(definition.registers, state, fact);
    state = evolved.state;
    evolutions.push(evolved.evolution);
  }
  const book = new Map(before.book);
  for (const outcome of outcomes) recordOutcome(book, outcome);
  return { instance: { scope: before.scope, state, book }, evolutions };
}
