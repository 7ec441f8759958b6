/** What the API is given: reads of the store, the desks of the core, and what the process measures. */
import type pg from 'pg';
import type { Access, ApiDeps } from '../api/deps.ts';
import { ProcessorIntake } from '../application/act/fact-intake.ts';
import type { CallMeter } from '../application/dispatch/call-meter.ts';
import type { Connector } from '../application/ports/connector.ts';
import { rememberingHistories } from '../application/query/histories.ts';
import { discard } from '../application/receive/discard.ts';
import { redrive } from '../application/receive/redrive.ts';
import type { ChangeHub } from '../application/watch/change-hub.ts';
import { SALES_ORDER } from '../canonical/fact-type.ts';
import { NO_SHELF_LIFE_POLICY } from '../domain/inventory/shelf-life.ts';
import type { Clock } from '../kernel/clock.ts';
import { PostgresBatchStore } from '../postgres/batch-store.ts';
import { postgresAttachments } from '../postgres/queries/attachments.ts';
import { postgresSystemReads } from '../postgres/queries/comparisons.ts';
import { postgresConsoleReads } from '../postgres/queries/console.ts';
import { postgresStockReads } from '../postgres/queries/lots.ts';
import { postgresItemReads } from '../postgres/queries/stock-ledger.ts';
import { postgresCaseDesk, postgresReads } from '../postgres/queries/reads.ts';
import { postgresSavedFilters } from '../postgres/queries/saved-filters.ts';
import { postgresClaims } from '../postgres/queries/supplier-claims.ts';
import { postgresSupplyOrders } from '../postgres/queries/supply-orders.ts';
import { PostgresUpkeepStore } from '../postgres/upkeep-store.ts';
import type { Telemetry } from '../telemetry/start.ts';
import { composeBreakGlass } from './access.ts';
import type { composeApiClients } from './api-clients.ts';
import type { Core } from './core.ts';
import { reservationDesk } from './reservations.ts';
import { returnsDesk } from './returns.ts';
import type { ServerOptions } from './server.ts';
import type { composeSubscriptions } from './subscriptions.ts';
import { VERSION } from './version.ts';

/** The parts of a server that stand behind its API. */
export interface ServerParts {
  readonly options: ServerOptions;
  readonly core: Core;
  readonly pool: pg.Pool;
  readonly telemetry: Telemetry;
  /** With telemetry around them. */
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly access: Access;
  readonly clients: ReturnType<typeof composeApiClients>;
  readonly subscriptions: ReturnType<typeof composeSubscriptions>;
  readonly hub: ChangeHub;
  readonly calls: CallMeter;
  /** The machine's time. */
  readonly wallClock: Clock;
}

export function apiDeps(parts: ServerParts): ApiDeps {
  const { options, core, pool, telemetry, connectors, access, subscriptions, hub } = parts;
  const { config, clock, logger, sandbox, consoleFolder } = options;
  return {
    version: VERSION,
    clock,
    logger,
    ...access,
    ...parts.clients,
    calls: parts.calls,
    subscriptions: subscriptions.subscriptions,
    feeds: subscriptions.feeds,
    ...desksOf(core),
    ...readsOf(parts),
    ...waysIn(parts),
    hub,
    actions: core.dispatcher,
    reservations: reservationDesk({ config, core, pool, clock }),
    returns: returnsDesk({
      config, pool, clock, policies: core.policies, salesOrders: core.workflows.get(SALES_ORDER)!,
    }),
    breakGlass: composeBreakGlass({
      pool, config, sessions: access.sessions, conditions: core.conditions, clock: parts.wallClock,
    }),
    shelfLife: config.policy.shelfLife ?? NO_SHELF_LIFE_POLICY,
    recoveryPolicy: config.recoveryPolicy,
    systems: new Set(Object.keys(config.systems)),
    entities: new Set(Object.keys(config.entities)),
    connected: (system) => connectors.has(system),
    rounding: config.policy.rounding,
    lagMs: config.orderToCash.lag,
    ...(sandbox === undefined ? {} : { sandbox }),
    ...(consoleFolder === undefined ? {} : { consoleFolder }),
    metrics: () => telemetry.metrics(),
    observe: (request) => telemetry.requestAnswered(request),
    isUnavailable: (error) => new PostgresBatchStore(pool).faultOf(error) === 'unavailable',
  };
}

/** Of the core, what people and programs ask. */
const desksOf = (core: Core) => ({
  enclosure: core.enclosure,
  erasures: core.erasures,
  recordDesk: core.recordDesk,
  policies: core.policies,
  policyDesk: core.policyDesk,
  evidence: core.evidence,
  disputes: core.disputes,
  drift: core.drift,
  codeDesk: core.codeDesk,
  codeStore: core.codeStore,
  sweeps: core.sweeps,
  workflows: core.workflows,
  dateAt: core.dateAt,
  ownership: () => core.ownership(),
  channels: () => core.channels(),
});

const readsOf = ({ core, pool, options: { clock } }: ServerParts) => ({
  reads: rememberingHistories(postgresReads(pool), clock),
  consoleReads: postgresConsoleReads(pool, core.enclosure),
  systemReads: postgresSystemReads(pool),
  stockReads: postgresStockReads(pool),
  itemReads: postgresItemReads(pool),
  claims: postgresClaims(pool),
  supplyOrders: postgresSupplyOrders(pool),
  caseDesk: postgresCaseDesk(pool),
  attachments: postgresAttachments(pool),
  savedFilters: postgresSavedFilters(pool),
});

/** By which facts and messages come in, and those that were kept out. */
function waysIn({ core, pool, telemetry, connectors, options: { clock } }: ServerParts) {
  const { admission, conditions, door } = core;
  const store = new PostgresUpkeepStore(pool, { enclosure: core.enclosure });
  return {
    intake: telemetry.facts(new ProcessorIntake(core.processor, admission, clock)),
    messages: telemetry.messages(door),
    redriver: {
      discard: (entry, by) => discard({ store, conditions, clock }, entry, by),
      redrive: (numbers) => redrive({ store, door, connectors, admission, clock }, { numbers }),
    },
  } satisfies Partial<ApiDeps>;
}
