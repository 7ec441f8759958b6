/** The Shopify declaration against payloads that its real API gave, where they are at hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelsOf, shopify } from '../../examples/shopify.ts';
import { EMPTY_CODE_BOOK } from '../../src/application/ports/code-book.ts';
import type { Connector, Translation } from '../../src/application/ports/connector.ts';
import { factTypeOf } from '../../src/canonical/catalogue.ts';
import { instant } from '../../src/kernel/instant.ts';
import { httpConnector } from '../../src/connectors/http-mapped/connector.ts';
import { httpSettings } from '../../src/connectors/http-mapped/settings.ts';
import { WEB_SECRET, WEB_TOKEN, webhook, webOrder, webRefund } from '../support/declared-web-shop.ts';
import { scriptedServer } from '../support/scripted-server.ts';
import { recordedShopify, WHY_SKIPPED, type Recorded } from '../support/recorded-shopify.ts';

const connect = (
  codes: Record<string, Record<string, string>>,
  url = 'http://127.0.0.1:1',
  statement = shopify.statement,
): Connector =>
  httpConnector({
    system: 'web',
    url,
    secret: WEB_TOKEN,
    secrets: { webhook: WEB_SECRET },
    entities: { '10': 'uk' },
    budget: {},
    codes: EMPTY_CODE_BOOK,
    settings: httpSettings.parse({ ...shopify, codes, statement }),
  });

const connector = connect({
  site: { '655441491': 'leeds', '487838322': 'reading', '24826418': 'lyon' },
  item: { '808950810': 'PINK', '49148385': 'RED', '457924702': 'GREEN', '39072856': 'BLACK' },
});

function translated(topic: string, body: unknown): Translation {
  const told = webhook(topic, body);
  return connector.translate({ headers: told.headers, body: Buffer.from(told.body) });
}

/** What a message says, as texts: fact types, or faults. */
function saidBy(translation: Translation): readonly string[] {
  if (translation.kind === 'rejected') return [translation.reason];
  if (translation.kind === 'faults')
    return translation.faults.map(({ path, message }) => `${path} ${message}`);
  return translation.facts.map(({ type, content }) => `${type} ${factTypeOf(type)!.encode(content)}`);
}

test('an order says its lines net of discount, in ids and prices that lost nothing', () => {
  const order = webOrder(1001, '2031-03-03T08:00:00Z', [
    ['VALVE', 3, '10.00', '1.00'],
    ['HOSE', 2, '4.55'],
  ]);
  const translation = translated('orders/create', order);
  assert.ok(translation.kind === 'facts');
  assert.match(translation.facts[0]!.id, /^order\/9223372036855001000\/revision\/1\/[0-9a-f]{16}$/);
  const { lines } = JSON.parse(saidBy(translation)[0]!.replace(/^\S+ /, '')) as { lines: unknown };
  assert.deepEqual(lines, [
    { line: 1_001, item: 'VALVE', quantity: '3', unitPrice: '9.666667' },
    { line: 1_002, item: 'HOSE', quantity: '2', unitPrice: '4.55' },
  ]);
});

test('prices that include tax, and two lines that would get one number, are refused', () => {
  const order = webOrder(1001, '2031-03-03T08:00:00Z', [['VALVE', 3, '10.00']]);
  assert.match(
    saidBy(translated('orders/create', { ...order, taxes_included: true }))[0]!,
    /include tax/,
  );
  const [line] = order.line_items;
  const twins = { ...order, line_items: [line, { ...line!, id: line!.id + 1_000_000n }] };
  assert.match(saidBy(translated('orders/create', twins))[0]!, /line numbers must be unique/);
});

test('a void fulfillment restates its shipment without lines', () => {
  const order = webOrder(1001, '2031-03-03T08:00:00Z', [['VALVE', 3, '10.00']]);
  const fulfillment = {
    id: 5n,
    name: '#1001.1',
    status: 'success',
    location_id: 655441491,
    created_at: order.created_at,
    updated_at: order.created_at,
    line_items: order.line_items,
  };
  const said = (status: string): { version: number; lines: unknown[] }[] =>
    saidBy(translated('fulfillments/update', { ...fulfillment, status })).map(
      (one) => JSON.parse(one.replace(/^\S+ /, '')) as { version: number; lines: unknown[] },
    );
  assert.deepEqual([said('success')[0]!.version, said('success')[0]!.lines.length], [1, 1]);
  assert.deepEqual([said('cancelled')[0]!.version, said('cancelled')[0]!.lines.length], [2, 0]);
  assert.deepEqual(said('pending'), []);
});

