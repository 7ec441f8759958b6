/** Goods with lots: the first to expire goes first, and nothing is promised that must not leave. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, type LocalDate } from '../../src/kernel/instant.ts';
import { tellFact } from '../support/stage-facts.ts';
import { assertLedgerAddsUp } from '../support/stage-stock.ts';
import { openStage, type Answered, type Stage, type StageOptions } from '../support/stage.ts';

const TODAY = '2031-03-03' as LocalDate;

/** A site with lots of valves: units and days of life left by lot. */
async function openCellar(
  lots: Readonly<Record<string, readonly [units: number, days: number]>>,
  options: StageOptions = {},
): Promise<Stage> {
  const stage = await openStage({ stock: {}, ...options });
  for (const [lot, [units, days]] of Object.entries(lots)) {
    await stateLot(stage, lot, addDays(TODAY, days));
    await receiveLot(stage, lot, units);
  }
  return stage;
}

const stateLot = (stage: Stage, lot: string, expiresOn: LocalDate, version = 1, more = {}): Promise<void> =>
  tellFact(stage, 'wms', 'lot.stated.v1', {
    item: 'VALVE', lot, version, expiresOn, receivedOn: TODAY, ...more,
  });

const receiveLot = (stage: Stage, lot: string, units: number, site = 'leeds'): Promise<void> =>
  tellFact(stage, 'wms', 'movement.recorded.v1', {
    movement: `IN-${lot}`, version: 1, kind: 'receipt', item: 'VALVE', lot, quantity: String(units),
    from: { location: 'supplier', disposition: 'sellable_accessible' },
    to: { location: site, disposition: 'sellable_accessible' },
  });

const hold = (stage: Stage, lot: string, version: number, holds: boolean): Promise<void> =>
  tellFact(stage, 'person', 'lot-hold.decided.v1', {
    item: 'VALVE', lot, hold: 'QH-1', version, holds, kind: 'quality', reason: 'leaks', decidedBy: 'quality',
  });

const order = (salesOrder: string, quantity: number, customer = 'BELL') =>
  ({ salesOrder, customer, channel: 'api', lines: [['VALVE', quantity]] }) as const;

/** What is promised to an order, lot by lot, in the order in which it goes. */
async function promised(stage: Stage, salesOrder: string): Promise<[string, string][]> {
  const { timeline } = await stage.order(salesOrder);
  const decided = timeline.filter((entry: Answered) => entry.type === 'inventory.allocated.v1').at(-1);
  return decided.data.allocations.map((row: Answered) => [row.lot ?? '', row.quantity]);
}

test('orders are promised the lots that expire first; expired and held ones never', async () => {
  const stage = await openCellar({ LATE: [10, 90], SOON: [4, 20], TODAY: [1, 0], GONE: [50, -1] });
  assert.deepEqual(await stage.available('leeds', 'VALVE'), { onHand: 65, allocated: 0, toPromise: 15 });
  await stage.placeInShop(order('SO-1', 7));
  await stage.pass(0.1);
  assert.deepEqual(await promised(stage, 'SO-1'), [['TODAY', '1'], ['SOON', '4'], ['LATE', '2']]);

  // Quality stops a lot: what was promised of it moves to another, and can be promised to nobody else.
  await hold(stage, 'SOON', 1, true);
  await stage.settle();
  assert.deepEqual(await promised(stage, 'SO-1'), [['TODAY', '1'], ['LATE', '6']]);
  assert.deepEqual(await stage.available('leeds', 'VALVE'), { onHand: 65, allocated: 7, toPromise: 4 });
  await stage.placeInShop(order('SO-2', 6));
  await stage.pass(0.1);
  assert.deepEqual(await promised(stage, 'SO-2'), [['LATE', '4']]);

  // The hold is lifted: what the second order waits for is there again.
  await hold(stage, 'SOON', 2, false);
  await stage.settle();
  assert.deepEqual(await promised(stage, 'SO-2'), [['LATE', '4'], ['SOON', '2']]);
  await assertLedgerAddsUp(stage);
});

