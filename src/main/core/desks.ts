/** Composition of the desks at which people ask about records, disputes and evidence. */
import { ProcessorIntake } from '../../application/act/fact-intake.ts';
import { DisputeDesk } from '../../application/disputes/dispute-desk.ts';
import { EvidenceDesk } from '../../application/evidence/evidence-desk.ts';
import type { RecordStore } from '../../application/ports/record-store.ts';
import type { Workflow } from '../../application/ports/workflow.ts';
import type { Enclosure } from '../../application/privacy/enclosure.ts';
import type { Processor } from '../../application/process/processor.ts';
import type { Admission } from '../../application/receive/admit.ts';
import { RecordDesk } from '../../application/records/record-desk.ts';
import { postgresAudit } from '../../postgres/queries/access.ts';
import { postgresEvidence } from '../../postgres/queries/evidence.ts';
import { postgresPolicies } from '../../postgres/queries/policies.ts';
import { postgresReads } from '../../postgres/queries/reads.ts';
import type { CoreOptions } from '../core.ts';

export interface DeskParts {
  readonly processor: Processor;
  readonly admission: Admission;
  readonly records: RecordStore;
  readonly enclosure: Enclosure;
  readonly workflows: ReadonlyMap<string, Workflow>;
}

export interface Desks {
  readonly recordDesk: RecordDesk;
  readonly disputes: DisputeDesk;
  readonly evidence: EvidenceDesk;
}

export function composeDesks({ config, clock, pool }: CoreOptions, parts: DeskParts): Desks {
  const { processor, admission, records, enclosure, workflows } = parts;
  const [reads, audit] = [postgresReads(pool), postgresAudit(pool)];
  const intake = new ProcessorIntake(processor, admission, clock);
  const recordDesk = new RecordDesk({
    records, reads, enclosure, workflows, policy: config.masterDataPolicy, intake, audit, clock,
  });
  const find: RecordDesk['find'] = (number, entities) => recordDesk.find(number, entities);
  return {
    recordDesk,
    disputes: new DisputeDesk({
      reads, intake, audit, clock, workflows, rounding: config.policy.rounding, find,
    }),
    evidence: new EvidenceDesk({
      reads,
      enclosure,
      store: postgresEvidence(pool),
      policies: postgresPolicies(pool),
      audit,
      clock,
      find,
    }),
  };
}
