/** Exception cases: what a person decides becomes a fact, and a line in the audit chain. */
import { FACTS } from '../../canonical/catalogue.ts';
import { aboutInstance } from '../../canonical/subject.ts';
import { PERSON } from '../../canonical/person.ts';
import { isRole } from '../../contract/permissions.ts';
import { invalid, type Refusal } from '../../contract/refusal.ts';
import { APPROVAL_CASE } from '../../workflows/approvals/approval.ts';
import { register, type Register, type RegisterType } from '../../engine/state.ts';
import type { Clock } from '../../kernel/clock.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { AuditTrail } from '../access/audit.ts';
import { principalRef, type Principal } from '../access/principal.ts';
import type { Workflow } from '../ports/workflow.ts';
import { covers } from '../query/find.ts';
import { partsOfKey, readInstance, type InstanceReading } from '../query/instance-reading.ts';
import type { CaseDesk, CaseState, ListedCase, Reads } from '../query/reads.ts';
import type { FactIntake } from './ports.ts';
import { stateFact } from './state-fact.ts';

export interface CaseOffice {
  readonly reads: Reads;
  readonly desk: CaseDesk;
  readonly intake: FactIntake;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly workflows: ReadonlyMap<string, Workflow>;
}

export interface Decided {
  readonly fact: string;
  readonly decision: number;
  readonly state: CaseState;
  /** Of the case, after the decision. */
  readonly version: number;
}

/** What a person decides. */
export type Decision =
  | { readonly kind: 'verdict'; readonly verdict: 'accept' | 'reject' | 'retry' | 'reissue' | 'waive' }
  | { readonly kind: 'posting-date'; readonly postingDate: string }
  | { readonly kind: 'statement'; readonly content: string };

/** A case that the key covers. */
export async function findCase(
  reads: Reads,
  principal: Principal,
  id: bigint,
): Promise<Result<ListedCase, Refusal>> {
  const found = await reads.case(id);
  if (found === null || !covers(principal, found.entity)) {
    return err({ code: 'not-found', detail: `There is no case exc_${id}.`, param: 'case' });
  }
  return ok(found);
}

/** Decides a case. @param ifVersion refuse unless the case is still as it was read */
export async function decideCase(
  office: CaseOffice,
  principal: Principal,
  actor: string,
  id: bigint,
  decision: Decision,
  reason: string,
  ifVersion: number | null = null,
): Promise<Result<Decided, Refusal>> {
  const found = await findCase(office.reads, principal, id);
  if (!found.ok) return found;
  const open = found.value;
  if (ifVersion !== null && ifVersion !== open.version) return err(changedSince(open));
  if (open.state !== 'open') {
    return err({ code: 'not-possible-now', detail: `The case is ${open.state} already.` });
  }
  if (open.kind === APPROVAL_CASE) {
    const detail = `It is a task: POST /v1/approvals/apr_${id}/decision decides it, by limits.`;
    return err({ code: 'not-possible-now', detail });
  }
  const isOurs = isRole(open.role) && principal.roles.includes(open.role);
  if (!isOurs) {
    const detail = `The case is in the queue of ${open.role}; ${principal.name} has another role.`;
    return err({ code: 'permission-denied', detail });
  }
  const reading = await readNow(office, open.instance);
  if (reading === null) return err({ code: 'not-found', detail: `Nothing is known of ${open.instance}.` });
  const statement = statementOf(office, reading, open, decision);
  if (!statement.ok) return statement;
  if (ifVersion !== null && !(await office.desk.claim(id, ifVersion))) {
    return err(changedSince((await office.reads.case(id)) ?? open));
  }
  const { type, number, members } = statement.value;
  const { entity, kind, businessId } = partsOfKey(open.instance);
  const data = { ...aboutInstance(kind, businessId), ...members, decision: number, decidedBy: actor, reason };
  const fact = `${decision.kind}:exc_${id}:${number}:${fingerprint(JSON.stringify(data))}`;
  const now = office.clock.now();
  const taken = await stateFact(office.intake, {
    source: PERSON,
    id: fact,
    type,
    entity,
    occurredAt: now,
    correlationId: open.instance,
    causationId: null,
    data,
  });
  if (!taken.ok) return taken;
  await office.audit.append({
    at: now,
    actor,
    principal: principalRef(principal),
    action: `case.${decision.kind === 'verdict' ? decision.verdict : decision.kind}`,
    entity,
    subject: `case/exc_${id}`,
    before: JSON.stringify({ case: open.caseId, text: open.text }),
    after: JSON.stringify(members),
    reason,
  });
  const after = await office.reads.case(id);
  const { state, version } = after ?? open;
  return ok({ fact: `${PERSON}/${fact}`, decision: number, state, version });
}

