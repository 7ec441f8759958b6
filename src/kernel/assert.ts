/**
 * A broken invariant: the fault is in this program (or in stored data that it wrote), never in a
 * message from outside. It is not caught to go on; the unit of work that met it is given up.
 */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/**
 * States what must hold, in production as well as in tests.
 * On a hot path write `if (!holds) throw new InvariantError(…)` so that the message is built only
 * when it is needed.
 * @throws InvariantError when the condition is false.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/**
 * Closes a `switch` over a closed union: a new member then fails to compile here.
 * @throws InvariantError when a value outside of the union arrives after all.
 */
export function assertNever(value: never): never {
  throw new InvariantError(`unexpected value: ${String(value as unknown)}`);
}
