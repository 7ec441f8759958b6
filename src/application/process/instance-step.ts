/** Takes what one batch brings to one instance through the engine, and into rows. */
import { FACTS, commandTypeOf, factTypeOf } from '../../canonical/catalogue.ts';
import { statusAfter, type Book, type CommandStatus, type Outcome } from '../../engine/book.ts';
import type { Scope } from '../../engine/definition.ts';
import { factName, type Fact } from '../../engine/fact.ts';
import type { Issue } from '../../engine/diff.ts';
import type { Deadline, ExceptionCase } from '../../engine/judgement.ts';
import { register, type Evolution, type RegisterType, type State } from '../../engine/state.ts';
import { newInstance, step, type Instance, type Step } from '../../engine/step.ts';
import { assert } from '../../kernel/assert.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { BatchWrite, CommandRow, CommandUpdate } from '../ports/store.ts';
import type { StockEffects } from '../../domain/inventory/stock-effects.ts';
import type { Workflow } from '../ports/workflow.ts';
import { quarantineOf } from './batch-rows.ts';
import type { BatchContext } from './batch.ts';
import { faultedRow, instanceRow } from './instance-row.ts';
import type { CachedInstance } from './instance-cache.ts';
import { OWN_SOURCE, partitionOf } from './limits.ts';
import { evolveOnly } from './restore.ts';
import { enterStock, NO_STANDING_STOCK, type PositionDeltas } from './stock-difference.ts';
import type {
  CommandReport,
  FactResult,
  LeavingCommand,
  LedgerCommand,
  NewFact,
  Redecision,
  ReportResult,
} from './submission.ts';

/** One instance in a batch: what it was, and what comes to it. */
export interface Target {
  readonly key: string;
  readonly entity: string;
  readonly businessId: string;
  readonly workflow: Workflow;
  /** Version under the lock; zero for one that does not exist yet. */
  version: number;
  openedAt: Instant | null;
  cached: CachedInstance | undefined;
  /** Submission −1: the batch itself says it. */
  readonly facts: { fact: NewFact; submission: number; position: number }[];
  readonly reports: { report: CommandReport; submission: number; position: number }[];
  ledger: { command: LedgerCommand; submission: number } | null;
  redecide: Redecision | null;
  examine: boolean;
}

/** A command that was taken off its lane because the batch may withdraw it. */
export interface Hold {
  readonly instance: string;
  readonly id: string;
  readonly generation: number;
  readonly withdrawn: boolean;
}

/** What a batch learned from one instance. */
export interface Applied {
  readonly cached: CachedInstance | null;
  readonly holds: readonly Hold[];
  readonly leaving: readonly LeavingCommand[];
  readonly facts: readonly { submission: number; position: number; result: FactResult }[];
  readonly reports: readonly { submission: number; position: number; result: ReportResult }[];
}

/** A target of a key, which names entity, workflow and business id. */
export function openTarget(key: string, workflows: ReadonlyMap<string, Workflow>): Target {
  const [entity, kind, ...rest] = key.split('/');
  const workflow = workflows.get(kind!);
  assert(workflow !== undefined, `no workflow for instance ${key}`);
  return {
    key, entity: entity!, businessId: rest.join('/'), workflow, version: 0, openedAt: null,
    cached: undefined, facts: [], reports: [], ledger: null, redecide: null, examine: false,
  };
}

const scopeOf = ({ entity, businessId }: Target): Scope => ({ entity, businessId });

/** Fact type of passed deadlines, if the workflow gathers it. */
const deadlineRegister = (workflow: Workflow): RegisterType | undefined =>
  workflow.definition.registers.get(FACTS.deadlinePassed.type) as unknown as RegisterType | undefined;

/** Whether the fact that a deadline passed is known already. */
export const isKnownToHavePassed = (
  workflow: Workflow,
  state: State,
  { id, dueAt }: Pick<Deadline, 'id' | 'dueAt'>,
): boolean => {
  const type = deadlineRegister(workflow);
  if (type === undefined) return true;
  return register(state, type, type.key({ salesOrder: '', deadline: id, dueAt })) !== undefined;
};

