import { z } from 'zod';

/** Reasons that a posting can carry (X12 181, 947 W19). */
export const ADJUSTMENT_REASONS = [
  'damaged', 'expired', 'lost', 'found', 'sample', 'scrapped', 'miscounted', 'wrong-item', 'recalled',
  'other',
] as const;

export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number];

export const ADJUSTMENT_REASON = z
  .enum(ADJUSTMENT_REASONS)
  .describe('Why it is written off or up, for programs and sums');
