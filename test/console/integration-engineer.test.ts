/** People at work in the console, in a real browser and by keyboard: what they see is what the API says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLook } from '../support/browser.ts';
import { openStage } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

test("the integration engineer's outage: who is silent, what is in doubt, and that nothing is sent twice", async () => {
  const stage = await openStage({ console: true });
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['VALVE', 4]] });
  await stage.untilLifecycle('SO-1', 'released');
  await stage.faultsOf('tax', { timeoutBeforeEffect: 1 });
  await stage.until('the tax engine is in doubt', async () => {
    const { items } = await stage.get('/v1/commands?system=tax&status=in-doubt');
    return items.length > 0;
  });
  const look = await openLook(stage.apiUrl, await wayIn(stage.api));
  const { page } = look;
  await look.go('/systems');
  await page.getByText(/Tax engine: .*1 call in doubt/).waitFor();
  await page.getByText('quote-tax : ').first().waitFor();
  await look.go('/orders/SO-1');
  assert.match(await page.locator('main .a').first().innerText(), /^Tax engine has not answered quote-tax : /);
  await page.getByText(/in doubt for/).first().waitFor();

  await stage.faultsOf('tax', { timeoutBeforeEffect: 0 });
  await stage.untilLifecycle('SO-1', 'closed');
  await stage.settle();
  await page.getByText(/^Yes: all \d+ equations hold\.$/).waitFor();
  const { answers } = await stage.ask('tax', 'GET', '/sandbox/books');
  assert.equal(answers.length, 1, 'the tax engine was asked once');
  await stage.audit();
});
