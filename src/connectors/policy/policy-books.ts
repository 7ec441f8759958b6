import {
  PolicyQuestionError,
  type PolicyShelf,
  type PolicyTable,
} from '../../application/ports/policy-book.ts';
import type { PolicyDecision } from '../../domain/policy/decision.ts';

/** The tables that are in force, in memory: another version takes effect with the next question. */
export class PolicyBooks implements PolicyShelf {
  #tables: ReadonlyMap<string, PolicyTable>;

  constructor(tables: readonly PolicyTable[]) {
    this.#tables = byName(tables);
  }

  load(tables: readonly PolicyTable[]): void {
    this.#tables = byName(tables);
  }

  table(name: string): PolicyTable | undefined {
    return this.#tables.get(name);
  }

  names(): readonly string[] {
    return [...this.#tables.keys()].sort();
  }

  decide(table: string, inputs: Readonly<Record<string, unknown>>): PolicyDecision {
    const found = this.#tables.get(table);
    if (found !== undefined) return found.decide(inputs);
    throw new PolicyQuestionError(`there is no table ${table}; there are ${this.names().join(', ')}`);
  }
}

const byName = (tables: readonly PolicyTable[]): ReadonlyMap<string, PolicyTable> =>
  new Map(tables.map((table) => [table.name, table]));
