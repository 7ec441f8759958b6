import type { EntityScope, Page, WorkflowFilter } from '../query/reads.ts';
import type { InstanceRow } from './store.ts';

/** Sums of one currency. */
export interface RecoverySums {
  readonly currency: string;
  readonly claims: number;
  readonly faultMinor: bigint;
  readonly unclaimedMinor: bigint;
  readonly lostMinor: bigint;
  readonly notClaimedMinor: bigint;
  readonly claimedMinor: bigint;
  readonly settledMinor: bigint;
}

/** Supplier claims as lists and sums show them: rows of instances. */
export interface ClaimReads {
  claims(filter: WorkflowFilter): Promise<Page<InstanceRow>>;
  recovery(entities: EntityScope): Promise<readonly RecoverySums[]>;
}
