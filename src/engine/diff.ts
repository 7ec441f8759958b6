import { isUnproved, isUnsent, undoIdOf, type Book, type BookEntry } from './book.ts';
import type { CommandRule } from './definition.ts';
import type { Decisions, ExceptionCase, Wanted } from './judgement.ts';

/** A command to send: the next generation of a wanted one, or the inverse of a done one. */
export interface Issue {
  readonly id: string;
  readonly type: string;
  readonly system: string;
  readonly generation: number;
  readonly fingerprint: string;
  readonly content: unknown;
  readonly undoes: BookEntry['undoes'];
}

/** One generation that must not leave any more. */
export interface Withdrawal {
  readonly id: string;
  readonly generation: number;
}

/** What must happen so that what was done becomes what is wanted. */
export interface Difference {
  readonly issue: readonly Issue[];
  readonly withdraw: readonly Withdrawal[];
  /** Cases of the engine's own: refusals, changes after the fact, inverses that were refused. */
  readonly cases: readonly ExceptionCase[];
}

type Rules = Readonly<Record<string, CommandRule>>;

interface Draft {
  readonly issue: Issue[];
  readonly withdraw: Withdrawal[];
  readonly cases: ExceptionCase[];
}

/**
 * Compares what is wanted with what was done, by this table:
 *
 * | | no effect | queued | sending, in doubt | done, same | done, other | refused |
 * | --- | --- | --- | --- | --- | --- | --- |
 * | wanted, gates open | issue | keep; replace if other | prove | – | change rule | case; issue if other |
 * | wanted, a gate closed | explain | withdraw | prove | – | wait (money: case) | case |
 * | disputed | – | withdraw | prove | – | – | – |
 * | not wanted | – | withdraw | prove | inverse | inverse of what was done | drop |
 *
 * A gate holds what has not left; it never undoes. Only what is no longer wanted is withdrawn or
 * taken back. What is disputed is neither sent, compared nor undone.
 */
export function diff(
  wanted: readonly Wanted[],
  book: Book,
  rules: Rules,
  decisions: Decisions,
): Difference {
  const draft: Draft = { issue: [], withdraw: [], cases: [] };
  let known = 0;
  for (const command of wanted) {
    const entry = book.get(command.id);
    if (entry !== undefined) known += 1;
    diffWanted(command, entry, book, rules[command.type]!, decisions, draft);
  }
  if (known === book.size) return draft;
  const ids = new Set(wanted.map(({ id }) => id));
  for (const entry of book.values()) {
    if (entry.undoes === null && !ids.has(entry.id)) {
      diffUnwanted(entry, book, rules[entry.type]!, decisions, draft);
    }
  }
  return draft;
}

function gatesOpen({ gates }: Wanted): boolean {
  for (const gate of gates) if (gate.status !== 'cleared') return false;
  return true;
}

function diffWanted(
  command: Wanted,
  entry: BookEntry | undefined,
  book: Book,
  rule: CommandRule,
  decisions: Decisions,
  draft: Draft,
): void {
  if (entry === undefined) {
    if (command.disputed !== true && gatesOpen(command)) draft.issue.push(issueOf(command, 1));
    return;
  }
  if (isUnproved(entry.status)) return;
  const undo = entry.effect === null ? undefined : book.get(undoIdOf(entry.id));
  const current = undo !== undefined && takesBack(undo, entry) ? undo : undefined;
  if (current !== undefined && isUnproved(current.status)) return;
  if (isUnsent(entry.status)) diffUnsent(command, entry, rule, decisions, draft);
  else if (command.disputed !== true) {
    if (diffSettled(command, entry, undo, rule, decisions, draft)) return;
  }
  // What would take back something that is to stand must not leave.
  if (current !== undefined && isUnsent(current.status)) {
    draft.withdraw.push({ id: current.id, generation: current.generation });
  }
}

/**
 * Nothing of the command is on its way: what was done, if anything, is compared with what is
 * wanted. Answers whether what was done must be taken back.
 */
