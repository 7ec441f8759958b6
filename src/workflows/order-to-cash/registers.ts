import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { FactShape } from '../../engine/fact.ts';
import { byFactType, registerTypes, type RegisterTypes } from '../../engine/state.ts';

/**
 * Every revision is kept, not only the newest: what shipped of a line that a later revision
 * dropped is still billed at the price it was ordered at.
 */
const REVISION_DIGITS = 10;
const stated: FactShape<ContentOfFact<typeof FACTS.salesOrderStated>> = {
  type: FACTS.salesOrderStated.type,
  key: ({ salesOrder, revision }) =>
    `${salesOrder} ${String(revision).padStart(REVISION_DIGITS, '0')}`,
  version: () => 1,
};

/** The facts that an order-to-cash instance gathers. */
export const R = registerTypes({
  stated,
  cancellation: FACTS.salesOrderCancellationRequested,
  registered: FACTS.salesOrderRegistered,
  credit: FACTS.creditDecided,
  allocated: FACTS.inventoryAllocated,
  accepted: FACTS.shippingOrderAccepted,
  changeRefused: FACTS.shippingOrderChangeRefused,
  pick: FACTS.pickConfirmed,
  shipment: FACTS.shipmentConfirmed,
  transport: FACTS.transportArranged,
  proof: FACTS.proofOfDeliveryRecorded,
  tax: FACTS.taxQuoted,
  taxRefused: FACTS.taxRefused,
  posted: FACTS.invoicePosted,
  reversed: FACTS.invoiceReversed,
  postingRefused: FACTS.postingRefused,
  redated: FACTS.postingRedated,
  payment: FACTS.paymentReceived,
  applied: FACTS.paymentApplied,
  decided: FACTS.caseDecided,
  dispute: FACTS.disputeDecided,
  passed: FACTS.deadlinePassed,
  sent: FACTS.documentSent,
  acknowledged: FACTS.documentAcknowledged,
  change: FACTS.salesOrderChangeRequested,
  adjusted: FACTS.invoiceAdjusted,
  deduction: FACTS.deductionStated,
  withdrawal: FACTS.deductionWithdrawn,
  replacement: FACTS.replacementPlaced,
  channelRefund: FACTS.channelRefundStated,
  disputed: FACTS.disputeReported,
});

export const REGISTERS: RegisterTypes = byFactType(R);
