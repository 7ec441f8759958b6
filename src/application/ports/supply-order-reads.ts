import type { Page, WorkflowFilter } from '../query/reads.ts';
import type { InstanceRow } from './store.ts';

/** Orders at suppliers as lists show them: rows of instances. */
export interface SupplyOrderReads {
  orders(filter: WorkflowFilter): Promise<Page<InstanceRow>>;
}
