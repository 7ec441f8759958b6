/** What is judged of an instance of which nothing is known yet, and totals of those that have none. */
import type { Judgement, Totals } from '../engine/judgement.ts';

export const NO_TOTALS: Totals = {
  currency: '',
  lines: 0,
  orderedMinor: 0n,
  shippedMinor: 0n,
  invoicedMinor: 0n,
  creditedMinor: 0n,
  paidMinor: 0n,
};

export const NOTHING_JUDGED: Omit<Judgement, 'decisions'> = {
  wanted: [],
  deadlines: [],
  cases: [],
  lifecycle: 'unknown',
  equations: [],
  settled: false,
  totals: NO_TOTALS,
};
