/** Where a command writes to, and what it may know of its surroundings. */
export interface CliIo {
  readonly stdout: CliStream;
  readonly stderr: CliStream;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** Fires on Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** Milliseconds that only ever rise. */
  monotonicMs(): number;
  fetch(url: string, init: RequestInit): Promise<Response>;
}

/** A stream of text, and whether a person looks at it. */
export interface CliStream {
  readonly isTTY: boolean;
  /** Width in characters; `undefined` where nobody knows. */
  readonly columns: number | undefined;
  write(text: string): void;
}

/** Width to assume where nobody knows it. */
const COLUMNS_DEFAULT = 100;

/** Columns that a line on this stream may use. A terminal that was never sized says 0. */
export function columnsOf({ columns = 0 }: CliStream): number {
  return columns > 0 ? columns : COLUMNS_DEFAULT;
}

/** Columns that a table on this stream may use: away from a terminal a row stays one line. */
export const tableColumnsOf = (stream: CliStream): number =>
  stream.isTTY ? columnsOf(stream) : Infinity;
