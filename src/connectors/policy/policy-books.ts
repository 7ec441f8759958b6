import { PolicyQuestionError, type PolicyBook } from '../../application/ports/policy-book.ts';
import type { PolicyDecision } from '../../domain/policy/decision.ts';
import type { DecisionTable } from './decision-table.ts';

/** The tables that are in force, in memory: another version takes effect with the next question. */
export class PolicyBooks implements PolicyBook {
  #tables: ReadonlyMap<string, DecisionTable>;

  constructor(tables: readonly DecisionTable[]) {
    this.#tables = byName(tables);
  }

  /** Replaces what is in force. */
  load(tables: readonly DecisionTable[]): void {
    this.#tables = byName(tables);
  }

  /** The table in force, or `undefined` if there is none of that name. */
  table(name: string): DecisionTable | undefined {
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

const byName = (tables: readonly DecisionTable[]): ReadonlyMap<string, DecisionTable> =>
  new Map(tables.map((table) => [table.model.table, table]));