/** Steps one instance and enters the result into the write. */
export function applyTarget(
  target: Target,
  context: BatchContext,
  write: BatchWrite,
  deltas: PositionDeltas,
  now: Instant,
): Applied {
  const before: Instance = target.cached?.instance ?? newInstance(target.workflow.definition, scopeOf(target));
  if (target.examine) addPassedDeadlines(target, before, now);
  const untouched = target.facts.length + target.reports.length === 0;
  if (untouched && (!target.examine || target.cached === undefined)) return NOTHING;

  const { definition } = target.workflow;
  const results: Applied['facts'][number][] = [];
  const incoming = target.facts.filter((placed) => {
    if (definition.registers.has(placed.fact.type)) return true;
    const reason = `${definition.name} does not gather ${placed.fact.type}`;
    write.quarantined.push(quarantineOf(placed.fact, 'no-register', reason, now));
    results.push({ ...placed, result: { status: 'quarantined', code: 'no-register', reason } });
    return false;
  });
  if (incoming.length + target.reports.length === 0 && !target.examine) {
    return { ...NOTHING, facts: results };
  }
  const facts = incoming.map(({ fact }) => engineFact(target.key, fact, now));
  const outcomes = target.reports.map(({ report }) => report as Outcome);

  const stepped = stepTarget(target, context, before, facts, outcomes);
  const version = target.version + Math.max(1, facts.length);
  for (const [at, { fact, submission, position }] of incoming.entries()) {
    const evolution = stepped.evolutions[at]!;
    enterFact(target, fact, facts[at]!, target.version + at + 1, evolution, write);
    results.push({ submission, position, result: factResult(target.key, evolution) });
  }
  const leases = new Map(target.cached?.leases);
  const updates = commandUpdates(target, before.book, stepped, now);
  for (const withdrawal of stepped.withdrawn) {
    const owner = leases.get(withdrawal.id) ?? null;
    const update = updates.get(commandName(withdrawal)) ?? newUpdate(target.key, withdrawal);
    updates.set(commandName(withdrawal), { ...update, status: 'withdrawn', settledAt: now, expectedLease: { owner } });
  }
  write.commandUpdates.push(...updates.values());
  for (const { report } of target.reports) write.attempts.push(...report.attempts);
  const leaving = stepped.issued.map((issue) => leavingCommand(target, context, issue, stepped, facts, now));
  for (const { row } of leaving) {
    leases.set(row.id, row.leaseOwner);
    write.commands.push(row);
  }

  const standing = target.cached?.stock ?? NO_STANDING_STOCK;
  const stock = stepped.stock === null
    ? standing
    : enterStock(target.key, target.entity, standing, stepped.stock, now, write, deltas);
  const openCases = enterCases(target, stepped, now, write);
  const newestFactAt = facts.length > 0 ? now : (target.cached?.newestFactAt ?? now);
  write.instances.push(stepped.fault === null
    ? instanceRow(target, stepped.step, version, newestFactAt + context.lagMs as Instant, now)
    : faultedRow(target, version, openCases.size, now));

  return {
    cached: { version, instance: stepped.instance, openCases, stock, leases, newestFactAt },
    holds: stepped.held.map((hold) => ({ ...hold, withdrawn: stepped.instance.book.get(hold.id)?.generation !== hold.generation || stepped.instance.book.get(hold.id)?.status === 'withdrawn' })),
    leaving: leaving.filter(({ row }) => row.leaseOwner !== null),
    facts: results,
    reports: target.reports.map(({ report, submission, position }) => ({
      submission, position, result: { status: statusOf(stepped, report) },
    })),
  };
}

const NOTHING: Applied = { cached: null, holds: [], leaving: [], facts: [], reports: [] };

const commandName = (ref: { id: string; generation: number }): string => `${ref.id}#${ref.generation}`;

