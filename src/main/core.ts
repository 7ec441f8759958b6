/**
 * Composition of everything between the front door and the connectors: the only place where the
 * application meets its store, its clock and the systems. The hot path, what we hear by, and the
 * desks of people are put together in rooms of their own.
 */
import type pg from 'pg';
import type { MessageIntake } from '../application/act/ports.ts';
import type { RuleScribe } from '../application/access/rule-scribe.ts';
import type { CodeBooks } from '../application/codes/code-books.ts';
import { LookAgain } from '../application/deadlines/look-again.ts';
import type { Connector } from '../application/ports/connector.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { PolicyBook } from '../application/ports/policy-book.ts';
import type { BatchStore } from '../application/ports/store.ts';
import type { Workflow } from '../application/ports/workflow.ts';
import type { PolicyDesk } from '../application/policies/policy-desk.ts';
import type { SystemChannelState } from '../application/query/overview.ts';
import { ownershipMatrix } from '../application/query/ownership.ts';
import type { Admission } from '../application/receive/admit.ts';
import { IgnoredMembers } from '../application/records/ignored-members.ts';
import { SALES_ORDER } from '../canonical/fact-type.ts';
import type { Clock } from '../kernel/clock.ts';
import { MINUTE_MS } from '../kernel/instant.ts';
import { postgresRecords } from '../postgres/queries/records.ts';
import type { Config } from './config/config.ts';
import { composeDesks, type Desks } from './core/desks.ts';
import { channelStates } from './core/plans.ts';
import { composeProcessing, type Processing } from './core/processing.ts';
import { composeReception, type Reception } from './core/reception.ts';
import { composeLooks } from './looks.ts';
import { composePolicies } from './policies.ts';
import { composePrivacy, type Privacy } from './privacy.ts';
import { ownEntitlements } from './returns.ts';
import { workflowsOf } from './workflows.ts';

/** Milliseconds that a sender's clock may be ahead of ours: minutes are drift, hours are a fault. */
const SKEW_MAX_MS = 10 * MINUTE_MS;

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
export interface Core
  extends Pick<Processing, 'processor' | 'dispatcher' | 'conditions' | 'dateAt'>,
    Omit<Reception, 'open' | 'start' | 'stop'>,
    Desks,
    Privacy {
  readonly lookAgain: LookAgain;
  readonly admission: Admission;
  readonly workflows: ReadonlyMap<string, Workflow>;
  /** The decision tables that are in force. */
  readonly policies: PolicyBook;
  readonly policyDesk: PolicyDesk;
  /** Writes what rules decided into the audit chain. */
  readonly scribe: Pick<RuleScribe, 'look'>;
  /** Who may say what, field by field, and what was left out because of it. */
  ownership(): Promise<unknown>;
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
  const privacy = composePrivacy(pool, records, clock);
  const { enclosure } = privacy;
  const workflows = workflowsOf(config);
  const { policies, policyDesk, policyKeeper, policy } = composePolicies(config.policyFiles, pool, clock);
  const salesOrders = workflows.get(SALES_ORDER)!;
  const billedLines = ownEntitlements({ config, pool, clock, salesOrders, policies });
  const processing = composeProcessing(options, {
    workflows,
    admission,
    enclosure,
    own: [policy, billedLines],
    onFacts: (facts) => reception.heartbeat.note(facts),
  });
  const { processor, dispatcher, stock, conditions, upkeep, dateAt } = processing;
  const reception: Reception = composeReception(options, processing, admission);
  const lookAgain = new LookAgain({
    store: upkeep,
    processor,
    stock,
    clock,
    logger,
    ...(options.lookEveryMs === undefined ? {} : { intervalMs: options.lookEveryMs }),
  });
  const looks = composeLooks({
    pool, config, store: upkeep, conditions, connectors, clock, logger, dateAt,
  });
  const { sweeper, collector, comparer, heartbeat, drift } = reception;
  const watching = [lookAgain, drift, heartbeat, conditions, looks];
  return {
    ...reception,
    ...composeDesks(options, { processor, admission, records, enclosure, workflows }),
    ...privacy,
    processor,
    dispatcher,
    conditions,
    dateAt,
    lookAgain,
    admission,
    workflows,
    policies,
    policyDesk,
    scribe: looks.scribe,
    ownership: async () =>
      ownershipMatrix(config.owners, config.fieldRules, config.masterDataPolicy, await leftOut.all()),
    channels: () => channelStates(config, connectors, dispatcher, looks.attendance.since()),
    underway: () => dispatcher.inFlight() + sweeper.running() + collector.running() + comparer.running(),
    still: () => processor.queued() === 0 && stock.queued() === 0 && !watching.some((each) => each.busy()),
    start: async () => {
      await reception.open();
      await policyKeeper.open();
      await processing.start();
      await reception.start();
      lookAgain.start();
      looks.start();
    },
    stop: async () => {
      await reception.stop();
      await looks.stop();
      await lookAgain.stop();
      for (const { mailbox } of connectors.values()) await mailbox?.close();
      await processing.stop();
      await leftOut.flush();
    },
  };
}