test('what came back was ordered all the same; what was taken off before it left was not', () => {
  const order = webOrder(1001, '2031-03-03T08:00:00Z', [['VALVE', 5, '10.00']]);
  const [line] = order.line_items;
  const shipped = {
    id: 5n, name: '#1001.1', status: 'success', location_id: 655441491n, created_at: order.created_at,
    updated_at: order.created_at, line_items: order.line_items,
  };
  const refunded = (restockType: string) =>
    webRefund(order, 1, order.created_at, [[0, 2, restockType, '20.00', '4.00']], '24.00');
  const orderedOf = (more: object): string[] => {
    const body = { ...order, line_items: [{ ...line!, current_quantity: 3 }], ...more };
    const [said] = saidBy(translated('orders/updated', body));
    return (JSON.parse(said!.replace(/^\S+ /, '')) as { lines: { quantity: string }[] }).lines.map(
      ({ quantity }) => quantity,
    );
  };
  assert.deepEqual(orderedOf({ refunds: [refunded('cancel')] }), ['3']);
  assert.deepEqual(orderedOf({ refunds: [refunded('return')], fulfillments: [shipped] }), ['5']);
  assert.deepEqual(orderedOf({ refunds: [refunded('no_restock')], fulfillments: [shipped] }), ['5']);
  const gone = { line_items: [{ ...line!, current_quantity: 0 }], refunds: [refunded('cancel')] };
  assert.deepEqual(saidBy(translated('orders/updated', { ...order, ...gone })).length, 1);
});

test('a refund says which goods come back, and what has been paid so far', () => {
  const order = webOrder(1001, '2031-03-03T08:00:00Z', [['VALVE', 5, '10.00'], ['HOSE', 2, '4.55']]);
  const lines = [
    [0, 2, 'return', '20.00', '4.00'], [0, 1, 'cancel', '10.00', '2.00'], [1, 1, 'no_restock', '4.55', '0.91'],
  ] as const;
  const said = (refund: unknown) => saidBy(translated('refunds/create', refund)).map(
    (one) => JSON.parse(one.replace(/^channel-refund.stated.v1 /, '')) as Record<string, unknown>,
  )[0]!;
  const pending = said(webRefund(order, 1, order.created_at, lines, null, 'Arrived DAMAGED'));
  assert.deepEqual(pending, {
    channel: 'shop', order: '9223372036855001000', refund: 'WEB-R9223372036855001101', version: 1,
    refundedAt: '2031-03-03T08:00:00.000Z', payments: [],
    lines: [
      ['VALVE', '2', 'back', '24.00'], ['VALVE', '1', 'not-shipped', '12.00'], ['HOSE', '1', 'kept', '5.46'],
    ].map(([item, quantity, goods, amount]) => ({
      line: item === 'VALVE' ? 1_001 : 1_002, item, quantity, goods, reason: 'damaged',
      amount: { amount, currency: 'GBP' },
    })),
  });
  const paid = said(webRefund(order, 1, order.created_at, lines, '41.46'));
  assert.deepEqual([paid['version'], paid['payments']], [
    2, [{ payment: 'WEB-P9223372036855001601', amount: { amount: '41.46', currency: 'GBP' } }],
  ]);
  const strange = webRefund(order, 1, order.created_at, [[0, 1, 'melted', '1.00', '0.00']], '1.00');
  assert.match(saidBy(translated('refunds/create', strange))[0]!, /restock type that nobody knows: melted/);
});

const recorded = recordedShopify();

/** Files whose orders say too little for a B2B order, and what is missing. */
const POOR: Readonly<Record<string, RegExp>> = {
  'order/test_3.json': /^\$\.test is missing/,
  'order/test_6.json': /^\$\.customer is null/,
  'order/test_7.json': /^\$\.test is missing/,
  'order/test_16.json': /^\$\.customer is null/,
  'order/test_18.json': /^\$\.shipping_address is null/,
  'order/test_19.json': /^\$\.shipping_address is null/,
  'order/test_20.json': /^\$\.customer is null/,
  'order/test_21.json': /^\$\.shipping_address is null/,
  'order/test_22.json': /^\$\.shipping_address is null/,
  'order/test_24.json': /^\$\.customer is null/,
  'order/test_31.json': /^\$\.customer is missing/,
  // Suggestions of what could be refunded: nothing was.
  'refund/test_5.json': /^\$\.note is missing/,
  'refund/test_6.json': /^\$\.note is missing/,
  'inventory_level/test_6.json': /unknown site "844681632"/,
};