function diffSettled(
  command: Wanted,
  entry: BookEntry,
  undo: BookEntry | undefined,
  rule: CommandRule,
  decisions: Decisions,
  draft: Draft,
): boolean {
  if (entry.effect?.fingerprint === command.fingerprint) return false;
  if (entry.status === 'refused' && entry.fingerprint === command.fingerprint) {
    diffRefused(command, entry, rule, decisions, draft);
    return false;
  }
  if (entry.effect !== null) return diffChanged(command, entry, undo, rule, decisions, draft);
  if (gatesOpen(command)) draft.issue.push(issueOf(command, entry.generation + 1));
  return false;
}

/** Queued: keep it, withdraw it, or replace it by a generation with the content of now. */
function diffUnsent(
  command: Wanted,
  entry: BookEntry,
  rule: CommandRule,
  decisions: Decisions,
  draft: Draft,
): void {
  const open = command.disputed !== true && gatesOpen(command);
  if (open && entry.fingerprint === command.fingerprint) {
    if (entry.status !== 'parked') return;
    const next = (): Issue => issueOf(command, entry.generation + 1);
    return diffParked(entry, rule, command.exposure ?? null, decisions, next, draft);
  }
  draft.withdraw.push({ id: entry.id, generation: entry.generation });
  const standing = entry.effect?.fingerprint === command.fingerprint;
  if (open && !standing) draft.issue.push(issueOf(command, entry.generation + 1));
}

/** Retries are spent: a person owns it, until it is let go or a decision has it issued anew. */
function diffParked(
  entry: BookEntry,
  rule: CommandRule,
  exposure: ExceptionCase['exposure'],
  decisions: Decisions,
  next: () => Issue,
  draft: Draft,
): void {
  const id = `parked:${entry.id}#${entry.generation}`;
  if (decisions.get(id) === 'retry') {
    draft.withdraw.push({ id: entry.id, generation: entry.generation });
    draft.issue.push(next());
    return;
  }
  draft.cases.push({
    id,
    kind: 'command-parked',
    text: `${entry.system} did not take ${entry.id}, however often it was tried`,
    role: rule.role,
    exposure,
    playbook: 'Read the last words of the command, mend their cause, then retry.',
  });
}

function diffRefused(
  command: Wanted,
  entry: BookEntry,
  rule: CommandRule,
  decisions: Decisions,
  draft: Draft,
): void {
  const id = refusedCaseId(entry);
  const open = gatesOpen(command);
  if (decisions.get(id) === 'retry') {
    if (open) draft.issue.push(issueOf(command, entry.generation + 1));
    return;
  }
  // A blocked gate is the workflow's own account of the refusal (a closed period, say).
  if (command.gates.some((gate) => gate.status === 'blocked')) return;
  const byHand = rule.byHand === undefined ? '' : ` ${rule.byHand}`;
  draft.cases.push({
    id,
    kind: 'command-refused',
    text: `${entry.system} refused ${entry.id}${command.refusal ? `: ${command.refusal}` : ''}`,
    role: rule.role,
    exposure: command.exposure ?? null,
    playbook: `Read the refusal, mend its cause in the system that refused, then retry.${byHand}`,
  });
}

/** Done, but its content would be another now. Answers whether it must be taken back. */
function diffChanged(
  command: Wanted,
  entry: BookEntry,
  undo: BookEntry | undefined,
  rule: CommandRule,
  decisions: Decisions,
  draft: Draft,
): boolean {
  const id = changedCaseId(entry, command);
  const open = gatesOpen(command);
  const change = decisions.get(id) === 'reissue' ? 'reissue' : rule.change;
  if (change === 'ignore' || (!open && !rule.money)) return false;
  if (change === 'case' || !open) {
    draft.cases.push({
      id,
      kind: 'changed-after-done',
      text: `${entry.id} was done in ${entry.system}, and would be different now`,
      role: rule.role,
      exposure: command.exposure ?? null,
      playbook: 'Compare both contents; reissue to correct what was done, or waive to leave it.',
    });
    return false;
  }
  if (change === 'reissue' && rule.inverse.kind === 'command') {
    takeBack(entry, undo, rule, decisions, command.fingerprint, draft);
    return true;
  }
  draft.issue.push(issueOf(command, entry.generation + 1));
  return false;
}

