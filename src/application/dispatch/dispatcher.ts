import type { OutcomeKind } from '../../engine/book.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { CommandRef } from '../ports/dispatch-store.ts';
import type { AttemptRow, CommandRow } from '../ports/store.ts';
import type { Processor } from '../process/processor.ts';
import { LEDGER_SYSTEM } from '../process/limits.ts';
import { contentOfCommand } from '../process/restore.ts';
import type { CommandDesk, LeavingCommand } from '../process/submission.ts';
import { admitFacts } from '../receive/admit.ts';
import { idempotencyKey, jobOf, laneKey, type Job, type Lane } from './job.ts';
import { DISPATCH_LIMITS } from './limits.ts';
import type { DispatcherOptions } from './dispatcher-options.ts';
import { attemptNow, reportOf, sentReport } from './attempt.ts';
import type { Decision } from './outcome.ts';
import { PartitionKeeper } from './partition-keeper.ts';
import { SystemChannel } from './system-channel.ts';

/**
 * Sends the commands of the partitions that this process owns: in order per instance and system,
 * within each system's budget, each outcome stored with the facts that it brought before the next
 * of its lane leaves. A command in doubt is probed, never sent again blindly.
 *
 * An attempt has a row of its own unless it succeeded at the first try, which the command's row
 * tells entirely (attempts = 1, sent_at, settled_at).
 */
export class Dispatcher implements CommandDesk {
  readonly processId: string;
  readonly keeper: PartitionKeeper;
  readonly #options: DispatcherOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #jobs = new Map<string, Job>();
  readonly #channels = new Map<string, SystemChannel>();
  readonly #foreign = new Set<string>();
  #processor: Processor | null = null;
  #moving = 0;
  #stopped = false;
  #claiming: Promise<void> | null = null;
  #cancelPoll: () => void = () => {};
  #unlisten: () => Promise<void> = () => Promise.resolve();
  #idle: (() => void)[] = [];

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.processId = options.processId;
    this.keeper = new PartitionKeeper({
      processId: options.processId,
      store: options.store,
      clock: options.leaseClock,
      logger: options.logger,
      busy: (partition) =>
        [...this.#lanes.values()].some((lane) => lane.busy && lane.partition === partition),
      gained: () => void this.claim(),
      lost: (partition) => this.#forget(partition),
    });
    for (const [system, connector] of options.connectors) {
      const share = (): number => 1 / this.keeper.processes;
      this.#channels.set(
        system,
        new SystemChannel(connector, options.clock, share, (lane) => void this.#run(lane)),
      );
    }
  }

