/** Requests to our own ledger: in which order they are decided, and how they are answered. */
import type { Instant } from '../../kernel/instant.ts';
import { orderedAtOf } from './ledger-decision.ts';
import type { Submission } from './submission.ts';
import type { Target } from './target.ts';

/** A later decision keeps the order in which it was asked for; new requests go by their age. */
export function inOrderOfService(
  redecided: readonly Target[],
  asked: readonly Target[],
  requests: ReadonlyMap<string, unknown>,
  submissions: readonly Submission[],
): readonly Target[] {
  const rank = new Map<string, number>();
  for (const { redecide } of submissions) {
    for (const key of redecide?.instances ?? []) rank.set(key, rank.size);
  }
  return [
    ...redecided
      .filter((target) => requests.has(target.key))
      .sort((a, b) => rank.get(a.key)! - rank.get(b.key)!),
    ...asked.toSorted((a, b) => orderedAtOf(requests.get(a.key)) - orderedAtOf(requests.get(b.key))),
  ];
}

/** Whether the book still expects this generation: it may have been withdrawn meanwhile. */
export function isExpected(target: Target): boolean {
  const { id, generation } = target.ledger!.command;
  const entry = target.cached?.instance.book.get(id);
  const waits = ['queued', 'failing', 'sending', 'parked', 'in-doubt'];
  return entry?.generation === generation && waits.includes(entry.status);
}

export const ledgerReport = (
  ledger: NonNullable<Target['ledger']>,
  now: Instant,
): Target['reports'][number] => ({
  submission: ledger.submission,
  position: 0,
  report: {
    instance: ledger.command.instance,
    id: ledger.command.id,
    generation: ledger.command.generation,
    kind: 'done',
    detail: null,
    sentAt: now,
    nextAttemptAt: null,
    attemptsAdded: 1,
    probesAdded: 0,
    attempts: [],
  },
});
