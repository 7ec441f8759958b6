import type { ServerResponse } from 'node:http';

/** What a handler answers. A text goes out as it is; anything else as JSON. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly media?: string;
  /** Has taken over the connection, and writes for as long as it is open; there is no body then. */
  readonly stream?: (to: ServerResponse) => void;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}
