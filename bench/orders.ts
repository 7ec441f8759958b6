/** Complete orders through engine and store, against the bare writing of the same rows. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BatchWrite } from '../src/application/ports/store.ts';
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
import { OrderFlow, type FlowResult } from './order-flow.ts';
import type { ProcessOrders, ProcessTask } from './order-process.ts';
import { replay } from './replay.ts';

/** Goals by shape: facts per second, share of the reference, milliseconds at 100 in flight. */
const GOALS = { perSecond: 15_000, perSecondOfLong: 5_000, ratio: 0.4, ratioOfTwo: 0.5, p50Ms: 10, p99Ms: 25 };

/** Facts of one run: long enough for several seconds, short enough for several runs. */
const FACTS_PER_RUN = 80_000;
const FACTS_OF_REFERENCE = 40_000;
const FACTS_PER_ORDER = 13;

interface Shape {
  readonly processes: number;
  readonly inFlight: number;
  readonly lines: number;
  readonly orders: number;
  readonly runs: number;
}

/** What several processes, or this one, did together. */
interface Drive {
  drive(orders: number, inFlight: number): Promise<FlowResult>;
  stop(): Promise<void>;
}

/** `bench orders [--processes 1] [--in-flight 1000] [--lines 2] [--runs 3]` */
export async function benchOrders(options: readonly string[], say: Say): Promise<Figure> {
  const shape = shapeOf(options);
  const server = await startBenchServer();
  try {
    return await measure(server, shape, say);
  } finally {
    await server.stop();
  }
}

function shapeOf(options: readonly string[]): Shape {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...options],
    options: { processes: text, 'in-flight': text, lines: text, orders: text, runs: text },
  });
  const lines = Number(values.lines ?? 2);
  // A long order costs as much as many short ones: fewer of them make a run.
  const orders = FACTS_PER_RUN / FACTS_PER_ORDER / Math.max(1, lines / 10);
  return {
    lines,
    processes: Number(values.processes ?? 1),
    inFlight: Number(values['in-flight'] ?? (lines > 10 ? 200 : 1_000)),
    orders: Number(values.orders ?? Math.round(orders)),
    runs: Number(values.runs ?? 3),
  };
}

async function measure(server: BenchServer, shape: Shape, say: Say): Promise<Figure> {
  const { processes, inFlight, lines, orders, runs } = shape;
  const url = await server.database();
  await prepareDatabase(url);
  const drive = processes === 1 ? await inThisProcess(url, lines) : await inProcesses(url, shape);
  const rates: number[] = [];
  const references: number[] = [];
  const ordersPerSecond: number[] = [];
  const disturbed: number[] = [];
  let last: FlowResult | undefined;
  let quick: FlowResult | undefined;
  try {
    say(`${lines} lines an order, ${inFlight} in flight, ${processes} process(es); warming up`);
    await drive.drive(Math.min(orders, 2_000), inFlight);
    for (let run = 1; run <= runs; run++) {
      const { result, otherCores } = await timed(
        server,
        () => drive.drive(orders, inFlight),
        (driven) => driven.cpuSecondsOfChildren ?? 0,
      );
      last = result;
      rates.push(result.facts / result.seconds);
      ordersPerSecond.push(result.orders / result.seconds);
      references.push(await referenceRate(server, shape));
      disturbed.push(otherCores);
      say(
        `run ${run}: ${rounded(rates.at(-1)!)} facts/s; bare rows ${rounded(references.at(-1)!)}; ` +
          `others used ${otherCores.toFixed(2)} cores`,
      );
    }
    quick = await drive.drive(Math.ceil(orders / 4), 100);
  } finally {
    await drive.stop();
  }
  return figureOf(shape, { rates, references, ordersPerSecond, disturbed, last: last!, quick });
}

