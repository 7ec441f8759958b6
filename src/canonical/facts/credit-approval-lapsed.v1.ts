import { z } from 'zod';
import { identifier, version } from '../codec.ts';
import { DISPUTE, disputeNumber } from '../dispute.ts';
import { defineFact } from '../fact-type.ts';
import { RETURN, rma } from '../rma.ts';

/** The answer stands no longer: whoever holds it asks again, and gets what is left now. */
export const creditApprovalLapsed = defineFact({
  type: 'credit-approval.lapsed.v1',
  meaning: 'The owner of the billed lines takes back a credit that is not posted: its lines changed.',
  schema: z
    .object({
      salesOrder: identifier('Sales order whose billed lines have changed'),
      review: version.describe('Number of the review; the larger one counts'),
      rma: rma.describe('Return that holds it, if one does').optional(),
      inspection: identifier('Of a return: inspection, or policy, that it followed from').optional(),
      dispute: disputeNumber.describe('Dispute that holds it, if one does').optional(),
    })
    .refine((lapsed) => (lapsed.rma === undefined) === (lapsed.inspection === undefined), {
      message: 'a return is named with its inspection',
    })
    .refine((lapsed) => (lapsed.rma === undefined) !== (lapsed.dispute === undefined), {
      message: 'either a return or a dispute holds it',
    }),
  key: ({ rma: number, inspection, dispute }) => dispute ?? `${number} ${inspection}`,
  version: ({ review }) => review,
  route: ({ rma: number, dispute }) => ({
    to: 'instance',
    workflow: dispute === undefined ? RETURN : DISPUTE,
    number: dispute ?? number!,
  }),
});
