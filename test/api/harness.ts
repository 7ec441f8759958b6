/** The API on a database of its own, listening on a port, with systems that do as they are told. */
import { postgresStockReads } from '../../src/postgres/queries/lots.ts';
import { postgresCallMinutes } from '../../src/postgres/queries/call-minutes.ts';
import { postgresItemReads } from '../../src/postgres/queries/stock-ledger.ts';
import { NO_SHELF_LIFE_POLICY } from '../../src/domain/inventory/shelf-life.ts';
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { createApiKey, plainKey, type KeyRequest } from '../../src/application/access/api-keys.ts';
import type { ChainHead } from '../../src/application/access/audit.ts';
import { ProcessorIntake } from '../../src/application/act/fact-intake.ts';
import type { Courier } from '../../src/application/subscriptions/courier.ts';
import { CodeBooks } from '../../src/application/codes/code-books.ts';
import { CallMeter } from '../../src/application/dispatch/call-meter.ts';
import { SILENT } from '../../src/application/ports/logger.ts';
import type {
  Connector,
  ExecutionResult,
  OutboundCommand,
  ProbeResult,
} from '../../src/application/ports/connector.ts';
import { rememberingHistories } from '../../src/application/query/histories.ts';
import { discard } from '../../src/application/receive/discard.ts';
import { redrive } from '../../src/application/receive/redrive.ts';
import type { Access, ApiDeps } from '../../src/api/deps.ts';
import { buildApi } from '../../src/api/build-api.ts';
import { translate } from '../../src/connectors/shop/translate.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { parseInstant, type Instant } from '../../src/kernel/instant.ts';
import { expectOk } from '../../src/kernel/result.ts';
import { VirtualClock } from '../../src/kernel/virtual-clock.ts';
import { composeApiClients } from '../../src/main/api-clients.ts';
import { reservationDesk } from '../../src/main/reservations.ts';
import { returnsDesk } from '../../src/main/returns.ts';
import { checkConfig } from '../../src/main/config/config.ts';
import { composeSubscriptions } from '../../src/main/subscriptions.ts';
import type { ConfigInput } from '../../src/main/config/schema.ts';
import { composeAccess, composeBreakGlass } from '../../src/main/access.ts';
import { composeCore, type Core } from '../../src/main/core.ts';
import { ChangeHub, tellingStore } from '../../src/application/watch/change-hub.ts';
import { postgresChangeNotices } from '../../src/postgres/change-notices.ts';
import { migrate } from '../../src/postgres/migrate.ts';
import { postgresApiKeys } from '../../src/postgres/queries/access.ts';
import { postgresAttachments } from '../../src/postgres/queries/attachments.ts';
import { postgresSavedFilters } from '../../src/postgres/queries/saved-filters.ts';
import { postgresConsoleReads } from '../../src/postgres/queries/console.ts';
import { postgresSystemReads } from '../../src/postgres/queries/comparisons.ts';
import { postgresCaseDesk, postgresReads } from '../../src/postgres/queries/reads.ts';
import { postgresSupplyOrders } from '../../src/postgres/queries/supply-orders.ts';
import { postgresClaims } from '../../src/postgres/queries/supplier-claims.ts';
import { PostgresUpkeepStore } from '../../src/postgres/upkeep-store.ts';
import { watchContract } from './contract.ts';
import { createTestDatabase } from '../support/database.ts';
import { unitsConnector } from '../support/units-connector.ts';

const CONFIG = new URL('../../crossdock.config.ts', import.meta.url).pathname;
const SHOP_SECRET = 'a secret of the shop';

/** A Wednesday, in working hours. */
export const START = expectOk(parseInstant('2031-05-07T09:00:00Z'), 'the start');

/** What a system answers; may be changed at any time. */
export interface Script {
  execute(command: OutboundCommand): ExecutionResult | Promise<ExecutionResult>;
  probe(command: OutboundCommand): ProbeResult;
}

const DONE: Script = {
  execute: () => ({ kind: 'done', facts: [] }),
  probe: () => ({ kind: 'unknown', reason: 'not asked' }),
};

