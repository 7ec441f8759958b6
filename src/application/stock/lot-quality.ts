/** Quality's word about a lot: released for sale, or rejected; of one lot, or of every lot of a cluster. */
import { FACTS } from '../../canonical/catalogue.ts';
import { LOT, lotNumber } from '../../canonical/facts/lot-stated.v1.ts';
import { PERSON } from '../../canonical/person.ts';
import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { AuditTrail } from '../access/audit.ts';
import { principalRef, type Principal } from '../access/principal.ts';
import type { FactIntake } from '../act/ports.ts';
import { stateFact } from '../act/state-fact.ts';
import type { Reads } from '../query/reads.ts';
import { nextVersionOf } from './recall.ts';

export type QualityVerdict = 'released' | 'rejected';

/** Names a lot. */
export interface LotName {
  readonly entity: string;
  readonly item: string;
  readonly lot: string;
}

/** What stating a decision takes. */
export interface QualityOffice {
  readonly reads: Reads;
  readonly intake: FactIntake;
  readonly audit: AuditTrail;
  readonly clock: Clock;
}

/** The content of the decision that would count from now on. */
export async function qualityContent(
  reads: Reads,
  { entity, item, lot }: LotName,
  verdict: QualityVerdict,
  decidedBy: string,
  reason: string,
) {
  const instance = `${entity}/${LOT}/${lotNumber({ item, lot })}`;
  const { type, read } = FACTS.qualityDecided;
  const version = await nextVersionOf(reads, instance, type, (text) => read(text).version);
  return { type, instance, data: { item, lot, version, verdict, reason, decidedBy } };
}

/** States it by the front door, and leaves a line in the audit chain. */
export async function decideLotQuality(
  { reads, intake, audit, clock }: QualityOffice,
  { principal, actor }: { readonly principal: Principal; readonly actor: string },
  name: LotName,
  verdict: QualityVerdict,
  reason: string,
): Promise<Result<{ readonly instance: string; readonly status: 'accepted' | 'duplicate' }, Refusal>> {
  const { type, instance, data } = await qualityContent(reads, name, verdict, actor, reason);
  const { entity } = name;
  const at = clock.now();
  const taken = await stateFact(intake, {
    source: PERSON,
    id: `${instance}/quality/${data.version}`,
    type,
    entity,
    occurredAt: at,
    correlationId: instance,
    causationId: null,
    data,
  });
  if (!taken.ok) return taken;
  await audit.append({
    at,
    actor,
    principal: principalRef(principal),
    action: `lot.${verdict}`,
    entity,
    subject: instance,
    before: null,
    after: JSON.stringify(data),
    reason,
  });
  return ok({ instance, status: taken.value.status });
}
