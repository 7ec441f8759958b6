import { FACTS } from '../../canonical/catalogue.ts';
import { byFactType, registerTypes, type RegisterTypes } from '../../engine/state.ts';

/** The facts that a dispute gathers. */
export const R = registerTypes({
  disputed: FACTS.chargeDisputed,
  evidence: FACTS.disputeEvidenceAdded,
  classified: FACTS.disputeClassified,
  settled: FACTS.disputeSettled,
  granted: FACTS.chargeCreditApproved,
  lapsed: FACTS.creditApprovalLapsed,
  credited: FACTS.chargeCredited,
  paidBack: FACTS.chargeCreditSettled,
  rebilled: FACTS.chargeRebilled,
  refused: FACTS.chargeCreditRefused,
  policy: FACTS.policyDecided,
  approval: FACTS.approvalDecided,
  decided: FACTS.caseDecided,
  passed: FACTS.deadlinePassed,
  sent: FACTS.documentSent,
  acknowledged: FACTS.documentAcknowledged,
});

export const REGISTERS: RegisterTypes = byFactType(R);
