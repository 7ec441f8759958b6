import type { DatabaseSync } from 'node:sqlite';

/**
 * What a system does for one request or one job is one commit of its database: a sandbox that is
 * killed in the middle has done all of it or nothing.
 */
export class UnitOfWork {
  readonly #database: DatabaseSync;
  #afterCommit: (() => void)[] | null = null;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Runs the work between BEGIN and COMMIT; what it throws rolls back. Inner ones join the outer. */
  run<T>(work: () => T): T {
    if (this.#afterCommit !== null) return work();
    const afterCommit: (() => void)[] = [];
    this.#database.exec('BEGIN');
    this.#afterCommit = afterCommit;
    let result: T;
    try {
      result = work();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    } finally {
      this.#afterCommit = null;
    }
    for (const next of afterCommit) next();
    return result;
  }

  /** Runs `next` once the work under way is committed; at once if there is none. */
  onCommit(next: () => void): void {
    if (this.#afterCommit === null) next();
    else this.#afterCommit.push(next);
  }
}
