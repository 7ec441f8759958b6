/** Tells whoever looks what changed, once a second at most, and never the data itself. */
import type { ChangeNotice, ChangeNotices } from '../ports/change-notices.ts';
import type { Logger } from '../ports/logger.ts';
import type { BatchStore, BatchTransaction, BatchWrite } from '../ports/store.ts';

/** What changed within one second, in the order of this process. */
export interface Changes extends ChangeNotice {
  readonly sequence: number;
}

/** Instances that one notice names: beyond that everything is read again. */
const NAMED_MAX = 50;
/** Notices that are kept for those who come back: two minutes of changes. */
const KEPT_MAX = 120;
/** Real milliseconds between notices. */
const EVERY_MS = 1_000;

type Listener = (changes: Changes) => void;
type Flag = 'cases' | 'commands' | 'messages' | 'stock';

/** What changes without a fact: work queues themselves, by what the operation is about. */
const FLAG_OF_TAG: Readonly<Record<string, Flag>> = {
  Cases: 'cases', Approvals: 'cases', Quarantine: 'messages', Commands: 'commands', Stock: 'stock',
};

/** All that may have changed. */
const EVERYTHING: ChangeNotice = {
  instances: [], more: true, cases: true, commands: true, messages: true, stock: true,
};

/** Notices that become one. */
class Gathering {
  #instances = new Set<string>();
  #more = false;
  #flags = { cases: false, commands: false, messages: false, stock: false };
  #isEmpty = true;

  add({ instances, more, cases, commands, messages, stock }: ChangeNotice): void {
    this.#isEmpty = false;
    for (const key of instances) if (this.#instances.size <= NAMED_MAX) this.#instances.add(key);
    this.#more ||= more;
    const flags = this.#flags;
    flags.cases ||= cases;
    flags.commands ||= commands;
    flags.messages ||= messages;
    flags.stock ||= stock;
  }

  /** What was gathered, and from now on anew; `null`: nothing was. */
  take(): ChangeNotice | null {
    if (this.#isEmpty) return null;
    const named = [...this.#instances];
    const more = this.#more || named.length > NAMED_MAX;
    const notice = { instances: named.slice(0, NAMED_MAX), more, ...this.#flags };
    this.#instances = new Set();
    this.#more = false;
    this.#flags = { cases: false, commands: false, messages: false, stock: false };
    this.#isEmpty = true;
    return notice;
  }
}

export interface ChangeHubOptions {
  /** The other processes of the installation; without it this one is alone. */
  readonly notices?: ChangeNotices;
  readonly logger?: Logger;
}

/** Gathers what this process commits, and what the others say that they did. */
export class ChangeHub {
  readonly #options: ChangeHubOptions;
  readonly #listeners = new Set<Listener>();
  /** What is told here, and what of it is ours to tell the others. */
  readonly #heard = new Gathering();
  readonly #own = new Gathering();
  #kept: Changes[] = [];
  #sequence = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #stopped = false;
  #unlisten: () => Promise<void> = () => Promise.resolve();

  constructor(options: ChangeHubOptions = {}) {
    this.#options = options;
  }

  /** Hears the other processes from now on. */
  async follow(): Promise<void> {
    const { notices } = this.#options;
    if (notices !== undefined) this.#unlisten = await notices.listen((notice) => this.#hear(notice));
  }

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
    this.#add({
      instances: write.instances.map(({ key }) => key),
      more: false,
      cases: write.casesOpened.length + write.casesClosed.length > 0,
      commands: write.commands.length + write.commandUpdates.length > 0,
      messages: write.quarantined.length + write.redriven.length > 0,
      stock: write.positions.length > 0,
    });
  }

  /** A request changed something without stating a fact, as far as its tag tells. */
  touch(tag: string): void {
    const flag = FLAG_OF_TAG[tag];
    if (flag !== undefined) this.#add({ ...NOTHING, [flag]: true });
  }

  #add(notice: ChangeNotice): void {
    this.#own.add(notice);
    this.#heard.add(notice);
    this.#schedule();
  }

  #hear(notice: ChangeNotice | null): void {
    this.#heard.add(notice ?? EVERYTHING);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer ??= setTimeout(() => this.#tell(), EVERY_MS).unref();
  }

  #tell(): void {
    this.#timer = null;
    const { notices, logger } = this.#options;
    const own = this.#own.take();
    if (own !== null) {
      notices?.publish(own).catch((error: unknown) => {
        logger?.warn('the other processes were not told what changed', { error: String(error) });
      });
    }
    const heard = this.#heard.take();
    if (heard === null) return;
    const changes: Changes = { sequence: ++this.#sequence, ...heard };
    this.#kept = [...this.#kept.slice(-(KEPT_MAX - 1)), changes];
    for (const tell of this.#listeners) tell(changes);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#listeners.clear();
    await this.#unlisten();
  }
}

const NOTHING: ChangeNotice = {
  instances: [], more: false, cases: false, commands: false, messages: false, stock: false,
};

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
