/**
 * One batch: many submissions, one transaction. `plan` says what to lock; `fill` dedupes, steps
 * each instance once and gathers everything to write; `finish` tells memory what was committed.
 */
import { COMMANDS, factTypeOf } from '../../canonical/catalogue.ts';
import { saysTheSame } from '../../kernel/enclosed.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { BatchTransaction, BatchWrite, KnownFact, OpenRequest, Opened } from '../ports/store.ts';
import type { BatchContext } from './batch-context.ts';
import { emptyWrite, messageOf, quarantineOf } from './batch-rows.ts';
import type { Hold } from './command-rows.ts';
import type { CachedInstance } from './instance-cache.ts';
import { applyTarget } from './instance-step.ts';
import { decideRound, NO_ROUND, reservationKeys, type LedgerRound } from './ledger-round.ts';
import { decideComparison, isComparison } from './stock-comparison.ts';
import { isExpected, ledgerReport } from './ledger-requests.ts';
import { enterMovementFact } from './ledger-stream.ts';
import { contentOfCommand, restore } from './restore.ts';
import { PositionDeltas } from './stock-difference.ts';
import type {
  FactResult,
  LeavingCommand,
  NewFact,
  ReportResult,
  Submission,
  SubmissionResult,
} from './submission.ts';
import { openTarget, type Target } from './target.ts';

export type { BatchContext } from './batch-context.ts';

const COMPARE = COMMANDS.compareStock.type;

export const aliasKey = (entity: string, alias: string): string => `${entity}\u001f${alias}`;

/** Where a fact goes, as far as its own content and the known aliases tell. */
export type Destination =
  | { readonly kind: 'instance' | 'stream'; readonly key: string }
  | { readonly kind: 'alias'; readonly alias: string };

/** Reads the route of a fact; the type was checked at the front door. */
export function destinationOf(fact: NewFact, aliases: { get(key: string): string | undefined }): Destination {
  const type = factTypeOf(fact.type)!;
  const route = type.route(fact.content);
  if (route.to === 'instance') {
    return { kind: 'instance', key: `${fact.entity}/${route.workflow}/${route.number}` };
  }
  if (route.to === 'ledger') {
    return { kind: 'stream', key: `${fact.entity}/movement/${type.key(fact.content)}` };
  }
  const instance = aliases.get(aliasKey(fact.entity, route.alias));
  return instance === undefined ? { kind: 'alias', alias: route.alias } : { kind: 'instance', key: instance };
}

interface Placed {
  readonly fact: NewFact;
  readonly submission: number;
  readonly position: number;
  readonly destination: Destination;
}

/** Names a document within a batch; a fact that stands alone is one of its own. */
const documentKey = ({ fact, submission, position }: Placed): string =>
  `${submission}/${fact.document ?? `fact ${position}`}`;

const isRepetition = (fact: NewFact, first: KnownFact | undefined): boolean =>
  first !== undefined && saysTheSame(first.text, fact.text) && first.type === fact.type;

const reusedId = ({ source, id }: NewFact): string =>
  `${source} used the id ${id} before, for another content`;

export class Batch {
  readonly submissions: readonly Submission[];
  readonly #context: BatchContext;
  readonly #now: Instant;
  readonly #write: BatchWrite;
  readonly #deltas = new PositionDeltas();
  readonly #targets = new Map<string, Target>();
  readonly #placed: Placed[] = [];
  readonly #streams = new Set<string>();
  readonly #facts: FactResult[][];
  readonly #reports: ReportResult[][];
  readonly #holds: Hold[] = [];
  readonly #leaving: LeavingCommand[] = [];
  #round: LedgerRound = NO_ROUND;
  readonly #cached = new Map<string, CachedInstance>();

  constructor(context: BatchContext, submissions: readonly Submission[]) {
    this.#context = context;
    this.submissions = submissions;
    this.#now = context.now();
    this.#write = emptyWrite(this.#now);
    this.#facts = submissions.map(() => []);
    this.#reports = submissions.map(() => []);
  }

