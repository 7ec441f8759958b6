/** Reservations: stock that is held for somebody, and never promised twice. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { plainKey } from '../../src/application/access/api-keys.ts';
import { HOUR_MS } from '../../src/kernel/instant.ts';
import { seededRandom } from '../../src/kernel/random.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, pass, type Harness } from './harness.ts';
import { event, newKey, orderBody, received, registered, STRUCTURED } from './samples.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

const END = '2031-05-09T10:00:00Z';
const bodyOf = (reservation: string, item: string, quantity: string, more: object = {}) => ({
  entity: 'uk', reservation, item, quantity, expiresAt: END, ...more,
});
const reserve = (body: object, ask = call) =>
  ask('POST', '/v1/inventory-reservations', { headers: newKey(), body });
const read = async (reservation: string) =>
  (await call('GET', `/v1/inventory-reservations/${reservation}`)).body;
const release = (reservation: string, headers: Record<string, string> = {}) =>
  call('POST', `/v1/inventory-reservations/${reservation}/release`, {
    headers: { ...newKey(), ...headers }, body: { reason: 'the basket was given up' },
  });
const extend = (reservation: string, expiresAt: string, headers: Record<string, string> = {}) =>
  call('PUT', `/v1/inventory-reservations/${reservation}/expiry`, { headers, body: { expiresAt } });
async function tell(fact: object, ask = call): Promise<void> {
  const { body, text } = await ask('POST', '/v1/facts', { headers: STRUCTURED, body: fact });
  assert.equal(body.status, 'accepted', text);
}
async function promisable(item: string): Promise<string> {
  await harness.settle();
  const { sites } = (await call('GET', `/v1/availability?item=${item}`)).body;
  return sites.find((row: { site: string }) => row.site === 'leeds')?.availableToPromise ?? '0';
}
/** An order that needs no more than stock: known to the ERP, within its credit. */
async function order(salesOrder: string, item: string, quantity: string, more: object = {}, ask = call): Promise<void> {
  const lines = [{ line: 10, item, quantity, unitPrice: '2.5' }];
  const placed = await ask('POST', '/v1/sales-orders', { headers: newKey(), body: orderBody(salesOrder, { lines, ...more }) });
  assert.equal(placed.status, 201, placed.text);
  await tell(registered(salesOrder), ask);
  await tell(creditOf(salesOrder, quantity), ask);
}
const creditOf = (salesOrder: string, quantity: string) =>
  event('erp', 'credit.decided.v1', {
    salesOrder, decision: 1, verdict: 'approved', reason: 'within the limit',
    covers: { amount: (Number(quantity) * 2.5).toFixed(2), currency: 'GBP' },
  });
async function allocatedOf(salesOrder: string): Promise<string> {
  const { body } = await call('GET', `/v1/sales-orders/${salesOrder}`);
  return body.lines[0].allocated;
}

