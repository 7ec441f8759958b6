/** Bounds of collecting files. */
export const COLLECT_LIMITS = {
  /** Milliseconds between looks into a mailbox: files come by the hour or the night. */
  intervalMs: 60_000,
  /** Largest file that is read into memory, in bytes: a day of a large warehouse is a tenth of it. */
  bytesMax: 32 * 1024 * 1024,
  /** Milliseconds that one look may take, with all files that it finds. */
  lookMaxMs: 10 * 60_000,
  /** Looks in a row that fail before somebody is told: a server is restarted in less. */
  failuresMax: 5,
  /** Days back in which a deadline is looked for: the longest run of holidays and weekends. */
  deadlineDaysMax: 21,
} as const;
