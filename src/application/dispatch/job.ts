import type { Instant } from '../../kernel/instant.ts';
import type { OutboundCommand } from '../ports/connector.ts';
import type { CommandRow } from '../ports/store.ts';

/** One generation of a command in memory. */
export interface Job {
  readonly row: CommandRow;
  /** What its system is told; its key names the job too. */
  readonly command: OutboundCommand;
  /** Where it waits for its turn. */
  lane: Lane | null;
  /** On the lane; on the wire; its outcome being stored. */
  phase: 'waiting' | 'sending' | 'reporting';
  /** A batch may be withdrawing it: not sent until released. */
  held: boolean;
  /** The effect may exist: the next step is a probe. */
  doubt: boolean;
  /** Another process may have sent it: not withdrawn before it is proved or sent again. */
  suspect: boolean;
  /** A person owns it. */
  parked: boolean;
  attempts: number;
  /** Attempts since it was issued or released: what the retry rule counts. */
  tries: number;
  probes: number;
  probesInDoubt: number;
  /** Latest moment at which a request of it may have left. */
  sentAt: Instant | null;
  dueAt: Instant;
}

/** Commands of one instance to one system leave in order. */
export interface Lane {
  readonly key: string;
  readonly system: string;
  readonly partition: number;
  readonly jobs: Job[];
  busy: boolean;
  /** Waits in its system's queue. */
  ready: boolean;
  cancelTimer: () => void;
}

export const laneKey = (row: { system: string; instance: string }): string => `${row.system}:${row.instance}`;

/** Idempotency key: the same for every attempt of a generation, and for no other. */
export const idempotencyKey = (row: { instance: string; id: string; generation: number }): string =>
  `${row.instance}/${row.id}#${row.generation}`;

/** A job from its row. */
export function jobOf(row: CommandRow, content: unknown, now: Instant, suspect: boolean): Job {
  const doubt = row.status === 'sending' || row.status === 'in-doubt';
  return {
    row,
    command: {
      key: idempotencyKey(row),
      entity: row.entity,
      instance: row.instance,
      id: row.id,
      generation: row.generation,
      type: row.type,
      content,
      correlationId: row.correlationId,
      traceparent: row.traceparent,
    },
    lane: null,
    phase: 'waiting',
    held: false,
    doubt,
    suspect: suspect || doubt,
    parked: row.status === 'parked',
    attempts: row.attempts,
    tries: row.attempts,
    probes: row.probes,
    probesInDoubt: 0,
    // Whoever held it before may have sent it until this very moment.
    sentAt: suspect || doubt ? now : row.sentAt,
    dueAt: row.nextAttemptAt ?? now,
  };
}