  /** What must be locked and looked up. Aliases that facts of this very batch introduce count. */
  plan(): OpenRequest {
    const introduced = new Map<string, string>();
    for (const { facts } of this.submissions) {
      for (const fact of facts ?? []) this.#noteAliases(fact, introduced);
    }
    const known = { get: (key: string) => this.#context.aliases.get(key) ?? introduced.get(key) };
    for (const [submission, asked] of this.submissions.entries()) {
      const { facts, reports, ledger, examine, redecide, recompare, reserve } = asked;
      for (const [position, fact] of (facts ?? []).entries()) {
        const destination = destinationOf(fact, known);
        this.#placed.push({ fact, submission, position, destination });
        if (destination.kind === 'instance') this.#target(destination.key);
        else if (destination.kind === 'stream') this.#streams.add(destination.key);
      }
      for (const [position, report] of (reports ?? []).entries()) {
        this.#target(report.instance).reports.push({ report, submission, position });
      }
      for (const command of ledger ?? []) {
        this.#target(command.instance).ledger = { command, submission };
        for (const key of reservationKeys(command.instance, command.content)) this.#target(key);
      }
      if (reserve !== undefined) this.#target(reserve.instance).reserve = { ask: reserve, submission };
      for (const instance of examine ?? []) this.#target(instance).examine = true;
      for (const instance of recompare ?? []) this.#target(instance).recompare = true;
      for (const instance of redecide?.instances ?? []) this.#target(instance).redecide = redecide!;
    }
    return {
      instances: [...this.#targets.keys()],
      streams: [...this.#streams],
      facts: this.#placed.map(({ fact }) => ({ source: fact.source, id: fact.id })),
    };
  }

  #noteAliases(fact: NewFact, introduced: Map<string, string>): void {
    const type = factTypeOf(fact.type)!;
    const route = type.route(fact.content);
    if (route.to !== 'instance') return;
    for (const alias of type.introduces(fact.content)) {
      introduced.set(aliasKey(fact.entity, alias), `${fact.entity}/${route.workflow}/${route.number}`);
    }
  }

  #target(key: string): Target {
    let target = this.#targets.get(key);
    if (target === undefined) {
      target = openTarget(key, this.#context.workflows);
      this.#targets.set(key, target);
    }
    return target;
  }

  /** Everything between the lock and the commit. */
  async fill(transaction: BatchTransaction, opened: Opened): Promise<BatchWrite> {
    await this.#restoreInstances(transaction, opened);
    this.#placeFacts(opened);
    const targets = await this.#decideLedger(transaction);
    for (const target of targets) {
      const applied = applyTarget(target, this.#context, this.#write, this.#deltas, this.#now);
      this.#holds.push(...applied.holds);
      this.#leaving.push(...applied.leaving);
      if (applied.cached !== null) this.#cached.set(target.key, applied.cached);
      for (const { submission, position, result } of applied.facts) {
        if (submission >= 0) this.#facts[submission]![position] = result;
      }
      for (const { submission, position, result } of applied.reports) {
        if (submission >= 0) this.#reports[submission]![position] = result;
      }
    }
    this.#write.positions.push(...this.#deltas.list());
    this.#gatherTheRest();
    return this.#write;
  }

  async #restoreInstances(transaction: BatchTransaction, opened: Opened): Promise<void> {
    const misses: { key: string; afterVersion: number }[] = [];
    for (const row of opened.instances) {
      const target = this.#targets.get(row.key)!;
      target.version = row.version;
      target.openedAt = row.openedAt;
      const cached = this.#context.instances.get(row.key);
      if (cached !== undefined && cached.version <= row.version) target.cached = cached;
      if (cached?.version !== row.version) {
        misses.push({ key: row.key, afterVersion: target.cached?.version ?? 0 });
      }
    }
    if (misses.length === 0) return;
    for (const stored of await transaction.load(misses)) {
      const target = this.#targets.get(stored.key)!;
      const { cached, entity, businessId, version, workflow } = target;
      target.cached = restore(workflow.definition, stored, version, { entity, businessId }, cached);
    }
  }

  /** Hands each fact to where it belongs, or says why not. */
  #placeFacts(opened: Opened): void {
    const known = new Map<string, KnownFact>();
    for (const fact of opened.facts) {
      const name = `${fact.source}\u001f${fact.id}`;
      if (fact.instance !== null || !known.has(name)) known.set(name, fact);
    }
    const streams = new Map(opened.streams.map((row) => [row.key, row]));
    const spoiled = this.#spoiledDocuments(known);
    for (const placed of this.#placed) {
      const { fact, submission, position, destination } = placed;
      const { delivered } = this.submissions[submission]!;
      const name = `${fact.source}\u001f${fact.id}`;
      const first = known.get(name);
      const why = spoiled.get(documentKey(placed));
      if (why !== undefined && !isRepetition(fact, first)) {
        this.#facts[submission]![position] = this.#keepOut(fact, why);
        continue;
      }
      if (delivered === true) this.#write.delivered.push({ source: fact.source, id: fact.id });
      if (first !== undefined && !(delivered === true && first.instance === null)) {
        this.#facts[submission]![position] = this.#repeated(fact, first, destination);
        continue;
      }
      const instance = destination.kind === 'alias' ? null : destination.key;
      known.set(name, { source: fact.source, id: fact.id, text: fact.text, type: fact.type, instance });
      if (destination.kind === 'instance') {
        this.#targets.get(destination.key)!.facts.push({ fact, submission, position });
      } else if (destination.kind === 'alias') {
        this.#wait(placed, destination.alias);
      } else {
        this.#facts[submission]![position] = this.#enterStream(destination.key, fact, streams);
      }
    }
    this.#write.streams.push(...[...streams.values()].filter((row) => !opened.streams.includes(row)));
  }

  #repeated(fact: NewFact, first: KnownFact, destination: Destination): FactResult {
    if (isRepetition(fact, first)) {
      if (first.instance !== null) {
        return { status: 'duplicate', instance: first.instance, evolution: 'duplicate' };
      }
      return { status: 'waiting', alias: destination.kind === 'alias' ? destination.alias : '' };
    }
    return this.#keepOut(fact, reusedId(fact));
  }

