/** Recorded payloads of Shopify's Admin API, where the data sets are at hand; they are no part of this project. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A recorded resource as a webhook would carry it. */
export interface Recorded {
  readonly file: string;
  readonly topic: string;
  readonly text: string;
}

const TOPICS = {
  order: 'orders/updated',
  fulfillment: 'fulfillments/update',
  inventory_level: 'inventory_levels/update',
  refund: 'refunds/create',
} as const;

export const WHY_SKIPPED =
  'the recorded payloads are not here: CROSSDOCK_DATASETS names no folder with shopify/';

/** Every recorded order, fulfillment, level and refund; `null` where the data set is not here. */
export function recordedShopify(): readonly Recorded[] | null {
  const root = process.env['CROSSDOCK_DATASETS'];
  if (root === undefined || !existsSync(join(root, 'shopify'))) return null;
  return Object.entries(TOPICS).flatMap(([kind, topic]) =>
    readdirSync(join(root, 'shopify', kind))
      .sort()
      .flatMap((name) => {
        const answer = JSON.parse(readFileSync(join(root, 'shopify', kind, name), 'utf8')) as Record<
          string,
          unknown
        >;
        const found = [answer[kind] ?? [], answer[`${kind}s`] ?? []].flat();
        return found.map((one) => ({ file: `${kind}/${name}`, topic, text: JSON.stringify(one) }));
      }),
  );
}
