/**
 * Two systems that both speak and listen (pain 47): who wins is declared, the loser is kept and shown,
 * and what a system says because we told it so ends there.
 */
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { MINUTE_MS } from '../../src/kernel/instant.ts';
import type { ConfigInput } from '../../src/main/config/schema.ts';
import { checkConfig, type ConfigError } from '../../src/main/config/config.ts';
import { clientOf, type Client } from '../api/client.ts';
import { openApi, pass, type Harness } from '../api/harness.ts';
import { event, orderBody, shipped, STRUCTURED } from '../api/samples.ts';
import { RecordSystem, type RecordSystemOptions } from '../support/record-system.ts';

const FIELDS = ['name', 'street', 'city', 'postalCode', 'country', 'taxId', 'email'];
type Policy = 'owner-wins' | 'newest-wins' | 'ask';

const bothWays = (conflict: Policy) => (input: ConfigInput): ConfigInput => ({
  ...input,
  ownership: { ...input.ownership, 'customer.stated.v1': ['erp', 'shop'] },
  fields: {
    'customer.stated.v1': Object.fromEntries(
      FIELDS.map((field) => [
        field,
        field === 'taxId'
          ? { owners: ['erp'], otherwise: 'ignore' as const }
          : { owners: ['erp', 'shop'], conflict },
      ]),
    ),
  },
  masterData: { customer: ['erp', 'shop'], item: [] },
});

interface Scene {
  readonly harness: Harness;
  readonly call: Client;
  readonly erp: RecordSystem;
  readonly shop: RecordSystem;
  /** Time passes and everything comes to rest: answers how many updates were told since last time. */
  rest(): Promise<number>;
  valuesOf(system: RecordSystem): Record<string, string>;
}

type Manners = Partial<Omit<RecordSystemOptions, 'system' | 'now'>>;

async function open(t: TestContext, policy: Policy, erpManners: Manners = {}, shopManners: Manners = {}) {
  const systems: RecordSystem[] = [];
  const harness = await openApi({
    configure: bothWays(policy),
    connectors: (clock) => {
      const now = () => clock.now();
      systems.push(new RecordSystem({ system: 'erp', now, ...erpManners }));
      systems.push(new RecordSystem({ system: 'shop', now, ...shopManners }));
      return systems.map((system) => system.connector());
    },
  });
  t.after(() => harness.close());
  const [erp, shop] = systems as [RecordSystem, RecordSystem];
  erp.push = (facts) => harness.core.door.admit('erp', facts);
  shop.push = (facts) => harness.core.door.admit('shop', facts);
  let counted = 0;
  const scene: Scene = {
    harness,
    call: clientOf(harness.url, harness.key),
    erp,
    shop,
    rest: async () => {
      await harness.settle();
      for (let round = 0; round < 5; round++) await pass(harness, MINUTE_MS);
      const told = erp.told + shop.told - counted;
      counted += told;
      return told;
    },
    valuesOf: (system) => ({ ...[...system.books.values()][0]?.values }),
  };
  return scene;
}

const GOOD: Manners = { tellsOf: true, pushesEchoes: true };

