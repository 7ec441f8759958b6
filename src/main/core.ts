/**
 * Composition of everything between the front door and the connectors: the only place where the
 * application meets its store, its clock and the systems.
 */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { SystemChannelState } from '../application/query/overview.ts';
import type { Connector } from '../application/ports/connector.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { PolicyBook } from '../application/ports/policy-book.ts';
import type { BatchStore } from '../application/ports/store.ts';
import type { Workflow } from '../application/ports/workflow.ts';
import { Dispatcher } from '../application/dispatch/dispatcher.ts';
import { LookAgain } from '../application/deadlines/look-again.ts';
import { Collector, type CollectPlan } from '../application/collect/collector.ts';
import { CodeBooks } from '../application/codes/code-books.ts';
import { CodeDesk } from '../application/codes/code-desk.ts';
import { CodeKeeper } from '../application/codes/code-keeper.ts';
import { ownershipMatrix } from '../application/query/ownership.ts';
import { DriftWatch } from '../application/drift/drift-watch.ts';
import { postgresShapes } from '../postgres/queries/shapes.ts';
import { IgnoredMembers } from '../application/records/ignored-members.ts';
import type { RuleScribe } from '../application/access/rule-scribe.ts';
import { disclosingConnector } from '../application/privacy/disclosing-connector.ts';
import { RecordDesk } from '../application/records/record-desk.ts';
import type { MessageIntake } from '../application/act/ports.ts';
import { ProcessorIntake } from '../application/act/fact-intake.ts';
import { postgresAudit } from '../postgres/queries/access.ts';
import { postgresReads } from '../postgres/queries/reads.ts';
import { postgresRecords } from '../postgres/queries/records.ts';
import { EvidenceDesk } from '../application/evidence/evidence-desk.ts';
import { postgresEvidence } from '../postgres/queries/evidence.ts';
import { postgresPolicies } from '../postgres/queries/policies.ts';
import type { PolicyDesk } from '../application/policies/policy-desk.ts';
import type { CodeStore } from '../application/ports/code-store.ts';
import type { BatchContext } from '../application/process/batch-context.ts';
import { RecentMap } from '../application/process/instance-cache.ts';
import { PROCESS_LIMITS } from '../application/process/limits.ts';
import { OWN_SYSTEM } from '../canonical/own-system.ts';
import { Processor } from '../application/process/processor.ts';
import { StockKeeper } from '../application/process/stock-keeper.ts';
import type { Admission } from '../application/receive/admit.ts';
import { conflictCondition } from '../application/receive/ledger-conflict.ts';
import { FrontDoor } from '../application/receive/receive.ts';
import { Heartbeat, type ExpectedTraffic } from '../application/watch/heartbeat.ts';
import { LossAlarm } from '../application/watch/loss-alarm.ts';
import { ConditionDesk } from '../application/watch/condition-desk.ts';
import { Comparer } from '../application/sweep/comparer.ts';
import { SweepDesk } from '../application/sweep/sweep-desk.ts';
import { DEFAULT_SWEEP, Sweeper } from '../application/sweep/sweep.ts';
import type { Clock } from '../kernel/clock.ts';
import { SALES_ORDER } from '../canonical/fact-type.ts';
import { localDateIn } from '../kernel/calendar.ts';
import { MINUTE_MS, type Instant, type LocalDate } from '../kernel/instant.ts';
import { seededRandom } from '../kernel/random.ts';
import { PostgresBatchStore, batchPool } from '../postgres/batch-store.ts';
import { postgresCodes } from '../postgres/queries/codes.ts';
import { PostgresComparisonStore } from '../postgres/comparison-store.ts';
import { PostgresDispatchStore } from '../postgres/dispatch-store.ts';
import { postgresFiles } from '../postgres/queries/files.ts';
import { postgresClaims } from '../postgres/queries/claims.ts';
import { postgresPulse } from '../postgres/queries/pulse.ts';
import { PostgresUpkeepStore } from '../postgres/upkeep-store.ts';
import { DisputeDesk } from '../application/disputes/dispute-desk.ts';
import { handoverConnector } from '../connectors/handover/connector.ts';
import { composeLooks } from './looks.ts';
import { composePolicies } from './policies.ts';
import { composePrivacy, type Privacy } from './privacy.ts';
import type { Config } from './config/config.ts';
import { ownEntitlements } from './returns.ts';
import { workflowsOf } from './workflows.ts';
import { SystemClock } from './clocks.ts';