  /** Takes a share of the partitions and recovers every open command in them. */
  async start(processor: Processor): Promise<void> {
    this.#processor = processor;
    await this.keeper.start();
    this.#unlisten = await this.#options.store.listen((partition) => {
      if (this.keeper.owns(partition)) void this.claim();
    });
    await this.claim();
    this.#schedulePoll();
  }

  /** Sends nothing more; resolves when what is on the wire is answered and stored. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelPoll();
    for (const channel of this.#channels.values()) channel.stop();
    for (const lane of this.#lanes.values()) lane.cancelTimer();
    await this.idle();
    await this.#unlisten();
    await this.keeper.stop();
  }

  /** Commands on the wire, or whose outcome is being stored. */
  inFlight(): number {
    return this.#moving;
  }

  /** Resolves when nothing is on the wire. */
  idle(): Promise<void> {
    if (this.#moving === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Commands in memory by system, for people and for tests. */
  backlog(): ReadonlyMap<string, { waiting: number; inFlight: number; circuitOpen: boolean }> {
    const counts = new Map<string, { waiting: number; inFlight: number; circuitOpen: boolean }>();
    for (const [system, channel] of this.#channels) {
      counts.set(system, {
        waiting: 0,
        inFlight: channel.inFlight,
        circuitOpen: channel.breaker.openUntil !== null,
      });
    }
    for (const lane of this.#lanes.values()) {
      const count = counts.get(lane.system);
      if (count !== undefined) count.waiting += lane.jobs.length;
    }
    return counts;
  }

  // The desk: what batches ask of whoever sends.

  owns(partition: number): boolean {
    return !this.#stopped && this.keeper.owns(partition);
  }

  hold(instance: string, id: string, generation: number): boolean {
    const job = this.#jobs.get(idempotencyKey({ instance, id, generation }));
    // On the wire, or its outcome is being stored: it may have had its effect.
    if (job === undefined || job.phase !== 'waiting' || job.suspect) return false;
    job.held = true;
    return true;
  }

  release(instance: string, id: string, generation: number): void {
    const job = this.#jobs.get(idempotencyKey({ instance, id, generation }));
    if (job === undefined) return;
    job.held = false;
    this.#advance(job.lane);
  }

  drop(instance: string, id: string, generation: number): void {
    const job = this.#jobs.get(idempotencyKey({ instance, id, generation }));
    if (job === undefined || job.phase === 'reporting') return;
    this.#remove(job);
  }

  accept(commands: readonly LeavingCommand[]): void {
    const now = this.#options.clock.now();
    for (const { row, content } of commands) this.#add(jobOf(row, content, now, false));
  }

  // What a person may do.

  /** Lets a parked or failing command try again now. */
  async retry(ref: CommandRef): Promise<void> {
    await this.#personal(ref, 'released', 'a person lets it try again');
  }

  /** A person knows that a command in doubt had no effect: it may be sent again. */
  async releaseFromDoubt(ref: CommandRef): Promise<void> {
    await this.#personal(ref, 'absent', 'a person says that it had no effect');
  }

  /** Probes a command in doubt now; false: another process holds it. */
  probe(ref: CommandRef): boolean {
    const job = this.#jobs.get(idempotencyKey(ref));
    if (job === undefined || !job.doubt) return false;
    job.probesInDoubt = 0;
    job.dueAt = this.#options.clock.now();
    this.#advance(job.lane);
    return true;
  }

  async #personal(ref: CommandRef, kind: OutcomeKind, detail: string): Promise<void> {
    const report = {
      ...ref,
      kind,
      detail,
      sentAt: null,
      nextAttemptAt: null,
      attemptsAdded: 0,
      probesAdded: 0,
      attempts: [],
    };
    const result = await this.#processor!.submit({ reports: [report] });
    if (result.reports[0]?.status === 'queued') this.#requeue(ref);
  }

  #requeue(ref: CommandRef): void {
    const job = this.#jobs.get(idempotencyKey(ref));
    if (job === undefined || job.phase !== 'waiting') return;
    job.parked = false;
    job.doubt = false;
    job.tries = 0;
    job.dueAt = this.#options.clock.now();
    this.#advance(job.lane);
  }

  // Lanes.

  #add(job: Job): void {
    const { row, command: { key } } = job;
    if (this.#jobs.has(key) || this.#stopped) return;
    this.#jobs.set(key, job);
    const name = laneKey(row);
    let lane = this.#lanes.get(name);
    if (lane === undefined) {
      lane = {
        key: name,
        system: row.system,
        partition: row.partition,
        jobs: [],
        busy: false,
        ready: false,
        cancelTimer: () => {},
      };
      this.#lanes.set(name, lane);
    }
    job.lane = lane;
    lane.jobs.push(job);
    this.#advance(lane);
  }

  #remove(job: Job): void {
    this.#jobs.delete(job.command.key);
    const { lane } = job;
    if (lane === null) return;
    const at = lane.jobs.indexOf(job);
    if (at >= 0) lane.jobs.splice(at, 1);
    if (lane.jobs.length === 0 && !lane.busy) {
      lane.cancelTimer();
      if (!lane.ready) this.#lanes.delete(lane.key);
    } else this.#advance(lane);
  }

  /** Brings the head of a lane to its system's queue, now or when it is due. */
  #advance(lane: Lane | null): void {
    if (lane === null || lane.busy || lane.ready || this.#stopped) return;
    const [head] = lane.jobs;
    if (head === undefined || head.held || head.parked) return;
    lane.cancelTimer();
    const { clock } = this.#options;
    if (head.dueAt > clock.now()) {
      lane.cancelTimer = clock.at(head.dueAt, () => this.#advance(lane));
      return;
    }
    if (lane.system === LEDGER_SYSTEM) {
      void this.#askLedger(lane, head);
      return;
    }
    const channel = this.#channels.get(lane.system);
    if (channel !== undefined) channel.enqueue(lane, head.row.priority);
    else this.#unknownSystem(lane.system);
  }

  #unknownSystem(system: string): void {
    if (this.#foreign.has(system)) return;
    this.#foreign.add(system);
    this.#options.logger.error('commands wait for a system without a connector', { system });
  }

  /** The stock ledger is our own: the decision, its fact and the outcome are one batch. */
  async #askLedger(lane: Lane, job: Job): Promise<void> {
    this.#begin(lane, job);
    const { instance, id, generation } = job.command;
    try {
      const { type, content } = job.command;
      const ledger = [{ instance, id, generation, type, content }];
      const result = await this.#processor!.submit({ ledger });
      this.#settle(lane, job, result.reports[0]?.status ?? 'unknown', null);
    } catch (error) {
      this.#options.logger.warn('the ledger did not decide', {
        command: job.command.key,
        error: String(error),
      });
      job.dueAt = (this.#options.clock.now() + DISPATCH_LIMITS.reportRetryMs) as Instant;
      this.#settle(lane, job, 'failing', job.dueAt);
    }
  }

  #begin(lane: Lane, job: Job): void {
    lane.busy = true;
    job.phase = 'sending';
    this.#moving += 1;
  }

  /** One attempt or probe of a lane's head, from the channel's permission to the stored outcome. */
  async #run(lane: Lane): Promise<void> {
    const channel = this.#channels.get(lane.system)!;
    const [job] = lane.jobs;
    if (job === undefined || job.held || job.parked || this.#stopped) {
      if (job === undefined) this.#lanes.delete(lane.key);
      return channel.unused();
    }
    if (!this.keeper.owns(lane.partition)) {
      channel.unused();
      return;
    }
    this.#begin(lane, job);
    if (!job.doubt && !channel.connector.proof.honoursKey && !(await this.#markSent(job))) {
      channel.unused();
      return this.#settle(lane, job, 'withdrawn', null);
    }
    const { decision, attempt } = await attemptNow(channel.connector, job, this.#options);
    channel.ended(decision.silent ? 'silent' : 'answered');
    job.phase = 'reporting';
    await this.#report(lane, job, decision, attempt);
  }

  /** The durable mark before a send, where the system does not know our key. */
  async #markSent(job: Job): Promise<boolean> {
    const report = sentReport(job, this.#options.clock.now());
    const result = await this.#untilStored({ reports: [report] });
    return result.reports[0]?.status === 'sending';
  }

  async #report(lane: Lane, job: Job, decision: Decision, attempt: AttemptRow): Promise<void> {
    const { admission, clock } = this.#options;
    const { key, correlationId } = job.command;
    const admitted = admitFacts(
      admission,
      lane.system,
      decision.facts,
      { messageId: null, causationId: key, correlationId },
      clock.now(),
    );
    const report = reportOf(decision, attempt);
    const result = await this.#untilStored({
      facts: admitted.facts,
      quarantined: admitted.quarantined,
      reports: [report],
    });
    this.#settle(lane, job, result.reports[0]?.status ?? 'unknown', decision.nextAt);
  }

  /** An outcome is never dropped: while the store is away its lane waits. */
  async #untilStored(submission: Parameters<Processor['submit']>[0]): ReturnType<Processor['submit']> {
    for (;;) {
      try {
        return await this.#processor!.submit(submission);
      } catch (error) {
        this.#options.logger.error('an outcome could not be stored yet', { error: String(error) });
        await new Promise((wake) => setTimeout(wake, DISPATCH_LIMITS.reportRetryMs));
      }
    }
  }

  /** What the book says of the command now decides what becomes of it here. */
  #settle(lane: Lane, job: Job, status: CommandRow['status'] | 'unknown', nextAt: Instant | null): void {
    const { clock } = this.#options;
    lane.busy = false;
    job.phase = 'waiting';
    job.held = false;
    job.suspect = false;
    this.#moving -= 1;
    if (status === 'failing' || status === 'queued') {
      if (job.doubt) job.tries = 0;
      job.doubt = false;
      job.probesInDoubt = 0;
      job.dueAt = nextAt ?? clock.now();
      this.#advance(lane);
    } else if (status === 'sending' || status === 'in-doubt') {
      job.doubt = true;
      job.dueAt = nextAt ?? (Number.MAX_SAFE_INTEGER as Instant);
      if (nextAt !== null) this.#advance(lane);
    } else if (status === 'parked') job.parked = true;
    else this.#remove(job);
    if (this.#moving === 0) for (const wake of this.#idle.splice(0)) wake();
  }

  // Taking over.

  /** Takes over open commands of our partitions that memory does not hold. */
  claim(): Promise<void> {
    this.#claiming ??= this.#claim()
      .catch((error: unknown) => this.#options.logger.warn('takeover failed', { error: String(error) }))
      .finally(() => (this.#claiming = null));
    return this.#claiming;
  }

  async #claim(): Promise<void> {
    if (this.#processor === null || this.#stopped) return;
    for (;;) {
      const partitions = Array.from({ length: 64 }, (_, at) => at).filter((at) => this.keeper.owns(at));
      const claimed = await this.#options.store.claim(this.processId, partitions, DISPATCH_LIMITS.claimMax);
      for (const { row, previousOwner } of claimed) this.#adopt(row, previousOwner !== null);
      if (claimed.length < DISPATCH_LIMITS.claimMax) return;
    }
  }

  #adopt(row: CommandRow, suspect: boolean): void {
    try {
      this.#add(jobOf(row, contentOfCommand(row.type, row.content), this.#options.clock.now(), suspect));
    } catch (error) {
      this.#options.logger.error('a stored command cannot be read', {
        instance: row.instance,
        id: row.id,
        error: String(error),
      });
    }
  }

  /** What memory and table do not agree about: lost commits, releases made elsewhere. */
  async reconcile(): Promise<void> {
    const known = new Set(this.#jobs.keys());
    const old = (this.#options.clock.now() - DISPATCH_LIMITS.reconcileAfterMs) as Instant;
    for (const row of await this.#options.store.held(this.processId, old)) {
      if (!known.has(idempotencyKey(row)) && this.keeper.owns(row.partition))
        this.#adopt(row, true);
    }
    const stuck = [...this.#jobs.values()].filter(
      (job) => job.parked || (job.doubt && job.dueAt === Number.MAX_SAFE_INTEGER),
    );
    const refs = stuck.map(({ row }) => ({ instance: row.instance, id: row.id, generation: row.generation }));
    for (const ref of await this.#options.store.statuses(refs)) {
      if (ref.status === 'queued') this.#requeue(ref);
      else if (ref.status === 'withdrawn') this.drop(ref.instance, ref.id, ref.generation);
    }
  }

  #schedulePoll(): void {
    if (this.#stopped) return;
    const due = (this.#options.leaseClock.now() + DISPATCH_LIMITS.pollMs) as Instant;
    this.#cancelPoll = this.#options.leaseClock.at(due, () => {
      void this.claim()
        .then(() => this.reconcile())
        .catch((error: unknown) => this.#options.logger.warn('poll failed', { error: String(error) }))
        .finally(() => this.#schedulePoll());
    });
  }

  /** A partition went to somebody else: what is not on the wire is forgotten here. */
  #forget(partition: number): void {
    const waiting = [...this.#jobs.values()].filter(
      (job) => job.row.partition === partition && job.phase === 'waiting',
    );
    for (const job of waiting) this.#remove(job);
  }
}