/** Records a short run in a database of its own, and writes it again into another. */
async function referenceRate(server: BenchServer, { lines, inFlight }: Shape): Promise<number> {
  const [source, target] = [await server.database(), await server.database()];
  await prepareDatabase(source);
  await prepareDatabase(target);
  const writes: BatchWrite[] = [];
  const flow = new OrderFlow({ url: source, run: 'rec', lines, onWrite: (write) => writes.push(write) });
  await flow.start();
  const orders = Math.round(FACTS_OF_REFERENCE / FACTS_PER_ORDER / Math.max(1, lines / 10));
  const { facts } = await flow.drive(orders, inFlight);
  await flow.stop();
  const seconds = await replay(target, writes);
  for (const url of [source, target]) await server.discard(url);
  return facts / seconds;
}

async function inThisProcess(url: string, lines: number): Promise<Drive> {
  const flow = new OrderFlow({ url, run: 'one', lines });
  await flow.start();
  return flow;
}

/** Child processes on one database; each drives the orders of the partitions that it leases. */
async function inProcesses(url: string, { processes, lines }: Shape): Promise<Drive> {
  const children: ChildProcess[] = [];
  for (let at = 0; at < processes; at++) {
    const options: ProcessOrders = { url, run: `p${at}`, lines, processes };
    children.push(fork(join(import.meta.dirname, 'order-process.ts'), [JSON.stringify(options)]));
  }
  await Promise.all(children.map((child) => once(child, 'message')));
  return {
    drive: async (orders, inFlight) => {
      const task: ProcessTask = { orders: Math.ceil(orders / processes), inFlight: Math.ceil(inFlight / processes) };
      const startedAt = performance.now();
      const results = await Promise.all(
        children.map(async (child) => {
          child.send(task);
          return ((await once(child, 'message')) as [FlowResult])[0];
        }),
      );
      const sum = (of: (result: FlowResult) => number): number => results.reduce((total, result) => total + of(result), 0);
      return {
        orders: sum((result) => result.orders),
        facts: sum((result) => result.facts),
        commands: sum((result) => result.commands),
        seconds: (performance.now() - startedAt) / 1000,
        latenciesMs: results.flatMap((result) => result.latenciesMs),
        cpuSeconds: 0,
        cpuSecondsOfChildren: sum((result) => result.cpuSeconds),
      };
    },
    stop: async () => {
      for (const child of children) child.send('end' satisfies ProcessTask);
      await Promise.all(children.map((child) => once(child, 'exit')));
    },
  };
}

function figureOf(
  { processes, inFlight, lines }: Shape,
  measured: {
    readonly rates: readonly number[];
    readonly references: readonly number[];
    readonly ordersPerSecond: readonly number[];
    readonly disturbed: readonly number[];
    readonly last: FlowResult;
    readonly quick: FlowResult;
  },
): Figure {
  const { rates, references, last, quick } = measured;
  const value = median(rates);
  const reference = median(references);
  const ratio = value / reference;
  const p50Ms = percentile(quick.latenciesMs, 0.5);
  const p99Ms = percentile(quick.latenciesMs, 0.99);
  const goal = lines > 10 ? GOALS.perSecondOfLong : GOALS.perSecond;
  const enough = ratio >= (processes > 1 ? GOALS.ratioOfTwo : GOALS.ratio);
  const prompt = lines > 10 || processes > 1 || (p50Ms <= GOALS.p50Ms && p99Ms <= GOALS.p99Ms);
  return {
    name: 'orders',
    value: rounded(value),
    unit: 'facts/s',
    reference: rounded(reference),
    ratio: rounded(ratio, 2),
    runs: rates.length,
    spread: spreadOf(rates).map((rate) => rounded(rate)) as [number, number],
    passed: value >= goal && enough && prompt,
    goal,
    referenceIs: 'the same rows written set by set without engine, locks and reads, 2 connections',
    ordersPerSecond: rounded(median(measured.ordersPerSecond)),
    processes,
    inFlight,
    linesPerOrder: lines,
    factsPerOrder: rounded(last.facts / last.orders),
    commandsPerOrder: rounded(last.commands / last.orders),
    p50MsAt100InFlight: rounded(p50Ms),
    p99MsAt100InFlight: rounded(p99Ms),
    coresOfOthers: measured.disturbed.map((cores) => rounded(cores, 2)),
  };
}