/** Whether an inverse was issued for the very effect that stands. */
const takesBack = (undo: BookEntry, entry: BookEntry): boolean =>
  entry.effect !== null && undo.undoes?.generation === entry.effect.generation;

function diffUnwanted(
  entry: BookEntry,
  book: Book,
  rule: CommandRule,
  decisions: Decisions,
  draft: Draft,
): void {
  if (isUnproved(entry.status)) return;
  if (isUnsent(entry.status)) {
    draft.withdraw.push({ id: entry.id, generation: entry.generation });
  }
  if (entry.effect === null || rule.inverse.kind === 'none') return;
  if (rule.inverse.kind === 'case') {
    draft.cases.push({
      id: `unwanted:${entry.id}#${entry.effect?.generation ?? 0}`,
      kind: 'unwanted-after-done',
      text: `${entry.id} was done in ${entry.system} and is no longer wanted`,
      role: rule.role,
      exposure: null,
      playbook: 'It cannot be taken back by itself: correct it by hand, then waive.',
    });
    return;
  }
  takeBack(entry, book.get(undoIdOf(entry.id)), rule, decisions, UNWANTED, draft);
}

/**
 * Issues the inverse of what stands, unless one is under way or was refused.
 * @param undo latest inverse of this command, perhaps of an earlier effect
 * @param instead content that is wanted in its stead: a waiver of the refusal covers no other
 */
function takeBack(
  entry: BookEntry,
  undo: BookEntry | undefined,
  rule: CommandRule,
  decisions: Decisions,
  instead: string,
  draft: Draft,
): void {
  const current = undo !== undefined && takesBack(undo, entry) ? undo : undefined;
  if (current?.status === 'parked') {
    const next = (): Issue => undoOf(entry, rule, current.generation);
    return diffParked(current, rule, null, decisions, next, draft);
  }
  if (current !== undefined && (isUnsent(current.status) || isUnproved(current.status))) return;
  if (current?.status !== 'refused') {
    draft.issue.push(undoOf(entry, rule, undo?.generation));
    return;
  }
  const id = `${refusedCaseId(current)}:${instead}`;
  if (decisions.get(id) === 'retry') {
    draft.issue.push(undoOf(entry, rule, current.generation));
    return;
  }
  draft.cases.push({
    id,
    kind: 'inverse-refused',
    text: `${entry.system} refused to take back ${entry.id}`,
    role: rule.role,
    exposure: null,
    playbook: 'The effect stands. Mend the cause of the refusal and retry, or waive to keep it.',
  });
}

/** Stands for the content of a command that is not wanted at all. */
const UNWANTED = 'unwanted';

const refusedCaseId = (entry: BookEntry): string => `refused:${entry.id}#${entry.generation}`;

const changedCaseId = (entry: BookEntry, command: Wanted): string =>
  `changed:${entry.id}#${entry.effect?.generation ?? 0}:${command.fingerprint}`;

const issueOf = (command: Wanted, generation: number): Issue => ({
  id: command.id,
  type: command.type,
  system: command.system,
  generation,
  fingerprint: command.fingerprint,
  content: command.content(),
  undoes: null,
});

function undoOf(entry: BookEntry, rule: CommandRule, lastGeneration = 0): Issue {
  const { effect } = entry;
  const { inverse } = rule;
  if (!effect?.content || inverse.kind !== 'command') throw new TypeError('nothing to take back');
  return {
    id: undoIdOf(entry.id),
    type: inverse.type,
    system: entry.system,
    generation: lastGeneration + 1,
    fingerprint: `undo ${effect.generation} ${effect.fingerprint}`,
    content: inverse.content(effect.content()),
    undoes: { id: entry.id, generation: effect.generation },
  };
}
