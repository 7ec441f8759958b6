/**
 * Status of a command's latest generation.
 * - `queued`: waits to be sent; `failing`: was answered with a technical fault and will be sent
 *   again; `parked`: retries are spent, a person owns it. None of these had an effect.
 * - `sending`, `in-doubt`: the effect may exist; only an answer or a probe settles them.
 * - `done`: applied and read back; `refused`: the system said no for a business reason;
 *   `withdrawn`: no longer due, never sent; `compensated`: done, then taken back.
 */
export type CommandStatus =
  | 'queued'
  | 'failing'
  | 'parked'
  | 'sending'
  | 'in-doubt'
  | 'done'
  | 'refused'
  | 'withdrawn'
  | 'compensated';

/** Reads the content of a generation, when its inverse is built from it; `null` where none is ever built. */
export type ReadContent = (() => unknown) | null;

/** What stands in the other system because of a command. */
export interface Effect {
  readonly generation: number;
  readonly fingerprint: string;
  readonly content: ReadContent;
}

/** What was done about one command id. */
export interface BookEntry {
  readonly id: string;
  readonly type: string;
  readonly system: string;
  /** Latest generation issued; the idempotency key is id + generation. */
  readonly generation: number;
  readonly fingerprint: string;
  readonly status: CommandStatus;
  /** Of this generation. */
  readonly content: ReadContent;
  readonly effect: Effect | null;
  /** Set on the entry of an inverse: the command it takes back. */
  readonly undoes: { readonly id: string; readonly generation: number } | null;
}

/** Memory of what was done for one instance, by command id. `judge` never reads it. */
export type Book = ReadonlyMap<string, BookEntry>;

/** What became of one generation of a command. */
export type OutcomeKind =
  | 'sent'
  | 'in-doubt'
  | 'done'
  | 'refused'
  /** Technical fault, certainly without effect: will be tried again. */
  | 'failed'
  | 'parked'
  /** Proved: the effect does not exist, and no request of ours can still land. */
  | 'absent'
  /** A person or a rule lets a parked command try again. */
  | 'released';

export interface Outcome {
  readonly id: string;
  readonly generation: number;
  readonly kind: OutcomeKind;
}

const AFTER: Readonly<Record<OutcomeKind, CommandStatus>> = {
  sent: 'sending',
  'in-doubt': 'in-doubt',
  done: 'done',
  refused: 'refused',
  failed: 'failing',
  parked: 'parked',
  absent: 'queued',
  released: 'queued',
};

/** Status of a generation after an outcome that counts. */
export const statusAfter = (kind: OutcomeKind): CommandStatus => AFTER[kind];

/**
 * What may still be told of a generation in doubt. Sending it again under its key proves nothing
 * before it is answered: the first request may land all the same, so it must not be withdrawn.
 */
const SETTLES_DOUBT: ReadonlySet<OutcomeKind> = new Set(['done', 'refused', 'absent']);

/** Nothing has left, or it certainly had no effect: it may still be withdrawn. */
export const isUnsent = (status: CommandStatus): boolean =>
  status === 'queued' || status === 'failing' || status === 'parked';

/** The effect may exist: it must be proved before anything else is decided. */
export const isUnproved = (status: CommandStatus): boolean =>
  status === 'sending' || status === 'in-doubt';

/** Id of the inverse of a command. */
export const undoIdOf = (id: string): string => `undo:${id}`;

/**
 * Enters one outcome. Outcomes of an earlier generation, and of one already settled, are late
 * echoes and change nothing. Returns whether the book changed.
 */
export function recordOutcome(book: Map<string, BookEntry>, outcome: Outcome): boolean {
  const entry = book.get(outcome.id);
  if (entry === undefined || entry.generation !== outcome.generation) return false;
  if (!isUnsent(entry.status) && !isUnproved(entry.status)) return false;
  if (entry.status === 'in-doubt' && !SETTLES_DOUBT.has(outcome.kind)) return false;
  const status = AFTER[outcome.kind];
  if (status !== 'done') {
    if (status === entry.status) return false;
    book.set(entry.id, { ...entry, status });
    return true;
  }
  const { generation, fingerprint, content } = entry;
  book.set(entry.id, { ...entry, status, effect: { generation, fingerprint, content } });
  const target = entry.undoes === null ? undefined : book.get(entry.undoes.id);
  if (target?.effect?.generation === entry.undoes?.generation && target !== undefined) {
    // A later generation that had no effect (refused, withdrawn) keeps its own status.
    const latest = target.generation === target.effect?.generation;
    book.set(target.id, {
      ...target,
      status: latest ? 'compensated' : target.status,
      effect: null,
    });
  }
  return true;
}
