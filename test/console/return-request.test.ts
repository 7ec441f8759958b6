/** Somebody of the service desk asks for a return, amends it and calls it off, in a real browser. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLook } from '../support/browser.ts';
import { returnDesk } from '../support/return-desk.ts';
import { openStage } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

test('a return is asked for by an invoice number, amended, exchanged and called off; what may come back is said', async () => {
  const stage = await openStage({ console: true });
  const desk = returnDesk(stage);
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['HOSE', 10], ['VALVE', 2]] });
  await stage.untilLifecycle('SO-1', 'closed');
  await stage.settle();
  const invoice = (await stage.order('SO-1')).timeline.find(
    ({ type }: { type: string }) => type === 'invoice.posted.v1',
  ).data.invoice;
  const clerk = await wayIn(stage.api, { name: 'ada', roles: ['service'] });
  const look = await openLook(stage.apiUrl, clerk, { expects: /status of 400/ });
  const { page } = look;

  await look.go('/returns');
  await page.getByRole('button', { name: 'Ask for a return' }).click();
  const number = page.getByRole('textbox', { name: /Number of the order/ });
  await number.fill('4711');
  await page.getByRole('button', { name: 'Find the order' }).click();
  await page.getByRole('alert').waitFor();
  await number.fill(invoice);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Ask for a return' }).waitFor();

  // The server is asked for each reason anew, and its answer is said in words.
  const hose = page.getByRole('row').filter({ hasText: 'HOSE' });
  await hose.getByText('10 may come back').waitFor();
  await hose.getByText(/within the agreed days; credited once it was inspected, 10 % is kept/).waitFor();
  await hose.getByLabel('Reason of HOSE').selectOption('expired');
  await hose.getByText('10 somebody looks at it first').waitFor();
  await hose.getByLabel('Reason of HOSE').selectOption('damaged');
  await hose.getByText('10 may come back').waitFor();
  const send = page.getByRole('button', { name: 'Ask for the return' });
  assert.equal(await send.isDisabled(), true, 'nothing comes back yet');
  await hose.getByLabel('Quantity of HOSE').fill('11');
  await page.getByText('10 are left of it: what is beyond that is turned down.').waitFor();
  await hose.getByLabel('Quantity of HOSE').fill('4');
  await hose.getByLabel('What the customer says of HOSE').fill('arrived wet');
  assert.deepEqual(await look.survey('return-request'), []);

  // What the server does not take is said as it says it, and nothing is lost.
  await page.getByLabel('Their number of the request').fill('CR\\88 \u2066');
  await send.click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Their number of the request').fill('CR-88');
  await send.click();
  await page.getByRole('heading', { level: 1, name: /^RMA-/ }).waitFor();
  const { items } = await stage.get('/v1/returns?salesOrder=SO-1');
  assert.equal(items.length, 1, 'asked once');
  const { rma } = items[0];
  await desk.until(rma, 'authorized');
  await stage.settle();
  const asked = await desk.get(rma);
  assert.equal(asked.customerReference, 'CR-88');
  assert.deepEqual(
    asked.lines.map(({ item, asked: quantity, reason, text }: Record<string, string>) => [item, quantity, reason, text]),
    [['HOSE', '4', 'damaged', 'arrived wet']],
  );
  await page.getByText('Nothing has come back yet.').waitFor();

  // Amended: one less of the first line, and one of another, in exchange for two of the first item.
  await page.getByRole('link', { name: 'Amend' }).click();
  await page.getByRole('heading', { level: 1, name: `Amend ${rma}` }).waitFor();
  assert.equal(await page.getByLabel('What the customer says of HOSE').inputValue(), 'arrived wet');
  await page.getByLabel('Quantity of HOSE').fill('3');
  await page.getByLabel('Quantity of VALVE').fill('1');
  await page.getByRole('row').filter({ hasText: 'VALVE' }).getByText('Another item instead').click();
  await page.getByLabel('Item instead of VALVE').fill('HOSE');
  await page.getByLabel('How many instead of VALVE').fill('2');
  await page.getByLabel('Agreed price instead of VALVE').fill('7.25');
  assert.deepEqual(await look.survey('return-exchange'), []);
  await page.getByRole('button', { name: 'State it anew' }).click();
  await page.getByRole('heading', { level: 1, name: new RegExp(rma) }).waitFor();
  await stage.until('the second revision is decided', async () => {
    const { revision, lines } = await desk.get(rma);
    return revision === 2 && lines.every(({ authorized, asked: some }: Record<string, string>) => authorized === some);
  });
  const amended = await desk.get(rma);
  assert.deepEqual(amended.lines.map(({ item, authorized }: Record<string, string>) => [item, authorized]), [
    ['HOSE', '3'],
    ['VALVE', '1'],
  ]);
  assert.deepEqual(
    amended.exchange.lines.map(({ item, unitPrice, ordered }: Record<string, string>) => [item, unitPrice, ordered]),
    [['HOSE', '7.25', '0']],
    'it is ordered once the valve is back',
  );
  await page.getByText('to be exchanged for HOSE').waitFor();

  // Called off, with a reason that the audit of facts keeps.
  await page.getByRole('button', { name: 'Call it off' }).click();
  await page.getByRole('textbox', { name: 'Reason' }).fill('the customer keeps them');
  await page.getByRole('button', { name: `Call ${rma} off` }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await desk.until(rma, 'cancelled');
  await page.getByRole('button', { name: 'Call it off' }).waitFor({ state: 'detached' });

  // Who only looks is told before why he may not.
  const auditor = await openLook(stage.apiUrl, await wayIn(stage.api, { name: 'alan', roles: ['auditor'] }));
  await auditor.go('/orders/SO-1');
  const way = auditor.page.getByRole('button', { name: 'Ask for a return' });
  assert.equal(await way.isDisabled(), true);
  assert.match((await way.getAttribute('title'))!, /Your role \(auditor\) does not permit it/);
});
