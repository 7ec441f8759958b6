/** Whoever keeps the master data, in a real browser: one word counts for every customer that two systems argue about. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLook } from '../support/browser.ts';
import { tellFact } from '../support/stage-facts.ts';
import { openStage } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

const CUSTOMERS = ['C-101', 'C-102', 'C-103'];

test('what systems say of many customers is one cause; whose word counts is previewed, decided and accounted for', async () => {
  const stage = await openStage({ console: true });
  for (const [at, customer] of CUSTOMERS.entries()) {
    const say = (system: string, number: string, name: string): Promise<void> =>
      tellFact(stage, system, 'customer.stated.v1', { customer, system, number, version: 1, name });
    await say('erp', `4000${at}`, `Northern ${'ABC'[at]} Ltd`);
    await say('shop', `U-4${at}`, `Northern ${'ABC'[at]} Limited`);
  }
  await stage.settle();
  const steward = await wayIn(stage.api, { name: 'dora', roles: ['integration'] });
  const { page, go, survey } = await openLook(stage.apiUrl, steward);
  await go('/cases');
  await page.getByText('One cause holds 3 of 3 cases').waitFor();
  await page.getByRole('button', { name: 'The word of Web shop counts' }).click();
  await page.getByRole('button', { name: 'Preview the fix for 3 cases' }).click();
  await page.getByRole('img', { name: '3 end' }).waitFor();
  const body = { fingerprint: (await stage.get('/v1/case-clusters')).items[0].fingerprint, system: 'shop' };
  const preview = (await stage.api('POST', '/v1/case-clusters/preview', { body })).body;
  for (const { count, type } of preview.effects) {
    const effect = page.locator('.fx li').filter({ hasText: type.replace(/\.v\d+$/, '').replaceAll('.', ' ') });
    assert.equal(await effect.first().locator('.fxn').innerText(), String(count));
  }
  assert.deepEqual(await survey('cases-words'), []);
  await page.getByRole('button', { name: 'The word of Web shop counts: 3 cases' }).click();
  await page.getByRole('textbox', { name: 'Reason' }).fill('the shop asked each of them in May');
  await page.getByRole('button', { name: 'Let the word of Web shop count in 3 cases' }).click();
  await page.getByRole('cell', { name: '3 of 3', exact: true }).waitFor();
  await stage.settle();
  for (const [at, customer] of CUSTOMERS.entries()) {
    const { fields } = await stage.get(`/v1/records/customer/${customer}?entity=uk`);
    const name = fields.find(({ field }: { field: string }) => field === 'name');
    assert.equal(name.value, `Northern ${'ABC'[at]} Limited`);
  }
  assert.deepEqual((await stage.get('/v1/cases?kind=field-conflict')).items, []);
});
