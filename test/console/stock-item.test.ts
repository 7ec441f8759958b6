/** One item: every movement's balance adds up, whoever states a figure stands beside ours, and the page draws it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLook } from '../support/browser.ts';
import { tellFact } from '../support/stage-facts.ts';
import { openStage, type Answered, type Stage } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

/** Every entry that a filter finds, page by page. */
async function entriesOf(stage: Stage, query: string, limit: number): Promise<readonly Answered[]> {
  const entries: Answered[] = [];
  for (let cursor = ''; ;) {
    const page = await stage.get(`/v1/ledger?limit=${limit}&${query}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    entries.push(...page.items);
    if (page.next === null) return entries;
    assert.equal(page.items.length, limit);
    cursor = page.next;
  }
}

async function positionsOf(stage: Stage, query: string): Promise<number> {
  const { items } = await stage.get(`/v1/positions?limit=200&${query}`);
  const outside = new Set(['supplier', 'customer', 'adjustment']);
  return items
    .filter(({ location }: Answered) => !outside.has(location))
    .reduce((sum: number, { onHand }: Answered) => sum + Number(onHand), 0);
}

/** The balance of each entry is that of the entry before it, changed by what the entry says. */
function assertAddsUp(entries: readonly Answered[], newest: number, what: string): void {
  let balance = newest;
  for (const entry of entries) {
    assert.equal(Number(entry.balance), balance, `${what}: after ${entry.id}`);
    balance -= Number(entry.change);
  }
  assert.equal(balance, 0, `${what}: before the first movement nothing was there`);
}

async function busyItem(): Promise<Stage> {
  const stage = await openStage({ console: true, stock: { leeds: { VALVE: 40 }, reading: { VALVE: 10 } }, relayed: ['wms'] });
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['VALVE', 7, '10.00']] });
  await stage.untilLifecycle('SO-1', 'invoiced');
  await stage.receive('leeds', 'VALVE', 20);
  await stage.placeInShop({ salesOrder: 'SO-2', lines: [['VALVE', 4, '10.00']] });
  await stage.untilLifecycle('SO-2', 'invoiced');
  await stage.ask('wms', 'POST', '/wms/v2/adjustments', { site: 'leeds', itemNo: 'VALVE', quantity: '-3', reasonText: 'broken' });
  await stage.pass(1);
  await stage.settle();
  return stage;
}

test('the balance after each movement adds up across pages, and the newest is the position', async () => {
  const stage = await busyItem();
  for (const filter of [
    'item=VALVE', 'item=VALVE&disposition=sellable_accessible', 'item=VALVE&location=leeds',
    'item=VALVE&location=leeds&disposition=sellable_accessible', 'item=VALVE&location=reading',
  ]) {
    const entries = await entriesOf(stage, filter, 2);
    assert.ok(entries.length > 0, filter);
    assert.deepEqual(entries, await entriesOf(stage, filter, 200), `${filter}: pages are one list`);
    assertAddsUp(entries, await positionsOf(stage, filter), filter);
    const movements = await stage.get(`/v1/movements?limit=200&${filter.replace(/&disposition=\w+/, '')}`);
    const known = new Set(movements.items.map(({ id }: Answered) => id));
    assert.ok(entries.every(({ id }) => known.has(id)), `${filter}: every entry is a movement`);
  }

  // What comes in between two pages changes neither what was read nor what follows.
  const first = await stage.get('/v1/ledger?limit=2&item=VALVE');
  const before = await entriesOf(stage, 'item=VALVE', 200);
  await stage.receive('reading', 'VALVE', 5);
  await stage.settle();
  const rest = await stage.get(`/v1/ledger?limit=200&item=VALVE&cursor=${encodeURIComponent(first.next)}`);
  assert.deepEqual([...first.items, ...rest.items], before);
  assertAddsUp(await entriesOf(stage, 'item=VALVE', 3), await positionsOf(stage, 'item=VALVE'), 'all, later');
  const wrong = await stage.api('GET', `/v1/movements?cursor=${encodeURIComponent(first.next)}`);
  assert.equal(wrong.status, 400, 'a cursor is of one list');
});

test('whoever states how much there is stands beside our ledger of that moment, and its page says so', async () => {
  const stage = await busyItem();
  const onHand = await positionsOf(stage, 'item=VALVE&disposition=sellable_accessible');
  const reading = async (system: string): Promise<Answered> =>
    (await stage.get('/v1/console/stock/VALVE')).readings.find((one: Answered) => one.system === system);
  await stage.until('the warehouse was compared', async () => (await reading('wms'))?.value === String(onHand), 12);
  assert.deepEqual([(await reading('ledger')).value, (await reading('wms')).standing], [String(onHand), 'agrees']);

  // Two are written off in the warehouse, and neither a message nor its account of changes tells.
  stage.line.treat(({ body }) => (body.includes('"702"') ? 'keep' : 'pass'));
  stage.relays.get('wms')!.treat(async (asked, forward) => {
    const answer = await forward();
    if (!asked.path.startsWith('/wms/v2/events?')) return answer;
    const page = JSON.parse(answer.body);
    const events = page.events.filter((event: unknown) => !JSON.stringify(event).includes('"702"'));
    return { ...answer, body: JSON.stringify({ ...page, events }) };
  });
  await stage.ask('wms', 'POST', '/wms/v2/adjustments', { site: 'leeds', itemNo: 'VALVE', quantity: '-2', reasonText: 'broken' });
  await stage.until('the difference is known', async () => (await reading('wms')).standing === 'differs', 12);
  const wms = await reading('wms');
  assert.deepEqual([wms.value, wms.difference, wms.atStake], [String(onHand - 2), '-2', { amount: '20.00', currency: 'GBP' }]);
  // What is received later is no difference: the figure stands beside ours of its moment.
  await stage.receive('reading', 'VALVE', 9);
  assert.deepEqual([(await reading('wms')).difference, (await reading('ledger')).value], ['-2', String(onHand + 9)]);

  // The ERP states its books of one site: they are of what it speaks of, and compared with the ledger there.
  const leeds = await positionsOf(stage, 'item=VALVE&location=leeds&disposition=sellable_accessible');
  await tellFact(stage, 'erp', 'stock-snapshot.stated.v1', {
    system: 'erp', snapshot: 'S-1', version: 1, site: 'leeds', takenAt: new Date(stage.now()).toISOString(),
    lines: [{ line: 1, item: 'VALVE', onHand: String(leeds + 4), unitCost: { amount: '900.00', currency: 'GBP' } }],
  });
  await stage.until('it is compared', async () => (await reading('erp'))?.difference === '4', 6);
  const erp = await reading('erp');
  assert.deepEqual([erp.value, erp.role, erp.sites, erp.standing], [String(leeds + 4), 'snapshot', 1, 'differs']);

  // Fourteen days: the last is now, and what can be promised is measured each half hour.
  await stage.pass(26);
  await stage.settle();
  const { series, at } = await stage.get('/v1/console/stock/VALVE');
  assert.equal(series.length, 14);
  assert.equal(series.at(-1).day, at.slice(0, 10));
  assert.equal(Number(series.at(-1).onHand), onHand + 9);
  const free = (await stage.get('/v1/availability?item=VALVE')).sites
    .reduce((sum: number, site: Answered) => sum + Number(site.availableToPromise), 0);
  assert.equal(Number(series.at(-1).availableToPromise), free);
  assert.equal(series[0].availableToPromise, null, 'nobody measured a fortnight ago');
  assert.equal(Number(series[0].onHand), 0, 'nothing was there a fortnight ago');

  const look = await openLook(stage.apiUrl, await wayIn(stage.api));
  await look.go('/stock/VALVE');
  await look.page.getByText('ERP books 4 more than our ledger.').waitFor();
  await look.page.getByText(/WMS holds 2 fewer/).waitFor();
  await look.page.getByRole('heading', { name: 'Who says what' }).waitFor();
  await look.page.getByRole('row', { name: /Books of the ERP/ }).waitFor();
  const ledger = look.page.getByRole('row').filter({ hasText: 'SO-2' }).first();
  assert.match(await ledger.innerText(), /−4/);
  await look.page.getByRole('button', { name: 'leeds', exact: true }).click();
  await look.page.getByText('The ledger behind').waitFor();
  assert.deepEqual(await look.survey('stock-item-readings'), []);
});