/** What a step came to, or what is known when the workflow's own code failed. */
interface Stepped {
  readonly step: Step;
  readonly instance: Instance;
  readonly evolutions: readonly Evolution[];
  readonly issued: readonly (Issue & { readonly text: string })[];
  readonly withdrawn: Step['withdrawn'];
  readonly cases: readonly ExceptionCase[];
  /** `null`: leave the ledger as it is. */
  readonly stock: StockEffects | null;
  readonly held: readonly Omit<Hold, 'withdrawn'>[];
  readonly fault: string | null;
}

function stepTarget(
  target: Target,
  context: BatchContext,
  before: Instance,
  facts: readonly Fact[],
  outcomes: readonly Outcome[],
): Stepped {
  const { workflow, key } = target;
  const held: Omit<Hold, 'withdrawn'>[] = [];
  try {
    let stepped = step(workflow.definition, before, facts, outcomes);
    const sent = stepped.withdrawn.filter((ref) => !tryHold(target, context, ref, outcomes, held));
    if (sent.length > 0) {
      // It may be on the wire: it counts as sent, and is proved before anything else is decided.
      const more = sent.map(({ id, generation }): Outcome => ({ id, generation, kind: 'sent' }));
      stepped = step(workflow.definition, before, facts, [...more, ...outcomes]);
    }
    const stock = workflow.stockOf(stepped.instance.state);
    checkStock(stock);
    const issued = stepped.issued.map((issue) => ({ ...issue, text: commandText(issue) }));
    const { instance, evolutions, withdrawn, cases } = stepped;
    return { step: stepped, instance, evolutions, issued, withdrawn, cases, stock, held, fault: null };
  } catch (error) {
    for (const hold of held) context.desk.release(key, hold.id, hold.generation);
    const fault = error instanceof Error ? error.message : String(error);
    const { instance, evolutions } = evolveOnly(workflow.definition, before, facts, outcomes);
    const cases = [engineFault(workflow, fault)];
    const none = { issued: [], withdrawn: [], cases, stock: null, held: [], fault };
    return { ...none, step: undefined as never, instance, evolutions };
  }
}

/** Whether a command may be withdrawn: nobody sends it now, and nobody else ever could have. */
function tryHold(
  target: Target,
  context: BatchContext,
  ref: { id: string; generation: number },
  outcomes: readonly Outcome[],
  held: Omit<Hold, 'withdrawn'>[],
): boolean {
  const owner = target.cached?.leases.get(ref.id) ?? null;
  if (owner === null) return true;
  if (owner !== context.desk.processId) return false;
  const reported = outcomes.some(({ id, generation }) => id === ref.id && generation === ref.generation);
  if (!context.desk.hold(target.key, ref.id, ref.generation) && !reported) return false;
  held.push({ instance: target.key, ...ref });
  return true;
}

function checkStock(stock: StockEffects): void {
  const keys = new Set<string>();
  for (const movement of stock.movements) {
    const { key, from, to, quantity } = movement;
    assert(quantity > 0n, `movement ${key} moves nothing`);
    assert(from.location !== to.location || from.disposition !== to.disposition, `movement ${key} goes nowhere`);
    assert(!keys.has(key), `movement ${key} is desired twice`);
    keys.add(key);
  }
  assert(stock.allocations.every((row) => row.quantity > 0n), 'an allocation is above zero');
  assert(stock.backorders.every((row) => row.shortfall > 0n), 'a backorder is above zero');
}

function commandText(issue: Issue): string {
  const type = commandTypeOf(issue.type);
  assert(type !== undefined, `unknown command type ${issue.type}`);
  return type.encode(issue.content);
}

const engineFault = (workflow: Workflow, fault: string): ExceptionCase => ({
  id: `engine:judge:${workflow.definition.version}`,
  kind: 'workflow-fault',
  text: `${workflow.definition.name} ${workflow.definition.version} failed: ${fault}`.slice(0, 500),
  role: 'integration',
  exposure: null,
  playbook: 'The facts are stored; nothing is sent. Mend the workflow, then judge the instance again.',
});

