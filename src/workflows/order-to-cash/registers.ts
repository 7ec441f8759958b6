import { FACTS } from '../../canonical/catalogue.ts';
import { registerTypes, type RegisterType, type RegisterTypes } from '../../engine/state.ts';

/** The facts that an order-to-cash instance gathers. */
export const R = registerTypes({
  stated: FACTS.salesOrderStated,
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
});

export const REGISTERS: RegisterTypes = new Map(
  Object.values(R).map((type) => [type.type, type as unknown as RegisterType<never>]),
);
