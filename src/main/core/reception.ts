/** Composition of everything by which we hear from systems: pushed, fetched, swept, compared and missed. */
import { CodeBooks } from '../../application/codes/code-books.ts';
import { CodeDesk } from '../../application/codes/code-desk.ts';
import { CodeKeeper } from '../../application/codes/code-keeper.ts';
import { Collector } from '../../application/collect/collector.ts';
import { DriftWatch } from '../../application/drift/drift-watch.ts';
import type { CodeStore } from '../../application/ports/code-store.ts';
import type { Admission } from '../../application/receive/admit.ts';
import { FrontDoor } from '../../application/receive/receive.ts';
import { Comparer } from '../../application/sweep/comparer.ts';
import { SweepDesk } from '../../application/sweep/sweep-desk.ts';
import { Sweeper } from '../../application/sweep/sweep.ts';
import { Heartbeat } from '../../application/watch/heartbeat.ts';
import { LossAlarm } from '../../application/watch/loss-alarm.ts';
import { PostgresComparisonStore } from '../../postgres/comparison-store.ts';
import { postgresClaims } from '../../postgres/queries/claims.ts';
import { postgresCodes } from '../../postgres/queries/codes.ts';
import { postgresFiles } from '../../postgres/queries/files.ts';
import { postgresPulse } from '../../postgres/queries/pulse.ts';
import { postgresShapes } from '../../postgres/queries/shapes.ts';
import type { CoreOptions } from '../core.ts';
import { collectPlan, compareEvery, expectedTraffic, sweepPlan, watchesDrift } from './plans.ts';
import type { Processing } from './processing.ts';

export interface Reception {
  readonly door: FrontDoor;
  readonly sweeper: Sweeper;
  readonly collector: Collector;
  readonly comparer: Comparer;
  readonly sweeps: SweepDesk;
  readonly heartbeat: Heartbeat;
  /** What vendors' messages look like, and what is not as it was. */
  readonly drift: DriftWatch;
  readonly codeDesk: CodeDesk;
  readonly codeStore: CodeStore;
  /** Learns the codes that people have mapped: before anything is translated. */
  open(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function composeReception(
  options: CoreOptions,
  { processor, conditions, upkeep }: Processing,
  admission: Admission,
): Reception {
  const { config, clock, connectors, logger, pool } = options;
  const entities = Object.keys(config.entities);
  const entity = entities[0]!;
  const books = options.codeBooks ?? new CodeBooks();
  const codeStore = postgresCodes(pool);
  const keeper = new CodeKeeper({ store: codeStore, books, conditions, entity });
  const drift = new DriftWatch({
    store: postgresShapes(pool),
    conditions,
    clock,
    logger,
    entity,
    watches: (system) => watchesDrift(config, system),
  });
  const claims = postgresClaims(pool);
  const door = new FrontDoor({ processor, connectors, admission, clock, codes: keeper, claims, drift });
  const codeDesk = new CodeDesk({
    codes: codeStore, books, keeper, store: upkeep, door, connectors, admission, clock,
  });
  const alarm = new LossAlarm(conditions, entities);
  const sweeper = new Sweeper({
    alarm,
    store: upkeep,
    door,
    connectors,
    clock,
    logger,
    planOf: (system) => sweepPlan(config, system),
  });
  const collector = new Collector({
    ledger: postgresFiles(pool),
    door: options.wrapMessages?.(door) ?? door,
    conditions,
    connectors,
    clock,
    logger,
    entity,
    planOf: (system) => collectPlan(config, system),
  });
  const heartbeat = new Heartbeat({
    expected: expectedTraffic(config),
    store: postgresPulse(pool),
    conditions,
    clock,
    logger,
    isPolled: (system) => connectors.get(system)?.pollOnly === true,
    ...(options.lookEveryMs === undefined ? {} : { intervalMs: options.lookEveryMs }),
  });
  const comparer = new Comparer({
    store: new PostgresComparisonStore(pool),
    alarm,
    door,
    connectors,
    conditions,
    clock,
    logger,
    entities,
    lagMs: config.orderToCash.lag,
    intervalOf: (system, object) => compareEvery(config, system, object),
  });
  return {
    door,
    sweeper,
    collector,
    comparer,
    sweeps: new SweepDesk({ sweeper, comparer, clock, logger }),
    heartbeat,
    drift,
    codeDesk,
    codeStore,
    open: async () => void (await keeper.refresh()),
    start: async () => {
      await Promise.all([sweeper.start(), comparer.start()]);
      for (const each of [collector, heartbeat]) each.start();
    },
    stop: async () => {
      sweeper.stop();
      for (const each of [collector, comparer, heartbeat, drift]) await each.stop();
    },
  };
}
