/** The connector against a real Tryton: each of its manners, and that nothing is ever made twice. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Connector, ExecutionResult, OutboundCommand } from '../../src/application/ports/connector.ts';
import { COMMANDS } from '../../src/canonical/catalogue.ts';
import { ADMIN_PASSWORD, startTryton, trytonMissing, type Tryton } from '../../tools/real/tryton.ts';
import { decimal, TrytonDesk } from '../../tools/real/tryton-desk.ts';
import { commandFor, link, openedBeforeTold, patience, recent, settled, within } from './tryton-links.ts';
import { smallSeed } from './tryton-worlds.ts';

const skip = trytonMissing() ?? false;
const today = new Date().toISOString().slice(0, 10);
const usd = (amount: string): object => ({ amount, currency: 'USD' });

interface Line {
  readonly line: number;
  readonly item: string;
  readonly quantity: string;
  readonly unitPrice: string;
}
const LINES: readonly Line[] = [
  { line: 1, item: 'IT-1', quantity: '5', unitPrice: '9.75' },
  { line: 2, item: 'IT-2', quantity: '2', unitPrice: '2.5' },
];

const registering = (so: string, lines = LINES, generation = 1, customer = 'C-1'): OutboundCommand =>
  commandFor(COMMANDS.registerSalesOrder, so, 'register-sales-order', {
    of: `mark${generation}`, customer, currency: 'USD', orderedAt: new Date().toISOString(), lines,
  }, generation);
const crediting = (so: string, generation = 1, customer = 'C-1'): OutboundCommand =>
  commandFor(COMMANDS.checkCredit, so, 'check-credit', { customer, amount: usd('53.75') }, generation);
const releasing = (so: string, quantities: readonly string[], generation = 1, item = 'IT-1'): OutboundCommand =>
  commandFor(COMMANDS.releaseShippingOrder, so, 'release-shipping-order:main', {
    shippingOrder: `${so}-main`, of: `told${generation}`, site: 'main', shipTo: { country: 'US' },
    lines: quantities.map((quantity, at) => ({ line: at + 1, item: at === 0 ? item : 'IT-2', quantity })),
  }, generation);
const posting = (so: string, shipment: string, generation = 1, postingDate = today): OutboundCommand =>
  commandFor(COMMANDS.postInvoice, so, `post-invoice:${shipment}`, {
    shipment, customer: 'C-1', postingDate,
    lines: [{ line: 1, item: 'IT-1', quantity: '5', unitPrice: '9.75', net: usd('48.75') }],
    freight: usd('7.10'), tax: usd('3.33'), gross: usd('59.18'),
  }, generation);
const paying = (so: string, payment: string, invoice: string, amount: string): OutboundCommand =>
  commandFor(COMMANDS.applyPayment, so, `apply-payment:${payment}`, { payment, invoice, amount: usd(amount) });

const wireOf = (result: ExecutionResult): string => JSON.stringify(result, (_, value: unknown) =>
  typeof value === 'bigint' ? String(value) : value);
const refusal = (result: ExecutionResult): string => {
  assert.equal(result.kind, 'refused', wireOf(result));
  return result.kind === 'refused' ? `${result.code}: ${result.reason}` : '';
};
const done = (result: ExecutionResult): Record<string, unknown> => {
  assert.equal(result.kind, 'done', wireOf(result));
  return result.kind === 'done' ? (result.facts[0]?.content as Record<string, unknown>) : {};
};
describe('the connector and a real Tryton', { skip }, () => {
  let tryton: Tryton;
  let [erp, wms, fin]: Connector[] = [];
  let desks: Record<'erp' | 'wms' | 'fin', TrytonDesk>;
  const count = (database: 'erp' | 'wms' | 'fin', model: string, reference: string): Promise<number> =>
    desks[database].search(model, [['reference', '=', reference]]).then((ids) => ids.length);

  before(async () => {
    tryton = await startTryton({ databases: ['erp', 'wms', 'fin'], seed: smallSeed() });
    [erp, wms, fin] = [link(tryton.url, 'erp'), link(tryton.url, 'wms'), link(tryton.url, 'fin')];
    const desk = (database: string): Promise<TrytonDesk> =>
      TrytonDesk.open(tryton.url, database, 'admin', ADMIN_PASSWORD);
    desks = { erp: await desk('erp'), wms: await desk('wms'), fin: await desk('fin') };
  });
  after(() => tryton?.discard());

  test('an order goes through: registered with contract prices, confirmed, shipped, billed to the cent, paid', async () => {
    const registered = done(await erp!.execute(registering('SO-1'), patience()));
    assert.deepEqual(registered['lines'], [
      { line: 1, itemKnown: true, contractPrice: 9_750_000n },
      { line: 2, itemKnown: true, contractPrice: 2_500_000n },
    ]);
    const credit = done(await erp!.execute(crediting('SO-1'), patience()));
    assert.equal(credit['verdict'], 'approved');
    done(await wms!.execute(releasing('SO-1', ['5', '2']), patience()));
    await ship(desks.wms, 'SO-1-main');
    const told = await recent(wms!);
    const shipped = told.find(({ type }) => type === 'shipment.confirmed.v1')!.content as { shipment: string };
    assert.ok(told.some(({ type }) => type === 'pick.confirmed.v1'));
    const counted = told.filter(({ type }) => type === 'movement.recorded.v1').map(({ content }) => content);
    assert.ok(counted.some((row) => (row as { item: string }).item === 'IT-1'), 'the first count is a movement');
    assert.equal(counted.length, 2, 'what ships for us is told by its shipment alone');
    const invoice = done(await fin!.execute(posting('SO-1', shipped.shipment), patience()))['invoice'] as string;
    done(await fin!.execute(paying('SO-1', 'PAY-1', invoice, '20.00'), patience()));
    const rest = done(await fin!.execute(paying('SO-1', 'PAY-2', invoice, '40.00'), patience()));
    assert.deepEqual(rest['applied'], { amountMinor: 3_918n, currency: 'USD' });
    assert.deepEqual(rest['unapplied'], { amountMinor: 82n, currency: 'USD' });
    // Everything again: buttons that do nothing, and creates that would make a second one.
    for (const [connector, command] of [
      [erp!, registering('SO-1')], [erp!, crediting('SO-1')], [wms!, releasing('SO-1', ['5', '2'])],
      [fin!, posting('SO-1', shipped.shipment)], [fin!, paying('SO-1', 'PAY-2', invoice, '40.00')],
    ] as const) done(await connector.execute(command, patience()));
    assert.equal(await count('erp', 'sale.sale', 'SO-1'), 1);
    assert.equal(await count('wms', 'sale.sale', 'SO-1-main'), 1);
    assert.equal(await count('fin', 'account.invoice', shipped.shipment), 1);
    const ids = (await recent(fin!)).map(({ id }) => id);
    assert.ok([`invoice/${invoice}`, 'payment/PAY-1', 'payment/PAY-2'].every((id) => ids.includes(id)), ids.join());
  });

  test('a reply that is lost is not a reason to make it again', async () => {
    for (const [at, ms] of [40, 150, 400, 900].entries()) {
      const command = registering(`SO-LOST-${at}`);
      const first = await erp!.execute(command, within(ms));
      if (first.kind !== 'done') done(await settled(erp!, command));
      assert.equal(await count('erp', 'sale.sale', `SO-LOST-${at}`), 1, `given up after ${ms} ms`);
    }
  });

  test('a request that stood still and landed after it was given up counts once', async () => {
    const command = registering('SO-STILL');
    tryton.pause();
    const first = await erp!.execute(command, within(500));
    tryton.resume();
    assert.ok(first.kind === 'in-doubt' || first.kind === 'failed', wireOf(first));
    done(await settled(erp!, command));
    assert.equal(await count('erp', 'sale.sale', 'SO-STILL'), 1);
  });

  test('kill -9 in the middle leaves one document, taken on to where it should be', async () => {
    const command = releasing('SO-KILL', ['3', '1']);
    const running = wms!.execute(command, patience());
    await new Promise((resolve) => setTimeout(resolve, 700));
    await tryton.kill();
    const first = await running;
    assert.notEqual(first.kind, 'refused', wireOf(first));
    await tryton.start();
    if (first.kind !== 'done') done(await settled(wms!, command));
    assert.equal(await count('wms', 'sale.sale', 'SO-KILL-main'), 1);
    const [sale] = await desks.wms.find<{ state: string; shipments: number[] }>(
      'sale.sale', [['reference', '=', 'SO-KILL-main']], ['state', 'shipments'],
    );
    assert.deepEqual([sale?.state, sale?.shipments.length], ['processing', 1]);
  });

  test('an order that a crash left confirmed without shipments is processed again', async () => {
    done(await erp!.execute(registering('SO-STUCK'), patience()));
    const database = tryton.cluster;
    await database.run('erp', "update sale_sale set state = 'confirmed' where reference = 'SO-STUCK'");
    const told = (await recent(erp!)).filter(({ id }) => id.startsWith('credit/SO-STUCK/'));
    assert.deepEqual(told, [], 'Tryton has not begun: nothing is decided that would let us forget it');
    assert.equal(await erp!.probe(crediting('SO-STUCK'), patience()).then(({ kind }) => kind), 'absent');
    assert.equal(done(await erp!.execute(crediting('SO-STUCK'), patience()))['verdict'], 'approved');
    const [sale] = await desks.erp.find<{ state: string; shipments: number[] }>(
      'sale.sale', [['reference', '=', 'SO-STUCK']], ['state', 'shipments'],
    );
    assert.deepEqual([sale?.state, sale?.shipments.length], ['processing', 1]);
  });

  test('a credit limit holds the order as a quotation until a clerk answers the question', async () => {
    const party = await desks.erp.only('party.party', [['code', '=', 'C-2']]);
    await desks.erp.write('party.party', [party], { credit_limit_amount: decimal('50') });
    done(await erp!.execute(registering('SO-HELD', LINES, 1, 'C-2'), patience()));
    const held = done(await erp!.execute(crediting('SO-HELD', 1, 'C-2'), patience()));
    assert.equal(held['verdict'], 'held');
    assert.match(String(held['reason']), /credit limit/);
    const sale = await desks.erp.only('sale.sale', [['reference', '=', 'SO-HELD'], ['state', '=', 'quotation']]);
    await desks.erp.insist('sale.sale', 'confirm', sale);
    const facts = (await recent(erp!)).filter(({ type }) => type === 'credit.decided.v1');
    const approved = facts.find(({ id }) => id === `credit/SO-HELD/approved/${sale}`)?.content;
    assert.ok((approved as { decision: number }).decision > 1, 'it counts more than the hold');
  });

  test('an invoice that a crash left open with nothing due is called paid in the end', async () => {
    const invoice = done(await fin!.execute(posting('SO-CUT', 'SH-CUT'), patience()))['invoice'] as string;
    done(await fin!.execute(paying('SO-CUT', 'PAY-C1', invoice, '20.00'), patience()));
    const last = paying('SO-CUT', 'PAY-C2', invoice, '39.18');
    done(await fin!.execute(last, patience()));
    await tryton.cluster.run('fin', `update account_invoice set state = 'posted' where number = '${invoice}'`);
    const told = (await recent(fin!)).map(({ id }) => id).filter((id) => id.startsWith('payment/PAY-C'));
    assert.deepEqual(told, ['payment/PAY-C1'], 'the payment that should have ended it is not told as done');
    assert.equal(await fin!.probe(last, patience()).then(({ kind }) => kind), 'absent');
    done(await fin!.execute(last, patience()));
    const rows = await desks.fin.find<{ state: string; payment_lines: number[] }>(
      'account.invoice', [['number', '=', invoice]], ['state', 'payment_lines'],
    );
    assert.deepEqual(rows.map(({ state, payment_lines }) => [state, payment_lines.length]), [['paid', 2]]);
  });

  test('less is taken back while nobody has picked it; later it is too late', async () => {
    done(await wms!.execute(releasing('SO-LESS', ['5', '2']), patience()));
    const less = done(await wms!.execute(releasing('SO-LESS', ['3', '2'], 2), patience()));
    const quantities = (less['lines'] as { quantity: bigint }[]).map(({ quantity }) => quantity);
    assert.deepEqual(quantities, [3_000_000n, 2_000_000n]);
    await ship(desks.wms, 'SO-LESS-main');
    const late = await wms!.execute(releasing('SO-LESS', ['1', '2'], 3), patience());
    assert.ok(late.kind === 'done' && late.facts.some(({ type }) => type === 'shipping-order.change-refused.v1'));
  });

  test('a closed period is told by the period, not by the words of Tryton', async () => {
    const period = await desks.fin.only('account.period', [['start_date', '<=', dayOf(today)], ['end_date', '>=', dayOf(today)]]);
    await desks.fin.click('account.period', 'close', period);
    const closed = await fin!.execute(posting('SO-P', 'SH-P'), patience());
    assert.match(refusal(closed), /^closed-period: the period from .* is closed; Tryton says: .*create a period/);
    assert.ok(closed.kind === 'refused' && closed.facts[0]?.type === 'posting.refused.v1');
    assert.equal(await count('fin', 'account.invoice', 'SH-P'), 0, 'no draft stays behind');
    await desks.fin.click('account.period', 'reopen', period);
    // Opening the period again leaves its journals closed.
    const journal = await fin!.execute(posting('SO-P', 'SH-P', 2), patience());
    assert.match(refusal(journal), /^closed-period: the revenue journal in the period/);
    const shut = await desks.fin.search('account.journal.period', [['period', '=', period], ['state', '=', 'close']]);
    await desks.fin.click('account.journal.period', 'reopen', ...shut);
    done(await fin!.execute(posting('SO-P', 'SH-P', 3), patience()));
  });

  test('a period that is opened between the refusal and our look at its reason is no refusal', async () => {
    const period = await desks.fin.only('account.period', [['start_date', '<=', dayOf(today)], ['end_date', '>=', dayOf(today)]]);
    await desks.fin.click('account.period', 'close', period);
    const opened = await openedBeforeTold(tryton.url, 'post', async () => {
      await desks.fin.click('account.period', 'reopen', period);
      const shut = await desks.fin.search('account.journal.period', [['period', '=', period], ['state', '=', 'close']]);
      await desks.fin.click('account.journal.period', 'reopen', ...shut);
    });
    try {
      done(await link(opened.url, 'fin').execute(posting('SO-O', 'SH-O'), patience()));
      assert.equal(await count('fin', 'account.invoice', 'SH-O'), 1);
    } finally {
      await opened.close();
    }
  });

  test('a question is a refusal, unless a rule of the settings answers it', async () => {
    const past = `${Number(today.slice(0, 4)) - 1}-12-15`;
    assert.match(refusal(await fin!.execute(posting('SO-Q', 'SH-Q', 1, past), patience())), /^question: /);
    const answers = [{ question: 'invoice_payment_term_', because: 'the goods left on that day' }];
    const ruled = link(tryton.url, 'fin', { settings: { answers } });
    done(await ruled.execute(posting('SO-Q', 'SH-Q', 2, past), patience()));
    // Numbers follow the calendar: an earlier day of the same year is refused from now on.
    const earlier = await ruled.execute(posting('SO-Q2', 'SH-Q2', 1, `${past.slice(0, 8)}14`), patience());
    assert.match(refusal(earlier), /^date-out-of-order: /);
    assert.ok(earlier.kind === 'refused' && earlier.facts[0]?.type === 'posting.refused.v1');
  });

  test('an invoice is reversed by a credit note, and billed anew under the next generation', async () => {
    const first = done(await fin!.execute(posting('SO-R', 'SH-R'), patience()))['invoice'];
    assert.match(refusal(await fin!.execute(posting('SO-R', 'SH-R', 2), patience())), /^billed-already/);
    const reversing = commandFor(COMMANDS.reverseInvoice, 'SO-R', 'reverse', { shipment: 'SH-R', reason: 'restated' });
    const reversed = done(await fin!.execute(reversing, patience()));
    assert.equal(reversed['invoice'], first);
    done(await fin!.execute(posting('SO-R', 'SH-R', 3), patience()));
    assert.equal((await fin!.probe(posting('SO-R', 'SH-R', 3), patience())).kind, 'applied');
  });

  test('what Tryton does not know or cannot hold is refused with its reason, and nothing stays', async () => {
    const odd = (change: Partial<Line>): readonly Line[] => [{ ...LINES[0]!, ...change }];
    const said = async (so: string, lines: readonly Line[], customer = 'C-1'): Promise<string> =>
      refusal(await erp!.execute(registering(so, lines, 1, customer), patience()));
    assert.match(await said('SO-X1', LINES, 'C-9'), /^unknown-customer: .*C-9/);
    assert.match(await said('SO-X2', odd({ item: 'IT-9' })), /^unknown-item: .*IT-9/);
    assert.match(await said('SO-X3', odd({ unitPrice: '9.12345' })), /^refused: .*digits|limit/);
    assert.match(await said('SO-X4', odd({ quantity: '123456789012.123456' })), /^quantity: Tryton cannot count/);
    for (const so of ['SO-X1', 'SO-X2', 'SO-X3', 'SO-X4']) assert.equal(await count('erp', 'sale.sale', so), 0, so);
  });

  test('a refused login is not tried again: the account is not locked by us', async () => {
    const wrong = link(tryton.url, 'erp', { password: 'not this one' });
    for (let attempt = 0; attempt < 4; attempt++) {
      const result = await wrong.execute(registering('SO-L'), patience());
      assert.ok(result.kind === 'failed' && result.fault === 'unauthorized', wireOf(result));
    }
    const attempts = await desks.erp.search('res.user.login.attempt', []).catch(() => null);
    if (attempts !== null) assert.ok(attempts.length <= 3, `${attempts.length} attempts`);
    done(await erp!.execute(registering('SO-L2'), patience()));
  });
});

const dayOf = (iso: string): object => {
  const [year, month, day] = iso.split('-').map(Number);
  return { __class__: 'date', year, month, day };
};

/** Tryton's people take everything of a shipping order to the door. */
async function ship(desk: TrytonDesk, reference: string): Promise<void> {
  const sales = await desk.find<{ shipments: number[] }>('sale.sale', [['reference', '=', reference]], ['shipments']);
  const open = await desk.search('stock.shipment.out', [
    ['id', 'in', sales.flatMap(({ shipments }) => shipments)], ['state', '=', 'waiting'],
  ]);
  for (const shipment of open) {
    for (const step of ['assign_try', 'pick', 'pack', 'done']) await desk.click('stock.shipment.out', step, shipment);
  }
}
