import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseJson, readJson } from './json-text.ts';

test('a JSON text is read', () => {
  assert.deepEqual(readJson(Buffer.from('\uFEFF{"a":[1,true,null,"x"]}')), {
    ok: true,
    value: { a: [1, true, null, 'x'] },
  });
});

test('the position of a mistake is found', () => {
  const cases: readonly (readonly [text: string, position: number])[] = [
    ['', 0],
    ['{', 1],
    ['{"a":1,}', 7],
    ['{"a" 1}', 5],
    ['[1,2', 4],
    ['[1 2]', 3],
    ['{"a":tru}', 5],
    ['{"a":01}', 5],
    ['{\n  "a": x\n}', 9],
    ['{"a":1}}', 7],
    ['[1]]', 3],
    ['{"a":"\n"}', 5],
    ['nul', 0],
    [']', 0],
    ['{]', 1],
    ['[}', 1],
    ['"a":1', 3],
  ];
  for (const [text, position] of cases) {
    const parsed = parseJson(text);
    assert.ok(!parsed.ok, text);
    assert.equal(parsed.error.position, position, text);
  }
});

test('bytes that are no UTF-8 are refused', () => {
  const read = readJson(Uint8Array.of(0x22, 0xc3, 0x28, 0x22));
  assert.ok(!read.ok);
  assert.equal(read.error.code, 'malformed-text');
});
