/** Where the application says what happened to it. Implementations must never throw. */
export interface Logger {
  info(event: string, details?: Readonly<Record<string, unknown>>): void;
  warn(event: string, details?: Readonly<Record<string, unknown>>): void;
  error(event: string, details?: Readonly<Record<string, unknown>>): void;
}

/** Says nothing, for tests. */
export const SILENT: Logger = { info: () => {}, warn: () => {}, error: () => {} };
