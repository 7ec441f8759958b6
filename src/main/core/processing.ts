/** Composition of the hot path: what stores and judges facts, and what sends commands. */
import { randomUUID } from 'node:crypto';
import { Dispatcher } from '../../application/dispatch/dispatcher.ts';
import type { Connector } from '../../application/ports/connector.ts';
import type { Workflow } from '../../application/ports/workflow.ts';
import type { BatchContext } from '../../application/process/batch-context.ts';
import { RecentMap } from '../../application/process/instance-cache.ts';
import { PROCESS_LIMITS } from '../../application/process/limits.ts';
import { Processor, type ProcessorOptions } from '../../application/process/processor.ts';
import { StockKeeper } from '../../application/process/stock-keeper.ts';
import type { Enclosure } from '../../application/privacy/enclosure.ts';
import { disclosingConnector } from '../../application/privacy/disclosing-connector.ts';
import type { Admission } from '../../application/receive/admit.ts';
import { conflictCondition } from '../../application/receive/ledger-conflict.ts';
import { ConditionDesk } from '../../application/watch/condition-desk.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import { handoverConnector } from '../../connectors/handover/connector.ts';
import { seededRandom } from '../../kernel/random.ts';
import { batchPool, PostgresBatchStore } from '../../postgres/batch-store.ts';
import { PostgresDispatchStore } from '../../postgres/dispatch-store.ts';
import { PostgresUpkeepStore } from '../../postgres/upkeep-store.ts';
import { SystemClock } from '../clocks.ts';
import type { CoreOptions } from '../core.ts';
import { dateAtSite, datesOfSites, sitesByEntity } from './plans.ts';

/** Connections of the hot path: batches in flight, one more for a batch that is being isolated. */
const BATCH_CONNECTIONS = PROCESS_LIMITS.batchesInFlightMax + 2;

export interface ProcessingParts {
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly admission: Admission;
  readonly enclosure: Enclosure;
  /** Systems that are ourselves: they are told and answer like any other. */
  readonly own: readonly Connector[];
  readonly onFacts?: ProcessorOptions['onFacts'];
}

export interface Processing {
  readonly processor: Processor;
  readonly dispatcher: Dispatcher;
  readonly stock: StockKeeper;
  /** Where whoever watches a channel says what is odd about it. */
  readonly conditions: ConditionDesk;
  readonly upkeep: PostgresUpkeepStore;
  readonly dateAt: BatchContext['dateAt'];
  /** @throws Error when the database cannot be reached */
  start(): Promise<void>;
  /** Ends when nothing is under way. */
  stop(): Promise<void>;
}

export function composeProcessing(options: CoreOptions, parts: ProcessingParts): Processing {
  const { config, clock, logger, pool } = options;
  const { workflows, admission, enclosure } = parts;
  const processId = randomUUID();
  const batches = batchPool(options.databaseUrl, BATCH_CONNECTIONS);
  const store = new PostgresBatchStore(batches);
  const upkeep = new PostgresUpkeepStore(pool, { enclosure, dates: () => datesOfSites(config, clock.now()) });
  const leases = new PostgresDispatchStore(pool, options.databaseUrl);
  const dispatcher = new Dispatcher({
    processId,
    store: leases,
    connectors: new Map([
      ...[...options.connectors].map(([name, each]) => [name, disclosingConnector(each, enclosure)] as const),
      ...parts.own.map((own) => [own.system, own] as const),
      [OWN_SYSTEM, handoverConnector(clock)],
    ]),
    admission,
    clock,
    leaseClock: options.leaseClock ?? new SystemClock(),
    random: seededRandom(processId),
    logger,
  });
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
    ...(parts.onFacts === undefined ? {} : { onFacts: parts.onFacts }),
    onReconsider: (items) => stock.reconsider(items),
    onConflict: (conflict) => {
      conditions.observe(conflictCondition(conflict, true)).catch((error: unknown) => {
        logger.warn('a conflict has no case', { ...conflict, error: String(error) });
      });
    },
  });
  const conditions: ConditionDesk = new ConditionDesk({ store: upkeep, processor, clock });
  return {
    processor,
    dispatcher,
    stock,
    conditions,
    upkeep,
    dateAt: context.dateAt,
    start: async () => {
      if (options.alone === true) await leases.evictOthers(processId);
      await dispatcher.start(processor);
    },
    stop: async () => {
      await dispatcher.stop();
      await processor.close();
      await batches.end();
    },
  };
}
