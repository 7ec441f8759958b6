/** Quality says of many lots at once what they are: seen before it is done, one act for each, accounted for exactly. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLook } from '../support/browser.ts';
import { tellFact } from '../support/stage-facts.ts';
import { openStage, type Answered } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

const LOTS = ['L2100', 'L2101', 'L2102'];
const SELLABLE = 'sellable_accessible';

test('lots that nobody stated are stated in bulk: previewed, one act each, every lot accounted for', async () => {
  const stage = await openStage({ console: true });
  for (const lot of LOTS) {
    await tellFact(stage, 'wms', 'movement.recorded.v1', {
      movement: `IN-${lot}`, version: 1, kind: 'receipt', item: 'RELAY', lot, quantity: '10',
      from: { location: 'supplier', disposition: SELLABLE }, to: { location: 'leeds', disposition: SELLABLE },
    });
  }
  await stage.settle();
  const fitness = async (query = ''): Promise<string[]> =>
    (await stage.get(`/v1/lots?item=RELAY${query}`)).items.map((row: Answered) => `${row.lot} ${row.fitness}`);
  assert.deepEqual(await fitness('&unstated=true'), LOTS.map((lot) => `${lot} unstated`));
  const body = {
    entity: 'uk', needsRelease: false,
    lots: [{ item: 'RELAY', lot: LOTS[0], expiresOn: '2032-03-03' }, { item: 'RELAY', lot: LOTS[1], expiresOn: '2031-01-01' }],
  };
  const preview = await stage.api('POST', '/v1/lots/statements/preview', { body });
  assert.equal(preview.status, 200, preview.text);
  assert.deepEqual(
    preview.body.lots.map((row: Answered) => [row.lot, row.before, row.after, row.onHand]),
    [[LOTS[0], 'unstated', 'fit', '10'], [LOTS[1], 'unstated', 'expired', '10']],
  );
  assert.equal(preview.body.sellable, 1);
  assert.deepEqual(await fitness(), LOTS.map((lot) => `${lot} unstated`), 'a preview changes nothing');

  // Meanwhile the warehouse states one of them: whoever looked before is refused, and the others are done.
  const { page, go, survey } = await openLook(stage.apiUrl, await wayIn(stage.api, { name: 'quinn', roles: ['quality'] }));
  await go('/stock?view=lots');
  await page.getByRole('button', { name: 'State 3 lots…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Last good day of all of them').fill('2032-03-03');
  await dialog.getByLabel(`Last good day of ${LOTS[2]}`).fill('');
  await dialog.getByLabel('Quality must release each before it is sold').uncheck();
  assert.ok(await dialog.getByRole('button', { name: 'State 3 lots' }).isDisabled(), 'nothing is done unseen');
  await dialog.getByRole('button', { name: 'Preview what comes of it' }).click();
  await dialog.getByText('3 lots, 30 on hand: may be sold').waitFor();
  assert.deepEqual(await survey('stock-state-lots'), []);
  await tellFact(stage, 'wms', 'lot.stated.v1', { item: 'RELAY', lot: LOTS[1], version: 1, expiresOn: '2031-06-01' });
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('read off the pallets');
  await dialog.getByRole('button', { name: 'State 3 lots' }).click();
  await page.getByText('2 of 3 lots stated, 1 refused.').waitFor();
  await page.getByText(`RELAY ${LOTS[1]}: somebody has stated it meanwhile`).waitFor();
  await stage.settle();
  assert.deepEqual((await fitness()).sort(), LOTS.map((lot) => `${lot} fit`));
  const rows = (await stage.get('/v1/lots?item=RELAY')).items;
  const expiry = Object.fromEntries(rows.map(({ lot, expiresOn }: Answered) => [lot, expiresOn]));
  assert.deepEqual(expiry, { [LOTS[0]!]: '2032-03-03', [LOTS[1]!]: '2031-06-01', [LOTS[2]!]: null });
  const audited = await stage.query("select subject, actor, reason from audit_entry where action = 'lot.state' order by subject");
  assert.deepEqual(audited, [LOTS[0], LOTS[2]].map((lot) => ({
    subject: `uk/lot/RELAY/${lot}`, actor: 'quinn', reason: 'read off the pallets',
  })));
  assert.deepEqual(await fitness('&unstated=true'), []);
});

test('to state lots lets them be sold: where several may, it takes two people', async () => {
  const stage = await openStage({
    configure: (input) => ({ ...input, access: { ...input.access, secondPerson: 'required' } }),
  });
  await tellFact(stage, 'wms', 'movement.recorded.v1', {
    movement: 'IN-1', version: 1, kind: 'receipt', item: 'RELAY', lot: 'L1', quantity: '10',
    from: { location: 'supplier', disposition: SELLABLE }, to: { location: 'leeds', disposition: SELLABLE },
  });
  await stage.settle();
  const body = { entity: 'uk', needsRelease: false, lots: [{ item: 'RELAY', lot: 'L1', expiresOn: null }], reason: 'seen' };
  const asked = await stage.api('POST', '/v1/lots/statements', { body, headers: { 'x-crossdock-actor': 'quinn' } });
  assert.equal(asked.status, 202, asked.text);
  assert.equal((await stage.get('/v1/lots?item=RELAY')).items[0].fitness, 'unstated');
  const approve = (actor: string): Promise<Answered> =>
    stage.api('POST', `/v1/proposals/${asked.body.proposal.id}/approval`, {
      body: { reason: 'looked as well' }, headers: { 'x-crossdock-actor': actor },
    });
  assert.ok((await approve('quinn')).status >= 400, 'who asked cannot approve');
  const approved = await approve('ada');
  assert.equal(approved.status, 200, approved.text);
  assert.deepEqual(approved.body.answer, { total: 1, done: [{ item: 'RELAY', lot: 'L1' }], refused: [] });
  assert.equal((await stage.get('/v1/lots?item=RELAY')).items[0].fitness, 'fit');
});
