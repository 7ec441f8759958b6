/**
 * The stage of acceptance stories: a small distributor with its simulated systems, the whole server
 * on a database of its own, and people who reach all of them over HTTP. Time is virtual and passes
 * only when nothing moves; nobody sleeps.
 */
import assert from "node:assert/strict";
import { after } from "node:test";
import { CodeBooks } from "../../src/application/codes/code-books.ts";
import { SILENT, type Logger } from "../../src/application/ports/logger.ts";
import { HOUR_MS, SECOND_MS, formatInstant, parseInstant, type Instant } from "../../src/kernel/instant.ts";
import { expectOk } from "../../src/kernel/result.ts";
import { VirtualClock } from "../../src/kernel/virtual-clock.ts";
import { startBoxSandbox } from "../../src/main/box/box.ts";
import { changeMind, placeOrder, type OrderDesk } from "../../src/main/box/customers.ts";
import type { Channel, PlannedLine, PlannedOrder } from "../../src/main/box/demand.ts";
import { passVirtualTime } from "../../src/main/box/virtual-time.ts";
import { checkConfig, type Config } from "../../src/main/config/config.ts";
import type { ConfigInput } from "../../src/main/config/schema.ts";
import { buildConsole, CONSOLE_FOLDER } from "../../src/main/console.ts";
import { makeConnectors } from "../../src/main/connectors.ts";
import { composeServer, type Server } from "../../src/main/server.ts";
import { migrate } from "../../src/postgres/migrate.ts";
import { readBooks, type Books } from "../../src/sandbox/auditor-books.ts";
import { audit, incomplete } from "../../src/sandbox/auditor.ts";
import { FAULT_LEVELS } from "../../src/sandbox/faults.ts";
import type { Sandbox } from "../../src/sandbox/start.ts";
import type { FaultDial, World, WorldCustomer } from "../../src/sandbox/system.ts";
import { clientOf, type Client } from "../api/client.ts";
import { createTestDatabase } from "./database.ts";
import { openLine, type Line } from "./stage-line.ts";
import { openRelay, type Relay } from "./stage-relay.ts";
import { companyOf, stageWorld, type StageStock } from "./stage-world.ts";

/** The box's own configuration. */
const CONFIG = new URL("../../crossdock.config.ts", import.meta.url).href;

/** Hours that a story waits for something before it says that it will not come. */
const PATIENCE_HOURS = 24 * 21;

export interface StageOptions {
  /** When the story begins; by default a Monday at 08:00 in London, in winter (London is on UTC). */
  readonly start?: string;
  readonly seed?: number;
  /** Opening stock by site and item; what is not named is not there. */
  readonly stock?: StageStock;
  /** Items that come in lots. */
  readonly lots?: Readonly<Record<string, "tracked" | "regulated">>;
  /** Members that differ from a customer's usual ones. */
  readonly customers?: Readonly<Record<string, Partial<WorldCustomer>>>;
  /** The box's configuration as this story wants it. */
  readonly configure?: (input: ConfigInput) => ConfigInput;
  readonly faults?: Partial<FaultDial>;
  /** Systems that are reached through a relay, where a story may answer in their place. */
  readonly relayed?: readonly string[];
  /** Serves the console as well. */
  readonly console?: boolean;
  /** Environment variables that the configuration names: secrets of systems that are no simulated ones. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** An order as a customer places it. */
export interface Placing {
  readonly salesOrder: string;
  readonly customer?: string;
  readonly channel?: Channel;
  readonly lines: readonly (readonly [item: string, quantity: number, unitPrice?: string])[];
}

/** A past moment, and how to read it. */
export interface Moment {
  readonly at?: Instant;
  readonly reading?: "known" | "occurred";
}

// oxlint-disable-next-line typescript/no-explicit-any -- stories look into answers freely
export type Answered = any;

export interface Stage {
  readonly clock: VirtualClock;
  readonly config: Config;
  readonly world: World;
  readonly server: Server;
  readonly sandbox: Sandbox;
  /** The line by which the systems' webhooks come; a story may listen, keep back and say again. */
  readonly line: Line;
  /** The relays of the systems that have one. */
  readonly relays: ReadonlyMap<string, Relay>;
  /** Our API, every answer held against its document; the key is for all entities and systems. */
  readonly api: Client;
  readonly apiUrl: string;
  readonly secret: string;
  /** The key of `api`. */
  readonly key: string;
  keyOf(system: string | null): Promise<string>;
  /** Stops the server and starts it anew on the same database, perhaps with another configuration. */
  restart(configure?: (input: ConfigInput) => ConfigInput): Promise<void>;

