/** What a step means for the rows of commands. */
import { statusAfter, type Book, type CommandStatus } from '../../engine/book.ts';
import type { Issue } from '../../engine/diff.ts';
import { factName, type Fact } from '../../engine/fact.ts';
import type { ExceptionCase } from '../../engine/judgement.ts';
import type { Evolution } from '../../engine/state.ts';
import type { Instance, Step } from '../../engine/step.ts';
import type { StockEffects } from '../../domain/inventory/stock-effects.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { CommandRow, CommandUpdate } from '../ports/store.ts';
import { partitionOf } from './limits.ts';
import type { CommandDesk, CommandReport, LeavingCommand } from './submission.ts';
import type { Target } from './target.ts';

/** A command that was taken off its lane because the batch may withdraw it. */
export interface Hold {
  readonly instance: string;
  readonly id: string;
  readonly generation: number;
  readonly withdrawn: boolean;
}

/** What a step came to, or what is known when the workflow's own code failed. */
export interface Stepped {
  readonly step: Step;
  readonly instance: Instance;
  readonly evolutions: readonly Evolution[];
  readonly issued: readonly (Issue & { readonly text: string })[];
  readonly withdrawn: Step['withdrawn'];
  readonly cases: readonly ExceptionCase[];
  /** `null`: leave the ledger as it is. */
  readonly stock: StockEffects | null;
  readonly held: readonly Omit<Hold, 'withdrawn'>[];
  readonly fault: string | null;
}

/** Names a generation within its instance. */
export const commandName = (ref: { id: string; generation: number }): string => `${ref.id}#${ref.generation}`;

/** An update that changes nothing yet. */
export const newUpdate = (instance: string, ref: { id: string; generation: number }): CommandUpdate => ({
  instance,
  id: ref.id,
  generation: ref.generation,
  status: null,
  attemptsAdded: 0,
  probesAdded: 0,
  nextAttemptAt: null,
  sentAt: null,
  settledAt: null,
  compensatedAt: null,
  detail: null,
  expectedLease: null,
});

const SETTLED: readonly CommandStatus[] = ['done', 'refused', 'withdrawn', 'compensated'];

/** Rows of commands that reports, or a completed inverse, have changed. */
export function commandUpdates(
  target: Target,
  before: Book,
  stepped: Stepped,
  now: Instant,
): Map<string, CommandUpdate> {
  const updates = new Map<string, CommandUpdate>();
  for (const entry of stepped.instance.book.values()) {
    const { id } = entry;
    const earlier = before.get(id);
    if (earlier === entry) continue;
    // Counted as sent because it may be on the wire.
    if (
      earlier !== undefined &&
      entry.status === 'sending' &&
      earlier.status !== 'sending' &&
      earlier.generation === entry.generation
    ) {
      updates.set(commandName(entry), { ...newUpdate(target.key, entry), status: 'sending' });
    }
    const stood = earlier?.effect?.generation;
    if (stood === undefined || entry.effect?.generation === stood) continue;
    if (isUndone(before, stepped.instance.book, id, stood)) {
      const ref = { id, generation: stood };
      updates.set(commandName(ref), {
        ...newUpdate(target.key, ref),
        status: 'compensated',
        compensatedAt: now,
      });
    }
  }
  for (const { report } of target.reports) {
    const name = commandName(report);
    const base = updates.get(name) ?? newUpdate(target.key, report);
    const status = statusOf(stepped, report);
    const known = status === 'unknown' ? null : status;
    updates.set(name, {
      ...base,
      status: base.status === 'compensated' ? base.status : known,
      attemptsAdded: base.attemptsAdded + report.attemptsAdded,
      probesAdded: base.probesAdded + report.probesAdded,
      nextAttemptAt: report.nextAttemptAt,
      sentAt: report.sentAt ?? base.sentAt,
      settledAt: known !== null && SETTLED.includes(known) ? now : null,
      detail: report.detail ?? base.detail,
    });
  }
  return updates;
}

/** Whether the inverse of that very effect was completed by this step. */
function isUndone(before: Book, after: Book, id: string, generation: number): boolean {
  for (const undo of after.values()) {
    if (undo.undoes?.id !== id || undo.undoes.generation !== generation) continue;
    if (undo.status === 'done' && before.get(undo.id)?.status !== 'done') return true;
  }
  return false;
}

/** Status of the reported generation now. */
export function statusOf(stepped: Stepped, report: CommandReport): CommandStatus | 'unknown' {
  if (stepped.withdrawn.some((ref) => ref.id === report.id && ref.generation === report.generation)) {
    return 'withdrawn';
  }
  const entry = stepped.instance.book.get(report.id);
  if (entry === undefined || entry.generation < report.generation) return 'unknown';
  if (entry.generation === report.generation) return entry.status;
  // The step issued the next generation at once: this one ended as it was reported.
  const issuedNow = stepped.issued.some(
    (issue) => issue.id === report.id && issue.generation === report.generation + 1,
  );
  return issuedNow ? statusAfter(report.kind) : 'unknown';
}

/** The row of an issued command, leased to this process where it owns the partition. */
export function leavingCommand(
  target: Target,
  desk: CommandDesk,
  issue: Issue & { readonly text: string },
  stepped: Stepped,
  facts: readonly Fact[],
  now: Instant,
): LeavingCommand {
  const { commands } = target.workflow.definition;
  const partition = partitionOf(target.key);
  const undone = issue.undoes === null ? undefined : stepped.instance.book.get(issue.undoes.id)?.type;
  const cause = facts.at(-1);
  const row: CommandRow = {
    instance: target.key,
    id: issue.id,
    generation: issue.generation,
    entity: target.entity,
    type: issue.type,
    system: issue.system,
    fingerprint: issue.fingerprint,
    content: issue.text,
    status: 'queued',
    attempts: 0,
    probes: 0,
    nextAttemptAt: null,
    partition,
    leaseOwner: desk.owns(partition) ? desk.processId : null,
    priority: (commands[issue.type] ?? commands[undone ?? ''])?.priority ?? 0,
    // One id for all that an order sets off, whatever its senders call their part of it.
    correlationId: target.key,
    causationId: cause === undefined ? null : factName(cause),
    traceparent: null,
    issuedAt: now,
    sentAt: null,
    settledAt: null,
    compensatedAt: null,
    lastDetail: null,
    undoes: issue.undoes,
  };
  return { row, content: issue.content };
}
