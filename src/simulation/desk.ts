import { isUnproved, type OutcomeKind } from '../engine/book.ts';
import type { Issue } from '../engine/diff.ts';
import { assert } from '../kernel/assert.ts';
import type { Instant } from '../kernel/instant.ts';
import type { OrderRecord, Process } from './process.ts';
import type { Answer, Request, System } from './systems/system.ts';
import { send, type Reply } from './wire.ts';

interface Job {
  readonly record: OrderRecord;
  readonly issue: Issue;
}

/** Commands of one order for one system: they leave one after the other. */
interface Lane {
  readonly jobs: Job[];
  isBusy: boolean;
}

/** Attempts that are turned away before a person must look. */
const ATTEMPTS_MAX = 4;
const BACKOFF_MS = 20_000;
const PROBE_EVERY_MS = 15_000;

/**
 * The dispatcher. A command is marked before it leaves; one without an answer is in doubt, and is
 * probed until it is proved. That it is absent counts only when no request can still land. Until
 * then, a system that honours the key is sent the same request again.
 */
export class Desk {
  readonly #process: Process;
  readonly #systems: ReadonlyMap<string, System>;
  readonly #lanes = new Map<string, Lane>();

  constructor(process: Process, systems: ReadonlyMap<string, System>) {
    this.#process = process;
    this.#systems = systems;
  }

  accept(record: OrderRecord, issued: readonly Issue[]): void {
    for (const issue of issued) this.#enqueue({ record, issue });
  }

  /** The process died: what was in memory is gone. */
  forget(): void {
    this.#lanes.clear();
  }

  /** Takes up again what the rows say is open. */
  recover(record: OrderRecord): void {
    const queued: Job[] = [];
    for (const { issue } of record.commands.values()) {
      const entry = record.book.get(issue.id);
      if (entry === undefined || entry.generation !== issue.generation) continue;
      const job = { record, issue };
      if (isUnproved(entry.status)) {
        const lane = this.#lane(job);
        lane.jobs.push(job);
        lane.isBusy = true;
        this.#prove(job, lane);
      } else if (entry.status === 'queued' || entry.status === 'failing') queued.push(job);
    }
    for (const job of queued) this.#enqueue(job);
  }

  /** A person lets a parked command try again. */
  release(record: OrderRecord, id: string): void {
    const row = record.commands.get(id)!;
    row.attempts = 0;
    const { generation } = row.issue;
    if (this.#process.commit(record, [], [{ id, generation, kind: 'released' }])) {
      if (record.book.get(id)?.status === 'queued') this.#enqueue({ record, issue: row.issue });
    }
  }

  #lane({ record, issue }: Job): Lane {
    const name = `${record.salesOrder}|${issue.system}`;
    let lane = this.#lanes.get(name);
    if (lane === undefined) this.#lanes.set(name, (lane = { jobs: [], isBusy: false }));
    return lane;
  }

  #enqueue(job: Job): void {
    const lane = this.#lane(job);
    lane.jobs.push(job);
    if (!lane.isBusy) this.#next(lane);
  }

  #next(lane: Lane, delayMs = 1 + this.#process.world.random.below(200)): void {
    lane.isBusy = lane.jobs.length > 0;
    if (lane.isBusy) this.#later(delayMs, () => this.#start(lane));
  }

  /** Later, unless the process has died by then. */
  #later(delayMs: number, act: () => void): void {
    const { life } = this.#process;
    this.#process.world.after(delayMs, () => {
      if (life === this.#process.life) act();
    });
  }

  #start(lane: Lane): void {
    const job = lane.jobs[0]!;
    const entry = job.record.book.get(job.issue.id)!;
    const isOpen = entry.generation === job.issue.generation;
    if (!isOpen || (entry.status !== 'queued' && entry.status !== 'failing')) {
      lane.jobs.shift();
      return this.#next(lane);
    }
    if (job.issue.system === this.#process.ledger.name) {
      lane.jobs.shift();
      const { life } = this.#process;
      this.#process.allocate(job.record, job.issue);
      if (life === this.#process.life) this.#next(lane);
      return;
    }
    this.#send(job, lane);
  }

  #send(job: Job, lane: Lane): void {
    const { life } = this.#process;
    const system = this.#systems.get(job.issue.system)!;
    this.#process.markSent(job.record, job.issue);
    send(this.#process.world, system, this.#request(job), (reply) => {
      if (life === this.#process.life) this.#answered(job, lane, reply);
    });
  }

  #request({ record, issue }: Job): Request {
    const { type, generation, content } = issue;
    return { key: this.#process.variant.keyOf(record.salesOrder, issue), type, generation, content };
  }

  #answered(job: Job, lane: Lane, reply: Reply): void {
    if (reply.kind === 'answered') return this.#settle(job, lane, reply.answer);
    if (reply.kind === 'silence') {
      if (this.#process.variant.doubt === 'retried-blindly') return this.#retry(job, lane);
      if (this.#report(job, 'in-doubt')) this.#prove(job, lane);
      return;
    }
    if (job.record.book.get(job.issue.id)!.status === 'in-doubt') return this.#prove(job, lane);
    const row = job.record.commands.get(job.issue.id)!;
    row.attempts += 1;
    const isSpent = row.attempts >= ATTEMPTS_MAX;
    if (!this.#report(job, isSpent ? 'parked' : 'failed')) return;
    if (isSpent) lane.jobs.shift();
    this.#next(lane, BACKOFF_MS * row.attempts);
  }

  /** What no dispatcher may do: nobody knows whether the first request took effect. */
  #retry(job: Job, lane: Lane): void {
    if (this.#report(job, 'failed')) this.#next(lane, BACKOFF_MS);
  }

  /** Answers whether the report is committed; if not, the process has died. */
  #report({ record, issue }: Job, kind: OutcomeKind, answer?: Answer): boolean {
    const { id, generation } = issue;
    return this.#process.commit(record, answer?.facts ?? [], [{ id, generation, kind }]);
  }

  #settle(job: Job, lane: Lane, answer: Answer): void {
    if (!this.#report(job, answer.kind, answer)) return;
    assert(lane.jobs[0] === job, 'a lane works on its head');
    lane.jobs.shift();
    this.#next(lane);
  }

  #prove(job: Job, lane: Lane): void {
    const { world } = this.#process;
    const delayMs = 1_000 + world.random.below(PROBE_EVERY_MS);
    this.#later(delayMs, () => this.#probe(job, lane));
  }

  #probe(job: Job, lane: Lane): void {
    const { world, variant } = this.#process;
    if (world.chance(world.faults.probeLost)) return this.#prove(job, lane);
    const system = this.#systems.get(job.issue.system)!;
    const answer = system.probe(this.#request(job));
    if (answer !== null) return this.#settle(job, lane, answer);
    const settlesAt = (job.record.commands.get(job.issue.id)!.sentAt + system.settleMs) as Instant;
    const isRash =
      variant.doubt === 'absent-at-once' ||
      (variant.doubt === 'absent-at-once-with-key' && system.honoursKey);
    if (isRash || world.now() > settlesAt) {
      if (this.#report(job, 'absent')) this.#next(lane);
    } else if (system.honoursKey && world.random.chance(0.5)) {
      this.#send(job, lane);
    } else this.#prove(job, lane);
  }
}
