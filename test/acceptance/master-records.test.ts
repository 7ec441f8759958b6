/**
 * Customers and items that an ERP, a shop and a warehouse hold each in its own way (pains 47, 48): every
 * system says what it holds, the declared owners decide field by field, and who holds something else is told.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { ConfigInput } from '../../src/main/config/schema.ts';
import { declaredShop } from '../support/declared-shop.ts';
import { DEPOT, openDepot } from '../support/stage-depot.ts';
import { openStage, type Answered, type Stage } from '../support/stage.ts';

/** The ERP owns names and tax numbers, the shop addresses for documents; both are told. */
const owned = (input: ConfigInput): ConfigInput => ({
  ...input,
  ownership: { ...input.ownership, 'item.stated.v1': ['erp', 'shop', DEPOT] },
  fields: {
    'customer.stated.v1': {
      name: { owners: ['erp'], otherwise: 'ignore' },
      taxId: { owners: ['erp'], otherwise: 'ignore' },
      street: { owners: ['erp'], otherwise: 'ignore' },
      city: { owners: ['erp'], otherwise: 'ignore' },
      postalCode: { owners: ['erp'], otherwise: 'ignore' },
      country: { owners: ['erp'], otherwise: 'ignore' },
      email: { owners: ['shop'], otherwise: 'ignore' },
    },
    'item.stated.v1': {
      name: { owners: ['erp'], otherwise: 'ignore' },
      gtin: { owners: [DEPOT, 'erp'], conflict: 'owner-wins', otherwise: 'ignore' },
      baseUnit: { owners: ['erp', DEPOT], conflict: 'ask' },
      manufacturer: { owners: ['erp'], otherwise: 'ignore' },
      manufacturerNumber: { owners: ['erp'], otherwise: 'ignore' },
    },
  },
  masterData: { customer: ['erp', 'shop'], item: ['shop'] },
});

const declared = (input: ConfigInput): ConfigInput => {
  const { systems, ...rest } = owned(input);
  return {
    ...rest,
    systems: { ...systems, shop: { ...systems['shop']!, connector: 'http', settings: declaredShop } },
  };
};

const record = (stage: Stage, kind: string, number: string): Promise<Answered> =>
  stage.get(`/v1/records/${kind}/${number}?entity=uk`);

const truth = async (stage: Stage, kind: string, number: string): Promise<Record<string, [string, string]>> => {
  const { fields } = await record(stage, kind, number);
  const known = fields.filter(({ from }: Answered) => from !== null);
  return Object.fromEntries(known.map(({ field, value, from }: Answered) => [field, [value, from.system]]));
};

const updatesTold = async (stage: Stage): Promise<number> => {
  const [row] = await stage.query("select count(*)::int as n from command where type = 'customer.update.v1'");
  return Number(row!['n']);
};

