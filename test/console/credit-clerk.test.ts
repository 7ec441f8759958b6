/** A credit clerk decides a dispute on the screen: its playbook names buttons, and each of them is there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLook } from '../support/browser.ts';
import { openStage, type Answered } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

test('what no rule decides is classified from its case; what a playbook names is on the page', async () => {
  const stage = await openStage({ console: true, stock: { leeds: { HOSE: 40 } } });
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['HOSE', 12]] });
  await stage.untilLifecycle('SO-1', 'invoiced');
  const posted = (await stage.order('SO-1')).timeline.find(({ type }: Answered) => type === 'invoice.posted.v1');
  const opened = await stage.api('POST', '/v1/disputes', {
    body: {
      invoice: posted.content?.invoice ?? posted.data?.invoice, kind: 'deduction', classification: 'unknown',
      amount: { amount: '12.00', currency: 'GBP' }, text: 'something is wrong with it',
    },
  });
  assert.equal(opened.status, 201, opened.text);
  const { dispute } = opened.body;
  await stage.settle();
  assert.equal((await stage.get(`/v1/disputes/${dispute}`)).lifecycle, 'review');
  const look = await openLook(stage.apiUrl, await wayIn(stage.api));
  const { page } = look;
  await look.go('/cases?kind=dispute-review&view=list');
  await page.getByText(/Press “Say what it is about”/).waitFor();
  assert.deepEqual(await look.survey('case-dispute'), []);
  await page.getByRole('button', { name: 'Take the evidence' }).waitFor();
  await page.getByRole('button', { name: 'Say what it is about' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/taken for “unknown” so far/).waitFor();
  await dialog.getByRole('combobox', { name: 'What it is about' }).selectOption('duplicate');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('they mean the second copy');
  await look.assertAccessible('the dialog');
  await dialog.getByRole('button', { name: 'Say what it is about' }).click();
  await dialog.waitFor({ state: 'detached' });
  await stage.settle();
  const again = await stage.get(`/v1/disputes/${dispute}`);
  assert.deepEqual([again.classification, again.lifecycle], ['duplicate', 'rejected']);
  await page.getByText('No case is like this.').waitFor();
});
