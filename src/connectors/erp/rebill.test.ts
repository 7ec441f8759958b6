/** Credit and rebill against the simulated ERP: one call, one posting, both halves or neither. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOX_ENTITIES, BOX_SECRET, openBox } from '../../../test/support/sandbox-box.ts';
import type { OutboundCommand } from '../../application/ports/connector.ts';
import { COMMANDS, commandTypeOf, factTypeOf } from '../../canonical/catalogue.ts';
import { expectOk } from '../../kernel/result.ts';
import { erp } from '../../sandbox/erp.ts';
import type { SystemFactory } from '../../sandbox/system.ts';
import { erpConnector } from './connector.ts';

const withCustomer: SystemFactory = (context) =>
  erp({
    ...context,
    world: {
      ...context.world,
      customers: [{
        customer: 'C-1', entity: 'uk', name: 'Acme', country: 'GB', creditLimit: '100', payment: 'on-account',
        netDays: 30, proofOfDelivery: false, shortShip: 'backorder', substitution: true, contractPrices: {},
      }],
    },
  });

const gbp = (amount: string) => ({ amount, currency: 'GBP' });

function command(type: string, instance: string, wire: object, generation = 1): OutboundCommand {
  const content = expectOk(commandTypeOf(type)!.decode(wire), type);
  const [id] = type.split('.');
  return {
    key: `${instance}/${id}#${generation}`, entity: 'uk', instance, id: id!, generation, type, content,
    correlationId: 'SO-1', traceparent: null,
  };
}

const ORDER = 'uk/sales-order/SO-1';

const billing = (price: string, net: string, tax: string, gross: string) => ({
  salesOrder: 'SO-1', shipment: 'SH-1', customer: 'C-1',
  lines: [{ line: 1, item: 'BOLT', quantity: '10', unitPrice: price, net: gbp(net) }],
  freight: gbp('5.00'), tax: gbp(tax), gross: gbp(gross),
});

/** A ledger with one invoice of ten bolts at 1.25, and who speaks to it. */
async function ledger() {
  const box = await openBox({ erp: withCustomer });
  const connector = erpConnector({
    system: 'erp', url: box.sandbox.urls['erp']!, secret: BOX_SECRET, entities: BOX_ENTITIES,
  });
  const execute = (what: OutboundCommand) => box.call((signal) => connector.execute(what, signal));
  await execute(command(COMMANDS.registerSalesOrder.type, ORDER, {
    salesOrder: 'SO-1', of: 'mark', customer: 'C-1', currency: 'GBP', orderedAt: '2031-05-05T08:00:00Z',
    lines: [{ line: 1, item: 'BOLT', quantity: '10', unitPrice: '1.25' }],
  }));
  const wrong = billing('1.25', '12.50', '3.50', '21.00');
  const posting = { ...wrong, postingDate: '2031-05-05' };
  const posted = await execute(command(COMMANDS.postInvoice.type, ORDER, posting));
  assert.equal(posted.kind, 'done');
  const books = async (): Promise<Record<string, Record<string, string>[]>> =>
    (await fetch(`${box.sandbox.urls['erp']}/sandbox/books`)).json() as never;
  const [invoice] = (await books())['invoices']!;
  return { box, connector, execute, books, invoice: invoice!['number']! };
}

const rebill = (invoice: string, gross = '19.80'): OutboundCommand =>
  command(COMMANDS.postChargeRebill.type, 'uk/dispute/DSP-1', {
    dispute: 'DSP-1', invoice, ...billing('1.15', '11.50', '3.30', gross),
  });

test('the reversal and the new invoice are one posting, read back, and told at once', async () => {
  const { box, connector, execute, books, invoice } = await ledger();
  const what = rebill(invoice);
  const result = await execute(what);
  assert.equal(result.kind, 'done');
  const facts = result.kind === 'done' ? result.facts : [];
  assert.deepEqual(facts.map(({ type }) => type), [
    'invoice.reversed.v1', 'invoice.posted.v1', 'charge.rebilled.v1',
  ]);
  const [reversed, posted, unit] = facts.map(
    ({ type, content }) => JSON.parse(factTypeOf(type)!.encode(content)) as Record<string, unknown>,
  );
  assert.deepEqual([reversed!['invoice'], reversed!['gross']], [invoice, gbp('21.00')]);
  assert.deepEqual([posted!['shipment'], posted!['gross']], ['SH-1', gbp('19.80')]);
  const { dispute, invoice: wrong, reversal, rebilledAs, before, gross } = unit!;
  assert.deepEqual(
    [dispute, wrong, reversal, rebilledAs],
    ['DSP-1', invoice, reversed!['reversal'], posted!['invoice']],
  );
  assert.deepEqual([before, gross], [gbp('21.00'), gbp('19.80')]);

  // The same again, and whoever asks what became of it: nothing is posted twice.
  assert.equal((await execute(what)).kind, 'done');
  const seen = await box.call((signal) => connector.probe(what, signal));
  assert.equal(seen.kind, 'applied');
  const { invoices, reversals } = await books();
  assert.deepEqual([invoices!.length, reversals!.length], [2, 1]);
});

