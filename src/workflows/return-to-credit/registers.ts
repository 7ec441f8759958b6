import { FACTS } from '../../canonical/catalogue.ts';
import { byFactType, registerTypes, type RegisterTypes } from '../../engine/state.ts';
import { disputesIn } from '../disputes.ts';

/** The facts that a return-to-credit instance gathers. */
export const R = registerTypes({
  requested: FACTS.returnRequested,
  authorized: FACTS.returnAuthorized,
  refused: FACTS.returnRefused,
  cancelled: FACTS.returnCancelled,
  received: FACTS.returnReceived,
  inspected: FACTS.inspectionCompleted,
  approved: FACTS.creditApproved,
  lapsed: FACTS.creditApprovalLapsed,
  placed: FACTS.inventoryDispositionUpdated,
  posted: FACTS.creditMemoPosted,
  reversed: FACTS.creditMemoReversed,
  memoRefused: FACTS.creditMemoRefused,
  refund: FACTS.refundMade,
  settled: FACTS.creditMemoSettled,
  policy: FACTS.policyDecided,
  approval: FACTS.approvalDecided,
  decided: FACTS.caseDecided,
  dispute: FACTS.disputeDecided,
  passed: FACTS.deadlinePassed,
  sent: FACTS.documentSent,
  acknowledged: FACTS.documentAcknowledged,
  replacement: FACTS.replacementReported,
});

export const REGISTERS: RegisterTypes = byFactType(R);

/** Refusals of postings add up: each names a date, and the highest counts. */
export const { settle, disputes } = disputesIn({
  decided: R.dispute,
  types: Object.values(R),
  addsUp: new Set([R.memoRefused.type]),
});
