import type { Instant } from '../kernel/instant.ts';
import {
  isUnproved,
  isUnsent,
  recordOutcome,
  type Book,
  type BookEntry,
  type Outcome,
} from './book.ts';
import type { Scope, WorkflowDefinition } from './definition.ts';
import { diff, type Issue, type Withdrawal } from './diff.ts';
import type { Fact } from './fact.ts';
import { equationDelta, type Equation, type ExceptionCase, type Judgement } from './judgement.ts';
import { emptyState, evolve, type Evolution, type State } from './state.ts';

/** One running workflow: what is known, and what was done about it. */
export interface Instance {
  readonly scope: Scope;
  readonly state: State;
  readonly book: Book;
}

/** Verdict of an equation: an unequal one is only broken when nothing of it is under way. */
export type Verdict = 'holds' | 'in-transit' | 'broken';

/** The two rules that a step rests on; a simulation may put faulty ones here to see them caught. */
export interface Rules {
  readonly evolve: typeof evolve;
  readonly diff: typeof diff;
}

/** The rules as they are. */
export const RULES: Rules = { evolve, diff };

/** What one batch of facts and outcomes did to an instance. */
export interface Step {
  readonly instance: Instance;
  /** What each fact did, in the order given. */
  readonly evolutions: readonly Evolution[];
  readonly judgement: Judgement;
  readonly issued: readonly Issue[];
  readonly withdrawn: readonly Withdrawal[];
  /** Cases that hold now and were not waived: the workflow's and the engine's own. */
  readonly cases: readonly ExceptionCase[];
  /** Something of this instance is queued, sending, in doubt or being taken back. */
  readonly underway: boolean;
}

export function newInstance(definition: WorkflowDefinition, scope: Scope): Instance {
  return { scope, state: emptyState(definition.registers), book: new Map() };
}

/**
 * Takes facts and outcomes into an instance, judges it once, and enters what is issued and
 * withdrawn into its book. Pure: the caller stores what changed and sends what was issued.
 */
export function step(
  definition: WorkflowDefinition,
  instance: Instance,
  facts: readonly Fact[],
  outcomes: readonly Outcome[],
  rules: Rules = RULES,
): Step {
  let { state } = instance;
  const evolutions: Evolution[] = [];
  for (const fact of facts) {
    const evolved = rules.evolve(definition.registers, state, fact);
    state = evolved.state;
    evolutions.push(evolved.evolution);
  }
  const book = new Map(instance.book);
  for (const outcome of outcomes) recordOutcome(book, outcome);

  const judgement = definition.judge(state, instance.scope);
  const difference = rules.diff(judgement.wanted, book, definition.commands, judgement.decisions);
  for (const { id } of difference.withdraw) {
    book.set(id, { ...book.get(id)!, status: 'withdrawn' });
  }
  for (const issue of difference.issue) book.set(issue.id, entered(definition, book, issue));

  return {
    instance: { scope: instance.scope, state, book },
    evolutions,
    judgement,
    issued: difference.issue,
    withdrawn: difference.withdraw,
    cases: openCases(judgement, difference.cases),
    underway: isUnderway(book),
  };
}

/** Cases of workflow and engine that nobody has waived. */
function openCases(
  { cases, decisions }: Judgement,
  engineCases: readonly ExceptionCase[],
): readonly ExceptionCase[] {
  if (cases.length + engineCases.length === 0) return cases;
  return cases.concat(engineCases).filter(({ id }) => decisions.get(id) !== 'waive');
}

function entered(definition: WorkflowDefinition, book: Book, issue: Issue): BookEntry {
  const undoable = definition.commands[issue.type]?.inverse.kind === 'command';
  return {
    id: issue.id,
    type: issue.type,
    system: issue.system,
    generation: issue.generation,
    fingerprint: issue.fingerprint,
    status: 'queued',
    content: undoable ? () => issue.content : null,
    effect: book.get(issue.id)?.effect ?? null,
    undoes: issue.undoes,
  };
}

/** Whether an effect of this instance is still on its way. A parked command is not: it waits. */
export function isUnderway(book: Book): boolean {
  for (const { status } of book.values()) {
    if (isUnproved(status) || (isUnsent(status) && status !== 'parked')) return true;
  }
  return false;
}

/**
 * Verdict of one equation.
 * @param underway something of the instance is still on its way
 * @param settledAt time from which its newest fact is older than its channel's lag
 */
export function verdictOf(
  equation: Equation,
  underway: boolean,
  settledAt: Instant,
  now: Instant,
): Verdict {
  if (equationDelta(equation) === 0n) return 'holds';
  return underway || now < settledAt ? 'in-transit' : 'broken';
}
