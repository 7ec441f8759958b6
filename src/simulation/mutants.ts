/**
 * Faulty variants of the product. Each takes one guard away; the simulation must notice every one,
 * or it proves nothing.
 */
import { FACTS } from '../canonical/catalogue.ts';
import { diff } from '../engine/diff.ts';
import type { Fact, ToldFact } from '../engine/fact.ts';
import {
  evolve,
  registers,
  type Register,
  type RegisterType,
  type State,
} from '../engine/state.ts';
import type { Step } from '../engine/step.ts';
import { decisionsOf } from '../workflows/order-to-cash/checkpoints.ts';
import type { OrderToCashPolicy } from '../workflows/order-to-cash/policy.ts';
import { judge } from '../workflows/order-to-cash/workflow.ts';
import { textOf, type FactContent } from './contents.ts';
import type { Variant } from './variant.ts';

type Mutant = (base: Variant, policy: OrderToCashPolicy) => Variant;
type Evolve = typeof evolve;

/** Forgets what is known under a fact's key, so that evolve takes the fact as new. */
function without(state: State, type: RegisterType, key: string): State {
  const slots = state.slots.slice();
  slots[type.slot] = registers(state, type).filter((known) => known.key !== key);
  return { slots };
}

const known = (state: State, type: RegisterType, key: string): Register | undefined =>
  registers(state, type).find((register) => register.key === key);

/** The later message wins, whatever version it carries. */
export const lastArrivalWins: Evolve = (types, state, fact) => {
  const type = types.get(fact.type) as unknown as RegisterType;
  return evolve(types, without(state, type, type.key(fact.content)), fact);
};

const firstContentWins: Evolve = (types, state, fact) => {
  const type = types.get(fact.type) as unknown as RegisterType;
  const before = known(state, type, type.key(fact.content));
  const evolved = evolve(types, state, fact);
  if (evolved.evolution !== 'conflict' || before === undefined) return evolved;
  return { state, evolution: 'duplicate' };
};

const gateUndoes: typeof diff = (wanted, book, rules, decisions) =>
  diff(
    wanted.filter(({ gates }) => gates.every(({ status }) => status === 'cleared')),
    book,
    rules,
    decisions,
  );

/** Takes every tax quote as the answer to what is being asked now. */
function answersWhateverIsAsked(fact: Fact, last: Step | null): Fact {
  if (fact.type !== FACTS.taxQuoted.type) return fact;
  const quote = fact.content as FactContent<'taxQuoted'>;
  const asked = last?.judgement.wanted.find(({ id }) => id === `quote-tax:${quote.shipment}`);
  const content = { ...quote, of: asked?.fingerprint ?? quote.of };
  return { ...fact, content, text: textOf(content) };
}

/** Reads a decision about one price difference as a decision about every one of that line. */
function coveringAnyValue(view: Parameters<typeof decisionsOf>[0]): ReadonlyMap<string, string> {
  const lineOf = (id: string): string => id.split(':').slice(0, 2).join(':');
  const decisions = decisionsOf(view);
  const byLine = new Map([...decisions].map(([id, verdict]) => [lineOf(id), verdict]));
  return Object.assign(new Map(decisions), {
    get: (id: string) => (id.startsWith('price:') ? byLine.get(lineOf(id)) : decisions.get(id)),
  });
}

/** Writes what is said anew of a business key over the fact that said it before. */
export const editsWhatIsStored = (base: Variant): Variant => {
  const said = new Map<string, ToldFact>();
  const editing: Evolve = (types, state, fact) => {
    const key = `${fact.type} ${types.get(fact.type)!.key(fact.content as never)}`;
    const before = said.get(key);
    if (before !== undefined) Object.assign(before, { content: fact.content, text: fact.text });
    said.set(key, fact);
    return base.rules.evolve(types, state, fact);
  };
  return { ...base, rules: { ...base.rules, evolve: editing } };
};

/** The faulty variants, by what they forget. */
export const MUTANTS = {
  'last-arrival-wins': (base) => ({ ...base, rules: { ...base.rules, evolve: lastArrivalWins } }),
  'first-content-wins': (base) => ({ ...base, rules: { ...base.rules, evolve: firstContentWins } }),
  'edits-what-is-stored': editsWhatIsStored,
  'key-without-generation': (base) => ({
    ...base,
    keyOf: (salesOrder, issue) => `${salesOrder}/${issue.id}`,
  }),
  'gate-that-undoes': (base) => ({ ...base, rules: { ...base.rules, diff: gateUndoes } }),
  'blind-retry': (base) => ({ ...base, doubt: 'retried-blindly' }),
  'absent-before-settled': (base) => ({ ...base, doubt: 'absent-at-once' }),
  /** The key keeps a second request harmless, but nobody may send one: it may be withdrawn. */
  'key-excuses-absence': (base) => ({ ...base, doubt: 'absent-at-once-with-key' }),
  'tax-answer-without-question': (base) => ({ ...base, read: answersWhateverIsAsked }),
  'waiver-covers-any-value': (base, policy) => ({
    ...base,
    definition: {
      ...base.definition,
      judge: (state, scope) => judge(state, scope, policy, coveringAnyValue),
    },
  }),
} as const satisfies Readonly<Record<string, Mutant>>;

export type MutantName = keyof typeof MUTANTS;
