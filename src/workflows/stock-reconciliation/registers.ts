import { FACTS } from '../../canonical/catalogue.ts';
import { registerTypes, type RegisterType, type RegisterTypes } from '../../engine/state.ts';

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

export const REGISTERS: RegisterTypes = new Map(
  Object.values(R).map((type) => [type.type, type as unknown as RegisterType<never>]),
);
