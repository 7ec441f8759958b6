/** A lot must come back, in a real browser: who has it, the draft, the drill's clock, and the recall itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, formatInstant, type LocalDate } from '../../src/kernel/instant.ts';
import { openLook } from '../support/browser.ts';
import { tellFact } from '../support/stage-facts.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

const TODAY = '2031-03-03' as LocalDate;
const SELLABLE = 'sellable_accessible';

/** The story's own warehouse ships, and names the lots: 20 of lot BAD came in, 7 left, 6 lie at Reading. */
async function openDairy(): Promise<Stage> {
  const stage = await openStage({ console: true, stock: {}, relayed: ['wms'] });
  stage.relays.get('wms')!.treat(() => ({ status: 503, body: '{}' }));
  let moved = 0;
  const move = (kind: string, lot: string, units: number, from: string, to: string): Promise<void> =>
    tellFact(stage, 'wms', 'movement.recorded.v1', {
      movement: `MV-${++moved}`, version: 1, kind, item: 'VALVE', lot, quantity: String(units),
      from: { location: from, disposition: SELLABLE }, to: { location: to, disposition: SELLABLE },
    });
  for (const [lot, days] of [['BAD', 60], ['GOOD', 90]] as const) {
    await tellFact(stage, 'wms', 'lot.stated.v1', { item: 'VALVE', lot, version: 1, expiresOn: addDays(TODAY, days) });
    await move('receipt', lot, 20, 'supplier', 'leeds');
  }
  await move('transfer', 'BAD', 6, 'leeds', 'reading');
  for (const [salesOrder, quantity, customer] of [['SO-1', 5, 'ACME'], ['SO-2', 2, 'BELL'], ['SO-3', 4, 'ELM']] as const) {
    await stage.placeInShop({ salesOrder, customer, channel: 'api', lines: [['VALVE', quantity]] });
  }
  await stage.pass(0.1);
  for (const [salesOrder, units] of [['SO-1', 5], ['SO-2', 2]] as const) {
    await tellFact(stage, 'wms', 'shipment.confirmed.v1', {
      salesOrder, shipment: `SH-${salesOrder}`, version: 1, site: 'leeds', shippedAt: formatInstant(stage.now()),
      lines: [{ line: 1, item: 'VALVE', lot: 'BAD', quantity: String(units) }],
    });
  }
  await stage.settle();
  return stage;
}

test('from a lot to everybody who has it: drafted, drilled against the clock, recalled', async () => {
  const stage = await openDairy();
  const { page, go, survey } = await openLook(stage.apiUrl, await wayIn(stage.api));
  const plan = () => stage.get('/v1/recalls/plan?lot=BAD');
  const drills = () => stage.query("select after from audit_entry where action = 'recall.drill'");

  // By its number from anywhere, and by its name from the list of lots.
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/Any number from any system/).waitFor();
  await page.keyboard.type('BAD');
  await page.getByRole('option').filter({ hasText: /^VALVE\/BAD/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Lot BAD' }).waitFor();
  await go('/stock?view=lots');
  await page.getByRole('link', { name: 'BAD', exact: true }).first().click();
  await page.getByText('2 customers have 7; 13 are still with us.').waitFor();
  await page.getByText('Yes: 4 of it are promised to 1 order.').waitFor();

  const { figures, items: [only] } = await plan();
  assert.deepEqual([only.received, figures.onHand, figures.shipped], ['20', '13', '7'], 'all of it is accounted for');
  await page.getByRole('img', { name: '20 received: 13 with us, 7 with customers' }).waitFor();
  for (const { customer, salesOrder, quantity } of only.shipped) {
    const row = page.getByRole('row').filter({ hasText: customer }).filter({ hasText: salesOrder });
    assert.match(await row.innerText(), new RegExp(`\\b${quantity}\\b`));
  }
  const reading = page.getByRole('row').filter({ hasText: 'reading' });
  assert.match(await reading.innerText(), /\b6\b/);
  await page.getByText('Take back the promise to SO-3').waitFor();
  assert.deepEqual(await survey('recall'), []);

  // A drill stops the clock at what the server measured, and changes nothing but the audit chain.
  await page.getByRole('button', { name: 'Drill it' }).click();
  await page.getByRole('button', { name: 'Drill the recall of lot BAD' }).click();
  await page.getByText('from the question to the draft: 2 customers, 3 orders, 2 sites; 100 % traced.').waitFor();
  const [drill] = await drills();
  const { tookMs } = JSON.parse(String(drill!['after']));
  const clock = await page.getByRole('timer').innerText();
  assert.equal(clock, tookMs < 1_000 ? `${tookMs} ms` : `${Math.round(tookMs / 100) / 10} s`);
  assert.equal((await plan()).items[0].state, 'sellable');

  // Whoever is not of quality sees all of it, and may not recall; of a number that nobody knows it is said so.
  const walt = await openLook(stage.apiUrl, await wayIn(stage.api, { name: 'walt', roles: ['warehouse'] }));
  await walt.go('/recalls/NOWHERE');
  await walt.page.getByText('Nothing is known of a lot NOWHERE.').waitFor();
  await walt.go('/recalls/BAD');
  await walt.page.getByText('2 customers have 7; 13 are still with us.').waitFor();
  assert.equal(await walt.page.getByRole('button', { name: 'Recall lot BAD' }).isDisabled(), true);

  await page.getByRole('button', { name: 'Recall lot BAD' }).click();
  await page.getByRole('textbox', { name: 'Name of the recall' }).fill('RC-7');
  await page.getByRole('textbox', { name: 'Reason' }).fill('splinters of glass');
  await page.getByRole('button', { name: 'Recall lot BAD of VALVE' }).click();
  await page.getByText('No: it is recalled.').waitFor();
  await page.getByText('Held VALVE everywhere').waitFor();
  await stage.settle();
  await page.getByText('Take back the promise to SO-3').waitFor({ state: 'detached' });
  const after = (await plan()).items[0];
  assert.deepEqual([after.state, after.promised], ['recalled', []]);
  assert.equal((await stage.available('reading', 'VALVE')).toPromise, 0);
  assert.deepEqual(await survey('recall-declared'), []);
});