/** Milliseconds that a sender's clock may be ahead of ours: minutes are drift, hours are a fault. */
const SKEW_MAX_MS = 10 * MINUTE_MS;

/** Connections of the hot path: batches in flight, one more for a batch that is being isolated. */
const BATCH_CONNECTIONS = PROCESS_LIMITS.batchesInFlightMax + 2;

export interface CoreOptions {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly connectors: ReadonlyMap<string, Connector>;
  /** Business time. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** Time by which leases between processes run; the machine's, unless a test stops it. */
  readonly leaseClock?: Clock;
  /** Pool for everything but batches. */
  readonly pool: pg.Pool;
  /** The books that the connectors read; without them every code is unknown. */
  readonly codeBooks?: CodeBooks;
  /** How often, in business time, the clock is looked at for deadlines. */
  readonly lookEveryMs?: number;
  /** No other process uses the database: what a dead one held is taken over without waiting. */
  readonly alone?: boolean;
  /** Puts something around the door by which files come in: telemetry. */
  wrapMessages?(intake: MessageIntake): MessageIntake;
  /** Puts something around the store of batches: telemetry. */
  wrapStore?(store: BatchStore): BatchStore;
}

/** The running application, without its doors to the outside. */
export interface Core {
  readonly processor: Processor;
  readonly dispatcher: Dispatcher;
  readonly door: FrontDoor;
  readonly sweeper: Sweeper;
  readonly collector: Collector;
  readonly comparer: Comparer;
  readonly sweeps: SweepDesk;
  readonly lookAgain: LookAgain;
  readonly heartbeat: Heartbeat;
  readonly admission: Admission;
  /** Where whoever watches a channel says what is odd about it. */
  readonly conditions: ConditionDesk;
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly recordDesk: RecordDesk;
  /** The decision tables that are in force. */
  readonly policies: PolicyBook;
  /** The date on a site's own calendar. */
  readonly dateAt: BatchContext['dateAt'];
  readonly policyDesk: PolicyDesk;
  readonly evidence: EvidenceDesk;
  readonly disputes: DisputeDesk;
  /** Writes what rules decided into the audit chain. */
  readonly scribe: Pick<RuleScribe, 'look'>;
  /** Encloses and discloses personal values. */
  readonly enclosure: Privacy['enclosure'];
  readonly erasures: Privacy['erasures'];
  /** Who may say what, field by field, and what was left out because of it. */
  ownership(): Promise<unknown>;
  /** What vendors' messages look like, and what is not as it was. */
  readonly drift: DriftWatch;
  readonly codeDesk: CodeDesk;
  readonly codeStore: CodeStore;
  /** What this process knows of each configured system. */
  channels(): readonly SystemChannelState[];
  /** Requests that connectors have under way: attempts, probes and statements. */
  underway(): number;
  /** Nothing moves but what waits for a connector's answer or for the clock. */
  still(): boolean;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function composeCore(options: CoreOptions): Core {
  const { config, clock, connectors, logger, pool } = options;
  const records = postgresRecords(pool);
  const leftOut = new IgnoredMembers(records, clock);
  const admission: Admission = {
    ownership: config.owners,
    skewMaxMs: SKEW_MAX_MS,
    fields: config.fieldRules,
    ignored: (member) => leftOut.note(member),
  };
  const batches = batchPool(options.databaseUrl, BATCH_CONNECTIONS);
  const { enclosure, erasures } = composePrivacy(pool, records, clock);
  const upkeep = new PostgresUpkeepStore(pool, {
    enclosure,
    dates: () =>
      new Map(Object.entries(config.sites).map(([site, { zone }]) => [site, localDateIn(zone, clock.now())])),
  });
  const store = new PostgresBatchStore(batches);
  const workflows = workflowsOf(config);
  const processId = randomUUID();
  const { policies, policyDesk, policyKeeper, policy } = composePolicies(config.policyFiles, pool, clock);
  const billedLines = ownEntitlements({
    config,
    pool,
    clock,
    salesOrders: workflows.get(SALES_ORDER)!,
    policies,
  });
  const leases = new PostgresDispatchStore(pool, options.databaseUrl);
  const dispatcher = new Dispatcher({
    processId,
    store: leases,
    // Systems that are ourselves: they are told and answer like any other.
    connectors: new Map([
      ...[...connectors].map(([name, each]) => [name, disclosingConnector(each, enclosure)] as const),
      ...[policy, billedLines].map((own) => [own.system, own] as const),
      [OWN_SYSTEM, handoverConnector(clock)],
    ]),
    admission,
    clock,
    leaseClock: options.leaseClock ?? new SystemClock(),
    random: seededRandom(processId),
    logger,
  });
  const expected = expectedTraffic(config);
  const stock = new StockKeeper(upkeep, () => processor, clock, logger);
  const context: BatchContext = {
    workflows,
    instances: new RecentMap(PROCESS_LIMITS.instancesCachedMax),
    aliases: new RecentMap(PROCESS_LIMITS.aliasesCachedMax),
    desk: dispatcher,
    sitesOf: sitesByEntity(config),
    dateAt: dateAtSite(config),
    lagMs: config.orderToCash.lag,
    now: () => clock.now(),
  };
  const processor: Processor = new Processor({
    store: options.wrapStore?.(store) ?? store,
    context,
    logger,
    enclosure,
    onStock: (deltas) => stock.notice(deltas),
    ...(expected.length === 0 ? {} : { onFacts: (facts) => heartbeat.note(facts) }),
    onReconsider: (items) => stock.reconsider(items),
    onConflict: (conflict) => {
      conditions.observe(conflictCondition(conflict, true)).catch((error: unknown) => {
        logger.warn('a conflict has no case', { ...conflict, error: String(error) });
      });
    },
  });
  const conditions: ConditionDesk = new ConditionDesk({ store: upkeep, processor, clock });
  const books = options.codeBooks ?? new CodeBooks();
  const codeStore = postgresCodes(pool);
  const keeper = new CodeKeeper({
    store: codeStore,
    books,
    conditions,
    entity: Object.keys(config.entities)[0]!,
  });
  const drift = new DriftWatch({
    store: postgresShapes(pool),
    conditions,
    clock,
    logger,
    entity: Object.keys(config.entities)[0]!,
    watches: (system) => {
      const configured = config.systems[system];
      return configured?.drift ?? (configured !== undefined && configured.url !== 'sandbox');
    },
  });
  const claims = postgresClaims(pool);
  const door = new FrontDoor({ processor, connectors, admission, clock, codes: keeper, claims, drift });
  const codeDesk = new CodeDesk({
    codes: codeStore, books, keeper, store: upkeep, door, connectors, admission, clock,
  });
  const lookAgain = new LookAgain({
    store: upkeep,
    processor,
    stock,
    clock,
    logger,
    ...(options.lookEveryMs === undefined ? {} : { intervalMs: options.lookEveryMs }),
  });
  const alarm = new LossAlarm(conditions, Object.keys(config.entities));
  const sweeper = new Sweeper({
    alarm,
    store: upkeep,
    door,
    connectors,
    clock,
    logger,
    planOf: (system) => ({
      ...DEFAULT_SWEEP,
      intervalMs: config.systems[system]?.sweepEvery ?? DEFAULT_SWEEP.intervalMs,
      overlapMs: config.systems[system]?.sweepOverlap ?? DEFAULT_SWEEP.overlapMs,
    }),
  });
  const collector = new Collector({
    ledger: postgresFiles(pool),
    door: options.wrapMessages?.(door) ?? door,
    conditions,
    connectors,
    clock,
    logger,
    entity: Object.keys(config.entities)[0]!,
    planOf: (system) => collectPlan(config, system),
  });
  const heartbeat: Heartbeat = new Heartbeat({
    expected,
    store: postgresPulse(pool),
    conditions,
    clock,
    logger,
    isPolled: (system) => connectors.get(system)?.pollOnly === true,
    ...(options.lookEveryMs === undefined ? {} : { intervalMs: options.lookEveryMs }),
  });
  const looks = composeLooks({ pool, config, store: upkeep, conditions, connectors, clock, logger });
  const comparer = new Comparer({
    store: new PostgresComparisonStore(pool),
    alarm,
    door,
    connectors,
    conditions,
    clock,
    logger,
    entities: Object.keys(config.entities),
    lagMs: config.orderToCash.lag,
    intervalOf: (system, object) => {
      const { compareObjectEvery, compareEvery } = config.systems[system]!;
      return compareObjectEvery[object] ?? compareEvery;
    },
  });
  const sweeps = new SweepDesk({ sweeper, comparer, clock, logger });
  const recordDesk = new RecordDesk({
    records,
    reads: postgresReads(pool),
    enclosure,
    workflows,
    policy: config.masterDataPolicy,
    intake: new ProcessorIntake(processor, admission, clock),
    audit: postgresAudit(pool),
    clock,
  });
  return {
    processor,
    recordDesk,
    policies,
    dateAt: context.dateAt,
    policyDesk,
    disputes: new DisputeDesk({
      reads: postgresReads(pool),
      intake: new ProcessorIntake(processor, admission, clock),
      audit: postgresAudit(pool),
      clock,
      workflows,
      rounding: config.policy.rounding,
      find: (number, entities) => recordDesk.find(number, entities),
    }),
    evidence: new EvidenceDesk({
      reads: postgresReads(pool),
      enclosure,
      store: postgresEvidence(pool),
      policies: postgresPolicies(pool),
      audit: postgresAudit(pool),
      clock,
      find: (number, entities) => recordDesk.find(number, entities),
    }),
    scribe: looks.scribe,
    enclosure,
    erasures,
    ownership: async () =>
      ownershipMatrix(config.owners, config.fieldRules, config.masterDataPolicy, await leftOut.all()),
    dispatcher,
    door,
    sweeper,
    collector,
    comparer,
    sweeps,
    lookAgain,
    heartbeat,
    admission,
    conditions,
    workflows,
    codeDesk,
    drift,
    codeStore,
    channels: () => channelStates(config, connectors, dispatcher),
    underway: () =>
      dispatcher.inFlight() + sweeper.running() + collector.running() + comparer.running(),
    still: () =>
      processor.queued() === 0 && stock.queued() === 0 && !lookAgain.busy() && !drift.busy() &&
      !heartbeat.busy() && !conditions.busy() && !looks.busy(),
    start: async () => {
      if (options.alone === true) await leases.evictOthers(processId);
      await keeper.refresh();
      await policyKeeper.open();
      await dispatcher.start(processor);
      lookAgain.start();
      sweeper.start();
      collector.start();
      comparer.start();
      heartbeat.start();
      looks.start();
    },
    stop: async () => {
      sweeper.stop();
      await collector.stop();
      await comparer.stop();
      await heartbeat.stop();
      await looks.stop();
      await lookAgain.stop();
      await drift.stop();
      await dispatcher.stop();
      for (const { mailbox } of connectors.values()) await mailbox?.close();
      await processor.close();
      await leftOut.flush();
      await batches.end();
    },
  };
}

function channelStates(
  config: Config,
  connectors: ReadonlyMap<string, Connector>,
  dispatcher: Dispatcher,
): readonly SystemChannelState[] {
  const backlog = dispatcher.backlog();
  return Object.entries(config.systems).map(([system, { connector, traffic, sweepEvery }]) => {
    const budget = connectors.get(system)?.budget;
    const state = backlog.get(system);
    const promises = traffic.map(({ within }) => within);
    return {
      system,
      connector,
      promisedMs: promises.length > 0 ? Math.min(...promises) : sweepEvery,
      concurrency: budget?.concurrency ?? null,
      perSecond: budget?.perSecond ?? null,
      inFlight: state?.inFlight ?? 0,
      circuitOpen: state?.circuitOpen ?? false,
    };
  });
}

function sitesByEntity(config: Config): (entity: string) => readonly string[] {
  const sites = new Map<string, string[]>();
  for (const [site, { entity }] of Object.entries(config.sites)) {
    sites.set(entity, [...(sites.get(entity) ?? []), site]);
  }
  return (entity) => sites.get(entity) ?? [];
}

/** A place that is no site of ours has the calendar of the first entity. */
function dateAtSite(config: Config): (site: string, at: Instant) => LocalDate {
  const elsewhere = Object.values(config.entities)[0]!.zone;
  return (site, at) => localDateIn(config.sites[site]?.zone ?? elsewhere, at);
}

function expectedTraffic(config: Config): readonly ExpectedTraffic[] {
  const { entities, siteCalendars } = config.policy;
  return Object.entries(config.systems).flatMap(([system, { traffic }]) =>
    traffic.map(({ fact, entity, within, site }) => {
      const calendar = site === undefined ? entities.get(entity)!.calendar : siteCalendars.get(site)!;
      return { system, entity, factType: fact, withinMs: within, calendar };
    }),
  );
}

function collectPlan(config: Config, system: string): CollectPlan {
  const { every, bytesMax, reusesNames, expects } = config.systems[system]!.collect;
  return {
    intervalMs: every,
    bytesMax,
    reusesNames,
    expects: expects.map(({ site, ...expected }) => {
      const { entity, zone } = config.sites[site]!;
      return { ...expected, entity, zone, calendar: config.policy.siteCalendars.get(site)! };
    }),
  };
}
