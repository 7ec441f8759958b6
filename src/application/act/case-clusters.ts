/** One decision about every case of a cluster: previewed by judging, then made in causal order. */
import { FACTS } from '../../canonical/catalogue.ts';
import { aboutInstance } from '../../canonical/subject.ts';
import { isRole } from '../../contract/permissions.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { Refusal } from '../../contract/refusal.ts';
import { diff } from '../../engine/diff.ts';
import { evolve, register, type RegisterType } from '../../engine/state.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Principal } from '../access/principal.ts';
import type { Amount, ConsoleReads } from '../query/console-reads.ts';
import { partsOfKey, readInstance, type InstanceReading } from '../query/instance-reading.ts';
import type { EntityScope, ListedCase } from '../query/reads.ts';
import { decideCase, type CaseOffice, type Decision } from './cases.ts';

type Verdict = Extract<Decision, { kind: 'verdict' }>['verdict'];

export interface ClusterFix {
  readonly fingerprint: string;
  readonly verdict: Verdict;
  readonly entities: EntityScope;
}

/** Commands of one kind to one system that a decision would move. */
export interface ClusterEffect {
  readonly system: string;
  readonly type: string;
  readonly does: 'send' | 'take-back' | 'withdraw';
  count: number;
  readonly amounts: Amount[];
  readonly sample: string;
}

export interface ClusterPreview {
  readonly cases: number;
  readonly closes: number;
  readonly stays: number;
  readonly notYours: number;
  readonly effects: readonly ClusterEffect[];
  readonly opens: readonly { readonly kind: string; readonly count: number }[];
  readonly order: readonly string[];
  readonly complete: boolean;
}

/** Cases that a preview judges: each is an instance read and judged twice. */
const PREVIEWED_MAX = 200;

const unknown = (fingerprint: string): Refusal => ({
  code: 'not-found',
  detail: `No open case has the fingerprint ${fingerprint}: somebody may have decided them.`,
});

const decides = (principal: Principal, { role }: ListedCase): boolean =>
  isRole(role) && principal.roles.includes(role);

/** Judges every instance of the cluster as if the decision had been made; nothing is stored or sent. */
export async function previewCluster(
  office: CaseOffice & { readonly consoleReads: ConsoleReads },
  principal: Principal,
  fix: ClusterFix,
): Promise<Result<ClusterPreview, Refusal>> {
  const { fingerprint, entities, verdict } = fix;
  const total = await office.consoleReads.countCluster(fingerprint, entities);
  if (total === 0) return err(unknown(fingerprint));
  const ids = await office.consoleReads.casesOfCluster(fingerprint, entities, PREVIEWED_MAX);
  const effects = new Map<string, ClusterEffect>();
  const opens = new Map<string, number>();
  const order = new Set<string>();
  let [closes, stays, notYours] = [0, 0, 0];
  for (const id of ids) {
    const open = await office.reads.case(id);
    if (open === null || open.state !== 'open') continue;
    if (!decides(principal, open)) {
      notYours += 1;
      continue;
    }
    const moment = { at: office.clock.now(), reading: 'known' } as const;
    const reading = await readInstance(office.reads, office.workflows, open.instance, moment);
    if (reading === null) continue;
    order.add(open.instance);
    if (addEffects(office, reading, open, verdict, effects, opens)) closes += 1;
    else stays += 1;
  }
  return ok({
    cases: total,
    closes,
    stays,
    notYours,
    effects: [...effects.values()].sort((a, b) => b.count - a.count),
    opens: [...opens].map(([kind, count]) => ({ kind, count })),
    order: [...order],
    complete: ids.length === total,
  });
}

