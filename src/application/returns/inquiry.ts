/** What of a sales order may come back now, for whoever asks before he requests; nothing is held by it. */
import type { z } from 'zod';
import type { inquireReturnEligibility } from '../../contract/resources/returns.ts';
import type { ReturnPolicies } from '../../domain/returns/answers.ts';
import {
  freeQuantity,
  goneBefore,
  type BilledLine,
  type BilledOrder,
} from '../../domain/returns/entitlement.ts';
import { nextShare } from '../../domain/returns/apportionment.ts';
import { withLedger } from '../../domain/returns/grant.ts';
import type { State } from '../../engine/state.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { EntitlementStore } from '../ports/entitlement-store.ts';
import type { Workflow } from '../ports/workflow.ts';
import { stateOf } from '../process/restore.ts';
import { moneyFigure, quantityFigure } from '../query/figures.ts';
import type { Reads } from '../query/reads.ts';
import { entitlementsOf } from './kept-text.ts';

type Operation = typeof inquireReturnEligibility;
type Inquiry = z.output<NonNullable<Operation['body']>>;

interface Eligible {
  readonly salesOrder: string;
  readonly lines: readonly object[];
}

export interface InquiryOptions {
  readonly store: EntitlementStore;
  readonly reads: Reads;
  readonly clock: Clock;
  readonly salesOrders: Workflow;
  billedOrderOf(state: State): BilledOrder | null;
  policiesOf(entity: string): ReturnPolicies;
}

/** Answers by the rules of now: what is requested later is decided then. */
export async function inquireEligibility(
  options: InquiryOptions,
  entity: string,
  inquiry: Inquiry,
): Promise<Eligible> {
  const { store, reads, salesOrders, billedOrderOf } = options;
  const { salesOrder, customer } = inquiry;
  const facts = await reads.factsOf(`${entity}/sales-order/${salesOrder}`);
  const order = billedOrderOf(stateOf(salesOrders.definition, facts));
  const kept = entitlementsOf(await store.read(entity, salesOrder));
  if (order === null || order.customer !== customer) return { salesOrder, lines: [] };
  const book = withLedger(order, kept.book);
  return {
    salesOrder,
    lines: order.lines.map((from) => {
      const left = freeQuantity(from, book);
      return lineOf(
        options,
        entity,
        inquiry,
        order,
        from,
        left,
        goneBefore(book, from.key, '', ''),
      );
    }),
  };
}

function lineOf(
  { clock, policiesOf }: InquiryOptions,
  entity: string,
  inquiry: Inquiry,
  { currency }: BilledOrder,
  from: BilledLine,
  left: Quantity,
  gone: ReturnType<typeof goneBefore>,
): object {
  const policies = policiesOf(entity);
  const { netMinor, taxMinor } = nextShare(from, gone, left, policies.rounding);
  const common = {
    salesOrderLine: from.salesOrderLine,
    item: from.item,
    invoice: from.invoice,
    billed: quantityFigure(from.quantity),
    returnable: quantityFigure(left),
    value: moneyFigure(netMinor + taxMinor, currency),
  };
  if (left <= 0n) {
    const nothing = { settlement: 'credit-after-inspection', feeBasisPoints: 0, policy: null };
    return { ...common, verdict: 'refuse', code: 'nothing-left-to-return', ...nothing };
  }
  const { reason, use, customer, salesOrder } = inquiry;
  const line = {
    line: from.salesOrderLine,
    item: from.item,
    salesOrderLine: from.salesOrderLine,
    lot: from.lot ?? undefined,
    reason,
    use,
    quantity: left,
  };
  const question = {
    rma: '',
    of: '',
    salesOrder,
    customer,
    requestedAt: clock.now(),
    lines: [line],
  };
  const net = { amountMinor: netMinor, currency };
  const { verdict, code, settlement, feeBasisPoints, policy } = policies.eligibility({
    line,
    from,
    question,
    net,
    isReplaced: false,
  });
  return { ...common, verdict, code, settlement, feeBasisPoints, policy };
}
