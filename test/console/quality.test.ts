/** Quality's morning in a real browser: which lots may leave, which are stopped, and what a count says of the books. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, type LocalDate } from '../../src/kernel/instant.ts';
import { openLook } from '../support/browser.ts';
import { countInWarehouse, writeOffInWarehouse } from '../support/stage-counts.ts';
import { tellFact } from '../support/stage-facts.ts';
import { openStage, type Answered, type Stage } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

const TODAY = '2031-03-03' as LocalDate;
const SELLABLE = 'sellable_accessible';

/** Lots of relays at Leeds: units, and days of life left. */
const LOTS: Readonly<Record<string, readonly [units: number, days: number]>> = {
  L2031: [40, 400], L2030: [24, 90], L2029: [12, 9], L2028: [6, -2], L2027: [8, 200], L2026: [3, 30],
};

async function openCellar(): Promise<Stage> {
  const stage = await openStage({ console: true, stock: { leeds: { VALVE: 90, HOSE: 40 } } });
  for (const [lot, [units, days]] of Object.entries(LOTS)) {
    const stated = { item: 'RELAY', lot, version: 1, expiresOn: addDays(TODAY, days), receivedOn: TODAY };
    await tellFact(stage, 'wms', 'lot.stated.v1', stated);
    await tellFact(stage, 'wms', 'movement.recorded.v1', {
      movement: `IN-${lot}`, version: 1, kind: 'receipt', item: 'RELAY', lot, quantity: String(units),
      from: { location: 'supplier', disposition: SELLABLE }, to: { location: 'leeds', disposition: SELLABLE },
    });
  }
  const recall = { entity: 'uk', lot: 'L2027', recall: 'RC-7', reason: 'the supplier calls them back' };
  const declared = await stage.api('POST', '/v1/recalls', { body: recall });
  assert.equal(declared.status, 200, declared.text);
  // Three valves are not on the shelf, and somebody wants hoses out of the books without saying why.
  await countInWarehouse(stage, '7734', { shelf: 60, item: 'VALVE', abcClass: 'A' });
  await writeOffInWarehouse(stage, 'W-1', [['HOSE', -4, 'water came in']]);
  await stage.settle();
  return stage;
}

test('quality stops a lot and lets it go again; a variance is explained where it is shown', async () => {
  const stage = await openCellar();
  const look = await openLook(stage.apiUrl, await wayIn(stage.api));
  const { page } = look;
  const fitnessOf = async (lot: string): Promise<string> => {
    const { items } = await stage.get(`/v1/lots?lot=${lot}`);
    return items[0].fitness;
  };
  await look.go('/stock?view=lots');
  const row = (lot: string) => page.getByRole('row').filter({ hasText: lot });
  await row('L2028').getByText('expired', { exact: true }).waitFor();
  await row('L2027').getByText('recalled', { exact: true }).waitFor();
  await row('L2031').getByText('may be promised').waitFor();

  await row('L2030').getByRole('button', { name: 'Hold' }).click();
  await page.getByRole('textbox', { name: 'Reason' }).fill('three came back with a crack');
  await page.getByRole('button', { name: 'Hold lot L2030' }).click();
  await row('L2030').getByText('on hold', { exact: true }).waitFor();
  assert.equal(await fitnessOf('L2030'), 'held');
  assert.deepEqual(await look.survey('stock-lots'), []);
  await look.go('/stock/RELAY');
  await row('L2030').getByText('on hold', { exact: true }).waitFor();
  assert.deepEqual(await look.survey('stock-item-lots'), []);
  await row('L2030').getByRole('button', { name: 'Lift' }).click();
  await page.getByRole('textbox', { name: 'Reason' }).fill('looked at, all sound');
  await page.getByRole('button', { name: 'Lift a hold of lot L2030' }).click();
  await row('L2030').getByText('may be promised').waitFor();
  assert.equal(await fitnessOf('L2030'), 'fit');

  // What differs says by how much and why it waits; with a reason it goes its way.
  await look.go('/stock?view=variances');
  const reconciliation = async (number: string): Promise<Answered> => {
    const { items } = await stage.get('/v1/reconciliations?limit=50');
    return items.find((one: Answered) => one.reconciliation.endsWith(number));
  };
  const count = (await reconciliation('7734')).lines[0];
  const counted = page.getByRole('row').filter({ hasText: '7734' });
  await counted.getByText(`−${String(count.change).slice(1)}`, { exact: true }).waitFor();
  assert.deepEqual(await look.survey('stock-variances'), []);
  const asked = page.getByRole('row').filter({ hasText: 'W-1' });
  await asked.getByRole('button', { name: 'Say why' }).click();
  await page.getByRole('combobox', { name: /Cause/ }).selectOption('damaged');
  await page.getByRole('textbox', { name: 'Reason' }).fill('water came in at gate 3');
  await page.getByRole('button', { name: 'Why HOSE differs' }).click();
  await stage.until('it has a reason', async () => (await reconciliation('W-1')).lines[0].reason === 'damaged', 4);
  await asked.getByText('damaged').waitFor();
});
