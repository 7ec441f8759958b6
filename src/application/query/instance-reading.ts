/** An instance as it was, or was known, at some moment: the facts up to then, judged again. */
import type { CommandStatus } from '../../engine/book.ts';
import { diff } from '../../engine/diff.ts';
import type { Scope } from '../../engine/definition.ts';
import type { ToldFact } from '../../engine/fact.ts';
import type { ExceptionCase, Judgement } from '../../engine/judgement.ts';
import { isUnderway } from '../../engine/step.ts';
import type { Book } from '../../engine/book.ts';
import type { State } from '../../engine/state.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { CommandRow, FactRow } from '../ports/store.ts';
import type { Workflow } from '../ports/workflow.ts';
import { bookOf, stateOf, toldFact } from '../process/restore.ts';
import type { Moment, Reads } from './reads.ts';

/** Everything that is said of an instance at a moment. */
export interface InstanceReading {
  readonly key: string;
  readonly scope: Scope;
  readonly moment: Moment;
  readonly definitionVersion: string;
  readonly facts: readonly FactRow[];
  /** Rows with the status that they had then, as far as their times tell. */
  readonly commands: readonly CommandRow[];
  readonly state: State;
  readonly book: Book;
  readonly judgement: Judgement;
  /** Cases that hold and were not waived: the workflow's and the engine's own. */
  readonly cases: readonly ExceptionCase[];
  readonly underway: boolean;
  readonly newestFactAt: Instant | null;
}

/** Splits an instance key into entity, kind and business id. */
export function partsOfKey(key: string): { entity: string; kind: string; businessId: string } {
  const [entity = '', kind = ''] = key.split('/', 2);
  return { entity, kind, businessId: key.slice(entity.length + kind.length + 2) };
}

const readFacts = new WeakMap<FactRow, ToldFact>();

/** A row that is kept is read once, however many moments are asked for. */
function readOnce(row: FactRow): ToldFact {
  const known = readFacts.get(row);
  if (known !== undefined) return known;
  const fact = toldFact(row);
  readFacts.set(row, fact);
  return fact;
}

/** Reads an instance as of a moment; `null` if nothing was known of it then. */
export async function readInstance(
  reads: Reads,
  workflows: ReadonlyMap<string, Workflow>,
  key: string,
  moment: Moment,
): Promise<InstanceReading | null> {
  const { entity, kind, businessId } = partsOfKey(key);
  const workflow = workflows.get(kind);
  if (workflow === undefined) return null;
  const [facts, allCommands] = await Promise.all([reads.factsOf(key, moment), reads.commandsOf(key)]);
  if (facts.length === 0) return null;
  const commands = allCommands
    .filter((command) => command.issuedAt <= moment.at)
    .map((command) => commandAt(command, moment.at));

  const { definition } = workflow;
  const scope = { entity, businessId };
  const state = stateOf(definition, facts, undefined, readOnce);
  const book = bookOf(definition, commands);
  const judgement = definition.judge(state, scope);
  const difference = diff(judgement.wanted, book, definition.commands, judgement.decisions);
  const cases = [...judgement.cases, ...difference.cases].filter(
    (open) => judgement.decisions.get(open.id) !== 'waive',
  );
  let newest: Instant | null = null;
  for (const { recordedAt } of facts) if (newest === null || recordedAt > newest) newest = recordedAt;
  return {
    key,
    scope,
    moment,
    definitionVersion: definition.version,
    facts,
    commands,
    state,
    book,
    judgement,
    cases,
    underway: isUnderway(book),
    newestFactAt: newest,
  };
}

/** A generation as it was at a moment: what its row has learned since is left out. */
function commandAt(command: CommandRow, at: Instant): CommandRow {
  const upTo = (time: Instant | null): Instant | null => (time !== null && time <= at ? time : null);
  const [sentAt, settledAt] = [upTo(command.sentAt), upTo(command.settledAt)];
  const status = statusAt(command, at);
  // Counts and words are those of the row's last change: they are told only if that is past.
  const changedSince = sentAt !== command.sentAt || settledAt !== command.settledAt;
  const told = changedSince
    ? { attempts: sentAt === null ? 0 : 1, probes: 0, nextAttemptAt: null, lastDetail: null }
    : {};
  return { ...command, ...told, status, sentAt, settledAt, compensatedAt: upTo(command.compensatedAt) };
}

/** Status of a generation at a moment, as its own times tell it. */
function statusAt(command: CommandRow, at: Instant): CommandStatus {
  const { status, sentAt, settledAt, compensatedAt } = command;
  if (compensatedAt !== null && compensatedAt > at) {
    return settledAt !== null && settledAt <= at ? 'done' : 'sending';
  }
  if (settledAt !== null && settledAt > at) return sentAt !== null && sentAt <= at ? 'sending' : 'queued';
  if (settledAt === null && sentAt !== null && sentAt > at) return 'queued';
  return status;
}
