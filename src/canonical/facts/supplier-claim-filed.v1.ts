import { z } from 'zod';
import { identifier, moneyObject, version } from '../codec.ts';
import { claim, toClaim } from '../claim.ts';
import { defineFact } from '../fact-type.ts';

export const supplierClaimFiled = defineFact({
  type: 'supplier-claim.filed.v1',
  meaning: 'The supplier has a claim of ours on record, under a number of his own.',
  schema: z.object({
    claim,
    revision: version.describe('Rises with each change of what is claimed'),
    of: identifier('Fingerprint of what was claimed'),
    supplierClaim: identifier('Number of the claim at the supplier'),
    supplier: identifier('Supplier'),
    amount: moneyObject('Claimed'),
  }),
  key: (filed) => filed.claim,
  version: (filed) => filed.revision,
  route: toClaim,
  introduces: ({ supplier, supplierClaim }) => [`supplier-claim:${supplierClaim}:${supplier}`],
});
