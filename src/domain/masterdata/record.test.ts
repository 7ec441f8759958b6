import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Instant } from '../../kernel/instant.ts';
import { seededRandom } from '../../kernel/random.ts';
import { resolveField, type FieldRule, type Word } from './record.ts';

const SEED = process.env['CROSSDOCK_SEED'] ?? 'who is right';

const word = (system: string, value: string, saidAt = 1, more: Partial<Word> = {}): Word => ({
  system,
  number: '1',
  value,
  saidAt: saidAt as Instant,
  isEcho: false,
  ...more,
});
const rule = (conflict: FieldRule['conflict'], ...owners: string[]): FieldRule => ({ owners, conflict });
const BOTH = ['erp', 'shop'] as const;

test('the owner that is named first wins, and the loser is kept', () => {
  const resolved = resolveField(
    rule('owner-wins', ...BOTH), [word('shop', 'Acme Limited', 9), word('erp', 'Acme Ltd', 1)], null,
  );
  assert.equal(resolved.value, 'Acme Ltd');
  assert.deepEqual(resolved.others.map(({ system, because }) => [system, because]), [['shop', 'lost']]);
});

test('the newest word wins where that is declared', () => {
  const words = [word('erp', 'Acme Ltd', 1), word('shop', 'Acme Limited', 9)];
  assert.equal(resolveField(rule('newest-wins', ...BOTH), words, null).from?.system, 'shop');
});

test('a person is asked where that is declared, and covers exactly what was there', () => {
  const words = [word('erp', 'Acme Ltd'), word('shop', 'Acme Limited')];
  const ask = rule('ask', ...BOTH);
  const open = resolveField(ask, words, null);
  assert.deepEqual([open.value, open.isOpen], [null, true]);
  const choice = { of: open.of, system: 'shop', number: '1' };
  assert.equal(resolveField(ask, words, choice).value, 'Acme Limited');
  const changed = [word('erp', 'Acme plc', 5), words[1]!];
  assert.equal(resolveField(ask, changed, choice).isOpen, true);
});

test('who does not own a field is not heard, but shown', () => {
  const words = [word('shop', 'GB1', 9), word('erp', 'GB2', 1)];
  const resolved = resolveField(rule('owner-wins', 'erp'), words, null);
  assert.equal(resolved.value, 'GB2');
  assert.equal(resolved.others[0]?.because, 'not-owner');
});

test('an echo never counts, even as the newest', () => {
  const words = [word('erp', 'Acme Ltd', 1), word('shop', 'ACME L', 9, { isEcho: true })];
  const resolved = resolveField(rule('newest-wins', ...BOTH), words, null);
  assert.equal(resolved.value, 'Acme Ltd');
  assert.equal(resolved.others[0]?.because, 'echo');
});

test(`the same words in any order give the same answer (seed ${SEED})`, () => {
  const random = seededRandom(SEED);
  for (let run = 0; run < 500; run++) {
    const words = Array.from({ length: random.between(1, 5) }, () =>
      word(random.pick(['erp', 'shop', 'crm']), random.pick(['A', 'a ', 'B', 'C']), random.between(1, 3), {
        number: random.pick(['1', '2']),
        isEcho: random.chance(0.2),
      }),
    );
    const policy = rule(random.pick(['owner-wins', 'newest-wins', 'ask']), ...BOTH);
    const first = resolveField(policy, words, null);
    for (let order = 0; order < 4; order++) {
      assert.deepEqual(resolveField(policy, random.shuffle(words), null), first);
    }
  }
});
