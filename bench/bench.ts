/** The benchmarks by name, as `npm run crossdock -- bench <name>` finds them. */
import type { Figure, Say } from './harness.ts';
import { benchOrders } from './orders.ts';

export const BENCHES: Readonly<Record<string, (options: readonly string[], say: Say) => Promise<Figure>>> = {
  orders: benchOrders,
};