/** Somebody else changed it after it was read. */
export function changedSince({ state, version, assignee }: ListedCase): Refusal {
  const whose = assignee === null ? 'nobody has it' : `${assignee} has it`;
  return {
    code: 'revision-differs',
    detail: `The case is ${state}, ${whose}: version ${version}.`,
    param: 'If-Match',
  };
}

interface Statement {
  readonly type: string;
  /** Number of the decision: the larger one counts. */
  readonly number: number;
  readonly members: Readonly<Record<string, string>>;
}

function statementOf(
  office: CaseOffice,
  reading: InstanceReading,
  open: ListedCase,
  decision: Decision,
): Result<Statement, Refusal> {
  const next = (type: string, key: string): number =>
    (registerOf(office, reading, type, key)?.version ?? 0) + 1;
  if (decision.kind === 'verdict') {
    const { type } = FACTS.caseDecided;
    const members = { case: open.caseId, verdict: decision.verdict };
    return ok({ type, number: next(type, open.caseId), members });
  }
  if (decision.kind === 'posting-date') {
    const shipment = shipmentOfCase(open);
    if (shipment === null) {
      return err({
        code: 'not-possible-now',
        detail: `A case of kind ${open.kind} has no posting to re-date.`,
      });
    }
    const { type } = FACTS.postingRedated;
    const members = { shipment, postingDate: decision.postingDate };
    return ok({ type, number: next(type, shipment), members });
  }
  const statements = statementsOfCase(office.workflows, reading, open);
  if (statements.length === 0) {
    return err({ code: 'not-possible-now', detail: `A case of kind ${open.kind} is no dispute.` });
  }
  if (!statements.some(({ content }) => content === decision.content)) {
    const known = statements.map(({ content }) => content).join(', ');
    return err(invalid('invalid-content', [{ path: '$.content', message: `must be one of: ${known}` }]));
  }
  const { type } = FACTS.disputeDecided;
  const members = { dispute: open.caseId, content: decision.content };
  return ok({ type, number: next(type, open.caseId), members });
}

const readNow = (office: CaseOffice, instance: string): Promise<InstanceReading | null> =>
  readInstance(office.reads, office.workflows, instance, { at: office.clock.now(), reading: 'known' });

function registerOf(
  office: Pick<CaseOffice, 'workflows'>,
  reading: InstanceReading,
  type: string,
  key: string,
): Register | undefined {
  const workflow = office.workflows.get(partsOfKey(reading.key).kind);
  const bound = workflow?.definition.registers.get(type);
  return bound === undefined ? undefined : register(reading.state, bound as unknown as RegisterType, key);
}

/** Shipment of a refused posting: its case is named `closed-period:<shipment>:<date>`. */
export function shipmentOfCase(open: Pick<ListedCase, 'kind' | 'caseId'>): string | null {
  const match = /^closed-period:(.+):\d{4}-\d{2}-\d{2}$/s.exec(open.caseId);
  return open.kind === 'closed-period' && match !== null ? match[1]! : null;
}

/** One of the contents that a dispute is about. */
export interface DisputedStatement {
  readonly content: string;
  readonly source: string;
  readonly fact: string;
  readonly text: string;
}

/** What was stated, where a case is a dispute: named `dispute:<fact type>:<key>:<version>`. */
export function statementsOfCase(
  workflows: ReadonlyMap<string, Workflow>,
  reading: InstanceReading,
  open: Pick<ListedCase, 'kind' | 'caseId'>,
): readonly DisputedStatement[] {
  const match = /^dispute:([^:]+):(.*):\d+$/s.exec(open.caseId);
  if (open.kind !== 'dispute' || match === null) return [];
  const known = registerOf({ workflows }, reading, match[1]!, match[2]!);
  return (known?.contents ?? []).map(({ text, source, fact }) => ({
    content: fingerprint(text),
    source,
    fact,
    text,
  }));
}
