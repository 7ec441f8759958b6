import type { z } from 'zod';
import type { FactType } from './fact-type.ts';
import { adjustmentPosted } from './facts/adjustment-posted.v1.ts';
import { adjustmentReasonDecided } from './facts/adjustment-reason-decided.v1.ts';
import { adjustmentRequested } from './facts/adjustment-requested.v1.ts';
import { approvalDecided } from './facts/approval-decided.v1.ts';
import { caseDecided } from './facts/case-decided.v1.ts';
import { channelConditionObserved } from './facts/channel-condition-observed.v1.ts';
import { channelRefundStated } from './facts/channel-refund-stated.v1.ts';
import { creditDecided } from './facts/credit-decided.v1.ts';
import { customerStated } from './facts/customer-stated.v1.ts';
import { deadlinePassed } from './facts/deadline-passed.v1.ts';
import { disputeDecided } from './facts/dispute-decided.v1.ts';
import { chargeCreditApproved } from './facts/charge-credit-approved.v1.ts';
import { chargeCreditSettled } from './facts/charge-credit-settled.v1.ts';
import { chargeCredited } from './facts/charge-credited.v1.ts';
import { chargeRebilled } from './facts/charge-rebilled.v1.ts';
import { chargeCreditRefused } from './facts/charge-credit-refused.v1.ts';
import { chargeDisputed } from './facts/charge-disputed.v1.ts';
import { deductionStated } from './facts/deduction-stated.v1.ts';
import { deductionWithdrawn } from './facts/deduction-withdrawn.v1.ts';
import { disputeEvidenceAdded } from './facts/dispute-evidence-added.v1.ts';
import { disputeReported } from './facts/dispute-reported.v1.ts';
import { disputeClassified } from './facts/dispute-classified.v1.ts';
import { disputeSettled } from './facts/dispute-settled.v1.ts';
import { documentAcknowledged } from './facts/document-acknowledged.v1.ts';
import { documentReceived } from './facts/document-received.v1.ts';
import { documentSent } from './facts/document-sent.v1.ts';
import { interchangeReceived } from './facts/interchange-received.v1.ts';
import { fieldDecided } from './facts/field-decided.v1.ts';
import { inventoryAllocated } from './facts/inventory-allocated.v1.ts';
import { inventoryReserved } from './facts/inventory-reserved.v1.ts';
import { invoicePosted } from './facts/invoice-posted.v1.ts';
import { invoiceReversed } from './facts/invoice-reversed.v1.ts';
import { itemStated } from './facts/item-stated.v1.ts';
import { lotHoldDecided } from './facts/lot-hold-decided.v1.ts';
import { lotStated } from './facts/lot-stated.v1.ts';
import { movementRecorded } from './facts/movement-recorded.v1.ts';
import { paymentApplied } from './facts/payment-applied.v1.ts';
import { paymentReceived } from './facts/payment-received.v1.ts';
import { pickConfirmed } from './facts/pick-confirmed.v1.ts';
import { policyDecided } from './facts/policy-decided.v1.ts';
import { postingRedated } from './facts/posting-redated.v1.ts';
import { postingRefused } from './facts/posting-refused.v1.ts';
import { proofOfDeliveryRecorded } from './facts/proof-of-delivery-recorded.v1.ts';
import { qualityDecided } from './facts/quality-decided.v1.ts';
import { purchaseOrderAcknowledged } from './facts/purchase-order-acknowledged.v1.ts';
import { supplierInvoiceStated } from './facts/supplier-invoice-stated.v1.ts';
import { supplyAnnounced } from './facts/supply-announced.v1.ts';
import { salesOrderCancellationRequested } from './facts/sales-order-cancellation-requested.v1.ts';
import { salesOrderChangeRequested } from './facts/sales-order-change-requested.v1.ts';
import { salesOrderRegistered } from './facts/sales-order-registered.v1.ts';
import { salesOrderStated } from './facts/sales-order-stated.v1.ts';
import { shipmentConfirmed } from './facts/shipment-confirmed.v1.ts';
import { shippingOrderAccepted } from './facts/shipping-order-accepted.v1.ts';
import { shippingOrderChangeRefused } from './facts/shipping-order-change-refused.v1.ts';
import { purchaseTraced } from './facts/purchase-traced.v1.ts';
import { supplierClaimAnswered } from './facts/supplier-claim-answered.v1.ts';
import { supplierClaimFiled } from './facts/supplier-claim-filed.v1.ts';
import { supplierClaimSettled } from './facts/supplier-claim-settled.v1.ts';
import { supplierFaultReported } from './facts/supplier-fault-reported.v1.ts';
import { supplierReturnCollected } from './facts/supplier-return-collected.v1.ts';
import { taxQuoted } from './facts/tax-quoted.v1.ts';
import { taxRefused } from './facts/tax-refused.v1.ts';
import { transportArranged } from './facts/transport-arranged.v1.ts';
import { countRecorded } from './facts/count-recorded.v1.ts';
import { creditApprovalLapsed } from './facts/credit-approval-lapsed.v1.ts';
import { creditApproved } from './facts/credit-approved.v1.ts';
import { creditMemoPosted } from './facts/credit-memo-posted.v1.ts';
import { creditMemoRefused } from './facts/credit-memo-refused.v1.ts';
import { creditMemoReversed } from './facts/credit-memo-reversed.v1.ts';
import { creditMemoSettled } from './facts/credit-memo-settled.v1.ts';
import { inspectionCompleted } from './facts/inspection-completed.v1.ts';
import { inventoryDispositionUpdated } from './facts/inventory-disposition-updated.v1.ts';
import { invoiceAdjusted } from './facts/invoice-adjusted.v1.ts';
import { refundMade } from './facts/refund-made.v1.ts';
import { replacementPlaced } from './facts/replacement-placed.v1.ts';
import { replacementReported } from './facts/replacement-reported.v1.ts';
import { returnAuthorized } from './facts/return-authorized.v1.ts';
import { returnCancelled } from './facts/return-cancelled.v1.ts';
import { returnReceived } from './facts/return-received.v1.ts';
import { returnRefused } from './facts/return-refused.v1.ts';
import { returnRequested } from './facts/return-requested.v1.ts';
import { stockCompared } from './facts/stock-compared.v1.ts';
import { stockSnapshotStated } from './facts/stock-snapshot-stated.v1.ts';
import type { CommandType } from './command-type.ts';
import * as commands from './commands.ts';
import * as documentCommands from './document-commands.ts';
import * as lotCommands from './lot-commands.ts';
import * as policyCommands from './policy-commands.ts';
import * as recordCommands from './record-commands.ts';
import * as disputeCommands from './dispute-commands.ts';
import * as recoveryCommands from './recovery-commands.ts';
import * as channelRefundCommands from './channel-refund-commands.ts';
import * as replacementCommands from './replacement-commands.ts';
import * as returnCommands from './return-commands.ts';
import * as stockCommands from './stock-commands.ts';

