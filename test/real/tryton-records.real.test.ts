/** What a real Tryton holds of customers, items and lots, and one database that is everything at once. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { CodeBook } from '../../src/application/ports/code-book.ts';
import type { CanonicalFact, Connector } from '../../src/application/ports/connector.ts';
import { COMMANDS } from '../../src/canonical/catalogue.ts';
import { ADMIN_PASSWORD, startTryton, trytonMissing, type Tryton } from '../../tools/real/tryton.ts';
import { TrytonDesk } from '../../tools/real/tryton-desk.ts';
import { commandFor, link, patience, recent, within } from './tryton-links.ts';
import { smallSeed } from './tryton-worlds.ts';

const skip = trytonMissing() ?? false;
const today = new Date().toISOString().slice(0, 10);
const usd = (amount: string): object => ({ amount, currency: 'USD' });

/** What we call C-1 is C-1 there, but for C-2, which a person has mapped to a customer of ours. */
const CODES: CodeBook = {
  meaning: (list, code) => (list === 'customer' && code === 'C-2' ? '4711' : null),
  codeFor: (list, meaning) => (list === 'customer' && meaning === '4711' ? 'C-2' : null),
};

type Told = { readonly [member: string]: unknown };
const told = (facts: readonly CanonicalFact[], type: string): Told[] =>
  facts.filter((fact) => fact.type === type).map(({ content }) => content as Told);

/** Asks for statements until they say it: what changed within this second is told when the second is over. */
async function until<T>(connector: Connector, look: (facts: readonly CanonicalFact[]) => T | undefined): Promise<T> {
  for (const signal = within(60_000); ; ) {
    const found = look(await recent(connector));
    if (found !== undefined) return found;
    signal.throwIfAborted();
  }
}

const register = (salesOrder: string, item: string, quantity: string, customer = 'C-1') =>
  commandFor(COMMANDS.registerSalesOrder, salesOrder, 'register-sales-order', {
    of: 'mark1', customer, currency: 'USD', orderedAt: new Date().toISOString(),
    lines: [{ line: 1, item, quantity, unitPrice: '25' }],
  });
const release = (salesOrder: string, item: string, quantity: string) =>
  commandFor(COMMANDS.releaseShippingOrder, salesOrder, 'release-shipping-order:main', {
    shippingOrder: `${salesOrder}-main`, of: 'told1', site: 'main', shipTo: { country: 'US' },
    lines: [{ line: 1, item, quantity }],
  });

