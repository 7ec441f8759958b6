import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { byFactType, registerTypes, type RegisterTypes } from '../../engine/state.ts';

/** The facts that a supplier claim gathers. */
export const R = registerTypes({
  reported: FACTS.supplierFaultReported,
  traced: FACTS.purchaseTraced,
  filed: FACTS.supplierClaimFiled,
  answered: FACTS.supplierClaimAnswered,
  collected: FACTS.supplierReturnCollected,
  settled: FACTS.supplierClaimSettled,
  policy: FACTS.policyDecided,
  approval: FACTS.approvalDecided,
  decided: FACTS.caseDecided,
  passed: FACTS.deadlinePassed,
});

export const REGISTERS: RegisterTypes = byFactType(R);

export type Reported = ContentOfFact<typeof FACTS.supplierFaultReported>;
export type Traced = ContentOfFact<typeof FACTS.purchaseTraced>;
export type Answered = ContentOfFact<typeof FACTS.supplierClaimAnswered>;
