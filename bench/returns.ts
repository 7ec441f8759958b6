/**
 * Complete returns through engine and store, against the bare writing of the same rows. The orders whose
 * goods come back are driven first, and not timed.
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import type { BatchWrite } from '../src/application/ports/store.ts';
import { FACTS } from '../src/canonical/catalogue.ts';
import { RETURN } from '../src/canonical/rma.ts';
import { assert } from '../src/kernel/assert.ts';
import { quantity } from '../src/kernel/quantity.ts';
import { SystemClock } from '../src/main/clocks.ts';
import type { FactContent } from '../src/simulation/contents.ts';
import { orderToCash } from '../src/workflows/order-to-cash/workflow.ts';
import { returnToCredit } from '../src/workflows/return-to-credit/workflow.ts';
import { prepareDatabase } from './database.ts';
import {
  median,
  percentile,
  rounded,
  spreadOf,
  startBenchServer,
  timed,
  type BenchServer,
  type Figure,
  type Say,
} from './harness.ts';
import { benchReturnPolicy, ownSystems, RETURN_REPLIES } from './instant-returns.ts';
import { newFactOf } from './instant-systems.ts';
import { OrderFlow, orderNumber, type FlowResult, type FlowSubject } from './order-flow.ts';
import { benchPolicy, ENTITY } from './policy.ts';
import { replay } from './replay.ts';

/** Lines of an order, each of which comes back by one unit: small enough to need nobody's approval. */
const LINES = 2;

/** Connections of the owner of the billed lines: as many as it decides at once, and a few to read. */
const OWN_CONNECTIONS = 12;

/** Share of the reference, as of orders in one process. */
const GOAL_RATIO = 0.4;

/** Returns of a run of the reference. */
const RETURNS_OF_REFERENCE = 2_000;

const clock = new SystemClock();

interface Shape {
  readonly inFlight: number;
  readonly returns: number;
  readonly runs: number;
}

/** `bench returns [--in-flight 1000] [--returns 4000] [--runs 3]` */
export async function benchReturns(options: readonly string[], say: Say): Promise<Figure> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...options],
    options: { 'in-flight': text, returns: text, runs: text },
  });
  const shape: Shape = {
    inFlight: Number(values['in-flight'] ?? 1_000),
    returns: Number(values.returns ?? 4_000),
    runs: Number(values.runs ?? 3),
  };
  const server = await startBenchServer();
  try {
    return await measure(server, shape, say);
  } finally {
    await server.stop();
  }
}

async function measure(server: BenchServer, { inFlight, returns, runs }: Shape, say: Say): Promise<Figure> {
  const flow = await ReturnFlow.start(await server.database(), 'one');
  const rates: number[] = [];
  const references: number[] = [];
  const perSecond: number[] = [];
  const disturbed: number[] = [];
  let last: FlowResult | undefined;
  let quick: FlowResult | undefined;
  try {
    say(`${LINES} lines a return, ${inFlight} in flight; warming up`);
    await flow.bill(Math.min(returns, 1_000), inFlight);
    await flow.drive(Math.min(returns, 1_000), inFlight);
    for (let run = 1; run <= runs; run++) {
      await flow.bill(returns, inFlight);
      const { result, otherCores } = await timed(server, () => flow.drive(returns, inFlight));
      last = result;
      rates.push(result.facts / result.seconds);
      perSecond.push(returns / result.seconds);
      references.push(await referenceRate(server, Math.min(returns, RETURNS_OF_REFERENCE), inFlight));
      disturbed.push(otherCores);
      say(
        `run ${run}: ${rounded(perSecond.at(-1)!)} returns/s, ${rounded(rates.at(-1)!)} facts/s; ` +
          `bare rows ${rounded(references.at(-1)!)}; others used ${otherCores.toFixed(2)} cores`,
      );
    }
    const few = Math.ceil(returns / 4);
    await flow.bill(few, inFlight);
    quick = await flow.drive(few, 100);
  } finally {
    await flow.stop();
  }
  const [value, reference] = [median(rates), median(references)];
  return {
    name: 'returns',
    value: rounded(value),
    unit: 'facts/s',
    reference: rounded(reference),
    ratio: rounded(value / reference, 2),
    runs: rates.length,
    spread: spreadOf(rates).map((rate) => rounded(rate)) as [number, number],
    passed: value / reference >= GOAL_RATIO,
    referenceIs:
      'the rows of the same returns written set by set without engine, locks and reads, 2 connections; ' +
      'the books of the billed lines and the order facts that their owner reads are no part of it',
    returnsPerSecond: rounded(median(perSecond)),
    inFlight,
    linesPerReturn: LINES,
    factsPerReturn: rounded(last!.facts / returns),
    commandsPerReturn: rounded(last!.commands / returns),
    p50MsAt100InFlight: rounded(percentile(quick.latenciesMs, 0.5)),
    p99MsAt100InFlight: rounded(percentile(quick.latenciesMs, 0.99)),
    coresOfOthers: disturbed.map((cores) => rounded(cores, 2)),
  };
}

