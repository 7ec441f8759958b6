/** People at work in the console, in a real browser and by keyboard: what they see is what the API says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLook, type Look } from '../support/browser.ts';
import { openStage } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

/** Searches a number as people do: Ctrl K, type, Enter. */
async function find({ page }: Look, number: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/Any number from any system/).waitFor();
  await page.keyboard.type(number);
  const found = page.getByRole('option').filter({ hasText: number }).first();
  await found.or(page.getByRole('option').filter({ hasText: /Sales order/ }).first()).first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Search' }).waitFor({ state: 'detached' });
}

test("the clerk's day: from a customer's number to the decision, by keyboard alone", async () => {
  const stage = await openStage({ console: true, stock: { leeds: { VALVE: 90 } } });
  for (const salesOrder of ['SO-1', 'SO-2', 'SO-3']) {
    await stage.placeInShop({ salesOrder, lines: [['VALVE', 4, '8.00']] });
    await stage.untilLifecycle(salesOrder, 'on-hold');
  }
  await stage.settle();
  const look = await openLook(stage.apiUrl, await wayIn(stage.api));
  const { page } = look;

  await find(look, 'SO-2');
  await page.getByRole('heading', { level: 1, name: /SO-2/ }).waitFor();
  assert.match((await page.locator('main .a').first().innerText()), /^It waits for finance: Line 1 is ordered at 8/);

  // G C leads to the cases: one cause, three orders.
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.getByRole('heading', { level: 1, name: 'Cases' }).waitFor();
  await page.getByText('One cause holds 3 of 3 cases: prices differ from the contract.').waitFor();

  // A filter that is saved here is there in another browser of the same person.
  await look.go('/cases?role=finance');
  await page.getByRole('button', { name: 'Save this filter' }).click();
  await page.getByRole('textbox', { name: 'Name of the filter' }).fill('money first');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'money first ×' }).waitFor();
  const link = await stage.api('POST', '/v1/people/grace/sign-in-link', { body: { reason: 'another desk' } });
  const desk = await openLook(stage.apiUrl, link.body.path);
  await desk.go('/cases');
  await desk.page.getByRole('button', { name: 'money first' }).click();
  await desk.page.waitForURL(/role=finance/);
  await look.go('/cases');

  // What the decision rests on is put beside the case.
  const letter = { name: 'promotion.txt', mimeType: 'text/plain', buffer: Buffer.from('ten percent off in March') };
  await page.getByLabel('File to attach').setInputFiles(letter);
  await page.getByRole('button', { name: 'promotion.txt' }).waitFor();

  // F previews; nothing is sent by it.
  const before = await stage.query('select count(*)::int as n from command');
  await page.keyboard.press('f');
  await page.getByText('If you apply it, this happens').waitFor();
  await page.getByText(/3 end/).or(page.getByLabel('3 end')).first().waitFor();
  assert.deepEqual(await stage.query('select count(*)::int as n from command'), before);
  const allocates = page.locator('.fx li').filter({ hasText: 'inventory allocate' });
  assert.equal(await allocates.locator('.fxn').innerText(), '3', 'the stock of three orders would be asked for');

  // The decision needs a reason, and accounts for every case.
  await page.getByRole('button', { name: 'Accept: 3 cases' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Reason' }).fill('the spring promotion was agreed');
  await page.getByRole('button', { name: 'Accept 3 cases' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'After it ran, exact to the record' }).waitFor();
  await page.getByRole('cell', { name: '3 of 3', exact: true }).waitFor();
  assert.deepEqual((await stage.get('/v1/cases')).items, []);
  await stage.untilLifecycle('SO-3', 'closed');
  assert.equal((await stage.query("select from audit_entry where action = 'case.attach'")).length, 1);
  assert.equal((await stage.query('select count(*)::int as n from audit_entry where action = $1', ['case.accept']))[0]!['n'], 3);
});
