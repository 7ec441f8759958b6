/** Quality overturns a wrong measurement, in a real browser: one word about every lot of a cluster, previewed and accounted for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLook } from '../support/browser.ts';
import { tellFact } from '../support/stage-facts.ts';
import { openStage, type Answered, type Stage } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

const LOTS = ['L2100', 'L2101', 'L2102', 'L2103'];
const SELLABLE = 'sellable_accessible';

/** Four lots that were rejected because an instrument was off. */
async function openLaboratory(): Promise<Stage> {
  const stage = await openStage({ console: true });
  for (const lot of LOTS) {
    await tellFact(stage, 'wms', 'lot.stated.v1', { item: 'RELAY', lot, version: 1, expiresOn: '2032-03-03' });
    await tellFact(stage, 'wms', 'movement.recorded.v1', {
      movement: `IN-${lot}`, version: 1, kind: 'receipt', item: 'RELAY', lot, quantity: '10',
      from: { location: 'supplier', disposition: SELLABLE }, to: { location: 'leeds', disposition: SELLABLE },
    });
    const body = { entity: 'uk', verdict: 'rejected', reason: 'moisture above 4 %' };
    const said = await stage.api('POST', `/v1/lots/RELAY/${lot}/quality`, { body });
    assert.equal(said.status, 200, said.text);
  }
  await stage.settle();
  return stage;
}

test('one word of quality about every lot of a cluster: each effect is previewed, every case accounted for', async () => {
  const stage = await openLaboratory();
  const fitness = async (): Promise<string[]> =>
    (await stage.get('/v1/lots?item=RELAY')).items.map((row: Answered) => row.fitness);
  assert.deepEqual(new Set(await fitness()), new Set(['rejected']));
  const [cluster] = (await stage.get('/v1/case-clusters?kind=lot-rejected')).items;
  assert.equal(cluster.cases, 4);
  const ask = (path: string, more: object): Promise<Answered> =>
    stage.api('POST', `/v1/case-clusters/${path}`, { body: { fingerprint: cluster.fingerprint, ...more } });

  // One decision is one thing; and what is no word about lots stays what it was.
  assert.equal((await ask('preview', { verdict: 'accept', quality: 'released' })).status, 400);
  assert.equal((await ask('preview', {})).status, 400);
  const accepted = (await ask('preview', { verdict: 'accept' })).body;
  assert.deepEqual([accepted.closes, accepted.effects], [4, []], 'to accept tells no warehouse anything');

  const first = (await ask('decision', { quality: 'released', reason: 'measured again', limit: 1 })).body;
  assert.deepEqual([first.total, first.done, first.left, first.refused], [4, 1, 3, []], 'the rest is left');
  await stage.settle();

  const before = await stage.query('select count(*)::int as n from command');
  const preview = (await ask('preview', { quality: 'released' })).body;
  assert.deepEqual([preview.quality, preview.closes, preview.stays, preview.notYours], ['released', 3, 0, 0]);
  assert.ok(preview.effects.some((each: Answered) => each.system === 'wms' && each.count === 3), 'the warehouse is told');
  assert.deepEqual(await stage.query('select count(*)::int as n from command'), before, 'nothing is sent by a preview');

  const { page, go, survey } = await openLook(
    stage.apiUrl, await wayIn(stage.api, { name: 'quinn', roles: ['quality'] }),
  );
  await go('/cases');
  await page.getByText('One cause holds 3 of 3 cases').waitFor();
  await page.getByRole('button', { name: 'Quality releases' }).click();
  await page.getByRole('button', { name: 'Preview the fix for 3 cases' }).click();
  await page.getByRole('img', { name: '3 end' }).waitFor();
  for (const { count, type } of preview.effects) {
    const effect = page.locator('.fx li').filter({ hasText: new RegExp(type.replace(/\.v\d+$/, '').replaceAll(/[.-]/g, ' '), 'i') });
    assert.equal(await effect.first().locator('.fxn').innerText(), String(count));
  }
  assert.deepEqual(await survey('cases-lots'), []);
  await page.getByRole('button', { name: 'Quality releases: 3 cases' }).click();
  await page.getByRole('textbox', { name: 'Reason' }).fill('the instrument was off; measured again');
  await page.getByRole('button', { name: 'Release the lots of 3 cases' }).click();
  await page.getByRole('cell', { name: '3 of 3', exact: true }).waitFor();
  await stage.settle();
  assert.deepEqual(await fitness(), ['fit', 'fit', 'fit', 'fit']);
  const audited = await stage.query("select subject, reason from audit_entry where action = 'lot.released' order by subject");
  assert.deepEqual(audited, LOTS.map((lot, at) => ({
    subject: `uk/lot/RELAY/${lot}`, reason: at === 0 ? 'measured again' : 'the instrument was off; measured again',
  })));
  const told = await stage.query("select count(*)::int as n from command where type = 'lot-status.set.v1' and status = 'done'");
  assert.ok(Number(told[0]!['n']) >= 3);
  assert.deepEqual((await stage.get('/v1/cases?kind=lot-rejected')).items, []);
});
