/**
 * A distributor of food must take a lot back: who has it, what to block, what to credit. And what comes
 * back is not simply stock again.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, formatInstant, type LocalDate } from '../../src/kernel/instant.ts';
import { tellFact } from '../support/stage-facts.ts';
import { assertLedgerAddsUp } from '../support/stage-stock.ts';
import { openStage, type Answered, type Stage } from '../support/stage.ts';

const TODAY = '2031-03-03' as LocalDate;
const SELLABLE = 'sellable_accessible';

/** The simulated warehouse does not answer: the story's own warehouse ships, and names the lots. */
async function openDairy(): Promise<Stage> {
  const stage = await openStage({ stock: {}, relayed: ['wms'] });
  stage.relays.get('wms')!.treat(() => ({ status: 503, body: '{}' }));
  return stage;
}

let moved = 0;
const move = (
  stage: Stage,
  kind: string,
  lot: string,
  units: number,
  from: readonly [string, string],
  to: readonly [string, string],
): Promise<void> =>
  tellFact(stage, 'wms', 'movement.recorded.v1', {
    movement: `MV-${++moved}`, version: 1, kind, item: 'VALVE', lot, quantity: String(units),
    from: { location: from[0], disposition: from[1] }, to: { location: to[0], disposition: to[1] },
  });

async function receive(stage: Stage, lot: string, units: number, days: number, site = 'leeds'): Promise<void> {
  await tellFact(stage, 'wms', 'lot.stated.v1', {
    item: 'VALVE', lot, version: 1, expiresOn: addDays(TODAY, days), supplier: 'KORWELL', purchaseOrder: 'PO-1',
  });
  await move(stage, 'receipt', lot, units, ['supplier', SELLABLE], [site, SELLABLE]);
}

const ship = (stage: Stage, salesOrder: string, lots: Readonly<Record<string, number>>, site = 'leeds') =>
  tellFact(stage, 'wms', 'shipment.confirmed.v1', {
    salesOrder, shipment: `SH-${salesOrder}`, version: 1, site, shippedAt: formatInstant(stage.now()),
    lines: Object.entries(lots).map(([lot, units]) => ({
      line: 1, item: 'VALVE', lot, quantity: String(units),
    })),
  });

const order = (salesOrder: string, quantity: number, customer: string) =>
  ({ salesOrder, customer, channel: 'api', lines: [['VALVE', quantity]] }) as const;

const plan = (stage: Stage, lot: string): Promise<Answered> => stage.get(`/v1/recalls/plan?lot=${lot}&entity=uk`);

async function post(stage: Stage, path: string, body: unknown): Promise<Answered> {
  const answer = await stage.api('POST', path, { body });
  assert.equal(answer.status, 200, `${path}: ${answer.text}`);
  return answer.body;
}

test('a recall finds every piece of a lot, stops it everywhere at once, and drafts what is owed', async () => {
  const stage = await openDairy();
  await receive(stage, 'BAD', 20, 60);
  await receive(stage, 'GOOD', 20, 90);
  await move(stage, 'transfer', 'BAD', 6, ['leeds', SELLABLE], ['reading', SELLABLE]);
  await stage.placeInShop(order('SO-1', 5, 'ACME'));
  await stage.placeInShop(order('SO-2', 3, 'BELL'));
  await stage.placeInShop(order('SO-3', 4, 'ELM'));
  await stage.pass(0.1);
  await ship(stage, 'SO-1', { BAD: 5 });
  await ship(stage, 'SO-2', { BAD: 2, GOOD: 1 });
  await stage.until('SO-1 is invoiced', async () => Number((await stage.order('SO-1')).invoiced.amount) > 0, 24);

  const draft = await plan(stage, 'BAD');
  const [only] = draft.items;
  assert.equal(draft.items.length, 1);
  assert.equal(only.received, '20');
  const places = only.lies.map((row: Answered) => `${row.location} ${row.onHand}`);
  assert.deepEqual(places.sort(), ['leeds 7', 'reading 6']);
  const who = only.shipped.map((row: Answered) => [row.customer, row.quantity, row.net.amount]);
  assert.deepEqual(who.sort(), [['ACME', '5', '50.00'], ['BELL', '2', '20.00']]);
  assert.ok(only.shipped.every((row: Answered) => row.customer !== 'ACME' || row.invoice !== null));
  assert.deepEqual(only.promised.map((row: Answered) => [row.salesOrder, row.quantity]), [['SO-3', '4']]);
  assert.deepEqual(draft.figures, {
    sites: 2, orders: 3, customers: 2, onHand: '13', shipped: '7', traced: 1,
    credits: [{ amount: '70.00', currency: 'GBP' }],
  });

  // A drill changes nothing, and is on record with its time.
  const drill = await post(stage, '/v1/recalls/drills', { lot: 'BAD', entity: 'uk' });
  assert.ok(drill.tookMs >= 0 && drill.plan.figures.shipped === '7');
  const audited = await stage.query(`select action from audit_entry where action like 'recall.%'`);
  assert.deepEqual(audited.map(({ action }) => action), ['recall.drill']);
  const before = await stage.available('leeds', 'VALVE');
  assert.equal(before.toPromise, 22, '7 BAD and 19 GOOD, less the 4 of SO-3');

  const declared = await post(stage, '/v1/recalls', { lot: 'BAD', recall: 'RC-7', reason: 'splinters', entity: 'uk' });
  assert.deepEqual(declared.held, ['uk/lot/VALVE/BAD']);
  await stage.settle();
  assert.equal((await stage.available('reading', 'VALVE')).toPromise, 0);
  assert.equal((await stage.available('leeds', 'VALVE')).toPromise, 15);
  const after = (await plan(stage, 'BAD')).items[0];
  assert.deepEqual([after.state, after.promised], ['recalled', []], 'SO-3 is promised the good lot instead');
  const { items } = await stage.get('/v1/lots?item=VALVE&entity=uk');
  assert.deepEqual(
    items.map((row: Answered) => [row.lot, row.site, row.fitness]).sort(),
    [['BAD', 'leeds', 'recalled'], ['BAD', 'reading', 'recalled'], ['GOOD', 'leeds', 'fit']],
  );

  // What comes back is in the warehouse and in no promise, wherever the warehouse puts it.
  await move(stage, 'return', 'BAD', 5, ['customer', 'in_transit'], ['leeds', 'returned']);
  await move(stage, 'putaway', 'BAD', 5, ['leeds', 'returned'], ['leeds', SELLABLE]);
  assert.equal((await stage.available('leeds', 'VALVE')).toPromise, 15);
  assert.equal((await plan(stage, 'BAD')).items[0].returned, '5');
  await assertLedgerAddsUp(stage);
});

