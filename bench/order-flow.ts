/**
 * Orders, or what follows from them, in a closed loop through the real processor, dispatcher and
 * store: whenever one is finished, the next is stated. The other systems are in this process and
 * answer at once.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Dispatcher } from '../src/application/dispatch/dispatcher.ts';
import type { Connector } from '../src/application/ports/connector.ts';
import type { DispatchStore } from '../src/application/ports/dispatch-store.ts';
import type { Logger } from '../src/application/ports/logger.ts';
import type { BatchStore, BatchTransaction, BatchWrite } from '../src/application/ports/store.ts';
import type { Workflow } from '../src/application/ports/workflow.ts';
import type { BatchContext } from '../src/application/process/batch-context.ts';
import { RecentMap } from '../src/application/process/instance-cache.ts';
import { partitionOf, PROCESS_LIMITS } from '../src/application/process/limits.ts';
import { Processor } from '../src/application/process/processor.ts';
import { StockKeeper } from '../src/application/process/stock-keeper.ts';
import type { CommandDesk, NewFact } from '../src/application/process/submission.ts';
import type { Ownership } from '../src/application/receive/admit.ts';
import { FACTS } from '../src/canonical/catalogue.ts';
import { SALES_ORDER } from '../src/canonical/fact-type.ts';
import { factName } from '../src/engine/fact.ts';
import { localDateIn } from '../src/kernel/calendar.ts';
import type { Currency } from '../src/kernel/currency.ts';
import type { Instant } from '../src/kernel/instant.ts';
import type { Quantity } from '../src/kernel/quantity.ts';
import { seededRandom, type Random } from '../src/kernel/random.ts';
import type { UnitPrice } from '../src/kernel/unit-price.ts';
import { SystemClock } from '../src/main/clocks.ts';
import { batchPool, PostgresBatchStore } from '../src/postgres/batch-store.ts';
import { PostgresDispatchStore } from '../src/postgres/dispatch-store.ts';
import { PostgresUpkeepStore } from '../src/postgres/upkeep-store.ts';
import { orderToCash } from '../src/workflows/order-to-cash/workflow.ts';
import { ITEMS } from './database.ts';
import { instantConnectors, newFactOf, ORDER_REPLIES, type Replies } from './instant-systems.ts';
import { benchPolicy, ENTITY, SITE, SYSTEMS } from './policy.ts';

const ONE = 1_000_000n;
const clock = new SystemClock();

const logger: Logger = {
  info: () => {},
  warn: (message, fields) => console.error('warn', message, fields),
  error: (message, fields) => console.error('error', message, fields),
};

/** What is driven: a workflow's instances by number, and the fact that begins each. */
export interface FlowSubject {
  /** Word of the workflow in instance keys. */
  readonly workflow: string;
  numberOf(at: number): string;
  stated(at: number, random: Random): NewFact;
}

/** What came of a number of orders, or of instances of another subject. */
export interface FlowResult {
  readonly orders: number;
  readonly facts: number;
  readonly commands: number;
  readonly seconds: number;
  /** Milliseconds from the submission of a fact to its command in the dispatcher's hands. */
  readonly latenciesMs: readonly number[];
  /** Of the process that drove them. */
  readonly cpuSeconds: number;
  readonly cpuSecondsOfChildren?: number;
}

export interface FlowOptions {
  readonly url: string;
  /** Distinguishes the order numbers of processes and runs. */
  readonly run: string;
  readonly lines: number;
  /** Sees every batch after its commit. */
  onWrite?(write: BatchWrite): void;
  /** Workflows beside the orders, by their word. */
  readonly workflows?: ReadonlyMap<string, Workflow>;
  /** State in which an order counts as finished; without it, when nothing is left to happen. */
  readonly finishedAs?: string;
  /** What the instant systems reply beside or instead of what they reply to orders. */
  readonly replies?: Replies;
  /** Systems beside the instant ones. */
  readonly connectors?: readonly Connector[];
  /** Other stores than PostgreSQL's: to see what our own code costs without them. */
  readonly store?: BatchStore;
  readonly dispatchStore?: DispatchStore;
}

