import { seededRandom } from '../kernel/random.ts';
import { DAY_MS, type Instant } from '../kernel/instant.ts';
import { equationDelta } from '../engine/judgement.ts';
import { orderToCash, type OrderToCash } from '../workflows/order-to-cash/workflow.ts';
import { audit, type Books } from './auditor.ts';
import { explanationOf } from './explain.ts';
import { FAULTS, type FaultLevel } from './faults.ts';
import { MUTANTS, type MutantName } from './mutants.ts';
import { People } from './person.ts';
import { agreesInAnyOrder, judgedText } from './permutations.ts';
import { PostedRecords, type PostedDocument } from './posted.ts';
import { Process } from './process.ts';
import { begin, PARKING_POLICY, POLICY } from './scenario.ts';
import type { System } from './systems/system.ts';
import { faithful, type Variant } from './variant.ts';
import { World } from './world.ts';

/** What to simulate. */
export interface SimulationOptions {
  /** Seed of the first history; the next ones follow it. */
  readonly seed: number;
  /** How many histories. */
  readonly runs: number;
  readonly faults: FaultLevel;
  /** A faulty part, to see it caught. */
  readonly mutant?: MutantName;
  /** Every n-th seed is also held against law 1a (any order of facts); 8 unless told. */
  readonly permuteEvery?: number;
  /** Stops at the first violation. */
  readonly stopAtFirst?: boolean;
}

/** Something that must never be. */
export interface Violation {
  /** `simulate --seed <seed> --runs 1` shows it again. */
  readonly seed: number;
  readonly what: string;
}

/** What came out of it. */
export interface SimulationResult {
  readonly seed: number;
  readonly histories: number;
  readonly violations: readonly Violation[];
  readonly orders: number;
  readonly facts: number;
  /** Batches of the engine: facts and answers taken, judged once, committed. */
  readonly steps: number;
  readonly crashes: number;
  /** Where orders ended, by lifecycle. */
  readonly lifecycles: ReadonlyMap<string, number>;
  /** Differences between books that a gate, case, refusal or shortage explains, by what it was. */
  readonly explained: ReadonlyMap<string, number>;
}

const PERMUTE_EVERY = 8;
/** No history has more to tell than this many sweeps; one that has is going in circles. */
const SWEEPS_MAX = 200;
/** No history lasts longer. */
const LAST_DAY = 365;

interface Tally {
  readonly violations: Violation[];
  orders: number;
  facts: number;
  steps: number;
  crashes: number;
  readonly lifecycles: Map<string, number>;
  readonly explained: Map<string, number>;
}

/** Runs whole lives of orders against systems that lie, and audits each at its end. */
export function simulate(options: SimulationOptions): SimulationResult {
  const { seed, runs, faults } = options;
  const products = [orderToCash(POLICY), orderToCash(PARKING_POLICY)] as const;
  const variants = products.map((product, at) => {
    const policy = at === 0 ? POLICY : PARKING_POLICY;
    const base = faithful(product.definition);
    return options.mutant === undefined ? base : MUTANTS[options.mutant](base, policy);
  });
  const tally: Tally = {
    violations: [],
    orders: 0,
    facts: 0,
    steps: 0,
    crashes: 0,
    lifecycles: new Map(),
    explained: new Map(),
  };
  let histories = 0;
  for (; histories < runs; histories++) {
    const own = seed + histories;
    const which = own % 2;
    // A single history, which somebody looks at, is held against every law.
    const permutes = runs === 1 || own % (options.permuteEvery ?? PERMUTE_EVERY) === 0;
    live(own, FAULTS[faults], products[which]!, variants[which]!, permutes, tally);
    if (options.stopAtFirst === true && tally.violations.length > 0) {
      histories += 1;
      break;
    }
  }
  return { seed, histories, ...tally };
}

type FaultsOf = (typeof FAULTS)[FaultLevel];

/** One history from the first order to the last answer, and its audit. */
function live(
  seed: number,
  faults: FaultsOf,
  product: OrderToCash,
  variant: Variant,
  permutes: boolean,
  tally: Tally,
): void {
  const world = new World(seededRandom(seed), faults);
  const books = begin(world);
  const process = new Process(world, variant, product.stockOf, systemsOf(books));
  const people = new People(process, books);
  const posted = new PostedRecords(() => invoicesOf(books));
  process.onCommit = (record) => {
    people.look(record);
    posted.note(record);
  };
  const find = (what: string): void => {
    tally.violations.push({ seed, what });
  };
  settle(world, find);
  for (const edited of posted.edited()) find(edited);
  judgeHistory(process, books, tally, find);
  if (permutes) checkOrderOfFacts(process, product, world, find);
  tally.orders += process.orders.size;
  tally.facts += process.factCount;
  tally.steps += process.stepCount;
  tally.crashes += process.life;
}

const invoicesOf = ({ erp }: Books): PostedDocument[] =>
  erp.invoices.map(({ invoice: number, reversed: isReversed, ...content }) => ({
    number, content, isReversed,
  }));

function systemsOf({ shop, erp, wms, carrier, tax, payment }: Books): Map<string, System> {
  const systems: System[] = [shop, erp, wms, carrier, tax, payment];
  return new Map(systems.map((system) => [system.name, system]));
}

/** Lets time pass until nothing is under way any more, and what was lost was swept up. */
export function settle(world: World, find: (what: string) => void): void {
  const lastDay = (world.now() + LAST_DAY * DAY_MS) as Instant;
  for (let sweeps = 0; ; sweeps++) {
    for (let due = world.clock.nextDue(); due !== null; due = world.clock.nextDue()) {
      world.clock.advanceTo(due);
      if (due > lastDay) return find('it never comes to rest');
    }
    if (!world.sweep()) return;
    if (sweeps > SWEEPS_MAX) return find('it never comes to rest');
  }
}

function judgeHistory(
  process: Process,
  books: Books,
  tally: Tally,
  find: (what: string) => void,
): void {
  for (const record of process.orders.values()) {
    const { last, salesOrder } = record;
    if (last === null) continue;
    count(tally.lifecycles, last.judgement.lifecycle);
    if (last.underway) find(`${salesOrder} is under way for ever`);
    for (const equation of last.judgement.equations) {
      // A difference that a person accepted is a term of its own: only an open case excuses one.
      if (equationDelta(equation) !== 0n && last.cases.length === 0) {
        find(`${salesOrder} ${equation.id} is broken`);
      }
    }
  }
  for (const finding of audit(books, process.ledger)) {
    const explanation = explanationOf(process, finding);
    if (explanation !== null) count(tally.explained, `${finding.about?.split(':')[0]} | ${explanation}`);
    else find(`${finding.salesOrder} ${finding.what}`);
  }
}

function checkOrderOfFacts(
  process: Process,
  product: OrderToCash,
  world: World,
  find: (what: string) => void,
): void {
  const { definition, rules } = process.variant;
  for (const record of process.orders.values()) {
    if (record.last === null) continue;
    const judged = judgedText(record.last.judgement, process.stockOf(record));
    for (let round = 0; round < 2; round++) {
      const { salesOrder, facts } = record;
      const agrees = agreesInAnyOrder(
        world.random, definition, product.stockOf, salesOrder, facts, judged, rules.evolve,
      );
      if (!agrees) find(`${salesOrder} is judged by the order in which its facts came`);
    }
  }
}

const count = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};
