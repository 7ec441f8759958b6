/** What a conformance run says, for people and for scripts. */

/** The checks, in the order in which they are made. */
export const CHECK_NAMES = [
  'duplicates',
  'lost-reply',
  'throttling',
  'refusal-and-fault',
  'read-back',
  'statement',
  'order',
  'clock',
  'unauthorised',
  'malformed-answers',
  'translation',
  'budget',
] as const;

export type CheckName = (typeof CHECK_NAMES)[number];

/** What one check found. */
export interface CheckFinding {
  readonly check: CheckName;
  /** What it proves, in one sentence. */
  readonly proves: string;
  readonly result: 'passed' | 'failed' | 'not-applicable';
  /** What was seen; for `not-applicable`, why. */
  readonly evidence: string;
}

/** The certificate of one connector with one system. */
export interface Certificate {
  readonly system: string;
  /** Kind of connector. */
  readonly kind: string;
  readonly url: string;
  /** Moment of the run, as text. */
  readonly at: string;
  /** The same seed makes the same bad input. */
  readonly seed: number;
  readonly verdict: 'passed' | 'failed';
  readonly passed: number;
  readonly failed: number;
  readonly notApplicable: number;
  readonly checks: readonly CheckFinding[];
  /** Commands that were sent to the system, struck ones included. */
  readonly samples: number;
  /** What the run leaves behind, or could not take back. */
  readonly remarks: readonly string[];
}
