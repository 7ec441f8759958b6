/** One decision about every case of a cluster: previewed by judging, then made in causal order. */
import { factTypeOf, FACTS } from '../../canonical/catalogue.ts';
import { LOT } from '../../canonical/facts/lot-stated.v1.ts';
import { aboutInstance } from '../../canonical/subject.ts';
import { isRole, permits } from '../../contract/permissions.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { Refusal } from '../../contract/refusal.ts';
import { diff } from '../../engine/diff.ts';
import { evolve, register, type RegisterType } from '../../engine/state.ts';
import type { Instant } from '../../kernel/instant.ts';
import { lotViewOf } from '../../workflows/lot-control/workflow.ts';
import type { Principal } from '../access/principal.ts';
import type { Amount, ConsoleReads } from '../query/console-reads.ts';
import { partsOfKey, readInstance, type InstanceReading } from '../query/instance-reading.ts';
import type { EntityScope, ListedCase } from '../query/reads.ts';
import { decideLotQuality, qualityContent, type LotName, type QualityVerdict } from '../stock/lot-quality.ts';
import { isRecordKind, type RecordDesk, type RecordName } from '../records/record-desk.ts';
import { decideCase, findCase, type CaseOffice, type Decision } from './cases.ts';

type Verdict = Extract<Decision, { kind: 'verdict' }>['verdict'];

/** What is decided: a verdict about every case, whose word counts, or what quality says of every lot. */
export type Fix =
  | { readonly verdict: Verdict }
  | { readonly system: string }
  | { readonly quality: QualityVerdict };

export interface ClusterFix {
  readonly fingerprint: string;
  readonly fix: Fix;
  readonly entities: EntityScope;
}

