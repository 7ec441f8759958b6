/** The benchmarks by name, as `npm run crossdock -- bench <name>` finds them. */
import { benchApi } from './api.ts';
import { benchConnectors } from './connectors.ts';
import { benchExplain } from './explain.ts';
import { benchGrowth } from './growth.ts';
import type { Figure, Say } from './harness.ts';
import { benchIngest } from './ingest.ts';
import { benchOrders } from './orders.ts';
import { benchReturns } from './returns.ts';
import { benchSweep } from './sweep.ts';

export const BENCHES: Readonly<Record<string, (options: readonly string[], say: Say) => Promise<Figure>>> = {
  api: benchApi,
  connectors: benchConnectors,
  explain: benchExplain,
  growth: benchGrowth,
  ingest: benchIngest,
  orders: benchOrders,
  returns: benchReturns,
  sweep: benchSweep,
};