  /** Customers. */
  placeInShop(placing: Placing): Promise<void>;
  amend(placing: Placing): Promise<void>;
  cancel(placing: Placing): Promise<void>;

  /** Time of the story's own day (`"11:45"`), or any ISO time. */
  moment(text: string): Instant;
  now(): Instant;
  /** Lets everything come to rest without time passing. */
  settle(): Promise<void>;
  pass(hours: number): Promise<void>;
  passTo(time: string | Instant): Promise<void>;
  /** Lets time pass until the condition holds; fails when it does not in three weeks. */
  until(what: string, condition: () => boolean | Promise<boolean>, hours?: number): Promise<void>;
  untilLifecycle(salesOrder: string, lifecycle: string, hours?: number): Promise<void>;

  /** What a person sees. */
  get(path: string): Promise<Answered>;
  order(salesOrder: string, moment?: Moment): Promise<Answered>;
  explain(salesOrder: string, moment?: Moment): Promise<Answered>;
  openCases(salesOrder: string): Promise<Answered[]>;
  /** Decides a case of an order by its kind: `resolution`, `waiver`, `posting-date`, ... */
  decide(salesOrder: string, kind: string, how: string, body: unknown): Promise<Answered>;
  /** On hand, allocated and promisable of an item at a site, as numbers of units. */
  available(site: string, item: string): Promise<{ onHand: number; allocated: number; toPromise: number }>;

  /** What the systems hold. */
  books(): Promise<Books>;
  /** Asks a simulated system's own API; fails on an error. */
  ask(system: string, method: "GET" | "POST" | "PUT", path: string, body?: unknown): Promise<Answered>;
  receive(site: string, item: string, quantity: number): Promise<void>;
  erp(method: string, params: Readonly<Record<string, unknown>>): Promise<Answered>;
  faults(dial: Partial<FaultDial>): void;
  faultsOf(system: string, dial: Partial<Record<keyof FaultDial, number | null>>): Promise<void>;

