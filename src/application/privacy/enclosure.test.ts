import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { FACTS } from '../../canonical/catalogue.ts';
import { ENCLOSED } from '../../kernel/enclosed.ts';
import type { Instant } from '../../kernel/instant.ts';
import { expectOk } from '../../kernel/result.ts';
import type { DataSubject } from '../ports/personal-keys.ts';
import type { NewFact, Submission } from '../process/submission.ts';
import { Enclosure } from './enclosure.ts';
import { KeyRing } from './key-ring.ts';
import { PRIVACY_LIMITS } from './limits.ts';

/** Keys in memory, as another process may destroy them. */
function keyTable() {
  const rows = new Map<string, { name: string; secret: Uint8Array | null; looks: number }>();
  let looks = 0;
  return {
    looks: () => looks,
    destroy: () => rows.forEach((row) => (row.secret = null)),
    current: async (subjects: readonly DataSubject[]) => {
      looks++;
      return subjects.map(({ entity, subject }) => {
        const name = `${entity} ${subject}`;
        const row = rows.get(name) ?? { name: `${rows.size + 1}-1`, secret: randomBytes(32), looks };
        rows.set(name, row);
        return { entity, subject, ...row };
      });
    },
    named: async (names: readonly string[]) => {
      looks++;
      return [...rows.values()].filter(({ name }) => names.includes(name));
    },
  };
}

function customerFact(number: string, name: string): NewFact {
  const { content, text } = expectOk(
    FACTS.customerStated.decode({ customer: number, system: 'erp', number, version: 1, name }),
    'the fact',
  );
  return {
    source: 'erp', id: `E-${number}`, entity: 'uk', type: FACTS.customerStated.type, occurredAt: 0 as Instant,
    content, text, correlationId: null, causationId: null, messageId: null,
  };
}

const enclosedText = async (submission: Submission | Promise<Submission>): Promise<string> =>
  (await submission).facts![0]!.text;

test('one look fetches the keys of all who come in one tick, and none is needed for a while', async () => {
  const table = keyTable();
  let now = 0;
  const enclosure = new Enclosure(new KeyRing(table, () => now));
  const coming = ['C-1', 'C-2', 'C-3'].map((number) =>
    enclosedText(enclosure.submission({ facts: [customerFact(number, 'Harrow')] })),
  );
  const texts = await Promise.all(coming);
  assert.equal(table.looks(), 1);
  assert.equal(new Set(texts.map((text) => text.slice(text.indexOf(ENCLOSED)))).size, 3, 'a key for each');
  const again = enclosure.submission({ facts: [customerFact('C-1', 'Harrow')] });
  assert.ok(!(again instanceof Promise), 'its key is at hand');
  assert.equal(await enclosedText(again), texts[0]);
  assert.equal(await enclosure.text(texts[0]!), customerFact('C-1', 'Harrow').text);
  assert.equal(table.looks(), 1);
  now = PRIVACY_LIMITS.keyKeptMs;
  await enclosure.text(texts[0]!);
  assert.equal(table.looks(), 2, 'then one looks again');
});

test('what another process destroyed is read for seconds at most, and said to be erased', async () => {
  const table = keyTable();
  let now = 0;
  const enclosure = new Enclosure(new KeyRing(table, () => now));
  const text = await enclosedText(enclosure.submission({ facts: [customerFact('C-1', 'Ros "R" Harrow')] }));
  assert.equal((JSON.parse(await enclosure.text(text)) as { name: string }).name, 'Ros "R" Harrow');
  table.destroy();
  now = PRIVACY_LIMITS.keyKeptMs;
  const { value, isErased } = await enclosure.disclosed(text);
  assert.deepEqual([(JSON.parse(value) as { name: string }).name, isErased], ['erased', true]);
});

test('a fact without personal values, and one that waited, stay as they are', () => {
  const enclosure = new Enclosure(new KeyRing(keyTable()));
  const { name: _, ...nameless } = customerFact('C-1', 'x').content as Record<string, unknown>;
  const plain = { facts: [{ ...customerFact('C-1', 'x'), content: nameless }] };
  assert.equal(enclosure.submission(plain), plain);
  const delivered = { facts: [customerFact('C-1', 'x')], delivered: true };
  assert.equal(enclosure.submission(delivered), delivered);
});

test('a text that only looks like an enclosed value stays as it is', async () => {
  const forged = JSON.stringify({ note: `${ENCLOSED}9-9.aaaaaaaaaaa.${'b'.repeat(40)}` });
  assert.equal(await new Enclosure(new KeyRing(keyTable())).text(forged), forged);
});
