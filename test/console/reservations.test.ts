/** Stock that is held for somebody, in a real browser and on the command line: who, until when, and giving it back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatInstant, HOUR_MS } from '../../src/kernel/instant.ts';
import { openLook } from '../support/browser.ts';
import { commandLine } from '../support/command-line.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

/** Ten valves, of which two baskets hold seven; an order draws one of them. */
async function openShop(): Promise<Stage> {
  const stage = await openStage({ console: true, stock: { leeds: { VALVE: 10 } } });
  const hold = async (reservation: string, quantity: string, hours: number, more: object): Promise<void> => {
    const body = {
      entity: 'uk', reservation, item: 'VALVE', quantity, ...more,
      expiresAt: formatInstant(stage.now() + hours * HOUR_MS as never),
    };
    const headers = { 'idempotency-key': `hold-${reservation}` };
    const answer = await stage.api('POST', '/v1/inventory-reservations', { headers, body });
    assert.equal(answer.status, 201, answer.text);
  };
  await stage.until('the valves are there', async () => (await stage.available('leeds', 'VALVE')).onHand === 10);
  await hold('RS-1', '3', 30, { customer: 'ACME', reference: 'basket 7f3a' });
  await hold('RS-2', '4', 50, { customer: 'BELL', site: 'leeds' });
  await stage.settle();
  return stage;
}

test('who holds stock back is seen where stock is looked at, and gives it back', async () => {
  const stage = await openShop();
  const look = await openLook(stage.apiUrl, await wayIn(stage.api));
  const { page } = look;
  const row = (reservation: string) => page.getByRole('row').filter({ hasText: reservation });
  assert.equal((await stage.available('leeds', 'VALVE')).toPromise, 3);

  await look.go('/stock?view=reservations');
  await page.getByText(/^2 reservations for 2 customers; RS-1 ends first, in 1 d/).waitFor();
  for (const { reservation, held, customer, places } of (await stage.get('/v1/inventory-reservations')).items) {
    const said = await row(reservation).innerText();
    for (const word of [held, customer, places[0].site]) assert.match(said, new RegExp(`\\b${word}\\b`));
  }
  assert.deepEqual(await look.survey('stock-reservations'), []);

  // By its number from anywhere; what is still held may be promised again at once.
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/Any number from any system/).waitFor();
  await page.keyboard.type('RS-2');
  await page.getByRole('option').filter({ hasText: /^RS-2/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Reservation RS-2' }).waitFor();
  await row('RS-1').waitFor({ state: 'detached' });
  await row('RS-2').getByRole('button', { name: 'Give back' }).click();
  await page.getByRole('textbox', { name: 'Reason' }).fill('the basket was given up');
  await page.getByRole('button', { name: 'Give back 4 of VALVE' }).click();
  await row('RS-2').getByText('given back').waitFor();
  assert.equal((await stage.available('leeds', 'VALVE')).toPromise, 7);
  const given = await stage.query("select reason from audit_entry where action = 'reservation.release'");
  assert.deepEqual(given, [{ reason: 'the basket was given up' }]);

  await look.go('/stock/VALVE');
  await page.getByRole('heading', { name: 'Held for somebody' }).waitFor();
  await row('RS-1').getByText('held', { exact: true }).waitFor();
  assert.equal(await row('RS-2').count(), 0, 'what holds nothing is not there');
  assert.deepEqual(await look.survey('stock-item-held'), []);

  // The command line leads there as well.
  const server = { url: stage.apiUrl, key: stage.key };
  const found = await commandLine(server, 'find', 'RS-1');
  assert.equal(found.code, 0, found.err);
  assert.match(found.out, /reservation +RS-1 +uk +held/);
  const told = await commandLine(server, 'explain', 'RS-1');
  assert.equal(told.code, 0, told.err);
  assert.match(told.out, /^RS-1 \(uk\) is held: 3 of 3 of VALVE, until 2031-03-04/);
  assert.match(told.out, /orders of ACME that name it may draw on it before/);
});