/** Every fact type, by name. */
export const FACTS = {
  salesOrderStated,
  salesOrderCancellationRequested,
  salesOrderChangeRequested,
  salesOrderRegistered,
  creditDecided,
  inventoryAllocated,
  inventoryReserved,
  shippingOrderAccepted,
  shippingOrderChangeRefused,
  pickConfirmed,
  shipmentConfirmed,
  transportArranged,
  proofOfDeliveryRecorded,
  taxQuoted,
  taxRefused,
  invoicePosted,
  invoiceReversed,
  postingRefused,
  postingRedated,
  paymentReceived,
  paymentApplied,
  caseDecided,
  disputeDecided,
  deadlinePassed,
  movementRecorded,
  lotStated,
  lotHoldDecided,
  qualityDecided,
  countRecorded,
  stockSnapshotStated,
  adjustmentRequested,
  adjustmentReasonDecided,
  stockCompared,
  adjustmentPosted,
  customerStated,
  itemStated,
  fieldDecided,
  channelConditionObserved,
  documentSent,
  documentAcknowledged,
  interchangeReceived,
  documentReceived,
  purchaseOrderAcknowledged,
  supplyAnnounced,
  supplierInvoiceStated,
  returnRequested,
  returnAuthorized,
  channelRefundStated,
  replacementPlaced,
  replacementReported,
  returnRefused,
  returnCancelled,
  returnReceived,
  inspectionCompleted,
  inventoryDispositionUpdated,
  creditApproved,
  creditApprovalLapsed,
  creditMemoPosted,
  creditMemoReversed,
  creditMemoRefused,
  creditMemoSettled,
  invoiceAdjusted,
  refundMade,
  policyDecided,
  approvalDecided,
  supplierFaultReported,
  purchaseTraced,
  supplierClaimFiled,
  supplierClaimAnswered,
  supplierReturnCollected,
  supplierClaimSettled,
  deductionStated,
  deductionWithdrawn,
  chargeDisputed,
  chargeCreditApproved,
  chargeCredited,
  chargeCreditSettled,
  chargeCreditRefused,
  chargeRebilled,
  disputeEvidenceAdded,
  disputeReported,
  disputeClassified,
  disputeSettled,
} as const;

/** Content of a fact type, as the domain sees it. */
export type ContentOfFact<F extends { schema: z.ZodType }> = z.output<F['schema']>;

const factsByType: ReadonlyMap<string, FactType> = new Map(
  Object.values(FACTS).map((fact) => [fact.type, fact as unknown as FactType]),
);

/** The fact type of a wire type name, or `undefined` if there is none. */
export const factTypeOf = (type: string): FactType | undefined => factsByType.get(type);

/** Every command type, by name. */
export const COMMANDS = {
  ...commands,
  ...documentCommands,
  ...recordCommands,
  ...returnCommands,
  ...policyCommands,
  ...disputeCommands,
  ...recoveryCommands,
  ...channelRefundCommands,
  ...replacementCommands,
  ...lotCommands,
  ...stockCommands,
} as const;

const commandsByType: ReadonlyMap<string, CommandType> = new Map(
  Object.values(COMMANDS).map((command) => [command.type, command as unknown as CommandType]),
);

/** The command type of a wire type name, or `undefined` if there is none. */
export const commandTypeOf = (type: string): CommandType | undefined => commandsByType.get(type);

export const FACT_TYPES: readonly FactType[] = [...factsByType.values()];
export const COMMAND_TYPES: readonly CommandType[] = [...commandsByType.values()];
