import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Connector } from '../ports/connector.ts';
import { allows, answered, CLOSED, failed, started, type Breaker } from './breaker.ts';
import type { Lane } from './job.ts';

/**
 * What may leave for one system now: its concurrency, its rate, its circuit. Lanes wait by
 * priority, the smaller first; within a priority the longer waiting first.
 */
export class SystemChannel {
  readonly connector: Connector;
  readonly #clock: Clock;
  readonly #start: (lane: Lane) => void;
  readonly #share: () => number;
  readonly #queues = new Map<number, Lane[]>();
  #priorities: number[] = [];
  #inFlight = 0;
  #tokens: number;
  #countedAt: Instant;
  #breaker: Breaker = CLOSED;
  #cancelTimer: (() => void) | null = null;

  constructor(connector: Connector, clock: Clock, share: () => number, start: (lane: Lane) => void) {
    this.connector = connector;
    this.#clock = clock;
    this.#share = share;
    this.#start = start;
    this.#tokens = this.#burst();
    this.#countedAt = clock.now();
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** State of the circuit, for people. */
  get breaker(): Breaker {
    return this.#breaker;
  }

  /** A lane whose head may leave. */
  enqueue(lane: Lane, priority: number): void {
    let queue = this.#queues.get(priority);
    if (queue === undefined) {
      queue = [];
      this.#queues.set(priority, queue);
      this.#priorities = [...this.#queues.keys()].sort((a, b) => a - b);
    }
    queue.push(lane);
    lane.ready = true;
    this.pump();
  }

  /** An attempt ended. `silent`: the system did not answer. */
  ended(result: 'answered' | 'silent'): void {
    this.#inFlight -= 1;
    this.#breaker = result === 'answered' ? answered() : failed(this.#breaker, this.#clock.now());
    this.pump();
  }

  /** An attempt that was taken back before anything left. */
  unused(): void {
    this.#inFlight -= 1;
    this.#breaker = { ...this.#breaker, trying: false };
    this.pump();
  }

  /** Starts what may start; sets a timer where only time is missing. */
  pump(): void {
    for (let lane = this.#head(); lane !== undefined; lane = this.#head()) {
      const now = this.#clock.now();
      if (this.#inFlight >= Math.max(1, Math.floor(this.connector.budget.concurrency * this.#share())))
        return;
      if (!allows(this.#breaker, now)) {
        if (!this.#breaker.trying) this.#wakeAt(this.#breaker.openUntil!);
        return;
      }
      this.#refill(now);
      if (this.#tokens < 1) {
        const missingMs = ((1 - this.#tokens) * 1_000) / this.#perSecond();
        this.#wakeAt((now + Math.max(1, Math.ceil(missingMs))) as Instant);
        return;
      }
      this.#take();
      this.#tokens -= 1;
      this.#inFlight += 1;
      this.#breaker = started(this.#breaker);
      lane.ready = false;
      this.#start(lane);
    }
  }

  #head(): Lane | undefined {
    for (const priority of this.#priorities) {
      const queue = this.#queues.get(priority)!;
      if (queue.length > 0) return queue[0];
    }
    return undefined;
  }

  #take(): void {
    for (const priority of this.#priorities) {
      const queue = this.#queues.get(priority)!;
      if (queue.length > 0) {
        queue.shift();
        return;
      }
    }
  }

  #perSecond(): number {
    return Math.max(0.001, this.connector.budget.perSecond * this.#share());
  }

  /** A quarter of a second's worth may leave at once. */
  #burst(): number {
    return Math.max(1, this.#perSecond() / 4);
  }

  #refill(now: Instant): void {
    const earned = ((now - this.#countedAt) * this.#perSecond()) / 1_000;
    this.#tokens = Math.min(this.#burst(), this.#tokens + earned);
    this.#countedAt = now;
  }

  #wakeAt(due: Instant): void {
    if (this.#cancelTimer !== null) return;
    this.#cancelTimer = this.#clock.at(due, () => {
      this.#cancelTimer = null;
      this.pump();
    });
  }

  stop(): void {
    this.#cancelTimer?.();
    this.#queues.clear();
    this.#priorities = [];
  }
}
