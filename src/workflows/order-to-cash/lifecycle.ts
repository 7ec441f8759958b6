import type { Gate } from '../../engine/judgement.ts';
import type { Billing } from './billing.ts';
import type { OrderView } from './order-view.ts';

/** The governed states of a sales order, in the order in which they are usually reached. */
export const LIFECYCLE = [
  /** Facts name the order, but no channel has stated it. */
  'awaiting-order',
  /** Stated; references, price or credit are not answered yet. */
  'captured',
  /** A checkpoint of acceptance is blocked. */
  'on-hold',
  /** Order release approved; stock is not decided yet. */
  'accepted',
  /** Nothing is promised: stock is missing. */
  'backordered',
  /** Promised; the warehouse has not undertaken it yet. */
  'allocated',
  /** The warehouse has undertaken it; nothing has shipped. */
  'released',
  'part-shipped',
  /** Everything that will ship has shipped; some of it is not billed. */
  'shipped',
  /** Everything shipped is billed: payment is pending. */
  'invoiced',
  /** Paid in full. */
  'closed',
  'cancelled',
] as const;

export type Lifecycle = (typeof LIFECYCLE)[number];

/** Money of an order, in minor units. */
export interface OrderMoney {
  /** Gross of the invoices that stand, as the ERP posted them. */
  readonly invoicedGrossMinor: bigint;
  /** Received from the payer. */
  readonly receivedMinor: bigint;
  /** Settled on invoices, as the ERP says. */
  readonly appliedMinor: bigint;
  readonly unappliedMinor: bigint;
  /** Net of what credit memos took off invoices, goods only. */
  readonly creditedMinor: bigint;
  /** Settled on invoices by credit memos instead of payments. */
  readonly creditAppliedMinor: bigint;
}

/** The one status word of an order, read from what its systems state. */
export function lifecycleOf(
  view: OrderView,
  approved: Gate,
  billings: readonly Billing[],
  money: OrderMoney,
): Lifecycle {
  if (view.anyShipped) return shippedLifecycle(view, billings, money);
  let [effective, allocated, undertaken, toShip] = [0n, 0n, 0n, 0n];
  for (const line of view.lines) {
    effective += line.effective;
    toShip += line.toShip;
    allocated += line.allocated - line.short;
    undertaken += line.undertaken - line.short;
  }
  if (toShip === 0n && undertaken <= 0n) return 'cancelled';
  if (undertaken > 0n) return 'released';
  if (approved.status === 'blocked') return 'on-hold';
  if (approved.status === 'waiting') return 'captured';
  if (allocated > 0n) return 'allocated';
  return view.allocationDecided ? 'backordered' : 'accepted';
}

function shippedLifecycle(
  view: OrderView,
  billings: readonly Billing[],
  money: OrderMoney,
): Lifecycle {
  if (!view.shippedInFull) return 'part-shipped';
  for (const { shipment, invoice } of billings) {
    if (shipment.stands && invoice === undefined) return 'shipped';
  }
  const settledMinor = money.appliedMinor + money.creditAppliedMinor;
  return settledMinor >= money.invoicedGrossMinor ? 'closed' : 'invoiced';
}
