/** Composition of the whole server: the core, its API and its telemetry, on one database. */
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { createApiKey, plainKey } from '../application/access/api-keys.ts';
import type { KeptHeads } from '../application/access/audit.ts';
import type { CodeBooks } from '../application/codes/code-books.ts';
import { CallMeter, meteredConnector } from '../application/dispatch/call-meter.ts';
import type { Connector } from '../application/ports/connector.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { BatchStore } from '../application/ports/store.ts';
import type { Access } from '../api/deps.ts';
import { buildApi } from '../api/build-api.ts';
import type { Clock } from '../kernel/clock.ts';
import { postgresControlNumbers } from '../postgres/control-numbers.ts';
import { postgresCallMinutes } from '../postgres/queries/call-minutes.ts';
import { readGauges } from '../postgres/queries/gauges.ts';
import { postgresApiKeys } from '../postgres/queries/access.ts';
import { postgresChangeNotices } from '../postgres/change-notices.ts';
import { startTelemetry, type Telemetry } from '../telemetry/start.ts';
import { composeAccess } from './access.ts';
import { composeApiClients } from './api-clients.ts';
import { apiDeps } from './api-deps.ts';
import { SystemClock } from './clocks.ts';
import type { SandboxDesk } from '../application/ports/sandbox-desk.ts';
import { ChangeHub, tellingStore } from '../application/watch/change-hub.ts';
import { composeCore, type Core } from './core.ts';
import type { Config } from './config/config.ts';
import { composeSubscriptions } from './subscriptions.ts';
import { VERSION } from './version.ts';

/** Connections for everything but batches: reads of people, upkeep, the dispatcher's leases. */
const POOL_CONNECTIONS = 8;

export interface ServerOptions {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Time by which leases between processes run; the machine's, unless a test stops it. */
  readonly leaseClock?: Clock;
  /** The books that the connectors read. */
  readonly codeBooks?: CodeBooks;
  /** How often, in business time, the clock is looked at for deadlines. */
  readonly lookEveryMs?: number;
  /** The simulated systems, once they run; absent: none do here. */
  readonly sandbox?: SandboxDesk;
  /** Where the built console is; absent: none is served. */
  readonly consoleFolder?: string;
  /** No other process uses the database. */
  readonly alone?: boolean;
  /** Environment variables that the configuration names. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Where heads of the audit chain are kept outside of the database. */
  readonly keptHeads?: KeptHeads;
  /** Puts something around the store of batches, inside of telemetry. */
  wrapStore?(store: BatchStore): BatchStore;
  /** Collector for traces; without it none are written. */
  readonly otlpEndpoint?: string;
}

export interface Server {
  readonly core: Core;
  readonly pool: pg.Pool;
  /** Where the API listens, once it does. */
  readonly api: FastifyInstance;
  readonly access: Access;
  /** Makes a key for a system, or for people and tools. */
  makeKey(name: string, system: string | null): Promise<string>;
  stop(): Promise<void>;
}

/** Puts a server together on a migrated database. It neither listens nor works until told. */
export function composeServer(options: ServerOptions): Server {
  const { config, clock, logger } = options;
  const wallClock = options.leaseClock ?? new SystemClock();
  const telemetry = startTelemetry({
    serviceName: 'crossdock',
    serviceVersion: VERSION,
    ...(options.otlpEndpoint === undefined ? {} : { otlpEndpoint: options.otlpEndpoint }),
  });
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: POOL_CONNECTIONS });
  // An idle connection that breaks is replaced at its next use.
  pool.on('error', (error) => logger.warn('database connection lost', { error: error.message }));
  const numbers = postgresControlNumbers(pool);
  for (const connector of options.connectors.values()) connector.numberFrom?.(numbers, clock);
  const calls = new CallMeter(postgresCallMinutes(pool), clock, logger);
  const connectors = new Map(
    [...options.connectors].map(([system, connector]) => [
      system, meteredConnector(telemetry.connector(connector), calls),
    ]),
  );
  const hub = new ChangeHub({
    notices: postgresChangeNotices(pool, options.databaseUrl, logger),
    logger,
  });
  const core = composeCore({
    config,
    databaseUrl: options.databaseUrl,
    connectors,
    clock,
    logger,
    pool,
    wrapStore: (store) => telemetry.store(tellingStore(options.wrapStore?.(store) ?? store, hub)),
    wrapMessages: (intake) => telemetry.messages(intake),
    alone: options.alone ?? false,
    ...(options.codeBooks === undefined ? {} : { codeBooks: options.codeBooks }),
    ...(options.lookEveryMs === undefined ? {} : { lookEveryMs: options.lookEveryMs }),
    ...(options.leaseClock === undefined ? {} : { leaseClock: options.leaseClock }),
  });
  watch(telemetry, core, pool);
  const keys = postgresApiKeys(pool);
  const access = composeAccess({
    pool,
    config,
    clock,
    wallClock,
    logger,
    environment: options.environment ?? {},
    ...(options.keptHeads === undefined ? {} : { keptHeads: options.keptHeads }),
  });
  const clients = composeApiClients(config, pool, wallClock, logger);
  const subscriptions = composeSubscriptions({
    config, core, pool, clock, logger, sendingClock: wallClock,
  });
  const api = buildApi(
    apiDeps({
      options, core, pool, telemetry, connectors, access, clients, subscriptions, hub, wallClock, calls,
    }),
  );
  api.addHook('onListen', async () => {
    subscriptions.courier.start();
    await hub.follow();
  });
  return {
    core,
    pool,
    access,
    api,
    makeKey: async (name, system) =>
      (await createApiKey(keys, clock, plainKey(name, system), 'crossdock')).text,
    stop: async () => {
      await hub.stop();
      await api.close();
      await clients.usage.stop();
      await subscriptions.stop();
      await core.stop();
      await calls.stop();
      await pool.end();
      await telemetry.stop();
    },
  };
}

function watch(telemetry: Telemetry, core: Core, pool: pg.Pool): void {
  telemetry.gauges(async () => {
    return {
      ...(await readGauges(pool)),
      backlog: core.dispatcher.backlog(),
      pool: { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount },
    };
  });
}
