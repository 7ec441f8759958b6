import { FACTS } from '../../canonical/catalogue.ts';
import { byFactType, registerTypes, type RegisterTypes } from '../../engine/state.ts';

/** The facts that a reconciliation gathers. */
export const R = registerTypes({
  count: FACTS.countRecorded,
  snapshot: FACTS.stockSnapshotStated,
  requested: FACTS.adjustmentRequested,
  compared: FACTS.stockCompared,
  reason: FACTS.adjustmentReasonDecided,
  posted: FACTS.adjustmentPosted,
  policy: FACTS.policyDecided,
  approval: FACTS.approvalDecided,
  decided: FACTS.caseDecided,
});

export const REGISTERS: RegisterTypes = byFactType(R);