describe('records, lots and roles of a real Tryton', { skip }, () => {
  let tryton: Tryton;
  let desk: TrytonDesk;
  const ofOrder = async (reference: string): Promise<readonly number[]> => {
    const sales = await desk.search('sale.sale', [['reference', '=', reference]]);
    const origins = await desk.search('sale.line', [['sale', 'in', sales]]);
    const moves = await desk.find<{ shipment: string }>(
      'stock.move', [['origin', 'in', origins.map((id) => `sale.line,${id}`)]], ['shipment'],
    );
    return [...new Set(moves.map(({ shipment }) => Number(shipment.split(',')[1])))];
  };
  const step = async (shipment: number, ...buttons: readonly string[]): Promise<void> => {
    for (const button of buttons) await desk.click('stock.shipment.out', button, shipment);
  };
  const done = async (connector: Connector, command: Parameters<Connector['execute']>[0]): Promise<Told> => {
    const result = await connector.execute(command, patience());
    assert.equal(result.kind, 'done', JSON.stringify(result, (_, value) => (typeof value === 'bigint' ? `${value}` : value)));
    return result.kind === 'done' ? ((result.facts[0]?.content ?? {}) as Told) : {};
  };

  before(async () => {
    tryton = await startTryton({ databases: ['erp', 'wms'], seed: smallSeed() });
    desk = await TrytonDesk.open(tryton.url, 'wms', 'admin', ADMIN_PASSWORD);
  });
  after(() => tryton?.discard());

  test('parties and products are told with their numbers, and anew when any row of theirs changes', async () => {
    const erp = link(tryton.url, 'erp', { settings: { records: ['customer', 'item'] }, codes: CODES });
    const books = await TrytonDesk.open(tryton.url, 'erp', 'admin', ADMIN_PASSWORD);
    const customer = (number: string) => (facts: readonly CanonicalFact[]) =>
      told(facts, 'customer.stated.v1').find((stated) => stated['number'] === number);
    const first = await until(erp, customer('C-1'));
    assert.deepEqual(first, {
      customer: 'C-1', system: 'erp', number: 'C-1', version: first['version'],
      name: 'Customer C-1', street: '1 Main St', city: 'San Francisco', postalCode: '94105', country: 'US',
    });
    assert.equal((await until(erp, customer('C-2')))['customer'], '4711', 'by the number that a person mapped');
    assert.equal(customer('1')(await recent(erp)), undefined, 'our own company is no customer');

    // The party itself stays as it was: its address and its way of being written to change.
    const party = await books.only('party.party', [['code', '=', 'C-1']]);
    const [address] = await books.search('party.address', [['party', '=', party]]);
    await books.write('party.address', [address!], { city: 'Oakland' });
    await books.create('party.contact_mechanism', { party, type: 'email', value: 'buyer@customer.example' });
    const moved = await until(erp, (facts) => {
      const now = told(facts, 'customer.stated.v1').filter(({ number }) => number === 'C-1').at(-1);
      return now?.['email'] === undefined ? undefined : now;
    });
    assert.equal(moved['city'], 'Oakland');
    assert.equal(moved['email'], 'buyer@customer.example');
    assert.ok((moved['version'] as number) > (first['version'] as number));

    const product = await books.only('product.product', [['code', '=', 'IT-1']]);
    await books.create('product.identifier', { product, type: 'ean', code: '4006381333931' });
    const item = await until(erp, (facts) =>
      told(facts, 'item.stated.v1').find((stated) => stated['number'] === 'IT-1' && stated['gtin'] !== undefined));
    assert.deepEqual(
      [item['item'], item['name'], item['gtin'], item['baseUnit']], ['IT-1', 'Item IT-1', '4006381333931', 'u'],
    );
  });

  test('an order under our number goes to the customer that a person mapped', async () => {
    const erp = link(tryton.url, 'erp', { codes: CODES });
    await done(erp, register('SO-MAP', 'IT-1', '1', '4711'));
    const books = await TrytonDesk.open(tryton.url, 'erp', 'admin', ADMIN_PASSWORD);
    const [sale] = await books.find<{ party: number }>('sale.sale', [['reference', '=', 'SO-MAP']], ['party']);
    assert.equal(sale?.party, await books.only('party.party', [['code', '=', 'C-2']]));
  });

  test('a lot is asked for when goods leave, and goes with the shipment', async () => {
    const wms = link(tryton.url, 'wms');
    const product = await desk.only('product.product', [['code', '=', 'IT-LOT']]);
    const company = desk.context['company'];
    const lots = [
      await desk.create('stock.lot', { number: 'L-2026-07', product }),
      await desk.create('stock.lot', { number: 'L-2026-08', product }),
    ];
    const location = await desk.only('stock.location', [['code', '=', 'STO']]);
    const lines = lots.map((lot) => ({ product, lot, quantity: 4, expected_quantity: 0 }));
    await desk.click('stock.inventory', 'confirm', await desk.create('stock.inventory', {
      location, company, lines: [['create', lines]],
    }));
    await done(wms, release('SO-LOT', 'IT-LOT', '6'));
    const [shipment] = await ofOrder('SO-LOT-main');
    // Whoever picks names the lots: four of the first, and the rest of the second.
    const [move] = await desk.search('stock.move', [
      ['shipment', '=', `stock.shipment.out,${shipment!}`], ['from_location', '=', location],
    ]);
    const [second] = (await desk.raw('model.stock.move.copy', [[move!], { quantity: 2, lot: lots[1] }, desk.context])) as number[];
    assert.notEqual(second, undefined);
    await desk.write('stock.move', [move!], { quantity: 4, lot: lots[0] });
    await step(shipment!, 'assign_try');
    await step(shipment!, 'pick', 'pack', 'done');
    const facts = await recent(wms);
    const shipped = told(facts, 'shipment.confirmed.v1').find(({ salesOrder }) => salesOrder === 'SO-LOT')!;
    const byLot = (shipped['lines'] as Told[]).map(({ lot, quantity }) => [lot, quantity]);
    assert.deepEqual(byLot.toSorted(), [['L-2026-07', 4_000_000n], ['L-2026-08', 2_000_000n]]);
    const counted = told(facts, 'movement.recorded.v1').filter(({ item }) => item === 'IT-LOT');
    assert.deepEqual(counted.map(({ lot }) => lot).toSorted(), ['L-2026-07', 'L-2026-08']);
  });

  test('less is found on the shelf than was asked: it is shipped, and the rest stays open', async () => {
    const wms = link(tryton.url, 'wms');
    await done(wms, release('SO-SHORT', 'IT-2', '10'));
    const [shipment] = await ofOrder('SO-SHORT-main');
    const [move] = await desk.search('stock.move', [
      ['shipment', '=', `stock.shipment.out,${shipment!}`], ['state', '=', 'draft'], ['from_location.code', '=', 'STO'],
    ]);
    await desk.write('stock.move', [move!], { quantity: 7 });
    await step(shipment!, 'assign_try', 'pick', 'pack', 'done');
    const pick = told(await recent(wms), 'pick.confirmed.v1').find(({ salesOrder }) => salesOrder === 'SO-SHORT')!;
    assert.deepEqual((pick['lines'] as Told[]).map(({ picked }) => picked), [7_000_000n]);
    const [, rest] = await ofOrder('SO-SHORT-main');
    await step(rest!, 'assign_try', 'pick', 'pack', 'done');
    const shipped = told(await recent(wms), 'shipment.confirmed.v1').filter(({ salesOrder }) => salesOrder === 'SO-SHORT');
    assert.deepEqual(shipped.flatMap(({ lines }) => (lines as Told[]).map(({ quantity }) => quantity)), [7_000_000n, 3_000_000n]);
  });

  test('one database is sales, warehouse and finance at once', async () => {
    const settings = { roles: ['sales', 'warehouse', 'finance'], sites: { main: 'WH' }, consignee: 'C-2', taxAccount: 'Main Tax' };
    const all = link(tryton.url, 'wms', { settings });
    await done(all, register('SO-ALL', 'IT-2', '5'));
    const credit = commandFor(COMMANDS.checkCredit, 'SO-ALL', 'check-credit', { customer: 'C-1', amount: usd('125.00') });
    assert.equal((await done(all, credit))['verdict'], 'approved');
    await done(all, release('SO-ALL', 'IT-2', '5'));
    for (const shipment of await ofOrder('SO-ALL-main')) await step(shipment, 'assign_try', 'pick', 'pack', 'done');
    const facts = await recent(all);
    const shipped = told(facts, 'shipment.confirmed.v1').filter(({ salesOrder }) => salesOrder === 'SO-ALL');
    assert.equal(shipped.length, 1, 'the order itself ships nothing: its shipping order does');
    assert.equal(told(facts, 'movement.recorded.v1').filter(({ kind }) => kind === 'ship').length, 0);
    const post = commandFor(COMMANDS.postInvoice, 'SO-ALL', 'post-invoice:1', {
      shipment: shipped[0]!['shipment'], customer: 'C-1', postingDate: today,
      lines: [{ line: 1, item: 'IT-2', quantity: '5', unitPrice: '25', net: usd('125.00') }],
      freight: usd('0.00'), tax: usd('0.00'), gross: usd('125.00'),
    });
    const posted = await done(all, post);
    assert.deepEqual(posted['gross'], { amountMinor: 12_500n, currency: 'USD' });
    const invoices = told(await recent(all), 'invoice.posted.v1').filter(({ salesOrder }) => salesOrder === 'SO-ALL');
    assert.equal(invoices.length, 1);
  });
});
