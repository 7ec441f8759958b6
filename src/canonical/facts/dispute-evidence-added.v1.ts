import { z } from 'zod';
import { identifier, instantText, moneyObject, note, version } from '../codec.ts';
import { CLASSIFICATIONS, deductedLines, disputeNumber, toDispute } from '../dispute.ts';
import { defineFact } from '../fact-type.ts';
import { personal } from '../personal-data.ts';
import { ofCustomer } from '../data-subject.ts';

/** New evidence about money that is disputed already. */
export const disputeEvidence = {
  dispute: disputeNumber,
  kind: z
    .enum(['payment', 'deduction', 'covered'])
    .describe('A payment that was short, what the customer says, or another dispute of the same money'),
  reference: identifier('Number of the payment, or of the deduction at the customer'),
  customer: identifier('Trading partner that was billed'),
  amount: moneyObject('Kept back, as this evidence shows it; where it is covered, what is left of it'),
  classification: z.enum(CLASSIFICATIONS),
  text: personal(note('What it says')),
  deducted: deductedLines,
  statedAt: instantText('When it was said'),
} as const;

/** The same money is never disputed twice: the dispute that is open takes what comes later. */
export const disputeEvidenceAdded = defineFact({
  type: 'dispute-evidence.added.v1',
  meaning: 'A deduction or a short payment is about money that is disputed already (X12 812, 820).',
  schema: z.object({
    ...disputeEvidence,
    version: version.describe('Number of the statement; the larger one counts'),
  }),
  key: (added) => `${added.kind} ${added.reference}`,
  version: (added) => added.version,
  route: toDispute,
  introduces: ({ kind, reference, customer }) =>
    kind === 'deduction' ? [`customer-claim:${reference}:${customer}`] : [],
  dataSubject: ofCustomer,
});
