/**
 * Remembers the last answers of a pure function by the identity of what it was asked about.
 * Facts that repeat themselves, and reports about commands, leave a state as it is: it is then
 * judged as it was. Forgetting costs time and nothing else.
 */
export class Recent<K extends object, V> {
  #young = new Map<K, V>();
  #old = new Map<K, V>();
  readonly #max: number;

  /** Remembers at least `max` answers, and at most twice as many. */
  constructor(max: number) {
    this.#max = max;
  }

  get(question: K): V | undefined {
    return this.#young.get(question) ?? this.#old.get(question);
  }

  set(question: K, answer: V): V {
    if (this.#young.size >= this.#max) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(question, answer);
    return answer;
  }
}

/**
 * An order that was just judged is asked about again at once: what it means for stock, and what it
 * comes to with the next answer. Answers that are kept longer cost the garbage collector more than
 * working them out again (measured: with 1,000 a judgement takes twice as long).
 */
export const RECENT_MAX = 2;
