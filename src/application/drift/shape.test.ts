import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Instant } from '../../kernel/instant.ts';
import {
  accept,
  GONE_AFTER,
  learn,
  LEARNED_AFTER,
  MEMBERS_MAX,
  NOTHING_LEARNED,
  sentenceOf,
  shapeOf,
  type Learned,
} from './shape.ts';

const order = (more: object = {}): object =>
  ({ id: 1, discount: 2.5, lines: [{ item: 'A', note: null }], ...more });
const at = (minute: number): Instant => (Date.UTC(2031, 4, 7, 9, 0) + minute * 60_000) as Instant;

function after(learned: Learned, count: number, message: object, minute = 0): Learned {
  let state = learned;
  for (let seen = 0; seen < count; seen++) state = learn(state, shapeOf(message), at(minute));
  return state;
}
const known = after(NOTHING_LEARNED, LEARNED_AFTER, order());
const sentences = ({ drifts }: Learned): string[] => drifts.map(sentenceOf);

describe('the shape of messages', () => {
  test('is members by path, elements of arrays as one, nothing where there is null', () => {
    const paths = ['$', '$.id', '$.discount', '$.lines', '$.lines[]', '$.lines[].item'];
    assert.deepEqual([...shapeOf(order()).keys()], paths);
  });

  test('a member that changes its type is named with the moment', () => {
    const drifted = after(known, 1, order({ discount: '2.50' }), 40);
    assert.deepEqual(sentences(drifted), ['$.discount turned from number to string at 2031-05-07 09:40']);
    assert.deepEqual(sentences(after(drifted, 3, order({ discount: '1' }), 50)), sentences(drifted));
  });

  test('it is over when the messages look as before, or a person accepts it', () => {
    const drifted = after(known, 1, order({ discount: '2.50' }));
    assert.deepEqual(sentences(after(drifted, GONE_AFTER, order())), []);
    const accepted = accept(drifted, '$.discount', at(60));
    assert.deepEqual(sentences(after(accepted, 5, order({ discount: '2.50' }))), []);
  });

  test('a member that appears is named once, not each member in it', () => {
    const drifted = after(known, 1, order({ gift: { text: 'x' } }), 5);
    assert.deepEqual(sentences(drifted), ['$.gift (object) is new since 2031-05-07 09:05']);
  });

  test('a member that was always there and is missing for long has vanished, until it is back', () => {
    const without = { id: 1, lines: [] };
    assert.deepEqual(sentences(after(known, GONE_AFTER - 1, without, 9)), []);
    const gone = after(known, GONE_AFTER, without, 9);
    assert.deepEqual(sentences(gone), ['$.discount (number) is there no more since 2031-05-07 09:00']);
    assert.deepEqual(sentences(after(gone, 1, order())), []);
  });

  test('what comes now and then is no drift, nor is null', () => {
    let state = NOTHING_LEARNED;
    for (let seen = 0; seen < 200; seen++) {
      const message = seen % 10 === 0 ? order({ voucher: 'V' }) : order({ discount: null });
      state = learn(state, shapeOf(message), at(seen));
    }
    assert.deepEqual(state.drifts.filter(({ path }) => path === '$.voucher'), []);
  });

  test('nothing is learned without bound', () => {
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`k${n}`, n]));
    assert.ok(Object.keys(after(NOTHING_LEARNED, 2, wide).members).length <= MEMBERS_MAX);
  });
});
