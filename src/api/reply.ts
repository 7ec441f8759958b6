/** What a handler answers. A text goes out as it is; anything else as JSON. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly media?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}
