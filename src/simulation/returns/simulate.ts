/** Whole lives of returns against systems that lie, each audited at its end. */
import { COMMANDS } from '../../canonical/catalogue.ts';
import { RETURN } from '../../canonical/rma.ts';
import type { WorkflowDefinition } from '../../engine/definition.ts';
import { equationDelta, type Wanted } from '../../engine/judgement.ts';
import { seededRandom } from '../../kernel/random.ts';
import { returnToCredit } from '../../workflows/return-to-credit/workflow.ts';
import type { CommandContent } from '../contents.ts';
import { FAULTS, type FaultLevel } from '../faults.ts';
import { editsWhatIsStored, lastArrivalWins } from '../mutants.ts';
import { agreesInAnyOrder, judgedText } from '../permutations.ts';
import { PostedRecords, type PostedDocument } from '../posted.ts';
import { Process } from '../process.ts';
import { settle, type Violation } from '../simulate.ts';
import type { System } from '../systems/system.ts';
import { faithful, type Variant } from '../variant.ts';
import { World } from '../world.ts';
import { auditReturnBooks } from './audit.ts';
import { CreditLedger, Dock, Owner, PolicyTables, Refunds, type ReturnBooks } from './books.ts';
import { ReturnClerks } from './people.ts';
import { Replacements } from './replacements.ts';
import { billedOrder, Customers, RETURN_POLICY } from './scenario.ts';

/** Guards that are taken away, to see that somebody notices. */
export const RETURN_MUTANTS = [
  'forgetful-owner', 'gates-stand-open', 'replaces-too-much', 'last-arrival-wins', 'edits-what-is-stored',
] as const;
export type ReturnMutant = (typeof RETURN_MUTANTS)[number];

export interface ReturnSimulationOptions {
  readonly seed: number;
  readonly runs: number;
  readonly faults: FaultLevel;
  readonly mutant?: ReturnMutant;
  readonly stopAtFirst?: boolean;
}

export interface ReturnSimulationResult {
  readonly histories: number;
  readonly violations: readonly Violation[];
  readonly returns: number;
  readonly facts: number;
  readonly crashes: number;
  readonly credits: number;
  readonly reversals: number;
  readonly refunds: number;
  readonly replacements: number;
  readonly lifecycles: ReadonlyMap<string, number>;
}

const PRODUCT = returnToCredit(RETURN_POLICY);

export function simulateReturns(options: ReturnSimulationOptions): ReturnSimulationResult {
  const { seed, runs, faults, mutant, stopAtFirst = false } = options;
  const violations: Violation[] = [];
  const lifecycles = new Map<string, number>();
  const sums = { returns: 0, facts: 0, crashes: 0, credits: 0, reversals: 0, refunds: 0, replacements: 0 };
  let histories = 0;
  for (; histories < runs && !(stopAtFirst && violations.length > 0); histories++) {
    const own = seed + histories;
    const find = (what: string): void => void violations.push({ seed: own, what });
    const { process, books } = live(own, FAULTS[faults], mutant, find);
    for (const { last } of process.orders.values()) {
      const lifecycle = last?.judgement.lifecycle ?? 'unknown';
      lifecycles.set(lifecycle, (lifecycles.get(lifecycle) ?? 0) + 1);
    }
    sums.returns += process.orders.size;
    sums.facts += process.factCount;
    sums.crashes += process.life;
    sums.credits += books.ledger.memos.length;
    sums.reversals += books.ledger.memos.filter(({ isReversed }) => isReversed).length;
    sums.refunds += books.refunds.made.length;
    sums.replacements += new Set(books.replacements.placed.map(({ salesOrder }) => salesOrder)).size;
  }
  return { histories, violations, lifecycles, ...sums };
}