describe('two systems that both speak and listen', () => {
  test('each edit is told once to the other, and it ends', async (t) => {
    const { erp, shop, rest, valuesOf } = await open(t, 'newest-wins', GOOD, GOOD);
    await erp.edit('10017', 'C-17', { name: 'Acme Ltd', taxId: 'GB1' });
    assert.equal(await rest(), 1);
    assert.deepEqual(valuesOf(shop), { name: 'Acme Ltd', taxId: 'GB1' });
    await shop.edit('shop-C-17', 'C-17', { email: 'ap@acme.example' });
    assert.equal(await rest(), 1);
    assert.deepEqual(valuesOf(erp), { name: 'Acme Ltd', taxId: 'GB1', email: 'ap@acme.example' });
    assert.equal(await rest(), 0);
  });

  test('a system that renders what it is told in its own way is not told again', async (t) => {
    const clipped = { ...GOOD, keep: (value: string) => value.slice(0, 6).toUpperCase() };
    const { call, erp, shop, rest, valuesOf } = await open(t, 'newest-wins', GOOD, clipped);
    await erp.edit('10017', 'C-17', { name: 'Acme Tools Ltd' });
    assert.equal(await rest(), 1);
    assert.deepEqual(valuesOf(shop), { name: 'ACME T' });
    assert.deepEqual(valuesOf(erp), { name: 'Acme Tools Ltd' });
    const { body } = await call('GET', '/v1/records/customer/C-17?entity=uk');
    assert.deepEqual(
      body.fields[0].others.map(({ system, value, because }: Record<string, string>) => [system, value, because]),
      [['shop', 'ACME T', 'echo']],
    );
    await erp.edit('10017', 'C-17', { name: 'Acme Group' });
    assert.equal(await rest(), 1);
  });

  for (const [what, keep] of [
    ['capitals', (value: string) => value.toUpperCase()],
    ['short fields', (value: string) => value.slice(0, 6)],
  ] as const) {
    test(`it ends even where neither says that it only repeats us, and one keeps ${what}`, async (t) => {
      const { erp, shop, rest, valuesOf } = await open(t, 'newest-wins', { pushesEchoes: true }, { keep });
      await erp.edit('10017', 'C-17', { name: 'Acme Tools Ltd' });
      assert.ok((await rest()) <= 3);
      assert.equal(await rest(), 0);
      assert.equal(valuesOf(erp)['name']?.toLowerCase(), valuesOf(shop)['name']?.toLowerCase());
    });
  }

  test('of two edits at once the declared owner wins; the loser is kept, shown and set right', async (t) => {
    const { call, erp, shop, rest, valuesOf } = await open(t, 'owner-wins', GOOD, GOOD);
    await Promise.all([
      erp.edit('10017', 'C-17', { name: 'Acme Ltd' }),
      shop.edit('U-5', 'C-17', { name: 'Acme & Sons', taxId: 'WRONG' }),
    ]);
    const { body } = await call('GET', '/v1/records/customer/C-17?entity=uk');
    const [name] = body.fields;
    assert.deepEqual([name.value, name.from.system], ['Acme Ltd', 'erp']);
    assert.equal(await rest(), 1);
    assert.equal(valuesOf(shop)['name'], 'Acme Ltd');
    assert.equal(valuesOf(erp)['taxId'], undefined);
    const kept = await call('GET', '/v1/facts?instance=uk%2Fcustomer%2FC-17');
    assert.ok(kept.text.includes('Acme & Sons'), 'nothing that was said is lost');
  });

  test('a loser that is not told otherwise stays visible beside who won', async (t) => {
    const configure = (input: ConfigInput) => ({ ...bothWays('owner-wins')(input), masterData: {} });
    const harness = await openApi({ configure });
    t.after(() => harness.close());
    const call = clientOf(harness.url, harness.key);
    for (const [system, number, name] of [['shop', 'U-5', 'Acme & Sons'], ['erp', '10017', 'Acme Ltd']]) {
      const data = { customer: 'C-17', system, number, version: 1, name };
      await call('POST', '/v1/facts', { headers: STRUCTURED, body: event(system!, 'customer.stated.v1', data) });
    }
    const { body } = await call('GET', '/v1/records/customer/C-17?entity=uk');
    const [{ value, others }] = body.fields;
    assert.equal(value, 'Acme Ltd');
    assert.deepEqual(
      others.map((word: Record<string, string>) => [word['system'], word['value'], word['because']]),
      [['shop', 'Acme & Sons', 'lost']],
    );
  });

  test('where a person is asked, nobody is overwritten until she has chosen', async (t) => {
    const { harness, call, erp, shop, rest, valuesOf } = await open(t, 'ask', GOOD, GOOD);
    await erp.edit('10017', 'C-17', { name: 'Acme Ltd' });
    await rest();
    await shop.edit('shop-C-17', 'C-17', { name: 'Acme Group' });
    assert.equal(await rest(), 0);
    assert.deepEqual([valuesOf(erp)['name'], valuesOf(shop)['name']], ['Acme Ltd', 'Acme Group']);
    const choice = { entity: 'uk', field: 'name', system: 'shop', number: 'shop-C-17', reason: 'renamed' };
    await call('POST', '/v1/records/customer/C-17/decisions', { body: choice });
    await harness.settle();
    assert.equal(await rest(), 1);
    assert.equal(valuesOf(erp)['name'], 'Acme Group');
  });
});

test('two-way sync without a declared conflict policy is no configuration', async () => {
  const { default: input } = (await import('../../crossdock.config.ts')) as { default: ConfigInput };
  const undeclared = { ...bothWays('ask')(input), fields: {} };
  assert.throws(
    () => checkConfig('crossdock.config.ts', undeclared),
    (error: ConfigError) =>
      error.faults.some(({ message }) => /erp both states and receives every customer: say .* who owns name/.test(message)),
  );
  const half = bothWays('ask')(input);
  const rules = { ...half.fields!['customer.stated.v1'], name: { owners: ['erp', 'shop'] } };
  assert.throws(
    () => checkConfig('crossdock.config.ts', { ...half, fields: { 'customer.stated.v1': rules } }),
    /name: has several owners: declare conflict/,
  );
});

test('a value from a system that does not own the field is refused with that reason, or left out', async (t) => {
  const harness = await openApi({
    configure: (input) => ({
      ...input,
      fields: {
        'shipment.confirmed.v1': { site: { owners: ['wms'], otherwise: 'refuse' } },
        'sales-order.stated.v1': { requestedShipDate: { owners: ['api'], otherwise: 'ignore' } },
        'tax.quoted.v1': {},
      },
    }),
  });
  t.after(() => harness.close());
  const call = clientOf(harness.url, harness.key);
  assert.equal((await call('POST', '/v1/facts', { headers: STRUCTURED, body: shipped('SO-1', '1') })).body.status, 'accepted');
  const order = { ...orderBody('SO-2'), revision: 1, channel: 'shop', requestedShipDate: '2031-06-01' } as Record<string, unknown>;
  delete order['entity'];
  const stated = event('shop', 'sales-order.stated.v1', order);
  assert.equal((await call('POST', '/v1/facts', { headers: STRUCTURED, body: stated })).body.status, 'accepted');
  const [row] = await harness.query(`select body from fact where instance = 'uk/sales-order/SO-2'`);
  assert.ok(!String(row!['body']).includes('requestedShipDate'));
  const { body } = await call('GET', '/v1/ownership');
  const type = body.types.find((one: { type: string }) => one.type === 'sales-order.stated.v1');
  assert.deepEqual(
    type.fields[0].ignored.map(({ system, count, fact }: Record<string, unknown>) => [system, count, fact]),
    [['shop', 1, `shop/${stated.id}`]],
  );
});
