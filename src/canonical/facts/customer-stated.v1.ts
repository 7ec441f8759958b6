import { z } from 'zod';
import { identifier, note } from '../codec.ts';
import { personal } from '../personal-data.ts';
import { defineFact } from '../fact-type.ts';
import { ofCustomer } from '../data-subject.ts';
import { numberAlias, recordStatement } from '../record-statement.ts';

/** Word of customers in instance keys. */
export const CUSTOMER = 'customer';

/** What systems may have a word about. */
export const customerFields = {
  name: personal(note('Name')).optional(),
  street: personal(note('Street and number')).optional(),
  city: personal(note('City')).optional(),
  postalCode: personal(identifier('Postal code')).optional(),
  country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code').optional(),
  taxId: personal(identifier('Tax number, as the authority writes it')).optional(),
  email: personal(identifier('Address for documents')).optional(),
} as const;

/** One system's word about a trading partner, as it stands in that system. */
export const customerStated = defineFact({
  type: 'customer.stated.v1',
  meaning: 'A system states what it holds of a customer: the first time and each change.',
  schema: z.object({
    customer: identifier('Our number of the customer'),
    ...recordStatement,
    ...customerFields,
  }),
  key: ({ system, number }) => `${system}/${number}`,
  version: (stated) => stated.version,
  route: ({ customer }) => ({ to: 'instance', workflow: CUSTOMER, number: customer }),
  introduces: ({ system, number }) => [numberAlias(CUSTOMER, system, number)],
  dataSubject: ofCustomer,
});
