/** Tells whoever looks what changed, once a second at most, and never the data itself. */
import type { BatchStore, BatchTransaction, BatchWrite } from '../ports/store.ts';

/** What changed within one second. */
export interface Changes {
  readonly sequence: number;
  /** Keys of the instances, the first of them. */
  readonly instances: readonly string[];
  /** There were more instances than are named. */
  readonly more: boolean;
  readonly cases: boolean;
  readonly commands: boolean;
  readonly messages: boolean;
  readonly stock: boolean;
}

/** Instances that one notice names: beyond that everything is read again. */
const NAMED_MAX = 50;
/** Notices that are kept for those who come back: two minutes of changes. */
const KEPT_MAX = 120;
/** Real milliseconds between notices. */
const EVERY_MS = 1_000;

type Listener = (changes: Changes) => void;

/** Gathers what this process commits, as long as somebody listens. */
export class ChangeHub {
  readonly #listeners = new Set<Listener>();
  #kept: Changes[] = [];
  #sequence = 0;
  #instances = new Set<string>();
  #flags = { cases: false, commands: false, messages: false, stock: false };
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** Somebody listens from now on; answers how to stop. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Notices after one that was heard; `null`: it is too long ago, or of another process. */
  since(sequence: number): readonly Changes[] | null {
    const first = this.#kept[0]?.sequence ?? this.#sequence + 1;
    if (sequence > this.#sequence || sequence < first - 1) return null;
    return this.#kept.filter((changes) => changes.sequence > sequence);
  }

  get sequence(): number {
    return this.#sequence;
  }

  /** Something was committed. */
  note(write: BatchWrite): void {
    for (const { key } of write.instances) if (this.#instances.size <= NAMED_MAX) this.#instances.add(key);
    const flags = this.#flags;
    flags.cases ||= write.casesOpened.length + write.casesClosed.length > 0;
    flags.commands ||= write.commands.length + write.commandUpdates.length > 0;
    flags.messages ||= write.quarantined.length + write.redriven.length > 0;
    flags.stock ||= write.positions.length > 0;
    this.#timer ??= setTimeout(() => this.#tell(), EVERY_MS).unref();
  }

  #tell(): void {
    this.#timer = null;
    const named = [...this.#instances];
    const changes: Changes = {
      sequence: ++this.#sequence,
      instances: named.slice(0, NAMED_MAX),
      more: named.length > NAMED_MAX,
      ...this.#flags,
    };
    this.#instances = new Set();
    this.#flags = { cases: false, commands: false, messages: false, stock: false };
    this.#kept = [...this.#kept.slice(-(KEPT_MAX - 1)), changes];
    for (const tell of this.#listeners) tell(changes);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#listeners.clear();
  }
}

/** A store that tells a hub what it has committed. */
export const tellingStore = (store: BatchStore, hub: ChangeHub): BatchStore => ({
  faultOf: (error) => store.faultOf(error),
  resolveAliases: (aliases) => store.resolveAliases(aliases),
  begin: async () => {
    const transaction = await store.begin();
    return {
      open: (request) => transaction.open(request),
      load: (wanted) => transaction.load(wanted),
      standingRequests: (type, instances) => transaction.standingRequests(type, instances),
      lockStock: (items) => transaction.lockStock(items),
    bookAt: (question) => transaction.bookAt(question),
      rollback: () => transaction.rollback(),
      commit: async (write) => {
        const committed = await transaction.commit(write);
        hub.note(write);
        return committed;
      },
    } satisfies BatchTransaction;
  },
});