/** The application between the front door and the connectors, with orders to drive through it. */
export class OrderFlow {
  readonly processor: Processor;
  readonly dispatcher: Dispatcher;
  readonly #options: FlowOptions;
  readonly #batches: pg.Pool;
  readonly #stock: StockKeeper;
  readonly #pool: pg.Pool;
  readonly #random: Random;
  /** What systems tell once their answer is stored, by idempotency key of the command. */
  readonly #afterwards = new Map<string, NewFact[]>();
  readonly #submittedAt = new Map<string, number>();
  readonly #unfinished = new Set<string>();
  /** Numbers given so far, by workflow. */
  readonly #started = new Map<string, number>();
  readonly #orders: FlowSubject;
  #latenciesMs: number[] = [];
  #facts = 0;
  #commands = 0;
  #finished = 0;
  #onFinished: () => void = () => {};

  constructor(options: FlowOptions) {
    this.#options = options;
    this.#random = seededRandom(`orders ${options.run}`);
    this.#orders = {
      workflow: SALES_ORDER,
      numberOf: (at) => orderNumber(options.run, at),
      stated: (at, random) => statedOrder(orderNumber(options.run, at), options.lines, random),
    };
    this.#batches = batchPool(options.url, PROCESS_LIMITS.batchesInFlightMax + 2);
    this.#pool = new pg.Pool({ connectionString: options.url, max: 4 });
    const upkeep = new PostgresUpkeepStore(this.#pool);
    const processId = randomUUID();
    const connectors = [...this.#connectors(), ...(options.connectors ?? [])];
    this.dispatcher = new Dispatcher({
      processId,
      store: options.dispatchStore ?? new PostgresDispatchStore(this.#pool, options.url),
      connectors: new Map(connectors.map((connector) => [connector.system, connector])),
      admission: { ownership: anyOwner(connectors), skewMaxMs: 600_000 },
      clock,
      leaseClock: clock,
      random: seededRandom(processId),
      logger,
    });
    const stock = (this.#stock = new StockKeeper(upkeep, () => this.processor, clock, logger));
    const context: BatchContext = {
      workflows: new Map([[SALES_ORDER, orderToCash(benchPolicy)], ...(options.workflows ?? [])]),
      instances: new RecentMap(PROCESS_LIMITS.instancesCachedMax),
      aliases: new RecentMap(PROCESS_LIMITS.aliasesCachedMax),
      desk: this.#timedDesk(),
      sitesOf: () => [SITE],
      dateAt: (_site, at) => localDateIn('Europe/London', at),
      lagMs: 60_000,
      now: () => clock.now(),
    };
    this.processor = new Processor({
      store: watched(options.store ?? new PostgresBatchStore(this.#batches), (write) => this.#stored(write)),
      context,
      logger,
      onStock: (deltas) => stock.notice(deltas),
    });
  }

  async start(): Promise<void> {
    await this.dispatcher.start(this.processor);
  }

  async stop(): Promise<void> {
    await this.dispatcher.stop();
    await this.#stock.idle();
    await this.processor.close();
    await this.#batches.end();
    await this.#pool.end();
  }

  /** Drives a number of orders, or of another subject, to their end, `inFlight` at a time. */
  async drive(orders: number, inFlight: number, subject = this.#orders): Promise<FlowResult> {
    this.#latenciesMs = [];
    this.#facts = 0;
    this.#commands = 0;
    this.#finished = 0;
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    let stated = 0;
    await new Promise<void>((resolve) => {
      this.#onFinished = () => {
        if (stated < orders) {
          stated += 1;
          this.#state(subject);
        } else if (this.#unfinished.size === 0) resolve();
      };
      for (; stated < Math.min(orders, inFlight); stated++) this.#state(subject);
    });
    // What came back is decided again: that belongs to the work.
    await this.#stock.idle();
    const seconds = (performance.now() - startedAt) / 1000;
    const cpu = process.cpuUsage(cpuBefore);
    await this.processor.idle();
    const [facts, commands, latenciesMs] = [this.#facts, this.#commands, this.#latenciesMs];
    const cpuSeconds = (cpu.user + cpu.system) / 1e6;
    return { orders: this.#finished, facts, commands, seconds, latenciesMs, cpuSeconds };
  }

  /** The next one of a partition that this process dispatches. */
  #state({ workflow, numberOf, stated }: FlowSubject): void {
    for (;;) {
      const at = (this.#started.get(workflow) ?? 0) + 1;
      this.#started.set(workflow, at);
      const instance = `${ENTITY}/${workflow}/${numberOf(at)}`;
      if (!this.dispatcher.owns(partitionOf(instance))) continue;
      this.#unfinished.add(instance);
      return this.#submit(stated(at, this.#random));
    }
  }

  #submit(fact: NewFact): void {
    this.#submittedAt.set(factName(fact), performance.now());
    this.processor.submit({ facts: [fact] }).catch((error: unknown) => {
      console.error('a fact was not stored', error);
      process.exit(1);
    });
  }

  #connectors(): readonly Connector[] {
    const told: NewFact[] = [];
    const replies = { ...ORDER_REPLIES, ...this.#options.replies };
    const connectors = instantConnectors(SYSTEMS, replies, () => clock.now(), (fact) => told.push(fact));
    return connectors.map((connector) => ({
      ...connector,
      execute: (command, signal) => {
        const answer = connector.execute(command, signal);
        if (told.length > 0) this.#afterwards.set(command.key, told.splice(0));
        return answer;
      },
    }));
  }

  /** A batch has committed: systems go on, finished orders make room for new ones. */
  #stored(write: BatchWrite): void {
    this.#options.onWrite?.(write);
    this.#facts += write.facts.length;
    this.#commands += write.commands.length;
    for (const { instance, id, generation, status } of write.commandUpdates) {
      if (status !== 'done') continue;
      const key = `${instance}/${id}#${generation}`;
      for (const fact of this.#afterwards.get(key) ?? []) this.#submit(fact);
      this.#afterwards.delete(key);
    }
    const { finishedAs } = this.#options;
    for (const { key, lifecycle, settled, underway } of write.instances) {
      const finished = finishedAs === undefined ? settled : lifecycle === finishedAs;
      if (!finished || underway || !this.#unfinished.delete(key)) continue;
      this.#finished += 1;
      this.#onFinished();
    }
  }

  #timedDesk(): CommandDesk {
    const { dispatcher } = this;
    return {
      processId: dispatcher.processId,
      owns: (partition) => dispatcher.owns(partition),
      hold: (...ref) => dispatcher.hold(...ref),
      release: (...ref) => dispatcher.release(...ref),
      drop: (...ref) => dispatcher.drop(...ref),
      accept: (commands) => {
        const now = performance.now();
        for (const { row } of commands) {
          const since = row.causationId === null ? undefined : this.#submittedAt.get(row.causationId);
          if (since === undefined) continue;
          this.#submittedAt.delete(row.causationId!);
          this.#latenciesMs.push(now - since);
        }
        dispatcher.accept(commands);
      },
    };
  }
}

/** The same store; `stored` sees what each batch wrote, after its commit. */
function watched(store: BatchStore, stored: (write: BatchWrite) => void): BatchStore {
  const watchedTransaction = (transaction: BatchTransaction): BatchTransaction => ({
    open: (request) => transaction.open(request),
    load: (wanted) => transaction.load(wanted),
    lockStock: (items) => transaction.lockStock(items),
    bookAt: (question) => transaction.bookAt(question),
    standingRequests: (type, instances) => transaction.standingRequests(type, instances),
    rollback: () => transaction.rollback(),
    commit: async (write) => {
      const committed = await transaction.commit(write);
      // After the processor has told its memory.
      setImmediate(() => stored(write));
      return committed;
    },
  });
  return {
    begin: async () => watchedTransaction(await store.begin()),
    faultOf: (error) => store.faultOf(error),
    resolveAliases: (aliases) => store.resolveAliases(aliases),
  };
}

function statedOrder(salesOrder: string, lines: number, random: Random): NewFact {
  const orderedAt = clock.now();
  const first = random.below(ITEMS);
  return newFactOf('shop', {
    type: FACTS.salesOrderStated.type,
    id: `ord/${salesOrder}`,
    entity: ENTITY,
    occurredAt: orderedAt,
    content: {
      salesOrder,
      revision: 1,
      channel: 'shop',
      customer: `C-${random.below(1_000)}`,
      currency: 'GBP' as Currency,
      orderedAt: orderedAt as Instant,
      shipTo: { country: 'GB' },
      lines: Array.from({ length: lines }, (_, at) => ({
        line: at + 1,
        item: `ITEM-${(first + at) % ITEMS}`,
        quantity: (ONE * BigInt(1 + random.below(5))) as Quantity,
        unitPrice: (ONE * BigInt(1 + random.below(90))) as UnitPrice,
      })),
    },
  });
}

/** Every system may state everything: nobody is here to lie. */
function anyOwner(connectors: readonly Connector[]): Ownership {
  const systems = new Set(connectors.map(({ system }) => system));
  return new Map(Object.values(FACTS).map((type) => [type.type, systems]));
}

/** Number of an order of a run. */
export const orderNumber = (run: string, at: number | '%'): string => `SO-${run}-${at}`;