describe('holding', () => {
  test('what is held is promised to nobody else; what is not there is refused, with what there is', async () => {
    await tell(received('RES-IN-1', '10', 'HELD'));
    const made = await reserve(bodyOf('RS-1', 'HELD', '7', { site: 'leeds', customer: 'C-17' }));
    assert.equal(made.status, 201, made.text);
    assert.equal(made.headers.get('location'), '/v1/inventory-reservations/RS-1');
    assert.equal(made.headers.get('etag'), '"1"');
    assert.equal(made.body.lifecycle, 'held');
    assert.deepEqual(made.body.places, [{ site: 'leeds', lot: null, quantity: '7' }]);
    assert.equal(await promisable('HELD'), '3');

    const tooMuch = await reserve(bodyOf('RS-2', 'HELD', '4'));
    assert.deepEqual([tooMuch.status, tooMuch.body.code], [409, 'stock-insufficient']);
    assert.match(tooMuch.body.detail, /4 of HELD are wanted, and 3 can be promised/);
    assert.equal((await call('GET', '/v1/inventory-reservations/RS-2')).status, 404, 'nothing stays behind');
    const part = await reserve(bodyOf('RS-3', 'HELD', '4', { partial: true }));
    assert.deepEqual([part.status, part.body.quantity], [201, '3']);
    assert.equal(await promisable('HELD'), '0');
    await release('RS-1');
    await release('RS-3');
    assert.equal(await promisable('HELD'), '10');
  });

  test('the same key asks once; another request under the same number is refused', async () => {
    await tell(received('RES-IN-2', '10', 'ONCE'));
    const headers = newKey();
    const ask = () =>
      call('POST', '/v1/inventory-reservations', { headers, body: { ...bodyOf('x', 'ONCE', '2'), reservation: undefined } });
    const first = await ask();
    await harness.query('delete from idempotency_key');
    const again = await ask();
    assert.deepEqual([first.status, again.status, again.body], [201, 201, first.body]);
    assert.equal(await promisable('ONCE'), '8');
    const other = await reserve(bodyOf(first.body.reservation, 'ONCE', '2'));
    assert.deepEqual([other.status, other.body.code], [409, 'already-exists']);
  });

  test('an end that is over or too far is refused, as is a quantity of nothing', async () => {
    for (const [more, path] of [
      [{ expiresAt: '2031-05-01T00:00:00Z' }, '$.expiresAt'],
      [{ expiresAt: '2032-05-01T00:00:00Z' }, '$.expiresAt'],
      [{ quantity: '0' }, '$.quantity'],
    ] as const) {
      const { status, body } = await reserve({ ...bodyOf('RS-BAD', 'HELD', '1'), ...more });
      assert.deepEqual([status, body.code, body.param], [422, 'invalid-content', path]);
    }
  });

  test('it is kept longer or given back only by whoever has read what stands', async () => {
    await tell(received('RES-IN-3', '5', 'LONG'));
    await reserve(bodyOf('RS-4', 'LONG', '5'));
    const longer = await extend('RS-4', '2031-05-12T10:00:00Z', { 'if-match': '"1"' });
    assert.deepEqual([longer.status, longer.headers.get('etag'), longer.body.expiresAt], [200, '"2"', '2031-05-12T10:00:00.000Z']);
    for (const stale of [await extend('RS-4', END, { 'if-match': '"1"' }), await release('RS-4', { 'if-match': '"1"' })]) {
      assert.deepEqual([stale.status, stale.body.code], [412, 'revision-differs']);
    }
    assert.equal((await release('RS-4', { 'if-match': '"2"' })).body.lifecycle, 'released');
    assert.equal((await extend('RS-4', END)).body.code, 'not-possible-now');
    const audited = (await call('GET', '/v1/audit')).body.items.filter((row: { subject: string }) => row.subject.endsWith('RS-4'));
    assert.deepEqual(
      audited.map((row: { action: string }) => row.action),
      ['reservation.release', 'reservation.extend', 'reservation.reserve'],
    );
  });

  test('it ends by itself, and what it held goes to whoever waits', async () => {
    await tell(received('RES-IN-4', '5', 'TIMED'));
    await reserve(bodyOf('RS-5', 'TIMED', '5', { expiresAt: '2031-05-07T12:00:00Z' }));
    await order('SO-WAITS', 'TIMED', '4');
    await harness.settle();
    assert.equal(await allocatedOf('SO-WAITS'), '0');
    await pass(harness, 4 * HOUR_MS);
    assert.equal((await read('RS-5')).lifecycle, 'expired');
    assert.equal(await allocatedOf('SO-WAITS'), '4');
    assert.equal((await extend('RS-5', '2031-05-08T12:00:00Z')).body.code, 'not-possible-now', 'it may be sold by now');
  });
});

describe('drawing', () => {
  test('an order that names it takes what was held, before older orders that wait', async () => {
    await tell(received('RES-IN-5', '6', 'DRAWN'));
    await reserve(bodyOf('RS-6', 'DRAWN', '6', { customer: 'C-17' }));
    await order('SO-OLDER', 'DRAWN', '6', { orderedAt: '2031-05-06T08:00:00Z' });
    await order('SO-FOREIGN', 'DRAWN', '2', { customer: 'C-2', reservations: ['RS-6'] });
    await harness.settle();
    assert.deepEqual([await allocatedOf('SO-OLDER'), await allocatedOf('SO-FOREIGN')], ['0', '0']);
    await order('SO-NAMES', 'DRAWN', '4', { reservations: ['RS-6'] });
    await harness.settle();
    assert.equal(await allocatedOf('SO-NAMES'), '4');
    const left = await read('RS-6');
    assert.deepEqual([left.lifecycle, left.held, left.drawn], ['held', '2', [{ salesOrder: 'SO-NAMES', quantity: '4' }]]);
    await order('SO-REST', 'DRAWN', '3', { reservations: ['RS-6'] });
    await harness.settle();
    assert.equal(await allocatedOf('SO-REST'), '2', 'what was held, and nothing of what others wait for');
    assert.equal((await read('RS-6')).lifecycle, 'drawn');
  });

  test('an order that names what nobody ever held is refused', async () => {
    const { status, body } = await call('POST', '/v1/sales-orders', {
      headers: newKey(), body: orderBody('SO-VAIN', { reservations: ['RS-NEVER'] }),
    });
    assert.deepEqual([status, body.code, body.param], [422, 'invalid-content', '$.reservations[0]']);
  });
});

test('goods that are gone are held no longer, and somebody is told', async () => {
  await tell(received('RES-IN-6', '5', 'GONE'));
  await reserve(bodyOf('RS-7', 'GONE', '5'));
  await tell(adjusted('RES-OUT-6', 'GONE', '3'));
  await harness.settle();
  const left = await read('RS-7');
  assert.deepEqual([left.lifecycle, left.held, left.lost], ['held', '2', '3']);
  const { items } = (await call('GET', '/v1/cases?kind=reservation-short')).body;
  assert.match(items[0].text, /3 of GONE held by RS-7 are gone/);
});

