/** Keys of data subjects in memory, for seconds: what was destroyed elsewhere is soon gone here too. */
import type { DataSubject, PersonalKeyStore } from '../ports/personal-keys.ts';
import { RecentMap } from '../process/instance-cache.ts';
import { usableKey, type UsableKey } from './cipher.ts';
import { PRIVACY_LIMITS } from './limits.ts';

interface Kept<T> {
  readonly value: T;
  readonly until: number;
}

const subjectKey = ({ entity, subject }: DataSubject): string => `${entity} ${subject}`;

export class KeyRing {
  readonly #store: Pick<PersonalKeyStore, 'current' | 'named'>;
  readonly #nowMs: () => number;
  readonly #current = new RecentMap<string, Kept<UsableKey>>(PRIVACY_LIMITS.keysKeptMax);
  readonly #named = new RecentMap<string, Kept<UsableKey | null>>(PRIVACY_LIMITS.keysKeptMax);
  /** Data subjects that this tick asks for: one look for all of them. */
  #asked: { readonly subjects: Map<string, DataSubject>; readonly answer: Promise<void> } | null = null;

  constructor(
    store: Pick<PersonalKeyStore, 'current' | 'named'>,
    nowMs: () => number = () => performance.now(),
  ) {
    this.#store = store;
    this.#nowMs = nowMs;
  }

  /** The key of a data subject, if it is in memory. */
  known(subject: DataSubject): UsableKey | undefined {
    return this.#fresh(this.#current, subjectKey(subject));
  }

  /** Reads, or makes, the keys of these; `known` has them afterwards. */
  async fetch(subjects: readonly DataSubject[]): Promise<ReadonlyMap<string, UsableKey>> {
    this.#asked ??= this.#askSoon();
    const { subjects: all, answer } = this.#asked;
    for (const subject of subjects) all.set(subjectKey(subject), subject);
    await answer;
    return new Map(
      subjects.map((subject) => [subjectKey(subject), this.#current.get(subjectKey(subject))!.value]),
    );
  }

  #askSoon() {
    const subjects = new Map<string, DataSubject>();
    const answer = new Promise<void>((resolve) => {
      setImmediate(resolve);
    }).then(async () => {
      this.#asked = null;
      for (const { name, secret, ...subject } of await this.#store.current([...subjects.values()])) {
        const key = usableKey(name, secret!);
        this.#keep(this.#current, subjectKey(subject), key);
        this.#keep(this.#named, name, key);
      }
    });
    return { subjects, answer };
  }

  /** Keys by name; `null`: destroyed. */
  async named(names: Iterable<string>): Promise<ReadonlyMap<string, UsableKey | null>> {
    const keys = new Map<string, UsableKey | null>();
    const missing: string[] = [];
    for (const name of new Set(names)) {
      const known = this.#fresh(this.#named, name);
      if (known === undefined) missing.push(name);
      else keys.set(name, known);
    }
    if (missing.length === 0) return keys;
    for (const { name, secret } of await this.#store.named(missing)) {
      const key = secret === null ? null : usableKey(name, secret);
      this.#keep(this.#named, name, key);
      keys.set(name, key);
    }
    return keys;
  }

  /** Forgets every key: after an erasure nothing is read from memory. */
  forget(): void {
    this.#current.clear();
    this.#named.clear();
  }

  #fresh<T>(kept: RecentMap<string, Kept<T>>, name: string): T | undefined {
    const found = kept.get(name);
    return found !== undefined && this.#nowMs() < found.until ? found.value : undefined;
  }

  #keep<T>(kept: RecentMap<string, Kept<T>>, name: string, value: T): void {
    kept.set(name, { value, until: this.#nowMs() + PRIVACY_LIMITS.keyKeptMs });
  }
}
