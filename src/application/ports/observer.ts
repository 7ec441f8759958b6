/**
 * Who watches. Most of it needs no hook: batches are watched by wrapping the `BatchStore`, attempts
 * by wrapping each `Connector`, queues and circuits by asking the dispatcher's `backlog()`.
 *
 * What wraps cannot see is the front door: which message brought which facts, and how long its
 * sender waited. Whoever receives (webhooks, CloudEvents, sales orders placed over the API) calls
 * `received` once for each message, after it was answered for. Implementations are cheap and never
 * throw; without one, pass {@link UNOBSERVED}.
 */
import type { FactResult } from '../process/submission.ts';

/** One message at the front door, and what became of it. */
export interface ReceivedMessage {
  /** System that sent it. */
  readonly source: string;
  /** By which door: `webhook`, `events`, `sales-orders`, `sweep`. */
  readonly channel: string;
  readonly messageId: string | null;
  /** W3C trace context that came along, unread; `null` where there was none. */
  readonly traceparent: string | null;
  /** Milliseconds from its first byte to the commit that holds it. */
  readonly durationMs: number;
  /** What became of each fact; empty where the message could not be translated. */
  readonly facts: readonly FactResult[];
  /** `rejected`: the sender was not authenticated; `quarantined`: the message as a whole. */
  readonly outcome: 'stored' | 'quarantined' | 'rejected' | 'failed';
}

/** Told of what the application does. */
export interface ApplicationObserver {
  received(message: ReceivedMessage): void;
}

/** Nobody watches. */
export const UNOBSERVED: ApplicationObserver = { received: () => {} };
