/** Goods that come back to a real Tryton: let in, received, placed; credited, set against, paid back, taken back. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { CanonicalFact, Connector, ExecutionResult, OutboundCommand } from '../../src/application/ports/connector.ts';
import { COMMANDS } from '../../src/canonical/catalogue.ts';
import { ADMIN_PASSWORD, startTryton, trytonMissing, type Tryton } from '../../tools/real/tryton.ts';
import { TrytonDesk } from '../../tools/real/tryton-desk.ts';
import { commandFor, link, patience, recent, settled, within } from './tryton-links.ts';
import { smallSeed } from './tryton-worlds.ts';

const skip = trytonMissing() ?? false;
const today = new Date().toISOString().slice(0, 10);
const usd = (amount: string): object => ({ amount, currency: 'USD' });

type Told = { readonly [member: string]: unknown };
const told = (facts: readonly CanonicalFact[], type: string): Told[] =>
  facts.filter((fact) => fact.type === type).map(({ content }) => content as Told);
const shown = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
const done = (result: ExecutionResult): readonly CanonicalFact[] => {
  assert.equal(result.kind, 'done', shown(result));
  return result.kind === 'done' ? result.facts : [];
};
const refusal = (result: ExecutionResult): string => {
  assert.equal(result.kind, 'refused', shown(result));
  return result.kind === 'refused' ? `${result.code}: ${result.reason}` : '';
};

const expecting = (rma: string, quantity: string, generation = 1): OutboundCommand =>
  commandFor(COMMANDS.expectReturn, rma, 'expect-return', {
    rma, of: `expect${generation}`, site: 'main', customer: 'C-1', lines: [{ line: 1, item: 'IT-1', quantity }],
  }, generation);
const placing = (rma: string, receipt: string, lines: readonly object[], inspection = 'INS-1'): OutboundCommand =>
  commandFor(COMMANDS.placeReturnedGoods, rma, `place-goods:${inspection}`, {
    rma, of: `place-${inspection}`, inspection, receipt, site: 'main', lines,
  });
const posting = (so: string, shipment: string): OutboundCommand =>
  commandFor(COMMANDS.postInvoice, so, `post-invoice:${shipment}`, {
    shipment, customer: 'C-1', postingDate: today,
    lines: [{ line: 1, item: 'IT-1', quantity: '5', unitPrice: '9.75', net: usd('48.75') }],
    freight: usd('7.10'), tax: usd('3.33'), gross: usd('59.18'),
  });
const crediting = (rma: string, invoice: string, so: string, generation = 1, postingDate = today): OutboundCommand =>
  commandFor(COMMANDS.postCreditMemo, rma, `post-credit:INS-1/${invoice}`, {
    rma, credit: `INS-1/${invoice}`, salesOrder: so, invoice, customer: 'C-1', postingDate,
    lines: [{ line: 1, salesOrderLine: 1, item: 'IT-1', quantity: '2', net: usd('19.50') }],
    freight: usd('2.84'), fee: usd('1.00'), tax: usd('1.33'), gross: usd('22.67'),
  }, generation);

const givingWay = (dispute: string, invoice: string, so: string, postingDate = today): OutboundCommand =>
  commandFor(COMMANDS.postChargeCredit, dispute, `post-charge-credit:${invoice}`, {
    dispute, salesOrder: so, invoice, customer: 'C-1', postingDate,
    lines: [{ line: 1, item: 'IT-1', net: usd('8.24') }], freight: usd('1.20'), tax: usd('0.56'), gross: usd('10.00'),
  });

describe('returns and credits of a real Tryton', { skip }, () => {
  let tryton: Tryton;
  let [erp, wms, fin]: Connector[] = [];
  let desks: Record<'wms' | 'fin', TrytonDesk>;
  const shipmentsOf = (rma: string): Promise<readonly number[]> =>
    desks.wms.search('stock.shipment.out.return', [['moves.origin.sale.reference', '=', rma, 'sale.line']]);
  const documents = (rma: string): Promise<readonly { number: string | null; total_amount: string; state: string }[]> =>
    desks.fin.find('account.invoice', [['reference', '=', rma]], ['number', 'total_amount', 'state']);
  const onHand = async (code: string): Promise<number> => {
    const location = await desks.wms.only('stock.location', [['code', '=', code]]);
    const moves = await desks.wms.find<{ from_location: number; to_location: number; quantity: number }>(
      'stock.move', [['product.code', '=', 'IT-1'], ['state', '=', 'done']], ['from_location', 'to_location', 'quantity'],
    );
    return moves.reduce((sum, move) =>
      sum + (move.to_location === location ? move.quantity : 0) - (move.from_location === location ? move.quantity : 0), 0);
  };
  const billed = async (so: string, shipment: string): Promise<string> =>
    (done(await fin!.execute(posting(so, shipment), patience()))[0]!.content as { invoice: string }).invoice;

  before(async () => {
    tryton = await startTryton({ databases: ['erp', 'wms', 'fin'], seed: smallSeed() });
    const dispositions = { quarantine: 'QUA', scrap: 'Lost and Found' };
    erp = link(tryton.url, 'erp');
    wms = link(tryton.url, 'wms', { settings: { dispositions } });
    fin = link(tryton.url, 'fin');
    const desk = (database: string): Promise<TrytonDesk> =>
      TrytonDesk.open(tryton.url, database, 'admin', ADMIN_PASSWORD);
    desks = { wms: await desk('wms'), fin: await desk('fin') };
  });
  after(() => tryton?.discard());

  test('goods are let in, received, and each part goes where it was decided to go', async () => {
    done(await wms!.execute(expecting('RMA-1', '5'), patience()));
    done(await wms!.execute(expecting('RMA-1', '5'), patience()));
    const [shipment] = await shipmentsOf('RMA-1');
    assert.equal((await shipmentsOf('RMA-1')).length, 1, 'told twice, let in once');
    await desks.wms.click('stock.shipment.out.return', 'receive', shipment!);
    const received = told(await recent(wms!), 'return.received.v1').find(({ rma }) => rma === 'RMA-1')!;
    assert.deepEqual(received['lines'], [{ receiptLine: 1, line: 1, item: 'IT-1', quantity: 5_000_000n }]);

    const before = [await onHand('STO'), await onHand('QUA')];
    const parts = [
      { part: 1, item: 'IT-1', quantity: '3', to: 'restock' },
      { part: 2, item: 'IT-1', quantity: '1', to: 'quarantine' },
      { part: 3, item: 'IT-1', quantity: '1', to: 'scrap' },
    ];
    const command = placing('RMA-1', received['receipt'] as string, parts);
    const placed = told(done(await wms!.execute(command, patience())), 'inventory-disposition.updated.v1')[0]!;
    assert.deepEqual(
      (placed['lines'] as Told[]).map(({ part, to, quantity }) => [part, to, quantity]).toSorted(),
      [[1, 'restock', 3_000_000n], [2, 'quarantine', 1_000_000n], [3, 'scrap', 1_000_000n]],
    );
    done(await wms!.execute(command, patience()));
    assert.deepEqual([await onHand('STO'), await onHand('QUA')], [before[0]! + 3, before[1]! + 1], 'moved once');
    const [row] = await desks.wms.find<{ state: string }>('stock.shipment.out.return', [['id', '=', shipment!]], ['state']);
    assert.equal(row?.state, 'done');
    const facts = await recent(wms!);
    assert.deepEqual(told(facts, 'inventory-disposition.updated.v1'), [placed], 'a statement says the same');
    assert.deepEqual(told(facts, 'movement.recorded.v1').filter(({ kind }) => kind !== 'adjustment'), [], 'and nothing twice');
    assert.equal(told(facts, 'movement.recorded.v1').length, 2, 'but the first count of each item');
  });

  test('less is let in while nobody has received it, and what nobody announced is told all the same', async () => {
    done(await wms!.execute(expecting('RMA-2', '5'), patience()));
    done(await wms!.execute(expecting('RMA-2', '2', 2), patience()));
    const shipments = await desks.wms.find<{ id: number; state: string }>(
      'stock.shipment.out.return', [['id', 'in', await shipmentsOf('RMA-2')]], ['state'],
    );
    assert.deepEqual(shipments.map(({ state }) => state).toSorted(), ['cancelled', 'draft']);
    const open = shipments.find(({ state }) => state === 'draft')!;
    await desks.wms.click('stock.shipment.out.return', 'receive', open.id);
    const received = told(await recent(wms!), 'return.received.v1').find(({ rma }) => rma === 'RMA-2')!;
    assert.deepEqual((received['lines'] as Told[]).map(({ quantity }) => quantity), [2_000_000n]);

    const blind = await parcelWithoutOrder(desks.wms);
    const unknown = told(await recent(wms!), 'return.received.v1').find(({ receipt }) => receipt === `wms-${blind}`)!;
    assert.equal(unknown['rma'], 'RMA-BLIND', 'the number that the dock wrote on it');
    assert.deepEqual((unknown['lines'] as Told[]).map(({ line }) => line), [undefined]);
  });

  test('what a crash cut off before its shipments were made is not let in a second time, nor lost when it is less', async () => {
    for (const [rma, quantity, generation] of [['RMA-CUT', '5', 1], ['RMA-CUT-LESS', '3', 2]] as const) {
      done(await wms!.execute(expecting(rma, '5'), patience()));
      await tryton.cluster.run('wms', `
        delete from stock_shipment_out_return where id in (
          select split_part(shipment, ',', 2)::int from stock_move
          where origin in (select 'sale.line,' || l.id from sale_line l join sale_sale s on s.id = l.sale
                           where s.reference = '${rma}'));
        delete from stock_move where origin in (
          select 'sale.line,' || l.id from sale_line l join sale_sale s on s.id = l.sale where s.reference = '${rma}');
        update sale_sale set state = 'confirmed' where reference = '${rma}'`);
      done(await wms!.execute(expecting(rma, quantity, generation), patience()));
      const moves = await desks.wms.find<{ quantity: number }>(
        'stock.move', [['origin.sale.reference', '=', rma, 'sale.line'], ['state', '!=', 'cancelled']], ['quantity'],
      );
      assert.equal(moves.reduce((sum, move) => sum + move.quantity, 0), Number(quantity), `${rma} may come`);
    }
  });

  test('goods cannot be placed before they came, nor twice, nor where nobody said', async () => {
    done(await wms!.execute(expecting('RMA-3', '1'), patience()));
    const [shipment] = await desks.wms.find<{ id: number; number: string }>(
      'stock.shipment.out.return', [['id', 'in', await shipmentsOf('RMA-3')]], ['number'],
    );
    const one = (to: string) => [{ part: 1, item: 'IT-1', quantity: '1', to }];
    const receipt = `wms-${shipment!.number}`;
    assert.match(refusal(await wms!.execute(placing('RMA-3', receipt, one('restock')), patience())), /^not-received/);
    await desks.wms.click('stock.shipment.out.return', 'receive', shipment!.id);
    assert.match(refusal(await wms!.execute(placing('RMA-3', receipt, one('refurbish')), patience())), /^unknown-place/);
    done(await wms!.execute(placing('RMA-3', receipt, one('restock')), patience()));
    const other = commandFor(COMMANDS.placeReturnedGoods, 'RMA-3', 'place-goods:INS-1', {
      rma: 'RMA-3', of: 'another', inspection: 'INS-1', receipt, site: 'main', lines: one('scrap'),
    }, 2);
    assert.match(refusal(await wms!.execute(other, patience())), /^placed-already/);
  });

  test('a credit memo is posted once, to the cent, and set against what its invoice leaves open', async () => {
    const invoice = await billed('SO-1', 'SH-1');
    const facts = done(await fin!.execute(crediting('RMA-1', invoice, 'SO-1'), patience()));
    const memo = told(facts, 'credit-memo.posted.v1')[0]!;
    assert.deepEqual([memo['gross'], memo['applied'], memo['open'], memo['tax']].map((money) => (money as Told)['amountMinor']),
      [2_267n, 2_267n, 0n, 133n]);
    assert.deepEqual(memo['lines'], [
      { line: 1, item: 'IT-1', quantity: 2_000_000n, net: { amountMinor: 1_950n, currency: 'USD' } },
    ]);
    const adjusted = told(facts, 'invoice.adjusted.v1')[0]!;
    assert.deepEqual([adjusted['salesOrder'], adjusted['invoice'], adjusted['kind']], ['SO-1', invoice, 'credit']);
    done(await fin!.execute(crediting('RMA-1', invoice, 'SO-1'), patience()));
    assert.equal((await documents('RMA-1')).length, 1);
    assert.match(refusal(await fin!.execute(crediting('RMA-1', invoice, 'SO-1', 2), patience())), /^credited-already/);
    // What is still owed is the rest: the customer pays it, and both documents are settled.
    const [row] = await desks.fin.find<{ amount_to_pay: string }>('account.invoice', [['number', '=', invoice]], ['amount_to_pay']);
    assert.equal(row?.amount_to_pay, '36.51');
    const paying = commandFor(COMMANDS.applyPayment, 'SO-1', 'apply-payment:PAY-1', { payment: 'PAY-1', invoice, amount: usd('36.51') });
    done(await fin!.execute(paying, patience()));
    const states = await desks.fin.find<{ state: string }>('account.invoice', [['number', 'in', [invoice, memo['creditMemo']]]], ['state']);
    assert.deepEqual(states.map(({ state }) => state), ['paid', 'paid']);
    const stated = await recent(fin!);
    assert.deepEqual(told(stated, 'credit-memo.posted.v1').find(({ rma }) => rma === 'RMA-1'), memo);
    assert.equal(told(stated, 'invoice.posted.v1').filter(({ salesOrder }) => salesOrder === 'SO-1').length, 1);
  });

  test('a credit of a paid invoice stays open until the money is paid back', async () => {
    const invoice = await billed('SO-2', 'SH-2');
    const paying = commandFor(COMMANDS.applyPayment, 'SO-2', 'apply-payment:PAY-2', { payment: 'PAY-2', invoice, amount: usd('59.18') });
    done(await fin!.execute(paying, patience()));
    const memo = told(done(await fin!.execute(crediting('RMA-P', invoice, 'SO-2'), patience())), 'credit-memo.posted.v1')[0]!;
    assert.deepEqual([(memo['applied'] as Told)['amountMinor'], (memo['open'] as Told)['amountMinor']], [0n, 2_267n]);
    const settling = commandFor(COMMANDS.settleCreditMemo, 'RMA-P', 'settle-credit:RF-1', {
      rma: 'RMA-P', creditMemo: memo['creditMemo'], refund: 'RF-1', amount: usd('22.67'),
    });
    const settledFact = told(done(await fin!.execute(settling, patience())), 'credit-memo.settled.v1')[0]!;
    assert.deepEqual(settledFact['settled'], { amountMinor: 2_267n, currency: 'USD' });
    done(await fin!.execute(settling, patience()));
    assert.deepEqual((await documents('RMA-P')).map(({ state }) => state), ['paid']);
    assert.deepEqual(told(await recent(fin!), 'credit-memo.settled.v1'), [settledFact]);
    // The same of what a dispute was credited: its number stands where that of the return does.
    const charge = told(done(await fin!.execute(givingWay('DSP-P', invoice, 'SO-2'), patience())), 'charge.credited.v1')[0]!;
    const freight = commandFor(COMMANDS.settleChargeCredit, 'DSP-P', 'settle-charge-credit:RF-2', {
      dispute: 'DSP-P', creditMemo: charge['creditMemo'], refund: 'RF-2', amount: usd('10.00'),
    });
    const [set] = told(done(await fin!.execute(freight, patience())), 'charge-credit.settled.v1');
    assert.deepEqual([set!['dispute'], set!['settled']], ['DSP-P', { amountMinor: 1_000n, currency: 'USD' }]);
    assert.equal((await fin!.probe(freight, patience())).kind, 'applied');
    assert.deepEqual(told(await recent(fin!), 'charge-credit.settled.v1'), [set]);
  });

  test('a memo is taken back by an equal and opposite posting, and given anew under the next generation', async () => {
    const invoice = await billed('SO-3', 'SH-3');
    done(await fin!.execute(crediting('RMA-R', invoice, 'SO-3'), patience()));
    const reversing = commandFor(COMMANDS.reverseCreditMemo, 'RMA-R', 'reverse', {
      rma: 'RMA-R', credit: `INS-1/${invoice}`, reason: 'restated',
    });
    const facts = done(await fin!.execute(reversing, patience()));
    assert.equal((told(facts, 'credit-memo.reversed.v1')[0]!['gross'] as Told)['amountMinor'], 2_267n);
    assert.equal(told(facts, 'invoice.adjusted.v1')[0]!['kind'], 'reversal');
    done(await fin!.execute(reversing, patience()));
    const [row] = await desks.fin.find<{ amount_to_pay: string }>('account.invoice', [['number', '=', invoice]], ['amount_to_pay']);
    assert.equal(row?.amount_to_pay, '59.18', 'the invoice owes as before');
    done(await fin!.execute(crediting('RMA-R', invoice, 'SO-3', 2), patience()));
    // The posting that took it back has our mark, and no reference.
    const all = await desks.fin.find<{ total_amount: string }>('account.invoice', [['description', 'like', '%RMA-R%']], ['total_amount']);
    assert.equal(all.length, 3);
    const total = all.reduce((sum, { total_amount: amount }) => sum + Number(amount), 0);
    assert.equal(Math.round(total * 100), -2_267);
  });

  test('a reply that is lost, and kill -9, leave one credit memo', async () => {
    const invoice = await billed('SO-4', 'SH-4');
    for (const [at, ms] of [150, 500, 1_000].entries()) {
      const command = crediting(`RMA-L${at}`, invoice, 'SO-4');
      const first = await fin!.execute(command, within(ms));
      if (first.kind !== 'done') done(await settled(fin!, command));
      assert.equal((await documents(`RMA-L${at}`)).filter(({ number }) => number !== null).length, 1, `given up after ${ms} ms`);
    }
    const other = await billed('SO-5', 'SH-5');
    const command = crediting('RMA-K', other, 'SO-5');
    const struck = fin!.execute(command, patience());
    await tryton.kill();
    await tryton.start();
    if ((await struck).kind !== 'done') done(await settled(fin!, command));
    assert.equal((await documents('RMA-K')).filter(({ number }) => number !== null).length, 1);
  });

  test('a closed period refuses a credit memo, and says from when on it goes', async () => {
    const invoice = await billed('SO-6', 'SH-6');
    const year = Number(today.slice(0, 4)) - 1;
    const period = await desks.fin.only('account.period', [['start_date', '=', dayOf(`${year}-11-01`)]]);
    await desks.fin.click('account.period', 'close', period);
    const refused = await fin!.execute(crediting('RMA-C', invoice, 'SO-6', 1, `${year}-11-15`), patience());
    assert.match(refusal(refused), /^closed-period: the period from .* is closed/);
    assert.ok(refused.kind === 'refused' && refused.facts[0]?.type === 'credit-memo.refused.v1');
    assert.deepEqual(await documents('RMA-C'), []);
  });

  test('a dispute that is lost is credited once, in money without goods, and set against its invoice', async () => {
    const invoice = await billed('SO-7', 'SH-7');
    const command = givingWay('DSP-1', invoice, 'SO-7');
    if ((await fin!.execute(command, within(400))).kind !== 'done') done(await settled(fin!, command));
    const facts = done(await fin!.execute(command, patience()));
    assert.equal((await documents('DSP-1')).filter(({ number }) => number !== null).length, 1, 'asked twice, posted once');
    const [credited] = told(facts, 'charge.credited.v1');
    assert.deepEqual(
      [credited!['dispute'], credited!['invoice'], credited!['gross'], credited!['applied'], credited!['open']].map(shown),
      ['"DSP-1"', shown(invoice), ...['1000', '1000', '0'].map((minor) => shown({ amountMinor: BigInt(minor), currency: 'USD' }))],
    );
    const [adjusted] = told(facts, 'invoice.adjusted.v1');
    assert.deepEqual(
      [adjusted!['dispute'], adjusted!['rma'], adjusted!['lines']].map(shown),
      ['"DSP-1"', undefined, shown([{ line: 1, item: 'IT-1', quantity: 0n, net: { amountMinor: 824n, currency: 'USD' } }])],
    );
    const [bill] = await desks.fin.find<{ amount_to_pay: string }>(
      'account.invoice', [['number', '=', invoice]], ['amount_to_pay'],
    );
    assert.equal(bill!.amount_to_pay, '49.18', '59.18 less what was given way');
    const stated = (await recent(fin!)).filter(({ content }) => shown(content).includes('DSP-1'));
    assert.deepEqual(stated.map(({ type, id }) => [type, id]).toSorted(), facts.map(({ type, id }) => [type, id]).toSorted());
  });

  test('a closed period refuses the credit of a dispute too', async () => {
    const invoice = await billed('SO-8', 'SH-8');
    const year = Number(today.slice(0, 4)) - 1;
    const refused = await fin!.execute(givingWay('DSP-2', invoice, 'SO-8', `${year}-11-15`), patience());
    assert.match(refusal(refused), /^closed-period: /);
    assert.ok(refused.kind === 'refused' && refused.facts[0]?.type === 'charge-credit.refused.v1');
    assert.deepEqual(await documents('DSP-2'), []);
  });

  test('the customer\'s complaint says what has become of the return', async () => {
    const said = (lifecycle: string, message: string, generation: number): OutboundCommand =>
      commandFor(COMMANDS.publishReturnStatus, 'RMA-1', 'publish-return-status', {
        rma: 'RMA-1', customer: 'C-1', salesOrder: 'SO-1', lifecycle, message,
      }, generation);
    done(await erp!.execute(said('authorized', 'Please send it back.', 1), patience()));
    done(await erp!.execute(said('closed', 'We have credited you.', 2), patience()));
    done(await erp!.execute(said('closed', 'We have credited you.', 2), patience()));
    const desk = await TrytonDesk.open(tryton.url, 'erp', 'admin', ADMIN_PASSWORD);
    const rows = await desk.find<{ description: string }>('sale.complaint', [['reference', '=', 'RMA-1']], ['description']);
    assert.deepEqual(rows.map(({ description }) => description), ['closed: We have credited you. (order SO-1)']);
  });
});

const dayOf = (iso: string): object => {
  const [year, month, day] = iso.split('-').map(Number);
  return { __class__: 'date', year, month, day };
};

/** Someone at the dock takes a parcel in that no order let in. Answers the number of the receipt. */
async function parcelWithoutOrder(desk: TrytonDesk): Promise<string> {
  const company = desk.context['company'];
  const customer = await desk.only('party.party', [['code', '=', 'C-1']]);
  const [address] = await desk.search('party.address', [['party', '=', customer]]);
  const product = await desk.only('product.product', [['code', '=', 'IT-2']]);
  const [{ default_uom: uom }] = (await desk.find<{ default_uom: number }>('product.product', [['id', '=', product]], ['default_uom'])) as [{ default_uom: number }];
  const place = (code: string): Promise<number> => desk.only('stock.location', [['code', '=', code]]);
  const shipment = await desk.create('stock.shipment.out.return', {
    company, customer, delivery_address: address, reference: 'RMA-BLIND', warehouse: await place('WH'),
    incoming_moves: [['create', [{
      product, uom, quantity: 1, from_location: await place('CUS'), to_location: await place('IN'), company,
      unit_price: { __class__: 'Decimal', decimal: '0' }, currency: 1,
    }]]],
  });
  await desk.insist('stock.shipment.out.return', 'receive', shipment);
  const [row] = await desk.find<{ number: string }>('stock.shipment.out.return', [['id', '=', shipment]], ['number']);
  return row!.number;
}
