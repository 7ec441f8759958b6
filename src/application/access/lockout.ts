/**
 * How guessing passwords is slowed down without locking anybody out of their own account. Failures are
 * counted in several buckets, and each bucket waits by itself: a browser that signed in before has one of
 * its own, so that whoever guesses a name from elsewhere does not keep its owner out.
 */
import { createHash } from 'node:crypto';
import { MINUTE_MS, SECOND_MS, type Instant } from '../../kernel/instant.ts';

/** What failed in one bucket. */
export interface FailureCount {
  readonly failures: number;
  readonly lastAt: Instant;
}

export interface FailureStore {
  /**
   * Counts a try in each of these buckets before it is known how it ends, so that many at once do not slip
   * through, but only if `mayTry` agrees to the counts so far; answers them. What is older than `forgetMs`
   * is forgotten.
   */
  charge(
    buckets: readonly string[],
    now: Instant,
    forgetMs: number,
    mayTry: (counts: readonly FailureCount[]) => boolean,
  ): Promise<void>;
  clear(buckets: readonly string[]): Promise<void>;
}

/** A bucket, and how many failures are free in it. */
interface Bucket {
  readonly name: string;
  readonly free: number;
}

/** Tries of one browser or address for one name: more than a person needs. */
const FREE_OF_PAIR = 5;
/** Tries of unknown browsers for one name, from wherever: beyond this it is being guessed. */
const FREE_OF_NAME = 50;
/** Tries of one address, for whatever names: an office behind one address stays below it. */
const FREE_OF_ADDRESS = 100;
/** The longest wait: a day of guessing is then less than a hundred tries. */
const WAIT_MAX_MS = 15 * MINUTE_MS;
/** After an hour of quiet a bucket begins anew. */
const FORGET_MS = 60 * MINUTE_MS;

/** How long a bucket waits after its last failure: doubling, from a second on. */
export function waitOf({ failures }: FailureCount, free: number): number {
  if (failures < free) return 0;
  return Math.min(WAIT_MAX_MS, SECOND_MS * 2 ** Math.min(20, failures - free));
}

/** Where a try comes from. */
export interface TryOrigin {
  /** Address of the client. */
  readonly address: string;
  /** The client is a browser that signed in with this name before: its own id. */
  readonly device: string | null;
}

/** The buckets that a try counts in. */
function bucketsOf(name: string, { address, device }: TryOrigin): readonly Bucket[] {
  const who = createHash('sha256').update(name.toLowerCase()).digest('base64url').slice(0, 22);
  if (device !== null) return [{ name: `device:${who}:${device}`, free: FREE_OF_PAIR }];
  const network = networkOf(address);
  return [
    { name: `pair:${who}:${network}`, free: FREE_OF_PAIR },
    { name: `name:${who}`, free: FREE_OF_NAME },
    { name: `address:${network}`, free: FREE_OF_ADDRESS },
  ];
}

/** An IPv6 client has a whole /64 to itself; of IPv4 every address counts. */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = '', tail] = address.split('::');
  const front = head.split(':').filter((part) => part !== '');
  const back = tail === undefined ? [] : tail.split(':');
  const missing = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  const parts = tail === undefined ? front : [...front, ...missing, ...back];
  return `${parts.slice(0, 4).map((part) => part.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}

/** What a try is told. */
export type TryVerdict =
  | { readonly allowed: true; succeeded(): Promise<void> }
  | { readonly allowed: false; readonly retryAfterMs: number };

/** Counts a try, and says whether it may be made. */
export async function beginTry(
  store: FailureStore,
  now: Instant,
  name: string,
  origin: TryOrigin,
): Promise<TryVerdict> {
  const buckets = bucketsOf(name, origin);
  let retryAfterMs = 0;
  // A try that is refused does not count: whoever goes on guessing does not prolong the wait of others.
  await store.charge(buckets.map((bucket) => bucket.name), now, FORGET_MS, (counts) => {
    const waits = counts.map((count, at) => count.lastAt + waitOf(count, buckets[at]!.free) - now);
    retryAfterMs = Math.max(0, ...waits);
    return retryAfterMs === 0;
  });
  if (retryAfterMs > 0) return { allowed: false, retryAfterMs };
  // The address keeps its count: who knows one password is not free to guess others.
  const cleared = buckets.map((bucket) => bucket.name).filter((bucket) => !bucket.startsWith('address:'));
  return { allowed: true, succeeded: () => store.clear(cleared) };
}
