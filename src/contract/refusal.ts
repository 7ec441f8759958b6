import type { ErrorCode } from './error-codes.ts';
import type { InvalidPart } from './problem.ts';

/** Why a request is not carried out: an expected outcome, as a value. */
export interface Refusal {
  readonly code: ErrorCode;
  /** This occurrence, in words. */
  readonly detail: string;
  /** The part of the request to look at first. */
  readonly param?: string;
  readonly errors?: readonly InvalidPart[];
  /** When to come again: the header Retry-After. */
  readonly retryAfterSeconds?: number;
  readonly limit?: number;
  readonly position?: number;
}

/** A refusal for the parts of a request that are wrong. */
export function invalid(
  code: 'invalid-request' | 'invalid-envelope' | 'invalid-content',
  errors: readonly InvalidPart[],
): Refusal {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return {
    code,
    detail: first === undefined ? 'The request is invalid.' : `${first.path}: ${first.message}${more}`,
    ...(first === undefined ? {} : { param: first.path }),
    errors,
  };
}
