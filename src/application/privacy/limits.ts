export const PRIVACY_LIMITS = {
  /** Milliseconds that a key is used from memory: so long may another process read after an erasure. */
  keyKeptMs: 10_000,
  /** Keys in memory, of each kind: some 30 MB, and the customers of a busy minute. */
  keysKeptMax: 50_000,
} as const;
