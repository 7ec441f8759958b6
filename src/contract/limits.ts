/** Limits of the HTTP interface. Each has a unit in its name and a reason; errors name them. */
export const HTTP_LIMITS = {
  /** Bytes of a request's body: 5,000 order lines in one document take about 1 MiB. */
  bodyBytesMax: 4 * 1_048_576,
  /** Milliseconds that an answer may take: reads are quick, and whoever writes waits for one commit. */
  answerWithinMs: 30_000,
  /** Bytes that are read of a body beyond that, so that its sender lives to read the refusal. */
  discardedBytesMax: 64 * 1_048_576,
  /** CloudEvents in one batch: a few database batches, answered in well under a second. */
  batchItemsMax: 2_000,
  /** Rows of one page. */
  pageSizeMax: 200,
  /** Rows of a page where the caller names no number. */
  pageSizeDefault: 50,
  /** Facts of one page of the feed: readers that catch up want large steps. */
  feedSizeMax: 1_000,
  /** Characters of an attribute of a CloudEvent; the specification asks for short ones. */
  attributeLengthMax: 200,
  /** Characters of an identifier: as the facts themselves have it. */
  identifierLengthMax: 64,
  /** Characters of the name of a command, a case or a key: identifiers put together. */
  nameLengthMax: 500,
  /** Characters of a sentence by a person. */
  noteLengthMax: 500,
  /** Characters of a decimal number. */
  decimalLengthMax: 40,
  /** Days for which stock may be reserved: longer, and it is kept from everybody by what was forgotten. */
  reservationDaysMax: 90,
  /** Reservations that one sales order draws on: as the facts themselves have it. */
  reservationsMax: 20,
  /** Lines of one sales order. */
  linesMax: 5_000,
  /** Line numbers. */
  lineNumberMax: 999_999,
  /** Characters of an Idempotency-Key: a UUID has 36. */
  idempotencyKeyLengthMax: 255,
  /** Hours for which the first answer to an Idempotency-Key is kept. */
  idempotencyHours: 24,
  /** Fact types or entities that one filter names. */
  filterItemsMax: 200,
  /** Characters of the URL of an endpoint. */
  urlLengthMax: 2_000,
  /** Facts that wait for a reader are counted up to here: beyond it only that there are many. */
  waitingCountedMax: 10_000,
  /** Characters of a cursor. */
  cursorLengthMax: 1_000,
  /** Instances that one summary looks into; beyond that it says that it is not complete. */
  instancesExaminedMax: 200,
} as const;
