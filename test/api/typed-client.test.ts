/** The client with generated types speaks to the server, and refuses to compile what the contract lacks. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dataOf, openApiClient, ProblemError, rowsOf, type ApiClient } from '../../src/client/client.ts';
import { openApi, type Harness } from './harness.ts';
import { orderBody } from './samples.ts';

let harness: Harness;
let client: ApiClient;
before(async () => {
  harness = await openApi();
  client = openApiClient({ baseUrl: harness.url, apiKey: harness.key, actor: 'Zoë' });
});
after(() => harness.close());

test('an order is placed, listed and read with types only', async () => {
  for (const salesOrder of ['TC-1', 'TC-2', 'TC-3']) {
    const header = { 'Idempotency-Key': `"typed-${salesOrder}"` };
    const { data } = await client.POST('/v1/sales-orders', { params: { header }, body: orderBody(salesOrder) });
    assert.equal(data?.salesOrder, salesOrder);
  }
  const numbers: string[] = [];
  const query = { limit: 2, number: 'TC-' };
  const rows = rowsOf((cursor) =>
    client.GET('/v1/sales-orders', { params: { query: { ...query, ...(cursor === undefined ? {} : { cursor }) } } }));
  for await (const { salesOrder } of rows) numbers.push(salesOrder);
  assert.deepEqual(numbers.toSorted(), ['TC-1', 'TC-2', 'TC-3']);
  const order = await dataOf(client.GET('/v1/sales-orders/{salesOrder}', { params: { path: { salesOrder: 'TC-1' } } }));
  assert.equal(order.lines[0]?.ordered, '12');
});

test('a refusal is thrown with its problem document', async () => {
  const reading = dataOf(client.GET('/v1/cases/{case}', { params: { path: { case: 'exc_999' } } }));
  await assert.rejects(reading, (error: unknown) =>
    error instanceof ProblemError && error.problem.code === 'not-found' && error.problem.status === 404);
});

test('what the contract does not know does not compile', async () => {
  // @ts-expect-error -- there is no such path
  await client.GET('/v1/nothing');
  // @ts-expect-error -- an unknown word for the state
  await client.GET('/v1/cases', { params: { query: { state: 'lost' } } });
  // @ts-expect-error -- the path needs its parameter
  await assert.rejects(async () => client.GET('/v1/cases/{case}').then(({ error }) => Promise.reject(new Error(error?.code))));
});