test('at midnight of the site a lot expires, and what was promised of it is promised no more', async () => {
  const stage = await openCellar({ TODAY: [5, 0] }, { start: '2031-03-03T22:00:00Z', relayed: ['wms'] });
  // The warehouse does not answer: nothing is picked before the day is over.
  stage.relays.get('wms')!.treat(() => ({ status: 503, body: '{}' }));
  await stage.placeInShop(order('SO-1', 3));
  await stage.pass(0.1);
  assert.deepEqual(await promised(stage, 'SO-1'), [['TODAY', '3']]);
  await stage.passTo('2031-03-03T23:50:00Z');
  assert.equal((await stage.available('leeds', 'VALVE')).toPromise, 2);
  await stage.until('the promise is taken back', async () => (await promised(stage, 'SO-1')).length === 0, 48);
  assert.deepEqual(await stage.available('leeds', 'VALVE'), { onHand: 5, allocated: 0, toPromise: 0 });
  assert.equal((await stage.explain('SO-1')).lifecycle, 'backordered');
  await assertLedgerAddsUp(stage);
});

test('who demands more life is not served from a short lot, and does not keep it from others', async () => {
  const stage = await openCellar({ SOON: [10, 20] }, {
    configure: (input) => ({ ...input, stock: { shelfLife: { customers: { BELL: 45 }, transitDays: 2 } } }),
  });
  await stage.placeInShop(order('SO-CHOOSY', 5));
  await stage.pass(0.1);
  assert.deepEqual(await promised(stage, 'SO-CHOOSY'), []);
  await stage.placeInShop(order('SO-OTHER', 6, 'ACME'));
  await stage.pass(0.1);
  assert.deepEqual(await promised(stage, 'SO-OTHER'), [['SOON', '6']]);
  const as = (customer: string) => stage.get(`/v1/availability?item=VALVE&entity=uk&customer=${customer}`);
  assert.equal((await as('BELL')).sites[0].availableToPromise, '-6');
  assert.equal((await as('ACME')).sites[0].availableToPromise, '4');

  // 46 days are one too few with two days on the way; 47 will do.
  await stateLot(stage, 'ALMOST', addDays(TODAY, 46));
  await receiveLot(stage, 'ALMOST', 5);
  await stage.settle();
  assert.deepEqual(await promised(stage, 'SO-CHOOSY'), []);
  await stateLot(stage, 'ENOUGH', addDays(TODAY, 47));
  await receiveLot(stage, 'ENOUGH', 5);
  await stage.settle();
  assert.deepEqual(await promised(stage, 'SO-CHOOSY'), [['ENOUGH', '5']]);
  await assertLedgerAddsUp(stage);
});

test('a lot that nobody stated, or that needs a release, is not sold before somebody says so', async () => {
  const stage = await openCellar({});
  await receiveLot(stage, 'L-1', 5);
  assert.deepEqual(await stage.available('leeds', 'VALVE'), { onHand: 5, allocated: 0, toPromise: 0 });
  await stage.placeInShop(order('SO-1', 2));
  await stage.pass(0.1);
  assert.deepEqual(await promised(stage, 'SO-1'), []);
  await stateLot(stage, 'L-1', addDays(TODAY, 300), 1, { needsRelease: true });
  await stage.settle();
  assert.equal((await stage.available('leeds', 'VALVE')).toPromise, 0);
  const quality = (verdict: string, version: number) => tellFact(stage, 'person', 'quality.decided.v1', {
    item: 'VALVE', lot: 'L-1', version, verdict, decidedBy: 'quality',
  });
  await quality('released', 1);
  await stage.settle();
  assert.deepEqual(await promised(stage, 'SO-1'), [['L-1', '2']]);
  // A second look finds fault: what has not left is promised no more.
  await quality('rejected', 2);
  await stage.settle();
  assert.deepEqual(await promised(stage, 'SO-1'), []);
  await assertLedgerAddsUp(stage);
});
