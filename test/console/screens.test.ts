/**
 * Every screen with something on it, at both widths and in both themes: axe finds no barrier, nothing sticks out, and
 * a picture is left for a person to look at.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatInstant } from '../../src/kernel/instant.ts';
import { openLook } from '../support/browser.ts';
import { returnDesk } from '../support/return-desk.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

const SCREENS = {
  overview: '/',
  orders: '/orders',
  order: '/orders/SO-1',
  'order-shipped': '/orders/SO-2',
  returns: '/returns?which=all',
  return: '/returns/RMA-1',
  'return-authorized': '/returns/RMA-2',
  cases: '/cases',
  'cases-one-by-one': '/cases?view=list',
  stock: '/stock',
  'stock-lots': '/stock?view=lots',
  'stock-item': '/stock/VALVE',
  figures: '/figures',
  messages: '/messages',
  approvals: '/approvals',
  systems: '/systems',
  ownership: '/ownership',
  audit: '/audit',
  more: '/more',
} as const;

/** A morning on which something of everything has happened. */
async function busyMorning(): Promise<Stage> {
  const stage = await openStage({ console: true, stock: { leeds: { VALVE: 9, HOSE: 40 } } });
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['VALVE', 8], ['VALVE', 4, '8.00']] });
  await stage.placeInShop({ salesOrder: 'SO-2', lines: [['HOSE', 12]] });
  await stage.placeInShop({ salesOrder: 'SO-3', lines: [['VALVE', 30]] });
  await stage.untilLifecycle('SO-2', 'closed');
  const desk = returnDesk(stage);
  await desk.ask({ rma: 'RMA-1', salesOrder: 'SO-2', lines: [[1, 'HOSE', 5]] });
  await desk.until('RMA-1', 'authorized');
  await stage.pass(2);
  const receipt = await desk.arrives('RMA-1', [['HOSE', 5, 1]]);
  await desk.until('RMA-1', 'received');
  await stage.pass(1);
  await desk.inspects(receipt, [{ quantity: 3 }, { quantity: 2, grade: 'D', cause: 'CA' }]);
  await desk.until('RMA-1', 'closed');
  await desk.ask({ rma: 'RMA-2', salesOrder: 'SO-2', lines: [[1, 'HOSE', 2]] });
  await desk.until('RMA-2', 'authorized');
  // The ERP says something that nobody said before.
  const odd = await stage.api('POST', '/v1/facts', {
    headers: { 'content-type': 'application/cloudevents+json' },
    body: {
      specversion: '1.0', source: 'erp', id: 'odd', type: 'credit.decided.v1', entity: 'uk',
      time: formatInstant(stage.now()), data: { salesOrder: 'SO-1', note: 'what nobody said before' },
    },
  });
  assert.equal(odd.body.status, 'quarantined', odd.text);
  await stage.settle();
  return stage;
}

test('every screen is whole at both widths and in both themes', async () => {
  const stage = await busyMorning();
  const order = await stage.order('SO-2');
  const shipped = order.timeline.find(({ type }: { type: string }) => type === 'shipping-order.accepted.v1');
  const look = await openLook(stage.apiUrl, await wayIn(stage.api));
  const faults: string[] = [];
  for (const [name, path] of Object.entries(SCREENS)) {
    await look.visit(path);
    faults.push(...(await look.survey(name)));
  }
  await look.visit(`/orders/SO-2?at=${encodeURIComponent(shipped.occurredAt)}`);
  await look.page.getByText('Nothing can be changed here').waitFor();
  faults.push(...(await look.survey('order-past')));
  assert.deepEqual(faults, []);
});