for (const [how, configure] of [
  ['by its own connector', owned],
  ['by declaration alone', declared],
] as const) {
  test(`a customer is kept right in the ERP and in a shop that is reached ${how}, and it ends`, async () => {
    const stage = await openStage({ configure, faults: { duplicate: 1, timeoutAfterEffect: 0.3 } });
    const shop = async () => (await stage.ask('shop', 'GET', '/sandbox/books')).customers[0];
    const erp = async () => (await stage.ask('erp', 'GET', '/sandbox/books')).customers[0];
    const save = (values: Record<string, string>) =>
      stage.erp('customer.save', { code: '10', number: 'ACME', ...values });
    await save({ name: 'Acme Ltd', tax_id: 'GB123', city: 'Leeds', country: 'GB' });
    await stage.until('the shop holds it', async () => (await shop())?.display_name === 'Acme Ltd', 4);
    assert.deepEqual([(await shop()).vat_number, (await shop()).city], ['GB123', 'Leeds']);

    const edited = { email: 'ap@acme.example', display_name: 'ACME!!' };
    await stage.ask('shop', 'PUT', '/storefront/customers/10/ACME', edited);
    await stage.until('the ERP has the address', async () => (await erp()).email === 'ap@acme.example', 4);
    await stage.until('the shop is set right', async () => (await shop()).display_name === 'Acme Ltd', 4);
    assert.deepEqual((await truth(stage, 'customer', 'ACME'))['name'], ['Acme Ltd', 'erp']);
    assert.deepEqual((await truth(stage, 'customer', 'ACME'))['email'], ['ap@acme.example', 'shop']);
    const said = await stage.get('/v1/facts?instance=uk%2Fcustomer%2FACME&limit=100');
    assert.ok(JSON.stringify(said).includes('ACME!!'), 'the word that did not count is kept');

    await stage.pass(2);
    const told = await updatesTold(stage);
    const held = [(await erp()).version, (await shop()).revision];
    await stage.pass(8);
    assert.deepEqual([(await erp()).version, (await shop()).revision], held, 'nobody is told again');
    assert.equal(await updatesTold(stage), told);
  });

  test(`an edit of which no webhook told is found by the statement of a shop reached ${how}`, async () => {
    const stage = await openStage({ configure });
    stage.line.treat(({ system }) => (system === 'shop' ? 'keep' : 'pass'));
    await stage.ask('shop', 'PUT', '/storefront/products/10/VALVE', { title: 'Ball valve', barcode: '4006381333931' });
    await stage.ask('shop', 'PUT', '/storefront/customers/10/ACME', { email: 'ap@acme.example' });
    await stage.pass(2.1);
    assert.deepEqual((await truth(stage, 'customer', 'ACME'))['email'], ['ap@acme.example', 'shop']);
    const { fields } = await record(stage, 'item', 'VALVE');
    const name = fields.find(({ field }: Answered) => field === 'name');
    // The shop does not own names, so its word stands beside and no value is true yet.
    assert.deepEqual([name?.value ?? null, name?.others[0].value], [null, 'Ball valve']);
    const { silentLoss } = await stage.get('/v1/agreement');
    const lost = Object.fromEntries(silentLoss.map((one: Answered) => [one.channel, one.lost]));
    assert.deepEqual(lost, { 'customer.stated.v1': 1, 'item.stated.v1': 1 });
  });
}

test('the ERP and a warehouse that lives on files say what an item is; a contradiction waits for a person', async () => {
  const depot = openDepot();
  after(() => depot.discard());
  const stage = await openStage({ configure: (input) => owned(depot.configure(input)) });
  await stage.erp('item.save', { code: '10', number: 'VALVE', name: 'Ball valve DN15', base_unit: 'each', gtin: '4006381333930' });
  depot.leave('IT0303.CSV', [
    'Company;Item;Name;EAN;Unit;Change;Changed',
    '10;VALVE;BALL VALVE;4006381333931;CA;7;203103030700',
    '10;HOSE;HOSE 1/2;4006381333948;EA;3;203103030700',
    '',
  ].join('\r\n'));
  await stage.until('the file is held', async () => (await stage.get('/v1/quarantine?state=open')).items.length > 0, 3);
  // Nobody has said what the warehouse means by CA: the whole list waits, and comes in once it is mapped.
  const mapped = await stage.api('POST', '/v1/codes', {
    body: { system: DEPOT, list: 'unit', code: 'CA', meaning: 'case', reason: 'their catalogue' },
  });
  assert.ok(mapped.status < 300, mapped.text);
  await stage.until('the items are known', async () => 'gtin' in (await truth(stage, 'item', 'HOSE').catch(() => ({}))), 3);
  assert.deepEqual(await truth(stage, 'item', 'HOSE'), {
    gtin: ['4006381333948', DEPOT],
    baseUnit: ['each', DEPOT],
  });
  const valve = await truth(stage, 'item', 'VALVE');
  assert.deepEqual([valve['name'], valve['gtin']], [['Ball valve DN15', 'erp'], ['4006381333931', DEPOT]]);
  const { items } = await stage.get('/v1/cases?state=open&kind=field-conflict');
  assert.match(items[0].text, /baseUnit of item VALVE: .*"each".*"case"|"case".*"each"/);
});
