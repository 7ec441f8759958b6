/** The console in a real browser: the first page, and an order that a person must decide. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLook } from '../support/browser.ts';
import { openStage } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

test('an order that waits says why, draws it, and shows the same page as of any moment', async () => {
  const stage = await openStage({ console: true, stock: { leeds: { VALVE: 9 } } });
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['VALVE', 8], ['VALVE', 4, '8.00']] });
  await stage.untilLifecycle('SO-1', 'on-hold');
  await stage.settle();
  const look = await openLook(stage.apiUrl, await wayIn(stage.api));
  const { page } = look;

  assert.equal(await page.locator('main .a').nth(1).innerText(), '1 order waits longer than promised, £112.');
  await look.assertAccessible('overview');
  await look.picture('overview-held');

  await look.go('/orders/SO-1');
  const [waiting, agreement] = await page.locator('main .a').allInnerTexts();
  assert.equal(waiting, 'It waits for finance: Line 2 is ordered at 8; the contract says 10.');
  assert.match(agreement!, /^Yes: all \d+ equations hold\.$/);
  const said = await stage.explain('SO-1');
  assert.equal(waiting, said.waiting, 'the page says what the server says');
  await page.getByRole('button', { name: 'Why?' }).first().click();
  await page.getByRole('dialog', { name: 'Why?' }).getByText('Order release approved').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  // One step back in time: the order was stated, and nobody had answered yet.
  const facts = await stage.order('SO-1');
  await page.keyboard.press('[');
  await page.keyboard.press('[');
  await page.getByText('Nothing can be changed here').waitFor();
  assert.match(page.url(), /\?at=/, 'the moment stands in the address');
  assert.equal(await page.getByRole('link', { name: /Open .* case/ }).count(), 0, 'the past offers no acts');
  await page.keyboard.press('l');
  await page.getByText('Nothing can be changed here').waitFor({ state: 'detached' });
  assert.ok(facts.timeline.length >= 2);
  await look.assertAccessible('order');
  await look.picture('order-held');
});
