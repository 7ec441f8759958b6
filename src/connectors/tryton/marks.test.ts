import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { markOf, markText } from './marks.ts';

test('a mark is read as it was written, whatever is in its parts', () => {
  const parts = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 4 });
  fc.assert(
    fc.property(parts, fc.integer({ min: 1, max: 999_999_999 }), (written, generation) => {
      const mark = markOf(markText('payment', generation, ...written), 'payment');
      assert.deepEqual(mark, { kind: 'payment', generation, parts: written });
    }),
  );
});

test('what people write in a description is none of our marks', () => {
  const ours = ['crossdock', 'crossdock order', 'crossdock order 0 x', 'crossdock order 1 %E0%A4%A'];
  const written = [null, '', 'urgent!', ...ours];
  for (const text of written) {
    assert.equal(markOf(text, 'order'), null, String(text));
  }
  assert.equal(markOf(markText('order', 1, 'x'), 'invoice'), null);
});
