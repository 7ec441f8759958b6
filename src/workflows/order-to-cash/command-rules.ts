import { COMMANDS } from '../../canonical/catalogue.ts';
import type { CommandRule } from '../../engine/definition.ts';
import { rule } from '../command-rule.ts';

/** What the commands of order-to-cash may do after the fact. Smaller priorities leave first. */
export const COMMAND_RULES: Readonly<Record<string, CommandRule>> = {
  // What a customer states anew, or takes back, restates his dispute.
  [COMMANDS.disputeCharge.type]: rule('adjust', 'finance', 4),
  // Money and goods that a later word does not name any more are seen by people.
  [COMMANDS.requestRefundedReturn.type]: { ...rule('adjust', 'service', 3), inverse: { kind: 'case' } },
  [COMMANDS.addDisputeEvidence.type]: rule('adjust', 'finance', 4),
  [COMMANDS.reportReplacement.type]: rule('adjust', 'service', 3),
  [COMMANDS.reviewCredits.type]: rule('adjust', 'finance', 3),
  [COMMANDS.registerSalesOrder.type]: rule('adjust', 'service', 3),
  [COMMANDS.checkCredit.type]: rule('adjust', 'finance', 3),
  [COMMANDS.allocateInventory.type]: rule('adjust', 'warehouse', 2),
  [COMMANDS.releaseShippingOrder.type]: rule('adjust', 'warehouse', 1),
  [COMMANDS.arrangeTransport.type]: {
    ...rule('ignore', 'warehouse', 1),
    // The truck may be on its way to a shipment that is void: somebody must call the carrier.
    inverse: { kind: 'case' },
  },
  // A quote binds nobody: the next content is simply asked about.
  [COMMANDS.quoteTax.type]: rule('reissue', 'finance', 2),
  [COMMANDS.postInvoice.type]: {
    change: 'case',
    inverse: {
      kind: 'command',
      type: COMMANDS.reverseInvoice.type,
      content: (original) => {
        const { salesOrder, shipment } = original as { salesOrder: string; shipment: string };
        return { salesOrder, shipment, reason: 'The shipment no longer stands as it was billed.' };
      },
    },
    money: true,
    role: 'finance',
    priority: 1,
  },
  [COMMANDS.reverseInvoice.type]: rule('ignore', 'finance', 1),
  [COMMANDS.requestPayment.type]: {
    change: 'adjust',
    inverse: {
      kind: 'command',
      type: COMMANDS.withdrawPaymentRequest.type,
      content: (original) => {
        const request = original as { salesOrder: string; shipment: string; invoice: string };
        const { salesOrder, shipment, invoice } = request;
        return { salesOrder, shipment, invoice };
      },
    },
    money: true,
    role: 'finance',
    priority: 3,
  },
  [COMMANDS.withdrawPaymentRequest.type]: rule('ignore', 'finance', 3),
  [COMMANDS.applyPayment.type]: {
    change: 'case',
    inverse: { kind: 'case' },
    money: true,
    role: 'finance',
    priority: 3,
  },
  [COMMANDS.publishOrderStatus.type]: rule('adjust', 'service', 5),
  // A later document replaces the earlier one; it says so itself.
  [COMMANDS.sendOrderAcknowledgement.type]: rule('adjust', 'service', 4),
  // The partner expects the goods, or owes the money: somebody must tell him.
  [COMMANDS.sendShipNotice.type]: { ...rule('adjust', 'service', 4), inverse: { kind: 'case' } },
  [COMMANDS.sendInvoiceDocument.type]: { ...rule('adjust', 'finance', 4), inverse: { kind: 'case' } },
};
