import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Clock } from '../kernel/clock.ts';
import type { Instant } from '../kernel/instant.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** Runs one job. */
export type JobRunner = (job: string, payload: unknown) => void;

/**
 * What a system will do by itself, in its own database: due jobs run in order of time, then of
 * scheduling. A job is deleted in the same commit as its effects, so it takes effect once.
 */
export class JobQueue {
  readonly #clock: Clock;
  readonly #unit: UnitOfWork;
  readonly #run: JobRunner;
  readonly #insert: StatementSync;
  readonly #first: StatementSync;
  readonly #remove: StatementSync;
  readonly #count: StatementSync;
  #isRunning = false;
  #armedFor: Instant | null = null;
  #cancel: () => void = () => {};

  constructor(database: DatabaseSync, clock: Clock, unit: UnitOfWork, run: JobRunner) {
    this.#clock = clock;
    this.#unit = unit;
    this.#run = run;
    database.exec(`
      CREATE TABLE IF NOT EXISTS sandbox_job (
        id INTEGER PRIMARY KEY, due INTEGER NOT NULL, job TEXT NOT NULL, payload TEXT NOT NULL);
      CREATE INDEX IF NOT EXISTS sandbox_job_due ON sandbox_job (due, id);`);
    this.#insert = database.prepare('INSERT INTO sandbox_job (due, job, payload) VALUES (?, ?, ?)');
    this.#first = database.prepare(
      'SELECT id, due, job, payload FROM sandbox_job ORDER BY due, id LIMIT 1',
    );
    this.#remove = database.prepare('DELETE FROM sandbox_job WHERE id = ?');
    this.#count = database.prepare('SELECT count(*) AS jobs FROM sandbox_job');
  }

  /** Schedules a job; a delay of zero means as soon as what is under way is committed. */
  add(delayMs: number, job: string, payload: unknown): void {
    const due = this.#clock.now() + Math.max(0, Math.round(delayMs));
    this.#insert.run(due, job, JSON.stringify(payload ?? null));
    this.#unit.onCommit(() => this.#armFor(due as Instant));
  }

  /** Begins (or goes on) to work on what is in the database. */
  start(): void {
    this.#isRunning = true;
    this.#arm();
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancel();
  }

  pending(): number {
    return (this.#count.get() as { jobs: number }).jobs;
  }

  nextDue(): Instant | null {
    return (this.#first.get() as { due: Instant } | undefined)?.due ?? null;
  }

  #arm(): void {
    const due = this.nextDue();
    if (due !== null) this.#armFor(due);
  }

  #armFor(due: Instant): void {
    if (!this.#isRunning) return;
    if (this.#armedFor !== null && this.#armedFor <= due) return;
    this.#cancel();
    this.#armedFor = due;
    this.#cancel = this.#clock.at(due, () => this.#ring());
  }

  #ring(): void {
    this.#armedFor = null;
    for (;;) {
      const job = this.#first.get() as
        | { id: number; due: Instant; job: string; payload: string }
        | undefined;
      if (job === undefined || job.due > this.#clock.now()) break;
      this.#unit.run(() => {
        this.#remove.run(job.id);
        this.#run(job.job, JSON.parse(job.payload));
      });
    }
    this.#arm();
  }
}
