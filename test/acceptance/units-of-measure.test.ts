/** A case is ordered and pieces are shipped (pain 26): the quantities still add up, to the last piece. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientOf } from '../api/client.ts';
import { openApi } from '../api/harness.ts';
import { shipped, STRUCTURED } from '../api/samples.ts';

test('one case and a third of a pallet are ordered, pieces are shipped, and a weight is a weight (pain 26)', async (t) => {
  const harness = await openApi();
  t.after(() => harness.close());
  const call = clientOf(harness.url, harness.key);
  const map = (list: string, code: string, meaning: string) =>
    call('POST', '/v1/codes', { body: { system: '*', list, code, meaning, reason: 'item master' } });
  for (const [code, meaning] of [['CA', 'case'], ['PL', 'pallet']] as const) await map('unit', code, meaning);
  for (const [code, meaning] of [['IT-1/case', '12'], ['IT-2/case', 'catch 9.07 10%']] as const) {
    await map('item-unit', code, meaning);
  }
  await map('item-unit', 'IT-1/pallet', '1/3');

  const order = (number: string, lines: object[]) => ({ id: number, order: number, at: '2031-05-07T08:00:00Z', lines });
  const push = (body: object) => call('POST', '/v1/inbound/edi', { key: null, body });
  const price = '2.5';
  const sent = await push(order('SO-U1', [{ item: 'IT-1', uom: 'CA', quantity: '1', price }]));
  assert.equal(sent.body.status, 'received');
  await call('POST', '/v1/facts', { headers: STRUCTURED, body: shipped('SO-U1', '5') });
  await harness.settle();
  const { body } = await call('GET', '/v1/sales-orders/SO-U1');
  assert.equal(body.lines[0].ordered, '12');
  assert.equal(body.lines[0].shipped, '5');

  const inexact = await push(order('SO-U2', [{ item: 'IT-1', uom: 'PL', quantity: '1', price }]));
  assert.match(inexact.body.reason, /1 × 1\/3 is no exact number of base units/);
  assert.equal((await push(order('SO-U3', [{ item: 'IT-1', uom: 'PL', quantity: '3', price }]))).body.status, 'received');

  const cheese = { item: 'IT-2', uom: 'CA', quantity: '2', price };
  assert.match((await push(order('SO-U4', [cheese]))).body.reason, /its weight must be stated/);
  assert.match((await push(order('SO-U5', [{ ...cheese, weight: '9' }]))).body.reason, /cannot weigh 9/);
  assert.equal((await push(order('SO-U6', [{ ...cheese, weight: '18.305' }]))).body.status, 'received');
});
