/** Commands about what customers dispute or keep back. */
import { defineCommand } from './command-type.ts';
import { chargeDisputed } from './facts/charge-disputed.v1.ts';

/** Executed by ourselves: the content becomes the fact that opens the dispute. */
export const disputeCharge = defineCommand({
  type: 'charge.dispute.v1',
  meaning: 'Open a dispute for what a customer kept back of an invoice.',
  schema: chargeDisputed.schema,
});
