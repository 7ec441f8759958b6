/** How long things take, and that the figures of a past moment stay what they were. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HOUR_MS } from '../../src/kernel/instant.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, pass, START, type Harness } from './harness.ts';
import { event, newKey, orderBody, registered, shipped, STRUCTURED } from './samples.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

const tell = async (fact: object) => {
  const { body, text } = await call('POST', '/v1/facts', { headers: STRUCTURED, body: fact });
  assert.equal(body.status, 'accepted', text);
};
const hour = (hours: number) => new Date(START + hours * HOUR_MS).toISOString();
/** An order that ships so many hours after it was placed. */
async function ships(salesOrder: string, hours: number): Promise<void> {
  const placed = orderBody(salesOrder, { orderedAt: hour(-10) });
  assert.equal((await call('POST', '/v1/sales-orders', { headers: newKey(), body: placed })).status, 201);
  await tell(registered(salesOrder));
  const fact = shipped(salesOrder, '12');
  await tell({ ...fact, data: { ...(fact.data as object), shippedAt: hour(hours - 10) } });
}
const read = async (query = '') => {
  const { body } = await call('GET', `/v1/console/durations?entity=uk${query}`);
  return Object.fromEntries(body.durations.map((row: { figure: string }) => [row.figure, row]));
};

test('medians and ninth deciles of what ended, and nothing where nothing did', async () => {
  for (const [at, hours] of [1, 2, 3, 4, 9].entries()) await ships(`D-${at}`, hours);
  const { 'order-to-shipment': cycle, 'return-to-credit': credit } = await read();
  assert.deepEqual([cycle.ended, cycle.medianSeconds, cycle.p90Seconds], [5, 3 * 3_600, 7 * 3_600]);
  assert.deepEqual([credit.ended, credit.medianSeconds, credit.p90Seconds], [0, null, null]);
  assert.match(cycle.formula, /first shipment/);
});

test('a second version of a shipment is no second shipment, and a part that follows ends nothing again', async () => {
  const again = shipped('D-0', '12', {}, 2);
  await tell({ ...again, data: { ...(again.data as object), shippedAt: hour(-9) } });
  assert.equal((await read())['order-to-shipment'].ended, 5);
});

test('figures as of a past moment are those that were known then', async () => {
  const moment = new Date(harness.clock.now()).toISOString();
  const then = await read();
  await pass(harness, 2 * HOUR_MS);
  await ships('D-LATE', 8);
  await tell(event('erp', 'invoice.posted.v1', invoiceOf('D-1')));
  const now = await read();
  assert.equal(now['order-to-shipment'].ended, 6);
  assert.notDeepEqual(now, then);
  assert.deepEqual(await read(`&at=${moment}`), then);
  assert.equal(now['shipment-to-invoice'].ended, 1);
  assert.equal((await read(`&at=${hour(-100)}`))['order-to-shipment'].ended, 0);
});

const invoiceOf = (salesOrder: string) => ({
  salesOrder, shipment: `SH-${salesOrder}`, invoice: `INV-${salesOrder}`, generation: 1,
  postingDate: '2031-05-07', lines: [{ line: 10, item: 'IT-1', quantity: '12', net: { amount: '30.00', currency: 'GBP' } }],
  freight: { amount: '0.00', currency: 'GBP' }, tax: { amount: '6.00', currency: 'GBP' },
  gross: { amount: '36.00', currency: 'GBP' },
});