  /** Documents with a fact whose id was used before for another content: nothing of them comes in. */
  #spoiledDocuments(known: ReadonlyMap<string, KnownFact>): ReadonlyMap<string, string> {
    const spoiled = new Map<string, string>();
    for (const placed of this.#placed) {
      const { fact } = placed;
      if (fact.document === undefined) continue;
      const first = known.get(`${fact.source}\u001f${fact.id}`);
      if (first === undefined || isRepetition(fact, first)) continue;
      spoiled.set(documentKey(placed), reusedId(fact));
    }
    return spoiled;
  }

  #keepOut(fact: NewFact, reason: string): FactResult {
    this.#write.quarantined.push(quarantineOf(fact, 'id-reused', reason, this.#now));
    return { status: 'quarantined', code: 'id-reused', reason };
  }

  #wait({ fact, submission, position }: Placed, alias: string): void {
    const { source, id, entity, type, occurredAt, correlationId, causationId, messageId, text } = fact;
    this.#facts[submission]![position] = { status: 'waiting', alias };
    this.#write.waiting.push({
      source,
      id,
      entity,
      alias,
      type,
      occurredAt,
      recordedAt: this.#now,
      correlationId,
      causationId,
      messageId,
      text,
    });
  }

  #enterStream(key: string, fact: NewFact, streams: Map<string, Opened['streams'][number]>): FactResult {
    const outcome = enterMovementFact(key, streams.get(key), fact, this.#now, this.#write, this.#deltas);
    if (outcome.kind !== 'stored') {
      const code = outcome.kind === 'conflict' ? 'ledger-conflict' : 'invalid-content';
      const { reason } = outcome;
      this.#write.quarantined.push(quarantineOf(fact, code, reason, this.#now));
      if (outcome.kind === 'invalid') return { status: 'quarantined', code, reason };
      return { status: 'conflict', instance: key, evolution: 'conflict' };
    }
    streams.set(key, outcome.stream);
    const { evolution } = outcome;
    const { source, id, entity, type, occurredAt, causationId, messageId, text } = fact;
    this.#write.facts.push({
      instance: key,
      instanceVersion: outcome.stream.facts,
      entity,
      source,
      id,
      type,
      occurredAt,
      recordedAt: this.#now,
      correlationId: fact.correlationId ?? key,
      causationId,
      messageId,
      text,
      evolution,
    });
    return { status: evolution === 'duplicate' ? 'duplicate' : 'accepted', instance: key, evolution };
  }

  /** Has our own ledger decide what is asked of it; answers the targets in order. */
  async #decideLedger(transaction: BatchTransaction): Promise<readonly Target[]> {
    const all = [...this.#targets.values()];
    await this.#compare(transaction, all);
    const round = await decideRound(this.#targets, this.submissions, transaction, this.#context, this.#now);
    this.#round = round;
    return all;
  }

  /** Answers what the ledger had at past moments: asked for now, or out of date. */
  async #compare(transaction: BatchTransaction, all: readonly Target[]): Promise<void> {
    const stale = all.filter(({ recompare, ledger }) => recompare && ledger === null);
    const stored = await transaction.standingRequests(COMPARE, stale.map((target) => target.key));
    for (const row of stored) {
      const target = this.#targets.get(row.instance)!;
      const request = contentOfCommand(COMPARE, row.content);
      const fact = await decideComparison(target, request, null, transaction, this.#now);
      if (fact !== null) target.facts.push({ fact, submission: -1, position: 0 });
    }
    for (const target of all.filter(isComparison)) {
      if (!isExpected(target)) continue;
      const { command } = target.ledger!;
      const fact = await decideComparison(target, command.content, command.id, transaction, this.#now);
      if (fact !== null) target.facts.push({ fact, submission: -1, position: 0 });
      target.reports.push(ledgerReport(target.ledger!, this.#now));
    }
  }

  #gatherTheRest(): void {
    for (const [at, submission] of this.submissions.entries()) {
      this.#write.quarantined.push(...(submission.quarantined ?? []));
      this.#write.redriven.push(...(submission.redriven ?? []));
      for (const loss of submission.losses ?? []) addLoss(this.#write.losses, loss);
      if (submission.message !== undefined) {
        this.#write.messages.push(messageOf(submission.message, this.#facts[at]!, submission));
      }
    }
  }

  /** After the commit: memory takes over what was written, commands leave, callers are answered. */
  finish(): readonly SubmissionResult[] {
    const { instances, aliases, desk } = this.#context;
    for (const [key, cached] of this.#cached) {
      // Little comes to what is settled: kept, it would only be in the way of what moves.
      if (cached.settled) instances.delete(key);
      else instances.set(key, cached);
    }
    for (const { entity, alias, instance } of this.#write.aliases) {
      aliases.set(aliasKey(entity, alias), instance);
    }
    for (const hold of this.#holds) {
      if (hold.withdrawn) desk.drop(hold.instance, hold.id, hold.generation);
      else desk.release(hold.instance, hold.id, hold.generation);
    }
    desk.accept(this.#leaving);
    return this.submissions.map((_, at) => {
      const reservation = this.#round.answers.get(at);
      const result = { facts: this.#facts[at]!, reports: this.#reports[at]! };
      return reservation === undefined ? result : { ...result, reservation };
    });
  }

  /** After a failure: memory forgets what may be wrong, commands go back on their lanes. */
  abandon(): void {
    for (const key of this.#targets.keys()) this.#context.instances.delete(key);
    for (const { instance, id, generation } of this.#holds) {
      this.#context.desk.release(instance, id, generation);
    }
  }

  /** Items of which something was kept for an older order. */
  get keptBack(): LedgerRound['keptBack'] {
    return this.#round.keptBack;
  }

  /** Lots of which something else is true than before: what is promised of them is looked at again. */
  get lots(): BatchWrite['lots'] {
    return this.#write.lots;
  }

  /** Changes of positions of this batch, for whoever watches stock arrive. */
  get deltas(): BatchWrite['positions'] {
    return this.#write.positions;
  }
}

/** One row per system, channel and day. */
function addLoss(losses: BatchWrite['losses'], loss: BatchWrite['losses'][number]): void {
  const { system, channel, day } = loss;
  const at = losses.findIndex((row) => row.system === system && row.channel === channel && row.day === day);
  if (at < 0) losses.push(loss);
  else losses[at] = { ...loss, lost: loss.lost + losses[at]!.lost };
}
