import type { Clock } from '../../kernel/clock.ts';
import type { IgnoredCount, RecordStore } from '../ports/record-store.ts';
import type { IgnoredMember } from '../receive/field-rules.ts';

/**
 * Counts values that were left out because their sender does not own the field. Kept in memory until
 * somebody asks or the process stops; a process that dies loses counts since, never a message.
 */
export class IgnoredMembers {
  readonly #store: Pick<RecordStore, 'countIgnored' | 'ignored'>;
  readonly #clock: Clock;
  #counts = new Map<string, IgnoredCount>();

  constructor(store: Pick<RecordStore, 'countIgnored' | 'ignored'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  note(ignored: IgnoredMember): void {
    const key = `${ignored.type} ${ignored.member} ${ignored.source}`;
    const count = (this.#counts.get(key)?.count ?? 0) + 1;
    this.#counts.set(key, { ...ignored, count, lastAt: this.#clock.now() });
  }

  /** Everything that was ever left out, by type, member and source. */
  async all(): Promise<readonly IgnoredCount[]> {
    await this.flush();
    return this.#store.ignored();
  }

  async flush(): Promise<void> {
    const counts = [...this.#counts.values()];
    this.#counts = new Map();
    if (counts.length > 0) await this.#store.countIgnored(counts);
  }
}