function addPassedDeadlines(target: Target, before: Instance, now: Instant): void {
  if (target.cached === undefined || deadlineRegister(target.workflow) === undefined) return;
  let deadlines;
  try {
    deadlines = target.workflow.definition.judge(before.state, before.scope).deadlines;
  } catch {
    return;
  }
  for (const { id, dueAt } of deadlines) {
    if (dueAt > now || isKnownToHavePassed(target.workflow, before.state, { id, dueAt })) continue;
    const content = { salesOrder: target.businessId, deadline: id, dueAt };
    const fact: NewFact = {
      source: OWN_SOURCE,
      id: `${target.key}/deadline/${id} ${dueAt}`,
      entity: target.entity,
      type: FACTS.deadlinePassed.type,
      occurredAt: dueAt,
      content,
      text: FACTS.deadlinePassed.encode(content),
      correlationId: target.key,
      causationId: null,
      messageId: null,
    };
    target.facts.push({ fact, submission: -1, position: 0 });
  }
}

const engineFact = (instance: string, fact: NewFact, recordedAt: Instant): Fact => ({
  type: fact.type,
  source: fact.source,
  id: fact.id,
  entity: fact.entity,
  occurredAt: fact.occurredAt,
  recordedAt,
  correlationId: fact.correlationId ?? instance,
  causationId: fact.causationId,
  content: fact.content,
  text: fact.text,
});

function enterFact(
  target: Target,
  fact: NewFact,
  entered: Fact,
  instanceVersion: number,
  evolution: Evolution,
  write: BatchWrite,
): void {
  const { source, id, entity, type, occurredAt, recordedAt, correlationId, causationId, text } = entered;
  const instance = target.key;
  write.facts.push({
    instance, instanceVersion, entity, source, id, type, occurredAt, recordedAt, correlationId,
    causationId, messageId: fact.messageId, text, evolution,
  });
  for (const alias of factTypeOf(type)!.introduces(fact.content)) {
    write.aliases.push({ entity, alias, instance });
  }
}

const factResult = (instance: string, evolution: Evolution): FactResult => ({
  status: evolution === 'duplicate' || evolution === 'conflict' ? evolution : 'accepted',
  instance,
  evolution,
});

const newUpdate = (instance: string, ref: { id: string; generation: number }): CommandUpdate => ({
  instance, id: ref.id, generation: ref.generation, status: null, attemptsAdded: 0, probesAdded: 0,
  nextAttemptAt: null, sentAt: null, settledAt: null, compensatedAt: null, detail: null,
  expectedLease: null,
});

const SETTLED: readonly CommandStatus[] = ['done', 'refused', 'withdrawn', 'compensated'];

/** Rows of commands that reports, or a completed inverse, have changed. */
function commandUpdates(target: Target, before: Book, stepped: Stepped, now: Instant): Map<string, CommandUpdate> {
  const updates = new Map<string, CommandUpdate>();
  for (const [id, entry] of stepped.instance.book) {
    const earlier = before.get(id);
    // Counted as sent because it may be on the wire.
    if (earlier !== undefined && entry.status === 'sending' && earlier.status !== 'sending' && earlier.generation === entry.generation) {
      updates.set(commandName(entry), { ...newUpdate(target.key, entry), status: 'sending' });
    }
    if (earlier?.effect != null && entry.effect?.generation !== earlier.effect.generation && isUndone(before, stepped.instance.book, id, earlier.effect.generation)) {
      const ref = { id, generation: earlier.effect.generation };
      updates.set(commandName(ref), { ...newUpdate(target.key, ref), status: 'compensated', compensatedAt: now });
    }
  }
  for (const { report } of target.reports) {
    const name = commandName(report);
    const base = updates.get(name) ?? newUpdate(target.key, report);
    const status = statusOf(stepped, report);
    const known = status === 'unknown' ? null : status;
    updates.set(name, {
      ...base,
      status: base.status === 'compensated' ? base.status : known,
      attemptsAdded: base.attemptsAdded + report.attemptsAdded,
      probesAdded: base.probesAdded + report.probesAdded,
      nextAttemptAt: report.nextAttemptAt,
      sentAt: report.sentAt ?? base.sentAt,
      settledAt: known !== null && SETTLED.includes(known) ? now : null,
      detail: report.detail ?? base.detail,
    });
  }
  return updates;
}

