/** A return in the console: what may come back, what came, who owes whom what, and the evidence of it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { openLook } from '../support/browser.ts';
import { returnDesk } from '../support/return-desk.ts';
import { openStage } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

test('a return is followed from its order to its credit, and its evidence is taken as one sealed file', async () => {
  const stage = await openStage({ console: true });
  const desk = returnDesk(stage);
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['HOSE', 10]] });
  await stage.untilLifecycle('SO-1', 'closed');
  await desk.ask({ rma: 'RMA-1', salesOrder: 'SO-1', lines: [[1, 'HOSE', 4]] });
  await desk.until('RMA-1', 'authorized');
  await stage.settle();
  const look = await openLook(stage.apiUrl, await wayIn(stage.api));
  const { page } = look;

  // From the order to its return, and why that waits.
  await look.go('/orders/SO-1');
  await page.getByRole('link', { name: 'RMA-1' }).first().click();
  await page.getByRole('heading', { level: 1, name: /RMA-1/ }).waitFor();
  // The server's own words, its moment as people read it.
  const { waiting } = await desk.explain('RMA-1');
  const [before, due] = waiting.split(/(\d{4}-\d{2}-\d{2})T[\d:.]+Z/);
  const said = await page.locator('main .a').first().innerText();
  assert.ok(said.startsWith(before) && !/T\d\d:/.test(said), `${said}, and not ${waiting}`);
  assert.match(said, new RegExp(` ${Number(due.slice(8))} Apr \\d\\d:\\d\\d\\.$`));
  await page.getByText('Nothing has come back yet.').waitFor();

  // A day later the goods come and are inspected: the page follows without a touch.
  await stage.pass(24);
  await desk.inspects(await desk.arrives('RMA-1', [['HOSE', 4, 1]]), [
    { quantity: 3 },
    { quantity: 1, grade: 'D', cause: 'CA' },
  ]);
  const closed = await desk.until('RMA-1', 'closed');
  await stage.settle();
  await page.getByRole('img', { name: '4 returned: 3 restock, 1 scrap' }).waitFor();
  await page.getByText('Money settled').waitFor();
  const [credit] = closed.credits;
  const gross = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' }).format(credit.gross.amount);
  const sum = page.getByRole('table', { name: `Credit of ${credit.invoice}` }).getByRole('row').last();
  assert.match(await sum.innerText(), new RegExp(`${credit.creditMemo}[^]*${gross.replace('.', '\\.')}`));

  // Before the goods came, seen from today.
  const authorized = closed.timeline.find(({ type }: { type: string }) => type === 'return.authorized.v1');
  await look.go(`/returns/RMA-1?at=${encodeURIComponent(authorized.occurredAt)}`);
  await page.getByText('Nothing has come back yet.').waitFor();
  await page.getByText('Nothing can be changed here').waitFor();
  await page.getByRole('button', { name: 'Back to live' }).click();

  // The evidence is one file, and the audit chain knows its seal.
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Take the evidence' }).click();
  const lines = (await readFile(await (await saving).path(), 'utf8')).trim().split('\n');
  const { seal } = JSON.parse(lines.at(-1)!);
  assert.equal((await stage.get(`/v1/evidence/${seal}`)).instance, 'uk/return/RMA-1');

  // And back to the order, whose line says what came back and what was credited.
  await page.getByRole('link', { name: 'SO-1' }).first().click();
  await page.getByRole('heading', { level: 1, name: /SO-1/ }).waitFor();
  const line = page.getByRole('row').filter({ hasText: 'HOSE' }).first();
  await line.getByText('4', { exact: true }).nth(1).waitFor();
  assert.equal((await stage.order('SO-1')).lines[0].credited, '4');
});
