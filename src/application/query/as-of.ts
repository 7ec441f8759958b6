import type { CommandStatus } from '../../engine/book.ts';
import { diff, type Difference } from '../../engine/diff.ts';
import type { Scope } from '../../engine/definition.ts';
import type { Judgement } from '../../engine/judgement.ts';
import type { State } from '../../engine/state.ts';
import type { Instant } from '../../kernel/instant.ts';
import { bookOf, stateOf } from '../process/restore.ts';
import type { CommandRow, FactRow } from '../ports/store.ts';
import type { History, HistoryStore } from '../ports/upkeep-store.ts';
import type { Workflow } from '../ports/workflow.ts';

/**
 * What is meant by "as of": what we knew then (`known`, by the time of recording), or what had
 * happened by then as far as we know today (`occurred`, by the time of the event).
 */
export type Reading = 'known' | 'occurred';

/** An instance as of a moment. */
export interface AsOf {
  readonly facts: readonly FactRow[];
  readonly commands: readonly CommandRow[];
  readonly state: State;
  readonly judgement: Judgement;
  /** What would be done about it, by the definition of today: explains each command. */
  readonly difference: Difference;
}

/** Loads an instance and judges it as of a moment; `null` if nothing was known of it then. */
export async function loadAsOf(
  store: HistoryStore,
  workflows: ReadonlyMap<string, Workflow>,
  instance: string,
  moment: Instant,
  reading: Reading,
): Promise<AsOf | null> {
  const [entity, kind, ...rest] = instance.split('/');
  const workflow = workflows.get(kind ?? '');
  if (workflow === undefined) return null;
  const history = await store.history(instance);
  return asOf(workflow, { entity: entity!, businessId: rest.join('/') }, history, moment, reading);
}

/** Judges a history as of a moment. Pure. */
export function asOf(
  workflow: Workflow,
  scope: Scope,
  history: History,
  moment: Instant,
  reading: Reading,
): AsOf | null {
  const facts = history.facts.filter(
    (fact) => (reading === 'known' ? fact.recordedAt : fact.occurredAt) <= moment,
  );
  if (facts.length === 0) return null;
  const { definition } = workflow;
  const commands = history.commands.flatMap((command) => commandAsOf(command, moment));
  const state = stateOf(definition, facts);
  const judgement = definition.judge(state, scope);
  const book = bookOf(definition, commands);
  const difference = diff(judgement.wanted, book, definition.commands, judgement.decisions);
  return { facts, commands, state, judgement, difference };
}

/** A command's row as it stood: its times tell what it had come to. */
function commandAsOf(command: CommandRow, moment: Instant): readonly CommandRow[] {
  if (command.issuedAt > moment) return [];
  const settled = command.settledAt !== null && command.settledAt <= moment;
  const status: CommandStatus =
    command.status === 'compensated' && !(command.compensatedAt! <= moment)
      ? settled ? 'done' : unsettled(command, moment)
      : settled || command.settledAt === null ? command.status : unsettled(command, moment);
  return [{ ...command, status, settledAt: settled ? command.settledAt : null }];
}

const unsettled = (command: CommandRow, moment: Instant): CommandStatus =>
  command.sentAt !== null && command.sentAt <= moment ? 'sending' : 'queued';
