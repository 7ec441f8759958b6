import type { Gate } from '../../engine/judgement.ts';
import type { Billing } from './billing.ts';
import type { Acceptance } from './checkpoints.ts';
import type { OrderView } from './order-view.ts';
import type { OrderToCashPolicy } from './policy.ts';

/** What every builder of a command reads. */
export interface Ground {
  readonly view: OrderView;
  readonly policy: OrderToCashPolicy;
  readonly acceptance: Acceptance;
  readonly approved: Gate;
  readonly billings: readonly Billing[];
  readonly lifecycle: string;
}
