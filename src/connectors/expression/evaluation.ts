/** What an expression works with while it is evaluated, and how it says that it cannot go on. */
import type { CodeBook, UnknownCode } from '../../application/ports/code-book.ts';

/** Steps of one evaluation: about a hundred times what the longest document needs. */
export const STEPS_MAX = 1_000_000;
/** Characters that an expression may put together: longer than any member of any message. */
export const TEXT_LENGTH_MAX = 1_000_000;

/** One evaluation over one document. */
export interface Run {
  readonly root: unknown;
  /** What `$meaning` and `$codeFor` look into. */
  readonly codes: CodeBook;
  steps: number;
}

/** Names bound by blocks and functions, innermost first. */
export interface Frame {
  readonly run: Run;
  readonly names: Map<string, unknown>;
  readonly parent: Frame | null;
}

/** A compiled expression, applied to the value that it looks at. */
export type Eval = (focus: unknown, frame: Frame) => unknown;

/** A function written in an expression, already bound to where it was written. */
export type Lambda = (args: readonly unknown[]) => unknown;

/** The expression cannot be evaluated for this document. */
export class ExpressionError extends Error {
  /** The object that lacks a member or holds the wrong one, to find its place in the document. */
  readonly holder: unknown;
  readonly member: string | null;
  /** A code that nobody has given a meaning. */
  readonly unknown: UnknownCode | null;

  constructor(message: string, where: { holder?: unknown; member?: string; unknown?: UnknownCode } = {}) {
    super(message);
    this.name = 'ExpressionError';
    this.holder = where.holder;
    this.member = where.member ?? null;
    this.unknown = where.unknown ?? null;
  }
}

/** Several values that a path found: one of them stands for itself, none is nothing. */
export class Sequence extends Array<unknown> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** A list that an expression wrote as `[...]` inside a path: it stays one value. */
export class ConstructedList extends Array<unknown> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** Nothing for an empty sequence, its value for one of length one. */
export function settled(value: unknown): unknown {
  if (!(value instanceof Sequence)) return value;
  if (value.length === 0) return undefined;
  return value.length === 1 ? value[0] : value;
}

/** Counts a step; an expression that takes too many is given up. */
export function countStep(frame: Frame): void {
  if (++frame.run.steps > STEPS_MAX) {
    throw new ExpressionError(`gave up after ${STEPS_MAX} steps`);
  }
}

export const lookup = (frame: Frame, name: string): unknown => {
  for (let at: Frame | null = frame; at !== null; at = at.parent) {
    if (at.names.has(name)) return at.names.get(name);
  }
  return undefined;
};

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where in the document an object stands, as a JSON path; `null` for one that is not part of it. */
export function pathOf(root: unknown, wanted: unknown): string | null {
  if (typeof wanted !== 'object' || wanted === null) return null;
  const waiting: { value: unknown; path: string }[] = [{ value: root, path: '$' }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, path } = next;
    if (value === wanted) return path;
    if (Array.isArray(value)) {
      value.forEach((item, index) => waiting.push({ value: item, path: `${path}[${index}]` }));
    } else if (isRecord(value)) {
      for (const [name, item] of Object.entries(value))
        waiting.push({ value: item, path: `${path}.${name}` });
    }
  }
  return null;
}

/** Whether a value counts as true. */
export function truthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(truthy);
  if (isRecord(value)) return Object.keys(value).length > 0;
  return typeof value === 'function' ? false : Boolean(value);
}

/** Deep equality of JSON values; nothing equals nothing. */
export function same(left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return false;
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, at) => same(item, right[at]));
  }
  if (!isRecord(left) || !isRecord(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length && names.every((name) => same(left[name], right[name]))
  );
}

/** What a value is, in the words of messages. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
