/**
 * How many requests a client may send. Budgets are shared by all processes through the store, and cheap:
 * a process reserves a chunk of requests at a time and counts them in memory, so most requests ask nobody.
 * What is left of a chunk when its window ends, or its process, is lost to the client: never more is
 * granted than the quota, by however many processes.
 */
import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';

/** So many requests in each window of time. */
export interface BudgetPolicy {
  readonly name: string;
  readonly quota: number;
  readonly windowMs: number;
}

export interface BudgetStore {
  /** Adds to what a client has reserved in a window, and answers the sum, which may exceed the quota. */
  reserve(client: string, policy: string, windowStart: Instant, requests: number): Promise<number>;
}

/** What is left of one policy. */
export interface BudgetLeft {
  readonly policy: BudgetPolicy;
  readonly remaining: number;
  readonly resetSeconds: number;
}

export interface BudgetVerdict {
  readonly allowed: boolean;
  readonly left: readonly BudgetLeft[];
  /** Seconds until the budget that is used up is full again; zero when allowed. */
  readonly retryAfterSeconds: number;
}

/** Part of a quota that one reservation takes: small enough that another process gets its share. */
const CHUNKS_PER_QUOTA = 20;
/** Most requests in one reservation: what a process that dies may take with it. */
const CHUNK_MAX = 1_000;
/** Clients that are remembered; beyond that those whose windows are over are forgotten. */
const CLIENTS_MAX = 10_000;

/** What this process knows of one policy of one client. */
interface Account {
  readonly policy: BudgetPolicy;
  windowStart: number;
  /** Reserved by this process and not yet used. */
  held: number;
  /** Not reserved by anybody, as of the last reservation. */
  unreserved: number;
  reserving: Promise<void> | null;
}

export class Budgets {
  readonly #store: BudgetStore;
  readonly #clock: Clock;
  readonly #policiesOf: (clientName: string) => readonly BudgetPolicy[];
  readonly #accounts = new Map<string, readonly Account[]>();

  constructor(
    store: BudgetStore,
    clock: Clock,
    policiesOf: (clientName: string) => readonly BudgetPolicy[],
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#policiesOf = policiesOf;
  }

  /** Takes one request from every budget of a client, or from none of them. */
  async take(client: string, clientName: string): Promise<BudgetVerdict> {
    const accounts = this.#accountsOf(client, clientName);
    for (;;) {
      const now = this.#clock.now();
      for (const account of accounts) roll(account, now);
      const spent = accounts.find(({ held, unreserved }) => held === 0 && unreserved === 0);
      if (spent !== undefined) return verdict(accounts, now, spent);
      const empty = accounts.filter(({ held }) => held === 0);
      if (empty.length === 0) {
        for (const account of accounts) account.held--;
        return verdict(accounts, now, null);
      }
      await Promise.all(empty.map((account) => this.#reserve(client, account)));
    }
  }

  #accountsOf(client: string, clientName: string): readonly Account[] {
    const known = this.#accounts.get(client);
    if (known !== undefined) return known;
    if (this.#accounts.size >= CLIENTS_MAX) this.#forgetIdle();
    const accounts = this.#policiesOf(clientName).map((policy): Account => ({
      policy,
      windowStart: 0,
      held: 0,
      unreserved: 0,
      reserving: null,
    }));
    this.#accounts.set(client, accounts);
    return accounts;
  }

  #forgetIdle(): void {
    const now = this.#clock.now();
    for (const [client, accounts] of this.#accounts) {
      if (accounts.every(({ policy, windowStart }) => windowStart + policy.windowMs <= now)) {
        this.#accounts.delete(client);
      }
    }
  }

  /** Requests that wait for the same reservation share it. */
  #reserve(client: string, account: Account): Promise<void> {
    account.reserving ??= this.#reserveChunk(client, account).finally(() => (account.reserving = null));
    return account.reserving;
  }

  async #reserveChunk(client: string, account: Account): Promise<void> {
    const { name, quota } = account.policy;
    const { windowStart } = account;
    const chunk = Math.min(CHUNK_MAX, Math.ceil(quota / CHUNKS_PER_QUOTA));
    const reserved = await this.#store.reserve(client, name, windowStart as Instant, chunk);
    if (account.windowStart !== windowStart) return; // The window ended meanwhile.
    account.held += Math.max(0, Math.min(chunk, quota - (reserved - chunk)));
    account.unreserved = Math.max(0, quota - reserved);
  }
}

/** Begins a new window when the old one is over: windows lie at multiples of their length. */
function roll(account: Account, now: number): void {
  const { windowMs, quota } = account.policy;
  const windowStart = now - (now % windowMs);
  if (windowStart <= account.windowStart) return;
  account.windowStart = windowStart;
  account.held = 0;
  account.unreserved = quota;
}

function verdict(accounts: readonly Account[], now: number, spent: Account | null): BudgetVerdict {
  const secondsLeft = ({ windowStart, policy }: Account): number =>
    Math.max(1, Math.ceil((windowStart + policy.windowMs - now) / 1_000));
  return {
    allowed: spent === null,
    left: accounts.map((account) => ({
      policy: account.policy,
      remaining: account.held + account.unreserved,
      resetSeconds: secondsLeft(account),
    })),
    retryAfterSeconds: spent === null ? 0 : secondsLeft(spent),
  };
}
