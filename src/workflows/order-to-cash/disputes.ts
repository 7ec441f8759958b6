import { disputesIn } from '../disputes.ts';
import { R } from './registers.ts';

export type { Dispute, Settled } from '../disputes.ts';

/**
 * Facts whose contents add up instead of contradicting each other: each refusal names a floor or
 * a date, and the highest counts.
 */
const ADDS_UP: ReadonlySet<string> = new Set([
  R.changeRefused.type,
  R.postingRefused.type,
  R.taxRefused.type,
]);

/** Of the order itself, only the newest revision is worth a dispute. */
export const { settle, disputes } = disputesIn({
  decided: R.dispute,
  types: Object.values(R),
  addsUp: ADDS_UP,
  newestOnly: R.stated.type,
});
