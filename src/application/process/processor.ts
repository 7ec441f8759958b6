import type { Enclosure } from '../privacy/enclosure.ts';
import type { Logger } from '../ports/logger.ts';
import type { BatchStore, PositionDelta, WaitingFactRow } from '../ports/store.ts';
import { conflictsOf, type LedgerConflict } from './ledger-stream.ts';
import { factTypeOf } from '../../canonical/catalogue.ts';
import { Batch, aliasKey, destinationOf } from './batch.ts';
import type { BatchContext } from './batch-context.ts';
import { hashOf, quarantineOf } from './batch-rows.ts';
import { CrossedFacts } from './crossed-facts.ts';
import { reservationKeys } from './ledger-round.ts';
import { PROCESS_LIMITS } from './limits.ts';
import type { NewFact, Submission, SubmissionResult } from './submission.ts';

interface Pending {
  readonly submission: Submission;
  /** What it touches: never in two batches of this process at once. */
  readonly keys: readonly string[];
  readonly size: number;
  readonly ledger: boolean;
  resolve(result: SubmissionResult): void;
  reject(error: unknown): void;
}

export interface ProcessorOptions {
  readonly store: BatchStore;
  readonly context: BatchContext;
  readonly logger: Logger;
  /** Encloses personal values before anything is stored; without it they are stored as they come. */
  readonly enclosure?: Pick<Enclosure, 'submission'>;
  /** Told of every batch that changed what can be promised. */
  onStock?(deltas: readonly PositionDelta[]): void;
  /** Told of the facts of each submission that was stored, repetitions included. */
  onFacts?(facts: readonly NewFact[]): void;
  /** Told of movements that are stated in two ways. */
  onConflict?(conflict: LedgerConflict): void;
  /** Told of items that are to be decided again: kept for an older order, or of a lot that changed. */
  onReconsider?(items: readonly { readonly entity: string; readonly item: string }[]): void;
}

/** All ledger decisions of a process go one batch at a time, so that their locks never cross. */
const LEDGER_KEY = '\u0000ledger';

/**
 * Collects submissions into batches and runs them, a few at once. Whoever submits is answered
 * after the commit that holds its submission, and never before.
 */
export class Processor {
  readonly #options: ProcessorOptions;
  readonly #busy = new Set<string>();
  readonly #crossed: CrossedFacts;
  #queue: Pending[] = [];
  #inFlight = 0;
  #unanswered = 0;
  #scheduled = false;
  #closed = false;
  #idle: (() => void)[] = [];

  constructor(options: ProcessorOptions) {
    this.#options = options;
    this.#crossed = new CrossedFacts(options.context.aliases);
  }

  /** Submissions that are not answered yet. */
  queued(): number {
    return this.#unanswered;
  }