export interface Harness {
  readonly url: string;
  readonly databaseUrl: string;
  readonly clock: VirtualClock;
  readonly core: Core;
  readonly courier: Courier;
  /** What another process on the same database sends with. */
  secondCourier(): ReturnType<typeof composeSubscriptions>;
  /** A connection in a transaction that is under way. */
  transaction(): Promise<pg.PoolClient>;
  /** By command type. */
  readonly scripts: Map<string, Script>;
  /** A key for every system and entity. */
  readonly key: string;
  keyOf(system: string | null, entity: string | null): Promise<string>;
  keyWith(request: KeyRequest): Promise<string>;
  /** Heads of the audit chain that count as kept elsewhere. */
  readonly keptHeads: ChainHead[];
  readonly access: Access;
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Until nothing moves any more. */
  settle(): Promise<void>;
  /** Until no transaction under way holds back a fact from the feeds. */
  feedComplete(): Promise<void>;
  /** Headers of a shop's webhook with this body. */
  signed(body: string | Uint8Array, id: string): Record<string, string>;
  /** The store is away, as far as `isUnavailable` tells. */
  close(): Promise<void>;
}

export interface HarnessOptions {
  /** Another configuration than the project's own. */
  configure?(input: ConfigInput): ConfigInput;
  /** Serves more than the contract has. */
  extend?(app: FastifyInstance, deps: ApiDeps): void;
  /** Time of the machine, where others must agree with it. */
  readonly wallClock?: Clock;
  readonly environment?: Readonly<Record<string, string>>;
  /** Another harness whose database this one shares: a second process of the same installation. */
  readonly beside?: Pick<Harness, 'databaseUrl'>;
  /** Systems that are more than scripted. */
  connectors?(clock: VirtualClock): readonly Connector[];
}

