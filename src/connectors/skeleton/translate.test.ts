import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { factTypeOf } from '../../canonical/catalogue.ts';
import { companyCodes } from '../company-codes.ts';
import { translate } from './translate.ts';

const FIXTURE = readFileSync(new URL('./fixtures/order-changed.json', import.meta.url), 'utf8');
const COMPANIES = companyCodes({ '10': 'uk' });
const SECRET = 'a secret';

interface Loose {
  event: string;
  order: Record<string, unknown>;
}

function signed(body: string, secret = SECRET) {
  const digest = createHmac('sha256', secret).update(body).digest('hex');
  const headers = {
    'X-Skeleton-Id': 'm-1',
    'X-Skeleton-Signature': `sha256=${digest}`,
  };
  return { headers, body: Buffer.from(body) };
}

const read = (body: string, secret?: string) => translate(signed(body, secret), SECRET, COMPANIES);

/** The fixture, changed in one place. */
function changed(change: (event: Loose) => void): string {
  const event = JSON.parse(FIXTURE) as Loose;
  change(event);
  return JSON.stringify(event);
}

test('an order states what the site has accepted', () => {
  const translation = read(FIXTURE);
  assert.ok(translation.kind === 'facts');
  const [fact] = translation.facts;
  assert.deepEqual([fact?.id, fact?.entity], ['order/SO-1-trial-site/2', 'uk']);
  assert.deepEqual(JSON.parse(factTypeOf(fact!.type)!.encode(fact!.content)), {
    salesOrder: 'SO-1',
    shippingOrder: 'SO-1-trial-site',
    version: 2,
    of: 'second',
    site: 'trial-site',
    lines: [{ line: 1, item: 'VALVE', quantity: '4' }],
  });
});

test('a message with another secret is rejected, and says nothing', () => {
  assert.equal(read(FIXTURE, 'another').kind, 'rejected');
});

const MISFITS: readonly (readonly [string, (event: Loose) => void, string])[] = [
  ['another event', (event) => (event.event = 'order.eaten'), '$.event'],
  ['an unknown member', (event) => (event.order['mood'] = 'good'), '$.order'],
  ['a revision that is none', (event) => (event.order['revision'] = 0), '$.order.revision'],
  ['an unknown company', (event) => (event.order['company'] = 'XX'), '$.order'],
  ['a time that is none', (event) => (event.order['changed_at'] = 'noon'), '$.order'],
];

for (const [name, change, path] of MISFITS) {
  test(`${name} is a fault with its path`, () => {
    const translation = read(changed(change));
    assert.equal(translation.kind === 'faults' && translation.faults[0]?.path, path);
  });
}

test('text that is no JSON is a fault, never an exception', () => {
  assert.equal(read('{').kind, 'faults');
});
