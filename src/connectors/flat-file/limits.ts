/** Bounds of flat files. */
export const FILE_LIMITS = {
  /** Rows of one file: a night of a large warehouse is a tenth of it. */
  rowsMax: 200_000,
  /** Faults that are told of one file; more of them say nothing new. */
  faultsToldMax: 20,
  /** Characters of one row: beyond it the rows are not separated as declared. */
  rowLengthMax: 100_000,
  /** Milliseconds that a delivery which we gave up on may still land: a server ends its sessions sooner. */
  settleAfterMs: 30_000,
} as const;
