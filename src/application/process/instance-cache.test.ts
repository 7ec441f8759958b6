import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RecentMap } from './instance-cache.ts';

test('law: what was used last is kept as it was set, half the limit at least, and never more than it', () => {
  const value = fc.option(fc.nat(), { nil: null });
  const act = fc.record({ key: fc.nat({ max: 9 }), value, gone: fc.boolean() });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 100 }), (acts) => {
      const recent = new RecentMap<number, number>(6);
      // The keys in the order of their last use, with what was set.
      const model = new Map<number, number>();
      for (const { key, value, gone } of acts) {
        const known = model.get(key);
        if (gone) {
          recent.delete(key);
          model.delete(key);
        } else if (value !== null) {
          recent.set(key, value);
          model.delete(key);
          model.set(key, value);
        } else {
          const answer = recent.get(key);
          assert.ok(answer === undefined || answer === known);
          if (answer !== undefined) model.delete(key);
          if (answer !== undefined) model.set(key, answer);
        }
        assert.ok(recent.size <= 6);
      }
      // Read from the newest: each read makes it newer still.
      for (const [key, value] of [...model].slice(-3).toReversed()) assert.equal(recent.get(key), value);
    }),
  );
});
