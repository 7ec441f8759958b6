/** Shapes of the server's answers: the contract's own, by their names. */
import type { z } from 'zod';
import type * as consoles from '../../../src/contract/resources/console.ts';
import type * as orders from '../../../src/contract/resources/sales-orders.ts';

export type Overview = z.output<typeof consoles.overview>;
export type SalesOrder = z.output<typeof orders.salesOrder>;
export type Explanation = z.output<typeof orders.explanation>;
export type Equation = Explanation['equations'][number];
export type ExplainedCommand = Explanation['commands'][number];
export type Fact = SalesOrder['timeline'][number];
export type Command = SalesOrder['commands'][number];

import type * as records from '../../../src/contract/resources/records.ts';
export type Finding = z.output<typeof records.finding>;
export interface Findings {
  readonly number: string;
  readonly records: readonly Finding[];
}