export async function openApi(options: HarnessOptions = {}): Promise<Harness> {
  const database = options.beside === undefined
    ? await createTestDatabase()
    : { url: options.beside.databaseUrl, drop: () => Promise.resolve() };
  if (options.beside === undefined) await migrate(database.url);
  const { default: input } = (await import(CONFIG)) as { default: ConfigInput };
  const config = checkConfig(CONFIG, options.configure?.(input) ?? input);
  const pool = new pg.Pool({ connectionString: database.url, max: 6 });
  pool.on('error', () => undefined);
  const clock = new VirtualClock(START);
  const scripts = new Map<string, Script>();
  const codeBooks = new CodeBooks();
  const connectors = new Map<string, Connector>(
    Object.keys(config.systems).map((system) => [system, scripted(system, scripts, config.entityByCode)]),
  );
  connectors.set('edi', unitsConnector('edi', codeBooks.bookOf('edi')));
  for (const own of options.connectors?.(clock) ?? []) connectors.set(own.system, own);
  const hub = new ChangeHub({ notices: postgresChangeNotices(pool, database.url, SILENT), logger: SILENT });
  const core = composeCore({
    config, databaseUrl: database.url, connectors, codeBooks, clock, logger: SILENT, pool,
    wrapStore: (store) => tellingStore(store, hub),
  });
  await core.start();
  const { admission } = core;
  const keys = postgresApiKeys(pool);
  const keptHeads: ChainHead[] = [];
  const upkeep = new PostgresUpkeepStore(pool, { enclosure: core.enclosure });
  const access = composeAccess({
    pool,
    config,
    clock,
    wallClock: options.wallClock ?? clock,
    logger: SILENT,
    environment: options.environment ?? {},
    keptHeads: { all: () => Promise.resolve([...keptHeads]), keep: () => Promise.resolve() },
  });
  const clients = composeApiClients(config, pool, clock, SILENT);
  const partners = composeSubscriptions({ config, core, pool, clock, logger: SILENT, sendingClock: clock });
  const deps: ApiDeps = {
    version: '0.0.0',
    ...clients,
    subscriptions: partners.subscriptions,
    feeds: partners.feeds,
    clock,
    logger: SILENT,
    ...access,
    reads: rememberingHistories(postgresReads(pool), clock),
    caseDesk: postgresCaseDesk(pool),
    enclosure: core.enclosure,
    erasures: core.erasures,
    breakGlass: composeBreakGlass({
      pool, config, sessions: access.sessions, conditions: core.conditions, clock: options.wallClock ?? clock,
    }),
    intake: new ProcessorIntake(core.processor, admission, clock),
    messages: core.door,
    redriver: {
      discard: (entry, by) => discard({ store: upkeep, conditions: core.conditions, clock }, entry, by),
      redrive: (numbers) => redrive({ store: upkeep, door: core.door, connectors, admission, clock }, { numbers }),
    },
    recordDesk: core.recordDesk,
    policies: core.policies,
    policyDesk: core.policyDesk,
    evidence: core.evidence,
    disputes: core.disputes,
    reservations: reservationDesk({ config, core, pool, clock }),
    claims: postgresClaims(pool),
    supplyOrders: postgresSupplyOrders(pool),
    recoveryPolicy: config.recoveryPolicy,
    returns: returnsDesk({
      config, pool, clock, policies: core.policies, salesOrders: core.workflows.get('sales-order')!,
    }),
    ownership: () => core.ownership(),
    drift: core.drift,
    codeDesk: core.codeDesk,
    codeStore: core.codeStore,
    sweeps: core.sweeps,
    systemReads: postgresSystemReads(pool),
    consoleReads: postgresConsoleReads(pool, core.enclosure),
    attachments: postgresAttachments(pool),
    savedFilters: postgresSavedFilters(pool),
    channels: () => core.channels(),
    stockReads: postgresStockReads(pool),
    itemReads: postgresItemReads(pool),
    calls: new CallMeter(postgresCallMinutes(pool), clock, SILENT),
    shelfLife: config.policy.shelfLife ?? NO_SHELF_LIFE_POLICY,
    dateAt: core.dateAt,
    hub,
    systems: new Set(Object.keys(config.systems)),
    connected: (system) => connectors.has(system),
    actions: core.dispatcher,
    workflows: core.workflows,
    entities: new Set(Object.keys(config.entities)),
    rounding: config.policy.rounding,
    lagMs: config.orderToCash.lag,
    metrics: () => Promise.resolve('# none\n'),
    isUnavailable: () => false,
  };
  const app = buildApi(deps);
  const faults = watchContract(app);
  options.extend?.(app, deps);
  await hub.follow();
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const keyOf = (system: string | null, entity: string | null): Promise<string> =>
    keyWith(plainKey('tester', system, entity));
  const keyWith = async (request: KeyRequest): Promise<string> =>
    (await createApiKey(keys, clock, request, 'test')).text;
  return {
    url,
    databaseUrl: database.url,
    clock,
    core,
    scripts,
    courier: partners.courier,
    secondCourier: () => composeSubscriptions({ config, core, pool, clock, logger: SILENT, sendingClock: clock }),
    transaction: async () => {
      const client = await pool.connect();
      await client.query('begin');
      return client;
    },
    key: await keyOf(null, null),
    keyOf,
    keyWith,
    keptHeads,
    access,
    query: async (sql, values = []) => (await pool.query<Record<string, unknown>>(sql, values)).rows,
    settle: async () => {
      for (let still = 0; still < 3; still++) {
        await core.processor.idle();
        await core.dispatcher.idle();
        await new Promise((wake) => setTimeout(wake, 5));
        if (!core.still()) still = 0;
      }
    },
    feedComplete: async () => {
      const heldBack = 'select 1 from fact where committed >= feed_horizon() limit 1';
      while ((await pool.query(heldBack)).rowCount !== 0) await new Promise((wake) => setImmediate(wake));
    },
    signed: (body, id) => ({
      'x-shop-hmac-sha256': createHmac('sha256', SHOP_SECRET).update(body).digest('base64'),
      'x-shop-webhook-id': id,
      'x-shop-topic': 'orders/create',
      'content-type': 'application/json',
    }),
    close: async () => {
      await hub.stop();
      await app.close();
      await clients.usage.stop();
      await partners.stop();
      await core.stop();
      await pool.end();
      await database.drop();
      assert.deepEqual(faults.slice(0, 5), [], 'answers that the document does not promise');
    },
  };
}

function scripted(
  system: string,
  scripts: ReadonlyMap<string, Script>,
  entities: Readonly<Record<string, string>>,
): Connector {
  const scriptOf = (command: OutboundCommand): Script => scripts.get(command.type) ?? DONE;
  return {
    system,
    proof: { honoursKey: false, settleAfterMs: 60_000 },
    budget: { concurrency: 10, perSecond: 10_000, timeoutMs: 1_000 },
    execute: async (command) => scriptOf(command).execute(command),
    probe: async (command) => scriptOf(command).probe(command),
    translate: (message) => translate(message, { system: 'shop', secret: SHOP_SECRET, entities }),
    statement: () => Promise.resolve([]),
  };
}

/** Time passes, and whatever rings because of it comes to rest. */
export async function pass(harness: Harness, durationMs: number): Promise<void> {
  harness.clock.advanceTo((harness.clock.now() + durationMs) as Instant);
  await harness.settle();
}