  /** Resolves when nothing is in motion. */
  idle(): Promise<void> {
    if (this.#unanswered === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Takes no more submissions; resolves when those under way are answered. */
  close(): Promise<void> {
    this.#closed = true;
    return this.idle();
  }

  /**
   * Stores one atomic unit and everything that follows from it.
   * @throws Error when the store is away for too long, or the unit has no fact that could be
   * quarantined in its stead.
   */
  submit(submission: Submission): Promise<SubmissionResult> {
    if (this.#closed) return Promise.reject(new Error('the processor is closed'));
    return new Promise((resolve, reject) => {
      this.#unanswered += 1;
      const ready = this.#options.enclosure?.submission(submission) ?? submission;
      if (!(ready instanceof Promise)) return this.#enqueue(ready, resolve, reject);
      ready.then(
        (enclosed) => this.#enqueue(enclosed, resolve, reject),
        (error: unknown) => {
          this.#answered(1);
          reject(error);
        },
      );
    });
  }

  #enqueue(submission: Submission, resolve: Pending['resolve'], reject: Pending['reject']): void {
    const keys = keysOf(submission, this.#options.context);
    const size = Math.max(1, (submission.facts?.length ?? 0) + (submission.reports?.length ?? 0));
    const ledger = keys.includes(LEDGER_KEY);
    this.#queue.push({ submission, keys, size, ledger, resolve, reject });
    this.#schedule();
  }

  #answered(count: number): void {
    this.#unanswered -= count;
    if (this.#unanswered === 0) for (const wake of this.#idle.splice(0)) wake();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // After everything that is ready now: one tick's submissions share a batch.
    setImmediate(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#inFlight < PROCESS_LIMITS.batchesInFlightMax) {
      const batch = this.#takeBatch();
      if (batch.length === 0) return;
      this.#inFlight += 1;
      void this.#runBatch(batch).finally(() => {
        this.#inFlight -= 1;
        for (const { keys } of batch) for (const key of keys) this.#busy.delete(key);
        this.#pump();
        this.#answered(batch.length);
      });
    }
  }

  /** The next submissions that touch nothing of the batches under way. */
  #takeBatch(): Pending[] {
    const batch: Pending[] = [];
    const left: Pending[] = [];
    const own = new Set<string>();
    let items = 0;
    let at = 0;
    for (; at < this.#queue.length && items < PROCESS_LIMITS.batchItemsMax; at++) {
      const pending = this.#queue[at]!;
      const mixed = batch.length > 0 && batch[0]!.ledger !== pending.ledger;
      const blocked = pending.keys.some((key) => this.#busy.has(key) && !own.has(key));
      // Two decisions about one instance do not share a batch: the second must see the first.
      const twice = pending.ledger && pending.keys.some((key) => key !== LEDGER_KEY && own.has(key));
      if (mixed || blocked || twice) {
        left.push(pending);
        continue;
      }
      for (const key of pending.keys) {
        own.add(key);
        this.#busy.add(key);
      }
      batch.push(pending);
      items += pending.size;
    }
    this.#queue = left.length === 0 ? this.#queue.slice(at) : [...left, ...this.#queue.slice(at)];
    return batch;
  }

  async #runBatch(batch: readonly Pending[]): Promise<void> {
    const startedAt = performance.now();
    for (let tries = 1; ; tries++) {
      try {
        const results = await this.#attempt(batch.map((pending) => pending.submission));
        for (const [at, pending] of batch.entries()) pending.resolve(results[at]!);
        return;
      } catch (error) {
        const fault = this.#options.store.faultOf(error);
        this.#options.logger.warn('batch failed', { fault, error: String(error), tries, size: batch.length });
        if (fault === 'unavailable') {
          if (performance.now() - startedAt > PROCESS_LIMITS.unavailableGiveUpMs) return giveUp(batch, error);
          await new Promise((wake) => setTimeout(wake, PROCESS_LIMITS.unavailableRetryMs));
        } else if (fault === 'rejected' || tries >= PROCESS_LIMITS.contendedTriesMax) {
          return await this.#isolate(batch, error);
        }
      }
    }
  }

  async #attempt(submissions: readonly Submission[]): Promise<readonly SubmissionResult[]> {
    const { store, context } = this.#options;
    const batch = new Batch(context, submissions);
    this.#crossed.begin(batch);
    let stored: readonly WaitingFactRow[] = [];
    let introduced: readonly WaitingFactRow[] = [];
    try {
      await this.#resolveAliases(submissions);
      const transaction = await store.begin();
      let results: readonly SubmissionResult[];
      try {
        const opened = await transaction.open(batch.plan());
        const write = await batch.fill(transaction, opened);
        ({ waiting: introduced } = await transaction.commit(write));
        stored = write.waiting;
        results = batch.finish();
      } catch (error) {
        batch.abandon();
        await transaction.rollback();
        throw error;
      }
      for (const { facts } of batch.submissions) if (facts !== undefined) this.#options.onFacts?.(facts);
      for (const [at, { facts }] of batch.submissions.entries()) {
        const conflicts = conflictsOf(facts ?? [], results[at]!.facts);
        for (const conflict of conflicts) this.#options.onConflict?.(conflict);
      }
      if (batch.deltas.length > 0) this.#options.onStock?.(batch.deltas);
      const again = [...batch.keptBack, ...batch.lots];
      if (again.length > 0) this.#options.onReconsider?.(again);
      return results;
    } finally {
      this.deliver([...introduced, ...this.#crossed.end(batch, stored)]);
    }
  }

  async #resolveAliases(submissions: readonly Submission[]): Promise<void> {
    const { context, store } = this.#options;
    const unknown = new Map<string, { entity: string; alias: string }>();
    for (const { facts } of submissions) {
      for (const fact of facts ?? []) {
        const destination = destinationOf(fact, context.aliases);
        if (destination.kind !== 'alias') continue;
        const { alias } = destination;
        unknown.set(aliasKey(fact.entity, alias), { entity: fact.entity, alias });
      }
    }
    if (unknown.size === 0) return;
    for (const { entity, alias, instance } of await store.resolveAliases([...unknown.values()])) {
      context.aliases.set(aliasKey(entity, alias), instance);
    }
  }