  /** Rows of our own tables, for what no page shows. */
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** The auditor finds nothing wrong in the books and, at rest, nothing forgotten. */
  audit(): Promise<void>;
}

/** Opens a stage that is closed when the test file ends. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const start = expectOk(parseInstant(options.start ?? "2031-03-03T08:00:00Z"), "start of the story");
  const clock = new VirtualClock(start);
  const { default: input } = (await import(CONFIG)) as { default: ConfigInput };
  const config = checkConfig(CONFIG, options.configure?.(input) ?? input);
  const world = stageWorld(options);
  const secret = "a secret of the stage";
  if (options.console === true) await buildConsole();
  const database = await createTestDatabase();
  await migrate(database.url);
  let apiUrl = "";
  const line = await openLine((system) => `${apiUrl}/v1/inbound/${system}`);
  const sandbox = await startBoxSandbox({
    config, world, clock, secret,
    seed: options.seed ?? 1,
    folder: null,
    faults: { ...FAULT_LEVELS.none, ...options.faults },
    deliverTo: (system) => line.urlFor(system),
  });
  const relays = new Map<string, Relay>();
  for (const system of options.relayed ?? []) relays.set(system, await openRelay(sandbox.urls[system]!));
  const urls = { ...sandbox.urls, ...Object.fromEntries([...relays].map(([system, { url }]) => [system, url])) };
  const compose = (from: Config): Server => {
    const codeBooks = new CodeBooks();
    return composeServer({
      config: from, clock,
      databaseUrl: database.url,
      connectors: makeConnectors(from, { urls, secret }, { ...options.environment }, codeBooks),
      codeBooks,
      logger: stageLogger(),
      lookEveryMs: HOUR_MS / 2,
      ...(options.console === true ? { consoleFolder: CONSOLE_FOLDER } : {}),
    });
  };
  const running = { server: compose(config) };
  apiUrl = await running.server.api.listen({ host: "127.0.0.1", port: 0 });
  const key = await running.server.makeKey("story", null);
  await running.server.core.start();
  const restart: Stage["restart"] = async (configure) => {
    await whileTimePasses(clock, running.server.stop());
    running.server = compose(configure === undefined ? config : checkConfig(CONFIG, configure(input)));
    await running.server.api.listen({ host: "127.0.0.1", port: Number(new URL(apiUrl).port) });
    await running.server.core.start();
  };
  const stage = stageOf({ start, clock, config, world, secret, running, sandbox, line, relays, apiUrl, key, restart });
  after(async () => {
    await whileTimePasses(clock, running.server.stop());
    await sandbox.stop();
    await line.close();
    for (const relay of relays.values()) await relay.close();
    await database.drop();
  });
  await stage.settle();
  return stage;
}

/** Waits for something that may itself wait for answers that time alone ends. */
async function whileTimePasses(clock: VirtualClock, work: Promise<void>): Promise<void> {
  let isDone = false;
  const mark = (): void => void (isDone = true);
  work.then(mark, mark);
  while (!isDone) {
    await new Promise((wake) => setTimeout(wake, 1));
    if (!isDone) clock.advanceTo((clock.now() + SECOND_MS) as Instant);
  }
  return work;
}

/** Silent unless `STAGE_LOG` is set: then it says what went wrong, for the author of a story. */
function stageLogger(): Logger {
  if (process.env["STAGE_LOG"] === undefined) return SILENT;
  const say = (event: string, details?: unknown): void => console.error(event, details);
  return { info: () => {}, warn: say, error: say };
}

interface Parts {
  readonly start: Instant;
  readonly clock: VirtualClock;
  readonly config: Config;
  readonly world: World;
  readonly secret: string;
  /** The process of now: a restart puts another in its place. */
  readonly running: { readonly server: Server };
  readonly sandbox: Sandbox;
  readonly line: Line;
  readonly relays: ReadonlyMap<string, Relay>;
  readonly apiUrl: string;
  readonly key: string;
  readonly restart: Stage["restart"];
}

function stageOf(parts: Parts): Stage {
  const { running, sandbox, apiUrl, key } = parts;
  const api = clientOf(apiUrl, key);
  const get = async (path: string): Promise<Answered> => {
    const answer = await api("GET", path);
    assert.equal(answer.status, 200, `GET ${path}: ${answer.text.slice(0, 500)}`);
    return answer.body;
  };
  const ask = asker(sandbox, parts.secret);
  const allBooks = async (): Promise<Record<string, unknown>> => {
    const systems = Object.keys(sandbox.urls);
    const books = await Promise.all(systems.map((system) => ask(system, "GET", "/sandbox/books")));
    return Object.fromEntries(systems.map((system, index) => [system, books[index]]));
  };
  return {
    ...parts,
    get server() {
      return running.server;
    },
    api,
    get,
    ask,
    ...timeOf(parts, get),
    ...customersOf(parts),
    ...sightOf(parts, api, get),
    keyOf: (system) => running.server.makeKey(`story as ${system ?? "anybody"}`, system),
    books: async () => readBooks(await allBooks()),
    receive: async (site, item, quantity) => {
      const lines = [{ itemNo: item, quantity: String(quantity) }];
      await ask("wms", "POST", "/wms/v2/receipts", { site, lines });
    },
    erp: async (method, params) => {
      const answer = await ask("erp", "POST", "/sandbox/rpc", { id: 1, method, params });
      assert.equal(answer.error, undefined, `${method}: ${JSON.stringify(answer.error)}`);
      return answer.result;
    },
    faults: (dial) => void Object.assign(sandbox.faults, dial),
    faultsOf: async (system, dial) => void (await ask(system, "PUT", "/sandbox/faults", dial)),
    query: async (sql, values = []) => (await running.server.pool.query<Record<string, unknown>>(sql, values)).rows,
    audit: async () => {
      const books = await allBooks();
      assert.deepEqual([...audit(books), ...incomplete(books)], []);
    },
  };
}

function asker(sandbox: Sandbox, secret: string): Stage["ask"] {
  return async (system, method, path, body) => {
    const response = await fetch(`${sandbox.urls[system]}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        "x-shop-access-token": secret,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${system}${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  };
}

type Time = Pick<Stage, "moment" | "now" | "settle" | "pass" | "passTo" | "until" | "untilLifecycle">;

function timeOf({ start, clock, running, sandbox }: Parts, get: Stage["get"]): Time {
  const play = (until: Instant, done: () => boolean | Promise<boolean>): Promise<void> =>
    passVirtualTime({
      clock, until, done,
      // One thing after the other, each at its own time.
      quantumMs: 0,
      awaiting: () => running.server.core.underway() > 0,
      still: () => {
        const { held, delivering } = sandbox.activity();
        const { core } = running.server;
        return core.still() && delivering === 0 && held === core.underway();
      },
    });
  const moment = (text: string): Instant => {
    const whole = /^\d\d:\d\d$/.test(text) ? `${formatInstant(start).slice(0, 10)}T${text}:00Z` : text;
    return expectOk(parseInstant(whole), `time ${text}`);
  };
  const until: Stage["until"] = async (what, condition, hours = PATIENCE_HOURS) => {
    let holds = false;
    await play((clock.now() + hours * HOUR_MS) as Instant, async () => (holds = await condition()));
    holds ||= await condition();
    assert.ok(holds, `waited ${hours} h in vain until ${what}; it is ${formatInstant(clock.now())}`);
  };
  return {
    moment,
    until,
    now: () => clock.now(),
    settle: () => play(clock.now(), () => false),
    pass: (hours) => play((clock.now() + hours * HOUR_MS) as Instant, () => false),
    passTo: (time) => play(typeof time === "string" ? moment(time) : time, () => false),
    untilLifecycle: async (salesOrder, lifecycle, hours) => {
      let seen = "unknown";
      const look = async (): Promise<boolean> => {
        const { items } = await get(`/v1/sales-orders?number=${salesOrder}`);
        seen = items.find((one: Answered) => one.salesOrder === salesOrder)?.lifecycle ?? seen;
        return seen === lifecycle;
      };
      await until(`${salesOrder} is ${lifecycle}`, look, hours).catch(async (error: unknown) => {
        const explained = JSON.stringify(await get(`/v1/sales-orders/${salesOrder}/explanation`), null, 1);
        throw new assert.AssertionError({ message: `${String(error)}\nIt is ${seen}: ${explained}` });
      });
    },
  };
}

type Customers = Pick<Stage, "placeInShop" | "amend" | "cancel">;

function customersOf({ clock, config, world, sandbox, apiUrl, key }: Parts): Customers {
  const desk: OrderDesk = {
    shopUrl: sandbox.urls["shop"]!,
    apiUrl,
    apiKey: key,
    codes: Object.fromEntries(Object.entries(config.entities).map(([entity, { code }]) => [entity, code])),
  };
  const planned = (placing: Placing, second: PlannedOrder["second"]): PlannedOrder => {
    const customer = world.customers.find((one) => one.customer === (placing.customer ?? "ACME"))!;
    const lines = placing.lines.map(([item, quantity, unitPrice]): PlannedLine => ({
      item, quantity, unitPrice: unitPrice ?? customer.contractPrices[item]!,
    }));
    return {
      at: clock.now(), second, lines,
      salesOrder: placing.salesOrder,
      channel: placing.channel ?? "shop",
      customer: customer.customer,
      entity: customer.entity,
      currency: companyOf(world, customer.entity).currency,
      country: customer.country,
    };
  };
  return {
    placeInShop: (placing) => placeOrder(desk, planned(placing, null), clock.now()),
    amend: (placing) => {
      const { lines } = planned(placing, null);
      return changeMind(desk, planned(placing, { kind: "amend", at: clock.now(), lines }), clock.now());
    },
    cancel: (placing) => changeMind(desk, planned(placing, { kind: "cancel", at: clock.now() }), clock.now()),
  };
}

type Sight = Pick<Stage, "order" | "explain" | "openCases" | "decide" | "available">;

function sightOf({ world }: Parts, api: Client, get: Stage["get"]): Sight {
  const momentQuery = ({ at, reading }: Moment): string => {
    const query = new URLSearchParams();
    if (at !== undefined) query.set("at", formatInstant(at));
    if (reading !== undefined) query.set("reading", reading);
    return query.size === 0 ? "" : `?${query.toString()}`;
  };
  const openCases: Stage["openCases"] = async (salesOrder) => {
    const { items } = await get("/v1/cases?state=open&limit=100");
    return items.filter((one: Answered) => one.instance.endsWith(`/${salesOrder}`));
  };
  return {
    openCases,
    order: (salesOrder, moment = {}) => get(`/v1/sales-orders/${salesOrder}${momentQuery(moment)}`),
    explain: (salesOrder, moment = {}) =>
      get(`/v1/sales-orders/${salesOrder}/explanation${momentQuery(moment)}`),
    decide: async (salesOrder, kind, how, body) => {
      const open = await openCases(salesOrder);
      const found = open.find((one) => one.kind === kind);
      assert.ok(found, `${salesOrder} has no open case ${kind}; it has ${open.map((one) => one.kind).join(", ")}`);
      const answer = await api("POST", `/v1/cases/${found.id}/${how}`, { body });
      assert.ok(answer.status < 300, `${how} of ${kind}: ${answer.text}`);
      return answer.body;
    },
    available: async (site, item) => {
      const { entity } = world.sites.find((one) => one.site === site)!;
      const { sites } = await get(`/v1/availability?item=${item}&entity=${entity}`);
      const at = sites.find((one: Answered) => one.site === site);
      return {
        onHand: Number(at?.onHand ?? 0),
        allocated: Number(at?.allocated ?? 0),
        toPromise: Number(at?.availableToPromise ?? 0),
      };
    },
  };
}
