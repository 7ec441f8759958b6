/** A controller compares how long things take, in a real browser: medians are what the records of orders and returns say. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLook } from '../support/browser.ts';
import { returnDesk } from '../support/return-desk.ts';
import { openStage, type Answered, type Stage } from '../support/stage.ts';
import { wayIn } from '../support/way-in.ts';

/** An order that is shipped and billed, and a return of it that takes three days until it is credited. */
async function openHouse(): Promise<{ stage: Stage; billed: Answered }> {
  const stage = await openStage({ console: true, stock: { leeds: { HOSE: 40, VALVE: 5 } } });
  await stage.placeInShop({ salesOrder: 'SO-2', lines: [['HOSE', 12]] });
  await stage.untilLifecycle('SO-2', 'closed');
  await stage.pass(3);
  const billed = await stage.get('/v1/console/figures?entity=uk');
  const desk = returnDesk(stage);
  await desk.ask({ rma: 'RMA-1', salesOrder: 'SO-2', lines: [[1, 'HOSE', 5]] });
  await desk.until('RMA-1', 'authorized');
  await stage.pass(48);
  const receipt = await desk.arrives('RMA-1', [['HOSE', 5, 1]]);
  await desk.until('RMA-1', 'received');
  await stage.pass(6);
  await desk.inspects(receipt, [{ quantity: 3 }, { quantity: 2, grade: 'D', cause: 'CA' }]);
  await desk.until('RMA-1', 'closed');
  await stage.settle();
  return { stage, billed };
}

/** Seconds between two facts of a record, by when each says that it happened. */
function between(timeline: readonly Answered[], begins: string, ends: string): number {
  const at = (type: string): number => {
    const times = timeline.filter((fact) => fact.type === type).map(({ occurredAt }) => Date.parse(occurredAt));
    assert.ok(times.length > 0, type);
    return Math.min(...times);
  };
  return Math.round((at(ends) - at(begins)) / 1_000);
}

test('medians are what the records say, are drawn, and stay what they were as of a past moment', async () => {
  const { stage, billed } = await openHouse();
  const { durations } = await stage.get('/v1/console/durations?entity=uk');
  const median = (figure: string): number | null =>
    durations.find((row: Answered) => row.figure === figure).medianSeconds;
  const order = (await stage.order('SO-2')).timeline;
  const back = (await stage.get('/v1/returns/RMA-1')).timeline;
  assert.equal(median('order-to-shipment'), between(order, 'sales-order.stated.v1', 'shipment.confirmed.v1'));
  assert.equal(median('shipment-to-invoice'), between(order, 'shipment.confirmed.v1', 'invoice.posted.v1'));
  for (const [figure, begins, ends] of [
    ['request-to-authorization', 'return.requested.v1', 'return.authorized.v1'],
    ['authorization-to-receipt', 'return.authorized.v1', 'return.received.v1'],
    ['receipt-to-inspection', 'return.received.v1', 'inspection.completed.v1'],
    ['receipt-to-credit', 'return.received.v1', 'credit-memo.posted.v1'],
    ['return-to-credit', 'return.requested.v1', 'credit-memo.posted.v1'],
  ] as const) assert.equal(median(figure), between(back, begins, ends), figure);
  assert.equal(median('dispute-to-answer'), null, 'nobody disputed anything');

  const { page, go, survey } = await openLook(stage.apiUrl, await wayIn(stage.api));
  await go('/figures');
  const row = (name: string) => page.getByRole('row').filter({ hasText: name });
  await row('Authorization to receipt').getByText('2 d', { exact: false }).first().waitFor();
  await row('Receipt to inspection').getByText('6 h', { exact: false }).first().waitFor();
  await page.getByText(/Nothing ended in the period: dispute to answer/).waitFor();
  assert.deepEqual(await survey('figures-durations'), []);

  // The bridge of a past moment is the one that stood then, whatever became of its orders.
  const now = await stage.get('/v1/console/figures?entity=uk');
  const then = await stage.get(`/v1/console/figures?entity=uk&at=${billed.at}`);
  assert.deepEqual(then.bridges, billed.bridges);
  assert.notDeepEqual(now.bridges, billed.bridges, 'some of it was credited since');
  assert.ok(Date.parse(then.at) <= Date.parse(billed.at), 'it says when it was measured');

  // So are the governed figures: part and whole of then, and a series that ends no later.
  const counted = ({ governed }: Answered): unknown =>
    governed.map(({ figure, part, of }: Answered) => `${figure} ${part} of ${of}`);
  assert.equal(billed.governed.length, 6);
  assert.deepEqual(counted(then), counted(billed));
  const figure = (of: Answered, name: string): Answered => of.governed.find((one: Answered) => one.figure === name);
  assert.deepEqual([figure(then, 'first-time-right').part, figure(now, 'first-time-right').part], [1, 0], 'credited since');
  for (const { series, value, part, of, completeness } of [...then.governed, ...now.governed]) {
    assert.ok(series.length > 0 && series.length <= 48);
    assert.deepEqual(series.map(({ at }: Answered) => at), series.map(({ at }: Answered) => at).sort());
    assert.equal(value, of === 0 ? null : part / of);
    assert.equal(completeness, 1, 'nothing lies in quarantine');
  }
  for (const { series } of then.governed) assert.ok(Date.parse(series.at(-1).at) <= Date.parse(then.at));
  const early = '2031-03-03T08:00:00Z';
  assert.equal((await stage.api('GET', `/v1/console/figures?entity=uk&at=${early}`)).status, 404);
  await page.getByText('Credited', { exact: true }).first().waitFor();
  await go(`/figures?known=${encodeURIComponent(billed.at)}`);
  await page.getByRole('slider', { name: 'Figures as of' }).waitFor();
  await page.getByText('Everything that was booked is posted and kept.').waitFor();
  assert.equal(await page.getByText('Credited', { exact: true }).count(), 0);
  await row('Billed right first time').getByText('1 of 1').waitFor();
  assert.deepEqual(await survey('figures-past'), []);
  await page.getByRole('slider', { name: 'Figures as of' }).press('End');
  await page.getByText('Credited', { exact: true }).first().waitFor();
  await go(`/figures?known=${encodeURIComponent(early)}`);
  await page.getByText('Nothing was measured by then.').waitFor();
});
