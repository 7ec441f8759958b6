/** Commands about customers and items: what a subscribing system shall hold from now on. */
import { z } from 'zod';
import { identifier } from './codec.ts';
import { defineCommand } from './command-type.ts';
import { customerFields } from './facts/customer-stated.v1.ts';
import { itemFields } from './facts/item-stated.v1.ts';

const of = identifier('Fingerprint of this content: the statement that answers it repeats it');
const number = identifier('Number of the record in that system; absent: it has none yet').optional();

/** Set to this. Only the fields that shall change are there. */
export const updateCustomer = defineCommand({
  type: 'customer.update.v1',
  meaning: 'Tell a system what it shall hold of a customer from now on.',
  schema: z.object({
    customer: identifier('Our number of the customer'),
    number,
    of,
    fields: z.object(customerFields),
  }),
});

/** Set to this. Only the fields that shall change are there. */
export const updateItem = defineCommand({
  type: 'item.update.v1',
  meaning: 'Tell a system what it shall hold of an item from now on.',
  schema: z.object({
    item: identifier('Our number of the item'),
    number,
    of,
    fields: z.object(itemFields),
  }),
});