test('where one half cannot be posted, the other is not: wrong figures, too much credited', async () => {
  const { execute, books, invoice } = await ledger();
  const wrong = await execute(rebill(invoice, '99.00'));
  assert.deepEqual([wrong.kind, wrong.kind === 'refused' && wrong.code], ['refused', 'TOTALS_DIFFER']);
  const halves = async () => {
    const { invoices, reversals } = await books();
    return [invoices!.length, reversals!.length];
  };
  assert.deepEqual(await halves(), [1, 0]);
  await execute(command(COMMANDS.applyPayment.type, ORDER, {
    salesOrder: 'SO-1', payment: 'P-1', invoice, amount: gbp('10.00'),
  }));
  await execute(creditOf(invoice, '20.00'));
  const before = await books();
  const credited = await execute(rebill(invoice));
  assert.equal(credited.kind === 'refused' && credited.code, 'CREDITED_MORE');
  assert.deepEqual(await books(), before, 'nothing of it was posted');
});

/** A credit memo of a return, for half of the goods. */
const creditOf = (invoice: string, gross: string): OutboundCommand =>
  command(COMMANDS.postCreditMemo.type, 'uk/return/RMA-1', {
    rma: 'RMA-1', credit: `IN-1:${invoice}`, salesOrder: 'SO-1', invoice, customer: 'C-1',
    postingDate: '2031-05-05',
    lines: [{ line: 1, salesOrderLine: 1, item: 'BOLT', quantity: '5', net: gbp(gross) }],
    freight: gbp('0.00'), fee: gbp('0.00'), tax: gbp('0.00'), gross: gbp(gross),
  });

type Said = Readonly<Record<string, unknown>>;

test('what was paid and credited of the wrong invoice settles the new one, as far as it can', async () => {
  const { box, connector, execute, books, invoice } = await ledger();
  await execute(command(COMMANDS.applyPayment.type, ORDER, {
    salesOrder: 'SO-1', payment: 'P-1', invoice, amount: gbp('16.00'),
  }));
  assert.equal((await execute(creditOf(invoice, '5.00'))).kind, 'done');
  const what = rebill(invoice);
  const result = await execute(what);
  const facts = result.kind === 'done' ? result.facts : [];
  const said = facts.map(
    ({ type, content }) => [type, JSON.parse(factTypeOf(type)!.encode(content)) as Said] as const,
  );
  const of = (type: string): Said[] => said.filter(([name]) => name === type).map(([, content]) => content);
  const anew = of('invoice.posted.v1')[0]!;
  // Of 21.00, 16.00 was paid and 5.00 credited; the new one has room for 14.80 of what was paid.
  const applied = of('payment.applied.v1')[0]!;
  assert.deepEqual(
    ['payment', 'invoice', 'applied', 'unapplied', 'version'].map((name) => applied[name]),
    ['P-1', anew['invoice'], gbp('14.80'), gbp('1.20'), 2],
  );
  assert.deepEqual(
    of('invoice.adjusted.v1').map((one) => [one['kind'], one['invoice'], one['rma'], one['applied']]),
    [
      ['reversal', invoice, 'RMA-1', gbp('5.00')],
      ['credit', anew['invoice'], 'RMA-1', gbp('5.00')],
    ],
  );
  const unit = of('charge.rebilled.v1')[0]!;
  assert.deepEqual(unit['settled'], { paid: gbp('16.00'), credited: gbp('5.00'), onAccount: gbp('1.20') });

  const seen = await box.call((signal) => connector.probe(what, signal));
  assert.equal(seen.kind === 'applied' && seen.facts.length, facts.length, 'whoever asks hears all of it');
  assert.equal((await execute(what)).kind, 'done');
  assert.equal((await books())['applications']!.length, 2);
  // A credit that is taken back afterwards opens what was billed anew.
  const back = await execute(command(COMMANDS.reverseCreditMemo.type, 'uk/return/RMA-1', {
    rma: 'RMA-1', credit: `IN-1:${invoice}`, reason: 'counted again',
  }, 2));
  assert.deepEqual(
    back.kind === 'done' && back.facts.map(({ content }) => (content as { invoice?: string }).invoice),
    [undefined, anew['invoice']],
  );
});
