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
  // Its calls, minute by minute: the one without an answer is there, and drawn.
  const calls = async (): Promise<Record<'answered' | 'timedOut' | 'refused', number>> => {
    const { calls: minutes } = await stage.get('/v1/systems/tax/calls?minutes=1440');
    const sum = (of: string): number => minutes.reduce((total: number, one: Record<string, number>) => total + one[of]!, 0);
    return { answered: sum('answered'), timedOut: sum('timedOut'), refused: sum('refused') };
  };
  const before = await calls();
  assert.ok(before.timedOut >= 1, JSON.stringify(before));
  await look.go('/systems/tax');
  await page.getByRole('heading', { name: 'Tax engine, calls per minute' }).waitFor();
  await page.getByRole('img', { name: /[1-9]\d* without an answer/ }).waitFor();
  await look.go('/orders/SO-1');
  assert.match(await page.locator('main .a').first().innerText(), /^Tax engine has not answered quote-tax : /);
  await page.getByText(/in doubt for/).first().waitFor();

  await stage.faultsOf('tax', { timeoutBeforeEffect: 0 });
  await stage.untilLifecycle('SO-1', 'closed');
  await stage.settle();
  await page.getByText(/^Yes: all \d+ equations hold\.$/).waitFor();
  const { answers } = await stage.ask('tax', 'GET', '/sandbox/books');
  assert.equal(answers.length, 1, 'the tax engine was asked once');
  const after = await calls();
  assert.ok(after.answered > before.answered, 'what was proved is an answer');
  assert.equal(after.refused, 0);
  await stage.audit();
});
