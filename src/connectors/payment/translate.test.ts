import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { factTypeOf } from '../../canonical/catalogue.ts';
import { expectOk } from '../../kernel/result.ts';
import { companyCodes } from '../company-codes.ts';
import { factsOfEvent } from './translate.ts';

const FIXTURE = readFileSync(new URL('./fixtures/remittance.json', import.meta.url), 'utf8');
const COMPANIES = companyCodes({ GB01: 'uk' });

interface Loose {
  type: string;
  data: Record<string, unknown> & { lines: Record<string, unknown>[] };
}

/** The fixture, changed in one place. */
function changed(change: (event: Loose) => void): Loose {
  const event = JSON.parse(FIXTURE) as Loose;
  change(event);
  return event;
}

test('each line of a remittance is a payment of its own', () => {
  const facts = expectOk(factsOfEvent(JSON.parse(FIXTURE), COMPANIES), 'event');
  const receivedAt = '2031-05-19T12:00:00.000Z';
  assert.deepEqual(
    facts.map(({ id, type, content }) => [id, JSON.parse(factTypeOf(type)!.encode(content))]),
    [
      [
        'RM0000001/1',
        {
          payment: 'RM0000001/1',
          invoice: 'GB01-I2031-000001',
          amount: { amount: '21.19', currency: 'GBP' },
          receivedAt,
        },
      ],
      [
        'RM0000001/2',
        {
          payment: 'RM0000001/2',
          invoice: 'GB01-I2031-000004',
          amount: { amount: '8.00', currency: 'GBP' },
          receivedAt,
        },
      ],
    ],
  );
});

const MISFITS: readonly (readonly [string, (event: Loose) => void, string])[] = [
  ['another type', (event) => (event.type = 'payout.sent'), '$.type'],
  ['no lines', (event) => (event.data.lines = []), '$.data.lines'],
  ['a line without an invoice', (event) => delete event.data.lines[1]!['invoice'], '$.data.lines[1].invoice'],
  ['an unknown member', (event) => (event.data['mood'] = 'good'), '$.data'],
  ['an amount that is none', (event) => (event.data.lines[1]!['amount'] = '8,00'), '$.data.lines[1]'],
  ['an unknown company', (event) => (event.data['company'] = 'XX'), '$.data.lines[0]'],
];

for (const [name, change, path] of MISFITS) {
  test(`${name} is a fault with its path, and nothing is half read`, () => {
    const facts = factsOfEvent(changed(change), COMPANIES);
    assert.equal(!facts.ok && facts.error[0]?.path, path);
  });
}
