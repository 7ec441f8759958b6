/**
 * An expected outcome that can fail, as a value. Functions return it for faults in what the world
 * sent us; a fault in our own reasoning throws an `InvariantError` instead (see assert.ts).
 */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

/** The good outcome. */
export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value };
}

/** The expected failure. */
export function err<E>(error: E): Result<never, E> {
  return { ok: false, error };
}

/**
 * The value of a result that cannot fail here: constants and tests.
 * @param what names the value in the message, for example `'the default currency'`.
 * @throws Error when the result is a failure after all.
 */
export function expectOk<T, E>(result: Result<T, E>, what: string): T {
  if (result.ok) return result.value;
  const { error } = result;
  throw new Error(`${what}: ${typeof error === 'string' ? error : textOf(error)}`);
}

function textOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'object' ? JSON.stringify(error) : String(error);
}

/** Longest piece of foreign text that an error message repeats. */
const QUOTED_LENGTH_MAX = 40;

/** Foreign text for an error message: in quotes, and cut so that a log line stays a line. */
export function quoted(text: string): string {
  if (text.length <= QUOTED_LENGTH_MAX) return JSON.stringify(text);
  return `${JSON.stringify(text.slice(0, QUOTED_LENGTH_MAX))}…`;
}
