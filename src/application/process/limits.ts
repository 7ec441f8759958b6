/** Limits of the hot path. Each has a unit in its name and a reason. */
export const PROCESS_LIMITS = {
  /**
   * Facts and reports in one batch. What a batch costs by itself is shared by more of them: measured at 1,000
   * orders in flight, 300 items reached five sixths of the throughput, and 2,000 gained nothing.
   */
  batchItemsMax: 1_000,
  /** Batches under way at once in one process: the second one fills the waits of the first. */
  batchesInFlightMax: 2,
  /** Instances kept in memory: about 5 kB each, so 100 MB. */
  instancesCachedMax: 20_000,
  /** Aliases kept in memory: about 200 bytes each. */
  aliasesCachedMax: 200_000,
  /** Tries of a batch that meets others before it is halved. */
  contendedTriesMax: 5,
  /** Milliseconds between tries while the store is away. */
  unavailableRetryMs: 250,
  /** Milliseconds after which callers are told that the store is away. */
  unavailableGiveUpMs: 30_000,
  /** Milliseconds for which a late movement makes a comparison anew: 14 days; counts are settled by then. */
  recompareMs: 14 * 24 * 60 * 60_000,
  /** Orders that one arrival of stock decides again in one batch. */
  redecisionsMax: 50,
} as const;

/** Partitions of the command table: many more than processes, few enough to lease one by one. */
export const PARTITIONS = 64;

/** Partition of an instance: FNV-1a of its key. Stored with each command, so it never changes. */
export function partitionOf(instance: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < instance.length; at++) {
    hash = Math.imul(hash ^ instance.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % PARTITIONS;
}

/** System name of our own stock ledger: its commands are executed by the processor itself. */
export const LEDGER_SYSTEM = 'ledger';
