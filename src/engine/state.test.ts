import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Instant } from '../kernel/instant.ts';
import type { Fact } from './fact.ts';
import {
  contentOf,
  emptyState,
  evolve,
  isDisputed,
  register,
  registers,
  registerTypes,
  type RegisterType,
  type State,
} from './state.ts';

interface Shipment {
  readonly number: string;
  readonly version: number;
  readonly units: number;
}

const R = registerTypes({
  shipment: {
    type: 'shipment',
    key: ({ number }: Shipment) => number,
    version: ({ version }: Shipment) => version,
  },
});
const TYPES = new Map([['shipment', R.shipment as unknown as RegisterType<never>]]);
const EMPTY = emptyState(TYPES);

let ids = 0;
function told(number: string, version: number, units: number, at = 0, id = `m${++ids}`): Fact {
  const content: Shipment = { number, version, units };
  return {
    type: 'shipment',
    source: 'wms',
    id,
    entity: 'main',
    occurredAt: at as Instant,
    recordedAt: 0 as Instant,
    correlationId: '',
    causationId: null,
    content,
    text: JSON.stringify(content),
  };
}

const after = (...facts: readonly Fact[]): State =>
  facts.reduce((state, fact) => evolve(TYPES, state, fact).state, EMPTY);
const evolutions = (...facts: readonly Fact[]): string[] => {
  let state = EMPTY;
  return facts.map((fact) => {
    const evolved = evolve(TYPES, state, fact);
    state = evolved.state;
    return evolved.evolution;
  });
};

test('the newer version of a shipment counts, whichever arrives first', () => {
  const [first, second] = [told('SH-1', 1, 10), told('SH-1', 2, 9)];
  assert.deepEqual(evolutions(first, second), ['applied', 'applied']);
  assert.deepEqual(evolutions(second, first), ['applied', 'superseded']);
  for (const state of [after(first, second), after(second, first)]) {
    assert.equal(contentOf(register(state, R.shipment, 'SH-1')!).units, 9);
  }
});

test('a system that repeats itself under a new id is counted and changes nothing', () => {
  const [first, again] = [told('SH-1', 1, 10), told('SH-1', 1, 10)];
  assert.deepEqual(evolutions(first, again), ['applied', 'duplicate']);
  const state = after(first);
  assert.equal(evolve(TYPES, state, again).state, state);
});

test('of repeated statements the earliest time and the first name are kept', () => {
  const late = told('SH-1', 1, 10, 500, 'b');
  const early = told('SH-1', 1, 10, 100, 'c');
  for (const state of [after(late, early), after(early, late)]) {
    const [content] = register(state, R.shipment, 'SH-1')!.contents;
    assert.equal(content.occurredAt, 100);
    assert.equal(content.fact, 'wms/b');
  }
});

test('the same version with another content is a dispute that keeps both', () => {
  const [ten, nine] = [told('SH-1', 1, 10), told('SH-1', 1, 9)];
  assert.deepEqual(evolutions(ten, nine), ['applied', 'conflict']);
  const [one, other] = [after(ten, nine), after(nine, ten)];
  assert.deepEqual(one, other);
  const known = register(one, R.shipment, 'SH-1')!;
  assert.equal(isDisputed(known), true);
  assert.deepEqual(known.contents.map(({ value }) => value.units).sort(), [10, 9]);
});

test('a newer version ends a dispute', () => {
  const state = after(told('SH-1', 1, 10), told('SH-1', 1, 9), told('SH-1', 2, 8));
  assert.equal(isDisputed(register(state, R.shipment, 'SH-1')!), false);
});

test('registers are sorted by key and found by it', () => {
  const state = after(told('SH-3', 1, 1), told('SH-1', 1, 1), told('SH-2', 1, 1));
  assert.deepEqual(registers(state, R.shipment).map(({ key }) => key), ['SH-1', 'SH-2', 'SH-3']);
  assert.equal(register(state, R.shipment, 'SH-4'), undefined);
});

test('a fact of a type without a register is a fault of ours', () => {
  assert.throws(() => evolve(TYPES, EMPTY, { ...told('SH-1', 1, 1), type: 'other' }), /no register/);
});

test('any order and any repetition of the same facts gives the same state', () => {
  const fact = fc.record({
    number: fc.constantFrom('SH-1', 'SH-2', 'SH-3'),
    version: fc.integer({ min: 1, max: 3 }),
    units: fc.integer({ min: 1, max: 3 }),
    at: fc.integer({ min: 0, max: 5 }),
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  });
  const facts = fc.array(fact, { maxLength: 12 });
  fc.assert(
    fc.property(facts, fc.infiniteStream(fc.nat()), (told_, chance) => {
      const all = told_.map(({ number, version, units, at, id }) =>
        told(number, version, units, at, `${id}${number}${version}${units}${at}`),
      );
      const shuffled = [...all, ...all.filter((_, index) => index % 3 === 0)]
        .map((known) => ({ known, rank: chance.next().value as number }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ known }) => known);
      assert.deepEqual(after(...shuffled), after(...all));
    }),
    { numRuns: 300 },
  );
});

test('said again after an erasure it is a repetition, and the state is the same in either order', () => {
  const enclosed = (key: string, tag: string): Fact => {
    const fact = told('SH-1', 1, 10, 0, key);
    return { ...fact, text: `{"to":"~pd.${key}.${tag.repeat(11)}.${tag.repeat(22)}"}` };
  };
  const [before, since] = [enclosed('7-1', 'a'), enclosed('7-2', 'b')];
  assert.deepEqual(evolutions(before, since), ['applied', 'duplicate']);
  assert.deepEqual(after(before, since), after(since, before));
  assert.deepEqual(evolutions(before, enclosed('7-1', 'c')), ['applied', 'conflict']);
});
