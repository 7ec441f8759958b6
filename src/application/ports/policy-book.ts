import type { PolicyDecision } from '../../domain/policy/decision.ts';

/** A question that no table can answer: there is no such table, or it does not know such inputs. */
export class PolicyQuestionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PolicyQuestionError';
  }
}

/** The decision tables that are in force. Asking changes nothing: same version and inputs, same answer. */
export interface PolicyBook {
  /**
   * Decides by the first row that matches.
   * @param inputs exactly the inputs that the table declares; amounts and quantities as decimal strings
   * @throws PolicyQuestionError when the table does not exist or does not declare these inputs.
   */
  decide(table: string, inputs: Readonly<Record<string, unknown>>): PolicyDecision;
}

/** A decision table that was read and checked. */
export interface PolicyTable {
  readonly name: string;
  readonly version: number;
  readonly meaning: string;
  /** @throws PolicyQuestionError when the table does not declare these inputs. */
  decide(inputs: Readonly<Record<string, unknown>>): PolicyDecision;
}

/** The tables in force, as whoever changes them sees them. */
export interface PolicyShelf extends PolicyBook {
  /** Replaces what is in force. */
  load(tables: readonly PolicyTable[]): void;
  table(name: string): PolicyTable | undefined;
  names(): readonly string[];
}