  /** Facts whose alias is known now leave the waiting table for their instance. */
  deliver(rows: readonly WaitingFactRow[]): void {
    for (const row of rows) {
      const content = contentOfWaiting(row);
      if (content === undefined) {
        this.#options.logger.error('a waiting fact cannot be read', { source: row.source, id: row.id });
        continue;
      }
      const fact: NewFact = { ...row, content };
      this.submit({ facts: [fact], delivered: true }).catch((error: unknown) => {
        // It still waits in its table: the periodic join delivers it.
        this.#options.logger.warn('a waiting fact was not delivered', { error: String(error) });
      });
    }
  }

  /** Halves a batch that cannot be stored until the poison stands alone; it goes to quarantine. */
  async #isolate(batch: readonly Pending[], error: unknown): Promise<void> {
    if (batch.length > 1) {
      const middle = batch.length >> 1;
      await this.#runBatch(batch.slice(0, middle));
      await this.#runBatch(batch.slice(middle));
      return;
    }
    const [pending] = batch as [Pending];
    const stand = substituteFor(pending.submission, error, this.#options.context);
    if (stand === null) return pending.reject(error);
    try {
      await this.#attempt([stand]);
      const reason = String(error);
      const facts = (pending.submission.facts ?? []).map(
        () => ({ status: 'quarantined', code: 'refused-by-store', reason }) as const,
      );
      pending.resolve({ facts, reports: [] });
    } catch (second) {
      pending.reject(second);
    }
  }
}

/** What was stored was checked when it came; its personal values are enclosed, and read as they are. */
function contentOfWaiting({ type, text }: WaitingFactRow): unknown {
  try {
    return factTypeOf(type)?.read(text);
  } catch {
    return undefined;
  }
}

function giveUp(batch: readonly Pending[], error: unknown): void {
  for (const pending of batch) pending.reject(error);
}

function keysOf(submission: Submission, context: BatchContext): string[] {
  const keys = new Set<string>();
  for (const fact of submission.facts ?? []) {
    const destination = destinationOf(fact, context.aliases);
    keys.add(destination.kind === 'alias' ? `alias ${fact.entity} ${destination.alias}` : destination.key);
  }
  for (const report of submission.reports ?? []) keys.add(report.instance);
  for (const { instance, content } of submission.ledger ?? []) {
    keys.add(instance);
    for (const key of reservationKeys(instance, content)) keys.add(key);
  }
  if (submission.reserve !== undefined) keys.add(submission.reserve.instance);
  for (const instance of submission.examine ?? []) keys.add(instance);
  for (const instance of submission.redecide?.instances ?? []) keys.add(instance);
  for (const instance of submission.recompare ?? []) keys.add(instance);
  const { ledger = [], recompare = [], redecide, reserve } = submission;
  const decides = redecide !== undefined || reserve !== undefined;
  if (ledger.length + recompare.length > 0 || decides) keys.add(LEDGER_KEY);
  return [...keys];
}

/** The same unit with its facts as quarantine entries; `null` if it brings more than facts. */
function substituteFor(submission: Submission, error: unknown, context: BatchContext): Submission | null {
  const { facts = [], reports = [], ledger = [], redecide, examine, recompare, reserve } = submission;
  if (facts.length === 0 || reports.length + ledger.length > 0) return null;
  const others = [redecide, examine, recompare, reserve];
  if (others.some((other) => other !== undefined)) return null;
  const clean = (text: string): string => text.replaceAll('\u0000', '\uFFFD');
  const quarantined = facts.map((fact) => {
    const row = quarantineOf(fact, 'refused-by-store', clean(String(error)), context.now());
    return { ...row, factId: clean(fact.id), bodyHash: hashOf(row.body) };
  });
  return { quarantined: [...(submission.quarantined ?? []), ...quarantined] };
}
