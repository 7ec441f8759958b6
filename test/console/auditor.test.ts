/** People at work in the console, in a real browser and by keyboard: what they see is what the API says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLook } from '../support/browser.ts';
import { openStage } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

test("the auditor's question: what did we know then, who decided, and is the account intact", async () => {
  const stage = await openStage({ console: true });
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['VALVE', 4, '8.00']] });
  await stage.untilLifecycle('SO-1', 'on-hold');
  await stage.settle();
  const held = new Date(stage.now()).toISOString();
  await stage.pass(1);
  await stage.decide('SO-1', 'price-mismatch', 'resolution', { verdict: 'accept', reason: 'spring promotion' });
  await stage.untilLifecycle('SO-1', 'closed');
  await stage.settle();
  const look = await openLook(stage.apiUrl, await wayIn(stage.api));
  const { page } = look;
  await look.go(`/orders/SO-1?known=${encodeURIComponent(held)}`);
  await page.getByText('as we knew it then').waitFor();
  const asKnown = await stage.explain('SO-1', { at: Date.parse(held) as never, reading: 'known' });
  assert.equal(await page.locator('main .a').first().innerText(), asKnown.waiting);
  assert.match(asKnown.waiting, /finance/);
  await page.getByRole('button', { name: 'Back to live' }).click();
  await page.getByText('as we knew it then').waitFor({ state: 'detached' });

  await look.go('/audit');
  await page.getByText('spring promotion').first().waitFor();
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await page.getByText(/^Yes: all \d+ entr/).waitFor();

  // Who only looks is told so before, and by the server as well.
  await stage.placeInShop({ salesOrder: 'SO-2', lines: [['VALVE', 4, '8.00']] });
  await stage.untilLifecycle('SO-2', 'on-hold');
  await stage.settle();
  const auditor = await openLook(stage.apiUrl, await wayIn(stage.api, { name: 'alan', roles: ['auditor'] }));
  await auditor.go('/cases');
  const preview = auditor.page.getByRole('button', { name: 'Preview what happens' });
  await preview.waitFor();
  assert.equal(await preview.isDisabled(), true);
  assert.match((await preview.getAttribute('title'))!, /Your role \(auditor\) does not permit it/);
  assert.equal(await auditor.page.getByRole('button', { name: 'Assign' }).isDisabled(), true);
  assert.equal(await auditor.page.getByRole('button', { name: 'Comment' }).isDisabled(), false);
});
