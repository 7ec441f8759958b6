/** People at work in the console, in a real browser and by keyboard: what they see is what the API says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLook } from '../support/browser.ts';
import { openStage } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

test("the warehouse lead's morning: what is missing, and the ledger behind it", async () => {
  const stage = await openStage({ console: true, stock: { leeds: { VALVE: 5 } } });
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['VALVE', 8]] });
  await stage.until('three are missing', async () => {
    const { items } = await stage.get('/v1/console/stock?short=true');
    return items.some(({ backordered }: { backordered: string }) => backordered === '3');
  });
  await stage.settle();
  const look = await openLook(stage.apiUrl, await wayIn(stage.api));
  const { page } = look;
  await look.go('/stock?short=1');
  await page.getByText('1 item: orders wait for VALVE.').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'VALVE' }).waitFor();
  await page.getByText(/Orders wait for 3 that nobody has/).waitFor();
  const receipt = page.getByRole('row').filter({ hasText: 'receipt' }).first();
  assert.match(await receipt.innerText(), /5/);

  // Stock comes in: the page follows without a touch, and the order has what it waits for.
  await stage.receive('leeds', 'VALVE', 3);
  await stage.until('nothing is missing', async () => {
    const { items } = await stage.get('/v1/console/stock?short=true');
    return items.length === 0;
  });
  await page.getByText(/Orders wait for 3 that nobody has/).waitFor({ state: 'detached' });
});
