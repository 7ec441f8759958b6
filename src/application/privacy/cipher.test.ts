import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { comparable, ENCLOSED_VALUES, isEnclosed } from '../../kernel/enclosed.ts';
import { discloseMessage, discloseValue, encloseMessage, encloseValue, usableKey } from './cipher.ts';

const [ada, bob] = [usableKey('1-1', randomBytes(32)), usableKey('2-1', randomBytes(32))];
const ciphertextOf = (text: string): string => [...text.matchAll(ENCLOSED_VALUES)][0]![4]!;

test('a value comes back as it was, whatever it is made of, and is the same text each time', () => {
  for (const value of ['', 'LS1 4AP', 'Größe "☂" \u{1F4E6}', 'x'.repeat(2_000)]) {
    const text = encloseValue(ada, value);
    assert.ok(isEnclosed(text), text);
    assert.equal(JSON.stringify(text), `"${text}"`, 'JSON needs no escapes for it');
    assert.equal(encloseValue(ada, value), text);
    assert.equal(discloseValue(ada, ciphertextOf(text)), value);
  }
});

test('another key makes another text, reads nothing, and no altered text is read', () => {
  const text = encloseValue(ada, 'LS1 4AP');
  assert.notEqual(encloseValue(bob, 'LS1 4AP').replace('2-1', '1-1'), text);
  assert.equal(discloseValue(bob, ciphertextOf(text)), null);
  const bytes = Buffer.from(ciphertextOf(text), 'base64url');
  for (let at = 0; at < bytes.length; at++) {
    const altered = Buffer.from(bytes);
    altered[at]! ^= 1;
    assert.equal(discloseValue(ada, altered.toString('base64url')), null, `byte ${at}`);
  }
});

test('values that differ in case and blanks have one tag, and no other values do', () => {
  const [upper, lower] = [encloseValue(ada, 'MAIN  Street'), encloseValue(ada, 'main street ')];
  assert.notEqual(upper, lower);
  assert.equal(comparable(upper), comparable(lower));
  assert.notEqual(comparable(upper), comparable(encloseValue(ada, 'main streets')));
});

test('a message takes the keys of all whom it tells of, in any order', () => {
  const message = { headers: '{"x":"y"}', body: Buffer.from([0, 1, 2, 255]) };
  const stored = encloseMessage([ada, bob], message);
  assert.deepEqual(discloseMessage([bob, ada], stored), message);
  assert.throws(() => discloseMessage([ada], stored));
  const altered = Buffer.from(stored.body);
  altered[altered.length - 1]! ^= 1;
  assert.throws(() => discloseMessage([ada, bob], { ...stored, body: altered }));
});
