/** Filters that people save: their own on every machine, and nobody else's. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SAVED_FILTERS_MAX } from '../../src/contract/resources/saved-filters.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

const as = (person: string) => ({ 'x-crossdock-actor': person });
const save = (person: string, name: string, search: string, list = 'cases') =>
  call('PUT', `/v1/saved-filters/${list}/${encodeURIComponent(name)}`, { body: { search }, headers: as(person) });
const forget = (person: string, name: string) =>
  call('DELETE', `/v1/saved-filters/cases/${encodeURIComponent(name)}`, { headers: as(person) });
const filtersOf = async (person: string, query = '') => {
  const { body } = await call('GET', `/v1/saved-filters${query}`, { headers: as(person) });
  return body.items.map(({ list, name, search }: Record<string, string>) => [list, name, search]);
};

test('a filter is kept under its name for its person alone; the same name takes its place', async () => {
  assert.equal((await save('ada', 'mine & old', 'role=finance&sort=age')).status, 200);
  assert.equal((await save('ada', 'held', 'state=on-hold', 'orders')).status, 200);
  assert.equal((await save('ada', 'mine & old', 'role=finance')).status, 200);
  assert.equal((await save('bob', 'mine & old', 'role=service')).status, 200);
  assert.deepEqual(await filtersOf('ada'), [
    ['cases', 'mine & old', 'role=finance'],
    ['orders', 'held', 'state=on-hold'],
  ]);
  assert.deepEqual(await filtersOf('ada', '?list=orders'), [['orders', 'held', 'state=on-hold']]);
  assert.deepEqual(await filtersOf('bob'), [['cases', 'mine & old', 'role=service']]);
});

test('it is forgotten by its person, once; what is another person’s stays', async () => {
  assert.deepEqual((await forget('ada', 'mine & old')).body, { forgotten: true });
  assert.deepEqual((await forget('ada', 'mine & old')).body, { forgotten: false });
  assert.equal((await filtersOf('bob')).length, 1);
});

test('there is an end to how many, and one that is there may still be changed', async () => {
  for (let at = 1; at <= SAVED_FILTERS_MAX; at += 1) assert.equal((await save('cyd', `f${at}`, 'sort=age')).status, 200);
  const beyond = await save('cyd', 'one more', 'sort=age');
  assert.deepEqual([beyond.status, beyond.body.code], [409, 'not-possible-now']);
  assert.equal((await save('cyd', 'f1', 'sort=exposure')).status, 200);
  assert.equal((await filtersOf('cyd')).length, SAVED_FILTERS_MAX);
});

test('a list that there is not, or a filter that is no query, is refused', async () => {
  assert.equal((await save('ada', 'x', 'sort=age', 'people')).status, 400);
  assert.equal((await save('ada', 'x', 'sort=age#key')).status, 400);
});