/** What deciding clusters takes beside an office of cases. */
export interface ClusterOffice extends CaseOffice {
  readonly consoleReads: ConsoleReads;
  readonly recordDesk: Pick<RecordDesk, 'choiceOf' | 'decide'>;
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

/** Words and lots are decided by whoever may decide one of them: their queue is of no role. */
const decides = ({ roles }: Principal, { role }: ListedCase, fix: Fix): boolean =>
  'system' in fix
    ? permits('decideField', roles)
    : 'quality' in fix
      ? permits('decideLotQuality', roles)
      : isRole(role) && roles.includes(role);

/** Judges every instance of the cluster as if the decision had been made; nothing is stored or sent. */
export async function previewCluster(
  office: ClusterOffice,
  principal: Principal,
  { fingerprint, entities, fix }: ClusterFix,
): Promise<Result<ClusterPreview, Refusal>> {
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
    if (!decides(principal, open, fix)) {
      notYours += 1;
      continue;
    }
    const moment = { at: office.clock.now(), reading: 'known' } as const;
    const reading = await readInstance(office.reads, office.workflows, open.instance, moment);
    if (reading === null) continue;
    order.add(open.instance);
    const stated = await statedBy(office, reading, open, fix);
    if (stated !== null && addEffects(office, reading, open, stated, effects, opens)) closes += 1;
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

/** A fact that a decision would state. */
interface Stated {
  readonly type: string;
  readonly data: unknown;
}

/** What is stated about one case; `null`: the decision is none about it. */
async function statedBy(
  { reads, workflows, recordDesk }: ClusterOffice,
  reading: InstanceReading,
  open: ListedCase,
  fix: Fix,
): Promise<Stated | null> {
  const by = { decidedBy: 'preview', reason: 'preview' };
  if ('system' in fix) {
    const about = recordOf(open);
    const choice = about === null ? null : await recordDesk.choiceOf(about.name, { ...about.asked, ...fix });
    if (choice?.ok !== true) return null;
    const { value: _, ...content } = choice.value;
    return { type: FACTS.fieldDecided.type, data: { ...content, ...by } };
  }
  if ('quality' in fix) {
    const name = lotOf(reading);
    return name === null ? null : qualityContent(reads, name, fix.quality, by.decidedBy, by.reason);
  }
  const { kind, businessId } = partsOfKey(open.instance);
  const { type } = FACTS.caseDecided;
  const bound = workflows.get(kind)!.definition.registers.get(type) as unknown as RegisterType | undefined;
  if (bound === undefined) return null;
  const decision = (register(reading.state, bound, open.caseId)?.version ?? 0) + 1;
  const about = { ...aboutInstance(kind, businessId), case: open.caseId };
  return { type, data: { ...about, ...fix, decision, ...by } };
}

/** The field that a case is about: it is named `field-conflict:<field>:<words>`. */
function recordOf({ kind, caseId, instance }: ListedCase): {
  readonly name: RecordName;
  readonly asked: { readonly field: string; readonly number: null };
} | null {
  const [, field = ''] = caseId.split(':');
  const { entity, kind: record, businessId } = partsOfKey(instance);
  if (kind !== 'field-conflict' || !isRecordKind(record)) return null;
  return { name: { entity, kind: record, number: businessId }, asked: { field, number: null } };
}

/** The lot that an instance is; `null`: it is none. */
function lotOf({ key, state }: InstanceReading): LotName | null {
  const { entity, kind } = partsOfKey(key);
  const view = kind === LOT ? lotViewOf(state) : null;
  return view === null ? null : { entity, item: view.item, lot: view.lot };
}

/** Judges one instance with what a decision states; answers whether the case ends. */
function addEffects(
  { workflows }: CaseOffice,
  reading: InstanceReading,
  open: ListedCase,
  { type, data }: Stated,
  effects: Map<string, ClusterEffect>,
  opens: Map<string, number>,
): boolean {
  const { definition } = workflows.get(partsOfKey(open.instance).kind)!;
  const text = JSON.stringify(data);
  const { state } = evolve(definition.registers, reading.state, {
    type,
    source: 'person',
    id: 'preview',
    occurredAt: reading.moment.at as Instant,
    content: factTypeOf(type)!.read(text),
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
  office: ClusterOffice,
  principal: Principal,
  actor: string,
  { fingerprint, entities, fix }: ClusterFix,
  reason: string,
  limit: number,
): Promise<Result<ClusterAccount, Refusal>> {
  const total = await office.consoleReads.countCluster(fingerprint, entities);
  if (total === 0) return err(unknown(fingerprint));
  const ids = await office.consoleReads.casesOfCluster(fingerprint, entities, limit);
  const refused: { case: string; reason: string }[] = [];
  let done = 0;
  for (const id of ids) {
    const decided =
      'system' in fix
        ? await countWord(office, principal, actor, id, fix.system, reason)
        : 'quality' in fix
          ? await sayQuality(office, principal, actor, id, fix.quality, reason)
          : await decideCase(office, principal, actor, id, { kind: 'verdict', ...fix }, reason);
    if (decided.ok) done += 1;
    else refused.push({ case: `exc_${id}`, reason: decided.error.detail });
  }
  return ok({ total, done, left: total - done - refused.length, refused });
}

/** The word of a system counts in what one case is about. */
async function countWord(
  { reads, recordDesk }: ClusterOffice,
  principal: Principal,
  actor: string,
  id: bigint,
  system: string,
  reason: string,
): Promise<Result<unknown, Refusal>> {
  const found = await findCase(reads, principal, id);
  if (!found.ok) return found;
  const open = found.value;
  const about = recordOf(open);
  if (about === null || !decides(principal, open, { system })) {
    const detail = `A case of kind ${open.kind} is not about words of systems, or not for ${principal.name}.`;
    return err({ code: 'not-possible-now', detail });
  }
  return recordDesk.decide(about.name, { ...about.asked, system }, actor, reason);
}

/** Quality speaks about the lot that one case is about. */
async function sayQuality(
  office: ClusterOffice,
  principal: Principal,
  actor: string,
  id: bigint,
  verdict: QualityVerdict,
  reason: string,
): Promise<Result<unknown, Refusal>> {
  const found = await findCase(office.reads, principal, id);
  if (!found.ok) return found;
  const open = found.value;
  const moment = { at: office.clock.now(), reading: 'known' } as const;
  const reading = await readInstance(office.reads, office.workflows, open.instance, moment);
  const name = reading === null ? null : lotOf(reading);
  if (name === null || !decides(principal, open, { quality: verdict })) {
    const detail = `A case of kind ${open.kind} is not about a lot, or not for ${principal.name}.`;
    return err({ code: 'not-possible-now', detail });
  }
  return decideLotQuality(office, { principal, actor }, name, verdict, reason);
}