test('a lot that nobody knows is said to be so, and is recalled by nobody', async () => {
  const stage = await openDairy();
  assert.deepEqual((await plan(stage, 'NOWHERE')).items, []);
  const refused = await stage.api('POST', '/v1/recalls', { body: { lot: 'NOWHERE', recall: 'RC-1', reason: 'x' } });
  assert.equal(refused.status, 409, refused.text);
});

test('regulated goods of several sites: released by quality, shipped from two places, held at both', async () => {
  const stage = await openDairy();
  await tellFact(stage, 'wms', 'lot.stated.v1', {
    item: 'VALVE', lot: 'M-1', version: 1, expiresOn: addDays(TODAY, 400), needsRelease: true,
  });
  await move(stage, 'receipt', 'M-1', 10, ['supplier', SELLABLE], ['leeds', SELLABLE]);
  await move(stage, 'transfer', 'M-1', 4, ['leeds', SELLABLE], ['reading', SELLABLE]);
  for (const site of ['leeds', 'reading']) assert.equal((await stage.available(site, 'VALVE')).toPromise, 0, site);
  await post(stage, '/v1/lots/VALVE/M-1/quality', { entity: 'uk', verdict: 'released', reason: 'sample 7 is clean' });
  await stage.settle();
  assert.equal((await stage.available('leeds', 'VALVE')).toPromise, 6);
  assert.equal((await stage.available('reading', 'VALVE')).toPromise, 4);

  await stage.placeInShop(order('SO-1', 8, 'BELL'));
  await stage.pass(0.1);
  const hold = { entity: 'uk', hold: 'QH-1', reason: 'complaint of a branch' };
  await post(stage, '/v1/lots/VALVE/M-1/holds', { ...hold, holds: true });
  await stage.settle();
  assert.equal((await stage.explain('SO-1')).lifecycle, 'backordered');
  await post(stage, '/v1/lots/VALVE/M-1/holds', { ...hold, holds: false });
  await stage.settle();
  assert.equal(Number((await stage.order('SO-1')).lines[0].allocated), 8);

  // A branch sends three back: one is sold again, one is examined, one is scrapped.
  await ship(stage, 'SO-1', { 'M-1': 6 });
  await move(stage, 'return', 'M-1', 3, ['customer', 'in_transit'], ['reading', 'returned']);
  await move(stage, 'putaway', 'M-1', 1, ['reading', 'returned'], ['reading', SELLABLE]);
  await move(stage, 'putaway', 'M-1', 1, ['reading', 'returned'], ['reading', 'non_sellable_other']);
  await move(stage, 'adjustment', 'M-1', 1, ['reading', 'returned'], ['adjustment', 'disposed']);
  const { items } = await stage.get('/v1/positions?item=VALVE&location=reading');
  const lies = items.map((row: Answered) => [row.disposition, row.onHand]).filter(([, units]: string[]) => units !== '0');
  assert.deepEqual(lies.sort(), [['non_sellable_other', '1'], ['sellable_accessible', '5']]);
  await assertLedgerAddsUp(stage);
});