test('whoever is confined to a site holds, sees and gives back what is there alone', async () => {
  await tell(received('RES-IN-8', '5', 'SITED'));
  const key = await harness.keyWith({ ...plainKey('counter', null), roles: ['service'], sites: ['reading'] });
  const theirs = clientOf(harness.url, key);
  for (const site of ['leeds', undefined]) {
    const { body } = await reserve(bodyOf('RS-8', 'SITED', '1', { site }), theirs);
    assert.equal(body.code, 'site-not-allowed');
  }
  await reserve(bodyOf('RS-8', 'SITED', '1', { site: 'leeds' }));
  assert.equal((await theirs('GET', '/v1/inventory-reservations/RS-8')).body.code, 'site-not-allowed');
  assert.equal((await call('GET', '/v1/inventory-reservations?site=leeds&item=SITED')).body.items.length, 1);
  assert.equal((await theirs('GET', '/v1/inventory-reservations?site=reading&item=SITED')).body.items.length, 0);
});

const adjusted = (movement: string, item: string, quantity: string) =>
  event('wms', 'movement.recorded.v1', {
    movement, version: 1, kind: 'adjustment', item, quantity,
    from: { location: 'leeds', disposition: 'sellable_accessible' },
    to: { location: 'adjustment', disposition: 'disposed' },
  });

test('two processes, reservations and orders at random: never more is promised than there is', async (t) => {
  const seed = Number(process.env['CROSSDOCK_RESERVATION_SEED'] ?? '20311107');
  t.diagnostic(`seed ${seed}`);
  const random = seededRandom(seed);
  const second = await openApi({ beside: harness });
  t.after(() => second.close());
  const asks = [call, clientOf(second.url, harness.key)];
  const items = ['RUSH-1', 'RUSH-2'];
  for (const item of items) await tell(received(`RES-IN-${item}`, '60', item));
  // The store itself looks at every change of a position, at the end of its transaction.
  await harness.query(`create table oversold (item text);
    create function note_oversold() returns trigger language plpgsql as $$ begin
      insert into oversold select new.item from position p where p.item = new.item and p.entity = new.entity
        and p.location = new.location and p.disposition = new.disposition and p.lot = new.lot
        and p.allocated > p.on_hand; return null; end $$;
    create constraint trigger never_oversold after insert or update on position
      deferrable initially deferred for each row when (new.disposition = 'sellable_accessible'
        and new.location not in ('supplier', 'customer', 'adjustment')) execute function note_oversold()`);
  t.after(() => harness.query('drop trigger never_oversold on position; drop table oversold'));

  // One that is sure to be held, and an order in the midst that is sure to name it.
  await reserve(bodyOf('RUSH-SURE', 'RUSH-1', '5'));
  const held: string[] = ['RUSH-SURE'];
  const acts = Array.from({ length: 120 }, (_, at) => {
    const item = items[at % 2]!;
    const [ask, quantity, dice] = [asks[random.between(0, 1)]!, String(random.between(1, 9)), random.between(0, 9)];
    return async () => {
      if (dice < 5) {
        const { status, body } = await reserve(bodyOf(`RUSH-${at}`, item, quantity, { partial: dice < 2 }), ask);
        assert.ok(status === 201 || body.code === 'stock-insufficient', `${status} ${body.code}`);
        if (status === 201) held.push(`RUSH-${at}`);
      } else if (dice < 7 && held.length > 1) {
        await release(held[1 + (at % (held.length - 1))]!);
      } else {
        const names = dice === 9 ? { reservations: [held[at % held.length]!] } : {};
        await order(`SO-RUSH-${at}`, item, quantity, names, ask);
      }
    };
  });
  acts.splice(60, 0, () => order('SO-RUSH-SURE', 'RUSH-1', '4', { reservations: ['RUSH-SURE'] }));
  while (acts.length > 0) await Promise.all(acts.splice(0, 12).map((act) => act()));
  await settleBoth(harness, second);

  assert.deepEqual(await harness.query('select * from oversold'), []);
  const sums = await harness.query(`select p.item, p.on_hand, p.allocated,
      (select coalesce(sum(a.quantity), 0) from allocation a where a.item = p.item) as rows
    from position p where p.item like 'RUSH-%' and p.location = 'leeds'`);
  assert.equal(sums.length, 2);
  for (const { item, on_hand: onHand, allocated, rows } of sums) {
    assert.equal(allocated, rows, `${String(item)}: the balance is what stands`);
    assert.ok(BigInt(String(allocated)) <= BigInt(String(onHand)));
  }
  for (const reservation of held) {
    const { quantity, held: now, drawn, lifecycle, lost } = await read(reservation);
    const taken = drawn.reduce((sum: number, row: { quantity: string }) => sum + Number(row.quantity), 0);
    assert.equal(lost, '0');
    if (lifecycle !== 'released') assert.equal(Number(now) + taken, Number(quantity), reservation);
  }
  assert.ok((await read('RUSH-SURE')).drawn.length > 0, 'drawing was part of the play');
  // The watch would have seen it: goods that are promised and vanish.
  await tell(adjusted('RES-OUT-RUSH', 'RUSH-1', '60'));
  assert.notDeepEqual(await harness.query('select * from oversold'), []);
});

async function settleBoth(first: Harness, second: Harness): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await first.settle();
    await second.settle();
  }
}
