import type { Instant } from '../kernel/instant.ts';
import type { Money } from '../kernel/money.ts';

/** A reason for people: a stable code and the values that its sentence names. */
export interface Reason {
  readonly code: string;
  /** The sentence, already filled in. */
  readonly text: string;
}

/** A named checkpoint of a command. It holds what has not left; it never undoes. */
export interface Gate {
  readonly name: string;
  readonly status: 'cleared' | 'waiting' | 'blocked';
  readonly reason: Reason;
  /** Names of the facts that the status rests on. */
  readonly facts: readonly string[];
}

/** A command that ought to have taken effect by now. */
export interface Wanted {
  /** Stable id inside the instance, for example `post-invoice:SH-1`. */
  readonly id: string;
  /** Command type, a key of the workflow's command rules. */
  readonly type: string;
  /** Role of the system that executes it. */
  readonly system: string;
  /** Short text that changes exactly when the content changes. */
  readonly fingerprint: string;
  /** Builds the content; called only when a command is issued. */
  content(): unknown;
  readonly gates: readonly Gate[];
  /** Its facts contradict each other: neither sent, nor compared, nor undone. */
  readonly disputed?: boolean;
  /** Money that depends on it, for ranking cases. */
  readonly exposure?: Money;
  /** Why its system refused it, where a fact says so; becomes the text of the case. */
  readonly refusal?: string;
}

/** A milestone that is due at a time. */
export interface Deadline {
  /** Stable id inside the instance; the fact that says it passed carries it. */
  readonly id: string;
  readonly milestone: string;
  readonly dueAt: Instant;
}

/** A business exception that holds now. */
export interface ExceptionCase {
  /** Names the values of its condition, so a waiver covers exactly what was seen. */
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  /** Role whose queue it belongs to. */
  readonly role: string;
  readonly exposure: Money | null;
  /** What to do, for the person who opens it. */
  readonly playbook: string;
}

/** One term of an equation, as the system that owns it states it. */
export interface Term {
  readonly name: string;
  readonly value: bigint;
  readonly system: string;
}

/** Left side equals right side, in base units (millionths) or minor money. */
export interface Equation {
  readonly id: string;
  readonly name: string;
  /** What it is about: an order line, a shipment, the order. */
  readonly subject: string;
  readonly unit: 'quantity' | 'money';
  readonly left: readonly Term[];
  readonly right: readonly Term[];
  /** System that is odd when the sides differ. */
  readonly odd: string;
  /** Money at stake when the sides differ. */
  readonly atStake: Money | null;
}

/**
 * What a person or a rule decided about a case.
 * - `waive`: the condition is accepted as it is;
 * - `reissue`: take back what was done and do it again with the content of now;
 * - `retry`: ask again, as it is;
 * - any other word is the workflow's own.
 */
export type Decisions = ReadonlyMap<string, string>;

/** What a workflow says of one state. Never looks at what was done. */
export interface Judgement {
  readonly wanted: readonly Wanted[];
  readonly deadlines: readonly Deadline[];
  readonly cases: readonly ExceptionCase[];
  /** Decisions by case id, the engine's own cases among them. */
  readonly decisions: Decisions;
  /** The governed status word. */
  readonly lifecycle: string;
  readonly equations: readonly Equation[];
  /** Nothing is left to happen by itself. */
  readonly settled: boolean;
  /** What it waits for that no command brings, in words: stock that nobody has. */
  readonly awaits?: string;
  /** Quantities and money that lists and totals show. */
  readonly totals: Totals;
}

/** Sums of one instance, in the instance's currency (minor units). */
export interface Totals {
  readonly currency: string;
  readonly lines: number;
  readonly orderedMinor: bigint;
  readonly shippedMinor: bigint;
  readonly invoicedMinor: bigint;
  readonly creditedMinor: bigint;
  readonly paidMinor: bigint;
}

const sum = (terms: readonly Term[]): bigint => {
  let total = 0n;
  for (const term of terms) total += term.value;
  return total;
};

/** Left minus right: zero when the equation holds. */
export const equationDelta = (equation: Equation): bigint =>
  sum(equation.left) - sum(equation.right);
