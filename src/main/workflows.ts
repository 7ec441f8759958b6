/** Every process that runs, by the word that its instances' keys have. */
import type { Workflow } from '../application/ports/workflow.ts';
import { ENTITLEMENTS_SYSTEM } from '../application/returns/entitlements.ts';
import { SUPPLIER_CLAIM } from '../canonical/claim.ts';
import { DISPUTE } from '../canonical/dispute.ts';
import { SALES_ORDER } from '../canonical/fact-type.ts';
import { CHANNEL } from '../canonical/facts/channel-condition-observed.v1.ts';
import { INTERCHANGE } from '../canonical/facts/interchange-received.v1.ts';
import { RESERVATION } from '../canonical/facts/inventory-reserved.v1.ts';
import { LOT } from '../canonical/facts/lot-stated.v1.ts';
import { PURCHASE_ORDER } from '../canonical/facts/purchase-order-acknowledged.v1.ts';
import { RECONCILIATION } from '../canonical/facts/reconciliation.ts';
import { RETURN } from '../canonical/rma.ts';
import { CHANNEL_WATCH } from '../workflows/channel-watch/workflow.ts';
import { disputeResolution, type DisputePolicy } from '../workflows/dispute-resolution/workflow.ts';
import { INVENTORY_RESERVATION } from '../workflows/inventory-reservation/workflow.ts';
import { INBOUND_SUPPLY } from '../workflows/inbound-supply/workflow.ts';
import { lotControl } from '../workflows/lot-control/workflow.ts';
import { RECORD_KINDS } from '../workflows/master-data/policy.ts';
import { masterData } from '../workflows/master-data/workflow.ts';
import { ledgerOf } from '../workflows/order-to-cash/policy.ts';
import { orderToCash } from '../workflows/order-to-cash/workflow.ts';
import { PARTNER_EXCHANGE } from '../workflows/partner-exchange/workflow.ts';
import { stockReconciliation } from '../workflows/stock-reconciliation/workflow.ts';
import { supplierRecovery } from '../workflows/supplier-recovery/workflow.ts';
import type { Config } from './config/config.ts';
import { returnWorkflow } from './returns.ts';

/** Disputes go by the rules of the orders that they are about. */
function disputePolicyOf({ policy }: Config): DisputePolicy {
  const { entities, documents, closedPeriod, disputeCredits } = policy;
  return {
    entities,
    entitlements: ENTITLEMENTS_SYSTEM,
    ...(documents === undefined ? {} : { documents }),
    ...(disputeCredits === 'posted' ? { posting: { ledger: ledgerOf(policy), closedPeriod } } : {}),
  };
}

/** The workflows, by the rules of the configuration. */
export const workflowsOf = (config: Config): ReadonlyMap<string, Workflow> =>
  new Map<string, Workflow>([
    [SALES_ORDER, orderToCash(config.policy)],
    [RETURN, returnWorkflow(config)],
    [CHANNEL, CHANNEL_WATCH],
    [INTERCHANGE, PARTNER_EXCHANGE],
    [SUPPLIER_CLAIM, supplierRecovery(config.recoveryPolicy)],
    [DISPUTE, disputeResolution(disputePolicyOf(config))],
    [LOT, lotControl(config.lotControl)],
    [PURCHASE_ORDER, INBOUND_SUPPLY],
    [RESERVATION, INVENTORY_RESERVATION],
    [RECONCILIATION, stockReconciliation(config.reconciliation)],
    ...RECORD_KINDS.map((kind) => [kind, masterData(kind, config.masterDataPolicy[kind])] as const),
  ]);
