import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namingValues, telling } from './telling.ts';

/** Whether one of the patterns finds a text of ASCII. */
const finds = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => new RegExp(pattern).test(text.toLowerCase()));

test('numbers count as whole words, and only such as name somebody', () => {
  const patterns = telling([], ['C-88', '10088', '4711088', 'U1'], []);
  for (const text of ['<no>C-88</no>', 'N1*BY**92*C-88~', '"4711088"']) {
    assert.ok(finds(patterns, text), text);
  }
  for (const text of ['C-881', 'XC-88', '10088', 'U1', '14711088']) assert.ok(!finds(patterns, text), text);
  assert.ok(finds(telling(['C1'], [], []), '{"customer":"C1"}'), 'a member says what it is');
  assert.ok(!finds(telling(['C1'], [], []), '{"customer":"C12"}'));
});

test('what was said of a person counts however it is written', () => {
  const patterns = telling([], [], ['Rosalind "Ros" Harrow & Sons', 'x']);
  assert.ok(finds(patterns, 'ROSALIND "ROS" HARROW & SONS'));
  const inJson = JSON.stringify({ name: 'Rosalind "Ros" Harrow & Sons' });
  assert.ok(finds(patterns, inJson.replaceAll('\\', '\\\\')));
  assert.ok(finds(patterns, '<n>Rosalind "Ros" Harrow &amp; Sons</n>'));
  assert.ok(!finds(patterns, 'x marks the spot'));
  const bytes = 'gr\\\\303\\\\266\\\\303\\\\237e';
  assert.ok(telling([], [], ['Größe']).includes(bytes), 'as the database writes them');
});

test('of a fact only enclosed members count, and none that many people share', () => {
  const content = { name: '~name', city: '~city', country: 'GB', lines: [{ text: '~text' }] };
  assert.deepEqual(namingValues(content, (value) => value.startsWith('~')), ['~name', '~text']);
});
