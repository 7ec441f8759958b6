/** Commands about lots: what we tell warehouses and laboratories. */
import { z } from 'zod';
import { dateText, identifier, note } from './codec.ts';
import { defineCommand } from './command-type.ts';
import { LOT_NAME } from './facts/lot-stated.v1.ts';

const of = identifier('Fingerprint of this content');

/** Set to this: whether the warehouse may pick a lot. */
export const setLotStatus = defineCommand({
  type: 'lot-status.set.v1',
  meaning: 'Tell the warehouse whether a lot may be picked (X12 947 status on hold, off hold).',
  schema: z.object({
    ...LOT_NAME,
    of,
    blocked: z.boolean().describe('It must not leave'),
    reason: note('Why'),
  }),
});

export const requestQualityTest = defineCommand({
  type: 'quality-test.request.v1',
  meaning: 'Ask the laboratory to test a lot that may not be sold before it is released.',
  schema: z.object({ ...LOT_NAME, of, receivedOn: dateText('Received on').optional() }),
});
