/** What a policy decided, and by which row of which version: the stamp stays with the decision for ever. */

/** A value that goes into a decision table, or comes out of it. Exact numbers are decimal strings. */
export type PolicyValue = string | number | boolean | null;

export type PolicyValues = Readonly<Record<string, PolicyValue>>;

/** Names the rule that decided, and what it was asked. */
export interface PolicyStamp {
  /** Decision table, for example `return-eligibility`. */
  readonly table: string;
  /** Version of the table; what a version says never changes. */
  readonly version: number;
  /** Name of the row that matched first. */
  readonly row: string;
  readonly inputs: PolicyValues;
}

/** One decision of a table. */
export interface PolicyDecision {
  readonly outputs: PolicyValues;
  readonly stamp: PolicyStamp;
}