/** Records a short run in a database of its own, and writes it again into another. */
async function referenceRate(server: BenchServer, returns: number, inFlight: number): Promise<number> {
  const [source, target] = [await server.database(), await server.database()];
  await prepareDatabase(target);
  const writes: BatchWrite[] = [];
  const flow = await ReturnFlow.start(source, 'rec');
  try {
    await flow.bill(returns, inFlight);
    flow.onWrite = (write) => void writes.push(write);
    await flow.drive(returns, inFlight);
  } finally {
    await flow.stop();
  }
  const facts = writes.reduce((sum, write) => sum + write.facts.length, 0);
  return facts / (await replay(target, writes));
}

/** Billed orders, and one return of each, through one flow. */
class ReturnFlow {
  onWrite: (write: BatchWrite) => void = () => undefined;
  readonly #run: string;
  readonly #pool: pg.Pool;
  readonly #flow: OrderFlow;
  /** The orders that were stated, by number: what comes back of them must have been sold. */
  readonly #orders = new Map<string, FactContent<'salesOrderStated'>>();
  #credited = 0;

  private constructor(run: string, pool: pg.Pool, flow: (onWrite: (write: BatchWrite) => void) => OrderFlow) {
    this.#run = run;
    this.#pool = pool;
    this.#flow = flow((write) => this.#stored(write));
  }

  static async start(url: string, run: string): Promise<ReturnFlow> {
    await prepareDatabase(url);
    const pool = new pg.Pool({ connectionString: url, max: OWN_CONNECTIONS });
    const connectors = await ownSystems(pool, clock, orderToCash(benchPolicy));
    const workflows = new Map([[RETURN, returnToCredit(benchReturnPolicy)]]);
    const returns = new ReturnFlow(
      run, pool,
      (onWrite) =>
        new OrderFlow({ url, run, lines: LINES, workflows, replies: RETURN_REPLIES, connectors, onWrite }),
    );
    await returns.#flow.start();
    return returns;
  }

  async stop(): Promise<void> {
    await this.#flow.stop();
    await this.#pool.end();
  }

  /** Drives orders until their invoices are paid. */
  async bill(orders: number, inFlight: number): Promise<void> {
    await this.#flow.drive(orders, inFlight);
  }

  /** Drives one return of as many orders, each to its credit memo. */
  async drive(returns: number, inFlight: number): Promise<FlowResult> {
    this.#credited = 0;
    const result = await this.#flow.drive(returns, inFlight, this.#subject);
    assert(this.#credited === returns, `${this.#credited} of ${returns} returns were credited`);
    return result;
  }

  #stored(write: BatchWrite): void {
    this.onWrite(write);
    for (const { type, text } of write.facts) {
      if (type === FACTS.creditMemoPosted.type) this.#credited += 1;
      if (type !== FACTS.salesOrderStated.type) continue;
      const order = FACTS.salesOrderStated.read(text);
      this.#orders.set(order.salesOrder, order);
    }
  }

  readonly #subject: FlowSubject = {
    workflow: RETURN,
    numberOf: (at) => `R-${this.#run}-${at}`,
    stated: (at) => {
      const number = orderNumber(this.#run, at);
      const order = this.#orders.get(number);
      assert(order !== undefined, `nobody stated ${number}`);
      this.#orders.delete(number);
      return requested(this.#subject.numberOf(at), order);
    },
  };
}

/** One unit of each line is given back, unopened. */
function requested(rma: string, order: FactContent<'salesOrderStated'>) {
  const requestedAt = clock.now();
  const content: FactContent<'returnRequested'> = {
    rma,
    revision: 1,
    channel: 'shop',
    customer: order.customer,
    salesOrder: order.salesOrder,
    requestedAt,
    resolution: 'credit',
    lines: order.lines.map(({ line, item }) => ({
      line,
      item,
      salesOrderLine: line,
      quantity: quantity(1),
      reason: 'not-wanted',
      use: 'unopened',
    })),
  };
  const { type } = FACTS.returnRequested;
  return newFactOf('shop', { type, id: `ret/${rma}`, entity: ENTITY, occurredAt: requestedAt, content });
}