function live(
  seed: number,
  faults: (typeof FAULTS)[FaultLevel],
  mutant: ReturnMutant | undefined,
  find: (what: string) => void,
): { process: Process; books: ReturnBooks } {
  const world = new World(seededRandom(`return ${seed}`), faults);
  const order = billedOrder(world);
  // Whoever pays in advance owes nothing any more.
  const open = new Map<string, bigint>();
  for (const { invoice, amounts } of order.lines) {
    const gross = Object.values(amounts).reduce((total, amount: bigint) => total + amount, 0n);
    open.set(invoice, order.terms === 'prepaid' ? 0n : (open.get(invoice) ?? 0n) + gross);
  }
  const dock = new Dock(world);
  const books: ReturnBooks = {
    owner: new Owner(world, order, mutant === 'forgetful-owner'),
    dock,
    ledger: new CreditLedger(world, open),
    refunds: new Refunds(world),
    replacements: new Replacements(world, dock),
    approved: new Map(),
  };
  const systems: System[] = [
    books.owner, books.dock, books.ledger, books.refunds, books.replacements,
    new PolicyTables(world),
  ];
  const byName = new Map(systems.map((system) => [system.name, system]));
  const process = new Process(world, variantOf(mutant), PRODUCT.stockOf, byName, RETURN);
  const customers = new Customers(world, books);
  const clerks = new ReturnClerks(process, books, customers);
  const posted = new PostedRecords(() => memosOf(books));
  process.onCommit = (record) => {
    clerks.look(record);
    posted.note(record);
  };
  customers.begin();
  settle(world, find);
  for (const finding of [...posted.edited(), ...auditReturnBooks(books)]) find(finding);
  checkJudgements(world, process, find);
  return { process, books };
}

const memosOf = ({ ledger }: ReturnBooks): PostedDocument[] =>
  ledger.memos.map(({ posted, lines, taxMinor, at, isReversed }) => ({
    number: posted.creditMemo, content: { posted, lines, taxMinor, at }, isReversed,
  }));

/** The product without one of its guards; the forgetful owner is no part of it. */
function variantOf(mutant: ReturnMutant | undefined): Variant {
  const whole = faithful(PRODUCT.definition);
  if (mutant === 'last-arrival-wins') return { ...whole, rules: { ...whole.rules, evolve: lastArrivalWins } };
  if (mutant === 'edits-what-is-stored') return editsWhatIsStored(whole);
  const change = mutant === undefined ? undefined : CHANGES[mutant];
  if (change === undefined) return whole;
  const judge: WorkflowDefinition['judge'] = (state, scope) => {
    const judgement = PRODUCT.definition.judge(state, scope);
    return { ...judgement, wanted: judgement.wanted.map(change) };
  };
  return { ...whole, definition: { ...whole.definition, judge } };
}

/** What a judge without its guard wants. */
const CHANGES: Readonly<Partial<Record<ReturnMutant, (wanted: Wanted) => Wanted>>> = {
  'gates-stand-open': (one) => ({ ...one, gates: [] }),
  'replaces-too-much': (one) => {
    if (one.type !== COMMANDS.placeReplacement.type) return one;
    const twice = (content: CommandContent<'placeReplacement'>): unknown => ({
      ...content,
      lines: content.lines.map((line) => ({ ...line, quantity: line.quantity * 2n })),
    });
    return { ...one, content: () => twice(one.content() as CommandContent<'placeReplacement'>) };
  },
};

/** Nothing goes on for ever, what is at rest agrees, and the order of the facts does not count. */
function checkJudgements(world: World, process: Process, find: (what: string) => void): void {
  const { definition, rules } = process.variant;
  for (const record of process.orders.values()) {
    const { salesOrder: rma, last, facts } = record;
    if (last === null) continue;
    if (last.underway) find(`${rma} is under way for ever`);
    for (const equation of last.judgement.equations) {
      if (equationDelta(equation) !== 0n && last.cases.length === 0) {
        find(`${rma} ${equation.id} is broken`);
      }
    }
    const judged = judgedText(last.judgement, process.stockOf(record));
    const agrees = agreesInAnyOrder(
      world.random, definition, PRODUCT.stockOf, rma, facts, judged, rules.evolve,
    );
    if (!agrees) find(`${rma} is judged by the order in which its facts came`);
  }
}
