/** Takes what one batch brings to one instance through the engine, and into rows. */
import { FACTS, commandTypeOf, factTypeOf } from '../../canonical/catalogue.ts';
import { aboutInstance } from '../../canonical/subject.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import type { Outcome } from '../../engine/book.ts';
import type { Issue } from '../../engine/diff.ts';
import type { Fact } from '../../engine/fact.ts';
import type { ExceptionCase } from '../../engine/judgement.ts';
import type { Evolution } from '../../engine/state.ts';
import { newInstance, step, type Instance } from '../../engine/step.ts';
import { assert } from '../../kernel/assert.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { StockEffects } from '../../domain/inventory/stock-effects.ts';
import type { BatchWrite } from '../ports/store.ts';
import type { Workflow } from '../ports/workflow.ts';
import type { BatchContext } from './batch-context.ts';
import { quarantineOf } from './batch-rows.ts';
import {
  commandName,
  commandUpdates,
  leavingCommand,
  newUpdate,
  statusOf,
  type Hold,
  type Stepped,
} from './command-rows.ts';
import type { CachedInstance } from './instance-cache.ts';
import { faultedRow, instanceRow } from './instance-row.ts';
import { evolveOnly } from './restore.ts';
import { enterStock, NO_STANDING_STOCK, type PositionDeltas } from './stock-difference.ts';
import type { FactResult, LeavingCommand, NewFact, ReportResult } from './submission.ts';
import { deadlineRegister, isKnownToHavePassed, scopeOf, type Target } from './target.ts';

/** What a batch learned from one instance. */
export interface Applied {
  readonly cached: CachedInstance | null;
  readonly holds: readonly Hold[];
  readonly leaving: readonly LeavingCommand[];
  readonly facts: readonly { submission: number; position: number; result: FactResult }[];
  readonly reports: readonly { submission: number; position: number; result: ReportResult }[];
}

/** Steps one instance and enters the result into the write. */
export function applyTarget(
  target: Target,
  context: BatchContext,
  write: BatchWrite,
  deltas: PositionDeltas,
  now: Instant,
): Applied {
  const before: Instance =
    target.cached?.instance ?? newInstance(target.workflow.definition, scopeOf(target));
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
  const standingLeases = target.cached?.leases ?? NO_LEASES;
  const updates = commandUpdates(target, before.book, stepped, now);
  for (const withdrawal of stepped.withdrawn) {
    const owner = standingLeases.get(withdrawal.id) ?? null;
    const update = updates.get(commandName(withdrawal)) ?? newUpdate(target.key, withdrawal);
    updates.set(commandName(withdrawal), {
      ...update,
      status: 'withdrawn',
      settledAt: now,
      expectedLease: { owner },
    });
  }
  write.commandUpdates.push(...updates.values());
  for (const { report } of target.reports) write.attempts.push(...report.attempts);
  const leaving = stepped.issued.map((issue) =>
    leavingCommand(target, context.desk, issue, stepped, facts, now),
  );
  for (const { row } of leaving) write.commands.push(row);
  const leases = leaving.length === 0 ? standingLeases : withLeases(standingLeases, leaving);

  const standing = target.cached?.stock ?? NO_STANDING_STOCK;
  const stock =
    stepped.stock === null
      ? standing
      : enterStock(target.key, target.entity, standing, stepped.stock, now, write, deltas);
  const openCases = enterCases(target, stepped, now, write);
  const settled = stepped.fault === null && stepped.step.judgement.settled && !stepped.step.underway;
  const newestFactAt = facts.length > 0 ? now : (target.cached?.newestFactAt ?? now);
  write.instances.push(
    stepped.fault === null
      ? instanceRow(target, stepped.step, version, (newestFactAt + context.lagMs) as Instant, now)
      : faultedRow(target, version, openCases.size, now),
  );

  return {
    cached: { version, instance: stepped.instance, openCases, stock, leases, newestFactAt, settled },
    holds: stepped.held.map((hold) => ({ ...hold, withdrawn: isWithdrawn(stepped, hold) })),
    leaving: leaving.filter(({ row }) => row.leaseOwner !== null),
    facts: results,
    reports: target.reports.map(({ report, submission, position }) => ({
      submission,
      position,
      result: { status: statusOf(stepped, report) },
    })),
  };
}

const NO_LEASES: CachedInstance['leases'] = new Map();

function withLeases(
  standing: CachedInstance['leases'],
  leaving: readonly LeavingCommand[],
): CachedInstance['leases'] {
  const leases = new Map(standing);
  for (const { row } of leaving) leases.set(row.id, row.leaseOwner);
  return leases;
}

/** Withdrawn, or replaced by a later generation. */
const isWithdrawn = (stepped: Stepped, hold: Omit<Hold, 'withdrawn'>): boolean => {
  const entry = stepped.instance.book.get(hold.id);
  return entry?.generation !== hold.generation || entry.status === 'withdrawn';
};

const NOTHING: Applied = { cached: null, holds: [], leaving: [], facts: [], reports: [] };

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
    assert(
      from.location !== to.location || from.disposition !== to.disposition,
      `movement ${key} goes nowhere`,
    );
    assert(!keys.has(key), `movement ${key} is desired twice`);
    keys.add(key);
  }
  assert(
    stock.allocations.every((row) => row.quantity > 0n),
    'an allocation is above zero',
  );
  assert(
    stock.backorders.every((row) => row.shortfall > 0n),
    'a backorder is above zero',
  );
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
    const content = { ...aboutInstance(target.kind, target.businessId), deadline: id, dueAt };
    const fact: NewFact = {
      source: OWN_SYSTEM,
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
    instance,
    instanceVersion,
    entity,
    source,
    id,
    type,
    occurredAt,
    recordedAt,
    correlationId,
    causationId,
    messageId: fact.messageId,
    text,
    evolution,
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

function enterCases(target: Target, stepped: Stepped, now: Instant, write: BatchWrite): ReadonlySet<string> {
  const before = target.cached?.openCases ?? new Set<string>();
  const { cases } = stepped;
  if (before.size === 0 && cases.length === 0) return before;
  const holding = new Map(cases.map((open) => [open.id, open]));
  const restated = target.workflow.definition.restatesCases === true && stepped.fault === null;
  for (const open of holding.values()) {
    if (before.has(open.id) && !restated) continue;
    write.casesOpened.push({
      instance: target.key,
      entity: target.entity,
      caseId: open.id,
      kind: open.kind,
      text: open.text,
      role: open.role,
      exposureMinor: open.exposure?.amountMinor ?? null,
      currency: open.exposure?.currency ?? null,
      playbook: open.playbook,
      openedAt: now,
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
    write.casesClosed.push({
      instance: target.key,
      caseId,
      state: waived ? 'waived' : 'resolved',
      closedAt: now,
    });
  }
  return after;
}