/** Whether the inverse of that very effect was completed by this step. */
function isUndone(before: Book, after: Book, id: string, generation: number): boolean {
  for (const [undoId, undo] of after) {
    if (undo.undoes?.id !== id || undo.undoes.generation !== generation) continue;
    if (undo.status === 'done' && before.get(undoId)?.status !== 'done') return true;
  }
  return false;
}

/** Status of the reported generation now. */
function statusOf(stepped: Stepped, report: CommandReport): CommandStatus | 'unknown' {
  if (stepped.withdrawn.some((ref) => ref.id === report.id && ref.generation === report.generation)) {
    return 'withdrawn';
  }
  const entry = stepped.instance.book.get(report.id);
  if (entry === undefined || entry.generation < report.generation) return 'unknown';
  if (entry.generation === report.generation) return entry.status;
  // The step issued the next generation at once: this one ended as it was reported.
  const issuedNow = stepped.issued.some((issue) => issue.id === report.id && issue.generation === report.generation + 1);
  return issuedNow ? statusAfter(report.kind) : 'unknown';
}

function leavingCommand(
  target: Target,
  context: BatchContext,
  issue: Issue & { readonly text: string },
  stepped: Stepped,
  facts: readonly Fact[],
  now: Instant,
): LeavingCommand {
  const { commands } = target.workflow.definition;
  const partition = partitionOf(target.key);
  const undone = issue.undoes === null ? undefined : stepped.instance.book.get(issue.undoes.id)?.type;
  const cause = facts.at(-1);
  const row: CommandRow = {
    instance: target.key, id: issue.id, generation: issue.generation, entity: target.entity,
    type: issue.type, system: issue.system, fingerprint: issue.fingerprint, content: issue.text,
    status: 'queued', attempts: 0, probes: 0, nextAttemptAt: null, partition,
    leaseOwner: context.desk.owns(partition) ? context.desk.processId : null,
    priority: (commands[issue.type] ?? commands[undone ?? ''])?.priority ?? 0,
    correlationId: cause?.correlationId ?? target.key,
    causationId: cause === undefined ? null : factName(cause),
    traceparent: null, issuedAt: now, sentAt: null, settledAt: null, compensatedAt: null,
    lastDetail: null, undoes: issue.undoes,
  };
  return { row, content: issue.content };
}

function enterCases(target: Target, stepped: Stepped, now: Instant, write: BatchWrite): ReadonlySet<string> {
  const before = target.cached?.openCases ?? new Set<string>();
  const { cases } = stepped;
  if (before.size === 0 && cases.length === 0) return before;
  const holding = new Map(cases.map((open) => [open.id, open]));
  for (const open of holding.values()) {
    if (before.has(open.id)) continue;
    write.casesOpened.push({
      instance: target.key, entity: target.entity, caseId: open.id, kind: open.kind, text: open.text,
      role: open.role, exposureMinor: open.exposure?.amountMinor ?? null,
      currency: open.exposure?.currency ?? null, playbook: open.playbook, openedAt: now,
    });
  }
  const after = new Set(holding.keys());
  for (const caseId of before) {
    if (holding.has(caseId)) continue;
    // A workflow that failed says nothing about its cases: they stay as they are.
    if (stepped.fault !== null) {
      after.add(caseId);
      continue;
    }
    const waived = stepped.step.judgement.decisions.get(caseId) === 'waive';
    write.casesClosed.push({ instance: target.key, caseId, state: waived ? 'waived' : 'resolved', closedAt: now });
  }
  return after;
}