test(
  'every recorded payload is facts, or refused with what is wrong with it',
  {
    skip: recorded === null ? WHY_SKIPPED : false,
  },
  () => {
    const counts: Record<string, number> = {};
    for (const { file, topic, text } of recorded!) {
      const translation = translated(topic, text);
      const said = saidBy(translation);
      const expected = POOR[file];
      if (expected === undefined) assert.equal(translation.kind, 'facts', `${file}: ${said.join('; ')}`);
      else assert.match(said[0]!, expected, file);
      const key = `${topic} ${translation.kind}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    assert.deepEqual(counts, {
      'orders/updated facts': 18,
      'orders/updated faults': 11,
      'fulfillments/update facts': 12,
      'inventory_levels/update facts': 12,
      'inventory_levels/update faults': 1,
      'refunds/create facts': 4,
      'refunds/create faults': 2,
    });
  },
);

test(
  'a recorded order says what a person reads in it',
  { skip: recorded === null ? WHY_SKIPPED : false },
  () => {
    const { topic, text } = recorded!.find(({ file }) => file === 'order/test_8.json') as Recorded;
    assert.deepEqual(JSON.parse(saidBy(translated(topic, text))[0]!.replace(/^\S+ /, '')), {
      salesOrder: 'WEB-1001',
      revision: 1,
      channel: 'shop',
      channelReference: '450789469',
      customer: 'C207119551',
      customerReference: 'ABC123',
      currency: 'USD',
      orderedAt: '2008-01-10T16:00:00.000Z',
      shipTo: { country: 'US', postalCode: '40202' },
      lines: [
        { line: 157_049, item: 'IPOD2008GREEN', quantity: '1', unitPrice: '195.66' },
        { line: 995_019, item: 'IPOD2008RED', quantity: '1', unitPrice: '195.67' },
        { line: 73_504, item: 'IPOD2008BLACK', quantity: '1', unitPrice: '195.67' },
      ],
    });
  },
);

test(
  'a recorded refund says what a person reads in it',
  { skip: recorded === null ? WHY_SKIPPED : false },
  () => {
    const readings = ['refund/test_1.json', 'refund/test_2.json', 'refund/test_3.json'].map((name) => {
      const { topic, text } = recorded!.find(({ file }) => file === name) as Recorded;
      const said = JSON.parse(saidBy(translated(topic, text))[0]!.replace(/^\S+ /, '')) as {
        refund: string;
        order: string;
        lines: { item: string; goods: string; reason: string; amount: { amount: string } }[];
        payments: { payment: string; amount: { amount: string; currency: string } }[];
      };
      return [
        said.refund, said.order,
        said.lines.map(({ item, goods, reason, amount }) => `${item} ${goods} ${reason} ${amount.amount}`),
        said.payments.map(({ payment, amount }) => `${payment} ${amount.amount} ${amount.currency}`),
      ];
    });
    assert.deepEqual(readings, [
      [
        'WEB-R509562969', '450789469',
        ['IPOD2008BLACK back damaged 199.64', 'IPOD2008GREEN back damaged 199.65'],
        ['WEB-P179259969 209.00 USD'],
      ],
      ['WEB-R929361464', '450789469', ['IPOD2008RED kept not-wanted 0.00'], ['WEB-P1068278482 41.94 USD']],
      ['WEB-R929361465', '450789469', [], ['WEB-P1068278483 5.00 USD']],
    ]);
  },
);

test('levels are swept location by location', async () => {
  const level = (location: string): object => ({
    location_id: Number(location), inventory_item_id: 808950810, available: 9, updated_at: '2031-03-03T08:00:00Z',
  });
  const server = await scriptedServer(({ query }) => ({
    body: { inventory_levels: [level(query.get('location_ids')!)] },
  }));
  const swept = connect(
    { site: { '655441491': 'leeds', '24826418': 'lyon' }, item: { '808950810': 'PINK' } },
    server.url,
    [levelsOf(['655441491', '24826418'])],
  );
  const window = { from: instant(Date.UTC(2031, 2, 3)), to: instant(Date.UTC(2031, 2, 4)) };
  const facts = await swept.statement(window, new AbortController().signal);
  assert.deepEqual(
    facts.map(({ content }) => (content as { to: { location: string } }).to.location),
    ['leeds', 'lyon'],
  );
});
