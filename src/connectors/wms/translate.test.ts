import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { InboundMessage } from '../../application/ports/connector.ts';
import { factTypeOf } from '../../canonical/catalogue.ts';
import { translate } from './translate.ts';

const OPTIONS = { secret: 'secret', entities: { GB01: 'uk', DE01: 'de' } };

const fixture = (name: string): string =>
  readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8');

function signed(body: string): InboundMessage {
  const digest = createHmac('sha256', 'secret').update(body).digest('hex');
  const headers = { 'x-wms-signature': `sha256=${digest}`, 'x-wms-delivery-id': 'event-1' };
  return { headers, body: Buffer.from(body) };
}

/** What an event says, in canonical wire form. */
function said(name: string): unknown[] {
  const translation = translate(signed(fixture(name)), OPTIONS);
  assert.equal(translation.kind, 'facts');
  if (translation.kind !== 'facts') return [];
  return translation.facts.map(({ type, id, entity, content }) => [
    type,
    id,
    entity,
    JSON.parse(factTypeOf(type)!.encode(content)) as unknown,
  ]);
}

test('an answer says what is undertaken, and what is too late', () => {
  const common = {
    salesOrder: 'SO-1001',
    shippingOrder: 'SO-1001-LON',
    of: 'f1n63rpr1n7',
    site: 'LON',
  };
  const lines = [
    { line: 1, item: 'BOLT', quantity: '8' },
    { line: 2, item: 'NUT', quantity: '0' },
  ];
  const refused = {
    ...common,
    lines: [{ line: 1, item: 'BOLT', committed: '8' }],
    reason: 'already picked',
  };
  assert.deepEqual(said('outbound-answered'), [
    ['shipping-order.accepted.v1', 'event/41', 'uk', { ...common, version: 2, lines }],
    ['shipping-order.change-refused.v1', 'event/41/refused', 'uk', refused],
  ]);
});

test('a pick names what it could not find', () => {
  const content = {
    salesOrder: 'SO-1001',
    pick: 'SO-1001-LON-P1',
    version: 1,
    site: 'LON',
    lines: [{ line: 1, item: 'BOLT', picked: '7.5', short: '0.5' }],
    reason: 'not enough found',
  };
  assert.deepEqual(said('pick-confirmed'), [['pick.confirmed.v1', 'event/42', 'uk', content]]);
});

test('a shipment carries its version and when it left', () => {
  const content = {
    salesOrder: 'SO-1001',
    shipment: 'SO-1001-LON-S1',
    version: 2,
    site: 'LON',
    shippedAt: '2031-05-05T11:00:00.000Z',
    lines: [{ line: 1, item: 'BOLT', quantity: '6.5' }],
  };
  const expected = [['shipment.confirmed.v1', 'event/43', 'uk', content]];
  assert.deepEqual(said('shipment-confirmed'), expected);
});

test('one event may hold many movements, each a fact of its own', () => {
  const site = { location: 'HAM', disposition: 'sellable_accessible' };
  const supplier = { ...site, location: 'supplier' };
  const counts = { ...site, location: 'adjustment' };
  const movement = (number: number, rest: object): unknown => [
    'movement.recorded.v1',
    `event/44/${number}`,
    'de',
    { movement: `MV44-${number}`, version: 1, ...rest },
  ];
  const missing = { kind: 'adjustment', item: 'NUT', quantity: '2', from: site, to: counts };
  const surplus = { kind: 'adjustment', item: 'NUT', quantity: '1', from: counts, to: site };
  assert.deepEqual(said('stock-moved'), [
    movement(1, { kind: 'receipt', item: 'BOLT', quantity: '100', from: supplier, to: site }),
    movement(2, { ...missing, reason: 'not found at picking' }),
    movement(3, { ...surplus, reason: 'count' }),
  ]);
});

test('a reservation is an allocation with its shortfalls', () => {
  const content = {
    salesOrder: 'SO-1001',
    decision: 1,
    of: 'a110c8',
    allocations: [{ line: 1, item: 'NUT-B', site: 'LEE', quantity: '20' }],
    shortfalls: [{ line: 1, quantity: '5' }],
  };
  const expected = [['inventory.allocated.v1', 'event/45', 'uk', content]];
  assert.deepEqual(said('reservation-decided'), expected);
});

test('an event that the warehouse did not sign is rejected', () => {
  const message = signed(fixture('pick-confirmed'));
  const headers = { ...message.headers, 'x-wms-signature': 'sha256=00' };
  assert.equal(translate({ ...message, headers }, OPTIONS).kind, 'rejected');
});

const faulty: readonly [string, (event: { [member: string]: unknown }) => unknown, string][] = [
  ['an event type that we do not know', (event) => (event['eventType'] = 'X'), '$.eventType'],
  [
    'a quantity that is no decimal',
    (event) => ((event['payload'] as PickPayload).lines[0]!.pickedQty = 'many'),
    '$.payload.lines[0].pickedQty',
  ],
  [
    'a company that is not ours',
    (event) => ((event['payload'] as PickPayload).companyCode = 'FR01'),
    '$.payload.companyCode',
  ],
];
interface PickPayload {
  companyCode: string;
  lines: { pickedQty: string }[];
}
for (const [what, spoil, path] of faulty) {
  test(`${what} gives a fault with its path`, () => {
    const event = JSON.parse(fixture('pick-confirmed')) as { [member: string]: unknown };
    spoil(event);
    const translation = translate(signed(JSON.stringify(event)), OPTIONS);
    assert.equal(translation.kind, 'faults');
    if (translation.kind !== 'faults') return;
    assert.deepEqual(translation.faults.map((fault) => fault.path), [path]);
  });
}

test('text that is no JSON gives a fault, never an exception', () => {
  assert.equal(translate(signed('{'), OPTIONS).kind, 'faults');
  assert.equal(translate(signed('null'), OPTIONS).kind, 'faults');
});
