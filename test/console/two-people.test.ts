/** What takes two people, and what one takes in an emergency, in a real browser. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLook, type Look } from '../support/browser.ts';
import { tellFact } from '../support/stage-facts.ts';
import { openStage } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

const reasonIn = async ({ page }: Look, words: string): Promise<void> => {
  await page.getByRole('textbox', { name: 'Reason' }).fill(words);
  await page.keyboard.press('Tab');
};

test('a customer is forgotten by two people; a role is taken in an emergency, given back and reviewed', async () => {
  const stage = await openStage({ console: true });
  await tellFact(stage, 'erp', 'customer.stated.v1', {
    customer: 'ACME', system: 'erp', number: '10001', version: 1,
    name: 'Rosalind Harrow', street: '7 Quarry Mount', city: 'Otley', postalCode: 'LS21 3QX', country: 'GB',
  });
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['HOSE', 2]] });
  await stage.untilLifecycle('SO-1', 'released');
  const lookOf = async (name: string, ...roles: string[]): Promise<Look> =>
    openLook(stage.apiUrl, await wayIn(stage.api, { name, roles }));
  const [ada, bea] = [await lookOf('ada', 'service'), await lookOf('bea', 'service')];

  // Who may not read the chain is told so; what needs the data is said before anything is asked for.
  await ada.go('/audit');
  await ada.page.getByText('This is not for you to see.').waitFor();
  await ada.page.getByRole('button', { name: 'Personal data' }).click();
  await ada.page.getByLabel('Entity').fill('uk');
  await ada.page.getByLabel('Our number of the customer').fill('ACME');
  await ada.page.getByRole('button', { name: 'Show what would become unreadable' }).click();
  await ada.page.getByText('Not yet: 1 record is not over and needs it.').waitFor();
  await ada.page.getByRole('link', { name: 'SO-1' }).waitFor();

  await stage.untilLifecycle('SO-1', 'closed');
  await stage.settle();
  await ada.go('/audit?view=erasures&entity=uk&customer=ACME');
  const body = { entity: 'uk', customer: 'ACME' };
  const told = (await stage.api('POST', '/v1/erasures/preview', { body })).body;
  assert.ok(told.keys > 0 && told.facts.length > 0, JSON.stringify(told));
  await ada.page.getByText(`Yes, once two people agree: ${told.keys} key`).waitFor();
  await ada.page.getByRole('row').filter({ hasText: 'Customer stated' }).getByText(/name, .*street/).waitFor();
  assert.deepEqual(await ada.survey('audit-erasures'), []);

  await ada.page.getByRole('button', { name: 'Ask for the erasure' }).click();
  await reasonIn(ada, 'asked for by letter of 2 May');
  await ada.page.getByRole('button', { name: 'Ask to erase ACME' }).click();
  await ada.page.getByText(/Nothing is done yet: prp_1 waits for a second person/).waitFor();
  await ada.page.getByRole('button', { name: 'Close' }).click();
  await ada.page.getByText('asked by ada').waitFor();
  assert.deepEqual((await stage.get('/v1/erasures')).items, []);

  // Another person sees what it is, agrees, and it is done.
  await bea.go('/approvals');
  await bea.page.getByText('Erase personal data').click();
  await bea.page.getByText('What tells of ACME of uk becomes unreadable for good.').waitFor();
  await bea.page.getByRole('button', { name: 'Approve' }).click();
  await reasonIn(bea, 'the letter is signed');
  await bea.page.getByRole('button', { name: 'Approve prp_1' }).click();
  await bea.page.getByText('prp_1 is carried out.').waitFor();
  const [erasure] = (await stage.get('/v1/erasures')).items;
  assert.deepEqual([erasure.customer, erasure.erasedBy, erasure.keys], ['ACME', 'ada', told.keys]);
  await ada.page.getByRole('row').filter({ hasText: 'asked for by letter of 2 May' }).getByText('ACME').waitFor();
  await ada.page.getByText('There is nothing to read any more.').waitFor();
  const { items } = await stage.get('/v1/facts?instance=uk/customer/ACME');
  assert.deepEqual([items[0].data.street, items[0].data.country], ['erased', 'GB']);

  // The warehouse office is empty, and the truck waits.
  await bea.page.getByRole('button', { name: /You and your settings/ }).click();
  await bea.page.getByRole('button', { name: 'Take a role in an emergency' }).click();
  await bea.page.getByRole('combobox', { name: /^Role/ }).selectOption('integration');
  await bea.page.getByRole('combobox', { name: /^For/ }).selectOption('15');
  await reasonIn(bea, 'nobody of integration answers, and the truck waits');
  await bea.page.getByRole('button', { name: 'Take the role integration' }).click();
  const bar = bea.page.getByRole('status').filter({ hasText: 'You hold the role Integration until' });
  await bar.getByText(/14 min more: nobody of integration answers, and the truck waits\./).waitFor();
  await bea.assertAccessible('a role that is borrowed');
  const [glass] = (await stage.get('/v1/break-glass')).items;
  assert.deepEqual([glass.person, glass.role, glass.returnedAt], ['bea', 'integration', null]);
  await bar.getByRole('button', { name: 'Give it back' }).click();
  await bar.waitFor({ state: 'detached' });

  // Somebody else says whether it was right.
  const alan = await lookOf('alan', 'auditor');
  await alan.go('/audit?view=emergencies');
  await alan.page.getByText('1 emergency is not reviewed; the last: bea as integration.').waitFor();
  assert.deepEqual(await alan.survey('audit-emergencies'), []);
  await alan.page.getByRole('button', { name: 'Review' }).click();
  await alan.page.getByRole('combobox', { name: /Was it right/ }).selectOption('justified');
  await reasonIn(alan, 'as agreed by telephone');
  await alan.page.getByRole('button', { name: `Review ${glass.id}` }).click();
  await alan.page.getByText('justified, says alan').waitFor();
  assert.equal((await stage.get('/v1/break-glass')).items[0].verdict, 'justified');
});
