import type { RoundingRule } from '../../kernel/money.ts';

/** What the configuration says of supplier recovery. */
export interface SupplierRecoveryPolicy {
  /** System that knows purchases, and through which suppliers are reached. */
  readonly system: string;
  /** Zone of each entity: a deadline is a date there. */
  readonly zones: ReadonlyMap<string, string>;
  readonly rounding: RoundingRule;
  /** Milliseconds before the last day of a claim at which somebody is warned. */
  readonly warnBeforeMs: number;
  /** Milliseconds within which a supplier answers. */
  readonly answerWithinMs: number;
  /** Milliseconds within which he settles what he accepted. */
  readonly settleWithinMs: number;
}
