import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { InboundMessage } from '../../application/ports/connector.ts';
import { factTypeOf } from '../../canonical/catalogue.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { translate } from './translate.ts';

const OPTIONS = { system: 'shop', secret: 'secret', entities: { GB01: 'uk' } };
const FIXTURE = readFileSync(new URL('./fixtures/order.json', import.meta.url), 'utf8');

function signed(body: string, topic = 'orders/cancelled'): InboundMessage {
  const digest = createHmac('sha256', 'secret').update(body).digest('base64');
  const headers = {
    'x-shop-hmac-sha256': digest,
    'x-shop-webhook-id': 'message-1',
    'x-shop-topic': topic,
  };
  return { headers, body: Buffer.from(body) };
}

const changed = (change: (order: Record<string, unknown>) => void): string => {
  const order = JSON.parse(FIXTURE) as Record<string, unknown>;
  change(order);
  return JSON.stringify(order);
};

test('an order says its revision and every wish to cancel', () => {
  const translation = translate(signed(FIXTURE), OPTIONS);
  assert.equal(translation.kind, 'facts');
  if (translation.kind !== 'facts') return;
  assert.equal(translation.messageId, 'message-1');
  const said = translation.facts.map((fact) => ({
    type: fact.type,
    id: fact.id,
    entity: fact.entity,
    occurredAt: formatInstant(fact.occurredAt),
    content: JSON.parse(factTypeOf(fact.type)!.encode(fact.content)) as unknown,
  }));
  assert.deepEqual(said, [
    {
      type: 'sales-order.stated.v1',
      id: 'order/5700000000037/revision/2',
      entity: 'uk',
      occurredAt: '2031-05-05T08:05:00.000Z',
      content: {
        salesOrder: 'SO-1001',
        revision: 2,
        channel: 'shop',
        customer: 'C-17',
        customerReference: 'PO 4711',
        currency: 'GBP',
        orderedAt: '2031-05-05T08:00:00.000Z',
        requestedShipDate: '2031-05-07',
        shipTo: { country: 'GB', postalCode: 'EC1A 1BB' },
        lines: [
          { line: 1, item: 'BOLT', quantity: '10', unitPrice: '1.25' },
          { line: 2, item: 'NUT', quantity: '4', unitPrice: '0.0425' },
        ],
      },
    },
    {
      type: 'sales-order.cancellation-requested.v1',
      id: 'order/5700000000037/cancellation/1',
      entity: 'uk',
      occurredAt: '2031-05-05T08:10:00.000Z',
      content: { salesOrder: 'SO-1001', request: 'SO-1001-C1', lines: [2], reason: 'ordered twice' },
    },
  ]);
});

test('a message that was not signed by the shop is rejected', () => {
  const message = signed(FIXTURE);
  const forged = { ...message, body: Buffer.from(changed((order) => delete order['po_number'])) };
  assert.equal(translate(forged, OPTIONS).kind, 'rejected');
  assert.equal(translate({ headers: {}, body: message.body }, OPTIONS).kind, 'rejected');
});

const faulty: readonly [string, string, readonly string[]][] = [
  ['text that is no JSON', 'no json', ['$']],
  ['a missing member', changed((order) => delete order['currency']), ['$.currency']],
  [
    'a member of a line that does not fit',
    changed((order) => ((order['line_items'] as { quantity: unknown }[])[1]!.quantity = 1.5)),
    ['$.line_items[1].quantity'],
  ],
  ['an unknown member', changed((order) => Object.assign(order, { surprise: 1 })), ['$']],
  [
    'a company that is not ours',
    changed((order) => Object.assign(order, { company_code: 'FR01' })),
    ['$.company_code'],
  ],
];
for (const [what, body, paths] of faulty) {
  test(`${what} gives faults with their paths`, () => {
    const translation = translate(signed(body), OPTIONS);
    assert.equal(translation.kind, 'faults');
    if (translation.kind !== 'faults') return;
    assert.equal(translation.messageId, 'message-1');
    assert.deepEqual(translation.faults.map((fault) => fault.path), paths);
  });
}

test('a refund that a customer asks for is a wish to give goods back', () => {
  const refund = {
    id: 1, name: 'RMA-SO-37-1', revision: 1, requested_at: '2031-03-05T09:00:00.000Z', note: 'it leaks',
    refund_line_items: [{ position: 1, sku: 'VALVE', quantity: 2, reason: 'defective', opened: true }],
  };
  const body = changed((order) => void (order['refunds'] = [refund]));
  const translation = translate(signed(body, 'refunds/create'), OPTIONS);
  assert.ok(translation.kind === 'facts', 'it is taken');
  const fact = translation.facts.find(({ type }) => type === 'return.requested.v1')!;
  assert.equal(fact.id, 'order/5700000000037/refund/1/1');
  const content = JSON.parse(factTypeOf(fact.type)!.encode(fact.content)) as Record<string, unknown>;
  assert.deepEqual([content['rma'], content['channel']], ['RMA-SO-37-1', 'shop']);
  assert.deepEqual(content['lines'], [
    {
      line: 1, item: 'VALVE', quantity: '2', salesOrderLine: 1, reason: 'defective', use: 'opened',
      text: 'it leaks',
    },
  ]);
});

test('a refund of no quantity, or for a reason that nobody knows, is a fault that names its place', () => {
  const line = { position: 1, sku: 'VALVE', quantity: 0, reason: 'because', opened: true };
  const refund = {
    id: 1, name: 'RMA-1', revision: 1, requested_at: '2031-03-05T09:00:00.000Z', note: 'x',
    refund_line_items: [line],
  };
  const translation = translate(signed(changed((order) => void (order['refunds'] = [refund]))), OPTIONS);
  assert.ok(translation.kind === 'faults');
  const places = translation.faults.map(({ path }) => path);
  assert.ok(places.some((path) => path.endsWith('.quantity')), places.join());
  assert.ok(places.some((path) => path.endsWith('.reason')), places.join());
});