/** Judges one instance with the decision; answers whether the case ends. */
function addEffects(
  { workflows }: CaseOffice,
  reading: InstanceReading,
  open: ListedCase,
  verdict: Verdict,
  effects: Map<string, ClusterEffect>,
  opens: Map<string, number>,
): boolean {
  const { entity, kind, businessId } = partsOfKey(open.instance);
  const { definition } = workflows.get(kind)!;
  const { type } = FACTS.caseDecided;
  const bound = definition.registers.get(type) as unknown as RegisterType | undefined;
  if (bound === undefined) return false;
  const known = register(reading.state, bound, open.caseId)?.version ?? 0;
  const data = {
    ...aboutInstance(kind, businessId),
    case: open.caseId,
    verdict,
    decision: known + 1,
    decidedBy: 'preview',
    reason: 'preview',
  };
  const text = JSON.stringify(data);
  const at = reading.moment.at as Instant;
  const { state } = evolve(definition.registers, reading.state, {
    type,
    source: 'person',
    id: 'preview',
    entity,
    occurredAt: at,
    recordedAt: at,
    correlationId: open.instance,
    causationId: null,
    content: FACTS.caseDecided.read(text),
    text,
  });
  const after = definition.judge(state, reading.scope);
  const { book, judgement } = reading;
  const before = diff(judgement.wanted, book, definition.commands, judgement.decisions);
  const then = diff(after.wanted, book, definition.commands, after.decisions);
  const issued = new Set(before.issue.map(({ id, generation }) => `${id}#${generation}`));
  for (const { id, type: sent, system, generation, undoes } of then.issue) {
    if (issued.has(`${id}#${generation}`)) continue;
    const exposure = after.wanted.find((wanted) => wanted.id === id)?.exposure;
    add(effects, { system, type: sent, does: undoes === null ? 'send' : 'take-back', sample: id }, exposure);
  }
  const withdrawn = new Set(before.withdraw.map(({ id }) => id));
  for (const { id } of then.withdraw) {
    const entry = book.get(id);
    if (entry === undefined || withdrawn.has(id)) continue;
    add(effects, { system: entry.system, type: entry.type, does: 'withdraw', sample: id }, undefined);
  }
  const had = new Set(reading.cases.map((each) => each.id));
  const isWaived = (each: { readonly id: string }): boolean => after.decisions.get(each.id) === 'waive';
  const stillOpen = [...after.cases, ...then.cases].filter((each) => !isWaived(each));
  for (const each of stillOpen) {
    if (!had.has(each.id)) opens.set(each.kind, (opens.get(each.kind) ?? 0) + 1);
  }
  return !stillOpen.some((each) => each.id === open.caseId);
}

function add(
  effects: Map<string, ClusterEffect>,
  effect: Omit<ClusterEffect, 'count' | 'amounts'>,
  exposure: { readonly amountMinor: bigint; readonly currency: string } | undefined,
): void {
  const name = `${effect.system} ${effect.type} ${effect.does}`;
  const sum = effects.get(name) ?? { ...effect, count: 0, amounts: [] };
  effects.set(name, sum);
  sum.count += 1;
  if (exposure !== undefined) sum.amounts.push({ currency: exposure.currency, minor: exposure.amountMinor });
}

export interface ClusterAccount {
  readonly total: number;
  readonly done: number;
  readonly left: number;
  readonly refused: readonly { readonly case: string; readonly reason: string }[];
}

/** Decides cases of the cluster in causal order, one after another; what is not done says why. */
export async function decideCluster(
  office: CaseOffice & { readonly consoleReads: ConsoleReads },
  principal: Principal,
  actor: string,
  fix: ClusterFix,
  reason: string,
  limit: number,
): Promise<Result<ClusterAccount, Refusal>> {
  const { fingerprint, entities, verdict } = fix;
  const total = await office.consoleReads.countCluster(fingerprint, entities);
  if (total === 0) return err(unknown(fingerprint));
  const ids = await office.consoleReads.casesOfCluster(fingerprint, entities, limit);
  const refused: { case: string; reason: string }[] = [];
  let done = 0;
  for (const id of ids) {
    const decided = await decideCase(office, principal, actor, id, { kind: 'verdict', verdict }, reason);
    if (decided.ok) done += 1;
    else refused.push({ case: `exc_${id}`, reason: decided.error.detail });
  }
  return ok({ total, done, left: total - done - refused.length, refused });
}
