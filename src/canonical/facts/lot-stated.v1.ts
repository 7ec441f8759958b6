import { z } from 'zod';
import { dateText, identifier, version } from '../codec.ts';
import { defineFact, type Route } from '../fact-type.ts';

/** Word of lots in instance keys. */
export const LOT = 'lot';

interface Named {
  readonly item: string;
  readonly lot: string;
}

/** Number of a lot's instance: lots are numbered by item. */
export const lotNumber = ({ item, lot }: Named): string => `${item}/${lot}`;

/** Route to the instance of a lot. */
export const toLot = (content: Named): Route => ({
  to: 'instance', workflow: LOT, number: lotNumber(content),
});

/** Members that name a lot. */
export const LOT_NAME = {
  item: identifier('Item'),
  lot: identifier('Lot, or serial number of a single piece'),
} as const;

/** What a lot is: goods made together, and how long they are good. */
export const lotStated = defineFact({
  type: 'lot.stated.v1',
  meaning: 'The owner of lots states one: its dates, its origin, and whether quality must release it.',
  schema: z.object({
    ...LOT_NAME,
    version,
    madeOn: dateText('Made on').optional(),
    expiresOn: dateText('Last day on which it is good; absent: it does not expire').optional(),
    receivedOn: dateText('First received on').optional(),
    supplier: identifier('Trading partner that it came from').optional(),
    purchaseOrder: identifier('Purchase order that it came on').optional(),
    needsRelease: z.boolean().describe('It may not be sold before quality has released it').optional(),
  }),
  key: lotNumber,
  version: (stated) => stated.version,
  route: toLot,
});
