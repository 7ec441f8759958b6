import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BOX_ENTITIES,
  BOX_SECRET,
  BOX_START,
  openBox,
  type Box,
} from '../../../test/support/sandbox-box.ts';
import type { CanonicalFact, Connector, OutboundCommand } from '../../application/ports/connector.ts';
import { COMMANDS, commandTypeOf, factTypeOf } from '../../canonical/catalogue.ts';
import type { Instant } from '../../kernel/instant.ts';
import { SECOND_MS } from '../../kernel/instant.ts';
import { expectOk } from '../../kernel/result.ts';
import { erp } from '../../sandbox/erp.ts';
import type { SystemFactory, WorldCustomer } from '../../sandbox/system.ts';
import { erpConnector } from './connector.ts';

const CUSTOMER: WorldCustomer = {
  customer: 'C-1',
  entity: 'uk',
  name: 'Acme',
  country: 'GB',
  creditLimit: '100',
  payment: 'on-account',
  netDays: 30,
  proofOfDelivery: false,
  shortShip: 'backorder',
  substitution: true,
  contractPrices: { BOLT: '1.10' },
};

const withCustomers: SystemFactory = (context) =>
  erp({ ...context, world: { ...context.world, customers: [CUSTOMER] } });

const connect = (box: Box): Connector =>
  erpConnector({
    system: 'erp',
    url: box.sandbox.urls['erp']!,
    secret: BOX_SECRET,
    entities: BOX_ENTITIES,
  });

function command(type: string, id: string, wire: object, generation = 1): OutboundCommand {
  const salesOrder = (wire as { salesOrder: string }).salesOrder;
  return {
    key: `uk/sales-order/${salesOrder}/${id}#${generation}`,
    entity: 'uk',
    instance: `uk/sales-order/${salesOrder}`,
    id,
    generation,
    type,
    content: expectOk(commandTypeOf(type)!.decode(wire), type),
    correlationId: salesOrder,
    traceparent: null,
  };
}

const gbp = (amount: string) => ({ amount, currency: 'GBP' });

const register = (salesOrder: string, quantity: string, generation = 1): OutboundCommand =>
  command(
    COMMANDS.registerSalesOrder.type,
    'register-sales-order',
    {
      salesOrder,
      of: `mark ${quantity}`,
      customer: 'C-1',
      currency: 'GBP',
      orderedAt: '2031-05-05T08:00:00Z',
      lines: [{ line: 1, item: 'BOLT', quantity, unitPrice: '1.25' }],
    },
    generation,
  );

const check = (salesOrder: string, amount: string, generation = 1): OutboundCommand =>
  command(
    COMMANDS.checkCredit.type,
    'check-credit',
    { salesOrder, customer: 'C-1', amount: gbp(amount) },
    generation,
  );

function post(shipment: string, generation = 1, change: object = {}): OutboundCommand {
  const wire = {
    salesOrder: 'SO-1',
    shipment,
    customer: 'C-1',
    postingDate: '2031-05-05',
    lines: [{ line: 1, item: 'BOLT', quantity: '10', unitPrice: '1.25', net: gbp('12.50') }],
    freight: gbp('5.00'),
    tax: gbp('3.50'),
    gross: gbp('21.00'),
    ...change,
  };
  return command(COMMANDS.postInvoice.type, `post-invoice:${shipment}`, wire, generation);
}

const said = (facts: readonly CanonicalFact[]): unknown[] =>
  facts.map((fact) => JSON.parse(factTypeOf(fact.type)!.encode(fact.content)));

async function execute(box: Box, connector: Connector, what: OutboundCommand) {
  return box.call((signal) => connector.execute(what, signal));
}

/** Executes what must be done, and answers its one fact. */
async function done(box: Box, connector: Connector, what: OutboundCommand): Promise<CanonicalFact> {
  const result = await execute(box, connector, what);
  assert.equal(result.kind, 'done', result.kind === 'done' ? '' : result.reason);
  const facts = result.kind === 'done' ? result.facts : [];
  assert.equal(facts.length, 1);
  return facts[0]!;
}

const clerk = (box: Box, method: string, params: object): Promise<unknown> =>
  fetch(`${box.sandbox.urls['erp']}/sandbox/rpc`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`crossdock:${BOX_SECRET}`).toString('base64')}`,
    },
    body: JSON.stringify({ id: 'clerk', method, params }),
  }).then((answer) => answer.json());

const invoicesIn = async (box: Box): Promise<unknown[]> =>
  ((await box.ask('erp', 'GET', '/sandbox/books')) as { invoices: unknown[] }).invoices;

const feed = (box: Box, connector: Connector): Promise<readonly CanonicalFact[]> =>
  box.call((signal) =>
    connector.statement({ from: BOX_START, to: (box.clock.now() + 1) as Instant }, signal),
  );

test('an order is registered with terms and contract prices, and set to what is told', async () => {
  const box = await openBox({ erp: withCustomers });
  const connector = connect(box);
  const first = await done(box, connector, register('SO-1', '10'));
  assert.deepEqual(said([first]), [
    {
      salesOrder: 'SO-1',
      version: 1,
      of: 'mark 10',
      erpOrder: 'GB01-S1',
      customerKnown: true,
      terms: {
        payment: 'on-account',
        netDays: 30,
        proofOfDelivery: false,
        shortShip: 'backorder',
        substitution: true,
      },
      lines: [{ line: 1, itemKnown: true, contractPrice: '1.1' }],
    },
  ]);
  assert.deepEqual(await done(box, connector, register('SO-1', '10')), first);
  const second = await done(box, connector, register('SO-1', '7', 2));
  assert.equal((second.content as { version: number }).version, 2);
  const late = await execute(box, connector, {
    ...register('SO-1', '9'),
    key: 'another key of the first generation',
  });
  assert.equal(late.kind === 'refused' && late.code, 'SUPERSEDED');
});

test('credit is decided once per question, held beyond the limit, and freed by payments', async () => {
  const box = await openBox({ erp: withCustomers });
  const connector = connect(box);
  await done(box, connector, register('SO-1', '10'));
  const first = await done(box, connector, check('SO-1', '60'));
  assert.deepEqual(said([first]), [
    {
      salesOrder: 'SO-1',
      decision: 1,
      verdict: 'approved',
      covers: gbp('60.00'),
      reason: 'credit rule: within the credit limit',
    },
  ]);
  assert.deepEqual(await done(box, connector, check('SO-1', '60', 2)), first);
  const held = await done(box, connector, check('SO-2', '50'));
  const { verdict, covers } = held.content as { verdict: string; covers: { amountMinor: bigint } };
  assert.deepEqual([verdict, covers.amountMinor], ['held', 0n]);

  await done(box, connector, post('SH-1'));
  const applied = await done(
    box,
    connector,
    command(COMMANDS.applyPayment.type, 'apply-payment:P-1', {
      salesOrder: 'SO-1',
      payment: 'P-1',
      invoice: 'GB01-I2031-000001',
      amount: gbp('22.00'),
    }),
  );
  assert.deepEqual(said([applied]), [
    {
      salesOrder: 'SO-1',
      payment: 'P-1',
      invoice: 'GB01-I2031-000001',
      applied: gbp('21.00'),
      unapplied: gbp('1.00'),
    },
  ]);
  const decisions = (await feed(box, connector)).filter(({ type }) => type === 'credit.decided.v1');
  assert.deepEqual(
    decisions.map(({ id, content }) => [id, (content as { verdict: string }).verdict]),
    [
      ['credit-decision/GB01/SO-1/1', 'approved'],
      ['credit-decision/GB01/SO-2/1', 'held'],
      ['credit-decision/GB01/SO-2/2', 'approved'],
    ],
  );
});

test('a clerk releases a held order, and only the feed says so', async () => {
  const box = await openBox({ erp: withCustomers });
  const connector = connect(box);
  await done(box, connector, check('SO-1', '500'));
  await clerk(box, 'credit.release', { code: 'GB01', sales_order: 'SO-1', clerk: 'Ann' });
  const decisions = said(await feed(box, connector));
  assert.deepEqual(decisions[1], {
    salesOrder: 'SO-1',
    decision: 2,
    verdict: 'approved',
    covers: gbp('500.00'),
    reason: 'Ann: released by a clerk',
  });
  const same = await done(box, connector, check('SO-1', '400', 2));
  assert.equal((same.content as { verdict: string }).verdict, 'approved');
});

test('the posting whose answer was lost is found by the probe, and not doubled', async () => {
  const box = await openBox({ erp: withCustomers });
  const connector = connect(box);
  await done(box, connector, register('SO-1', '10'));
  box.faults.timeoutAfterEffect = 1;
  const result = await execute(box, connector, post('SH-1'));
  assert.equal(result.kind, 'in-doubt');
  box.faults.timeoutAfterEffect = 0;
  const proof = await box.call((signal) => connector.probe(post('SH-1'), signal));
  assert.equal(proof.kind, 'applied');
  const again = await done(box, connector, post('SH-1'));
  assert.deepEqual(proof, { kind: 'applied', facts: [again] });
  assert.equal((await invoicesIn(box)).length, 1);
  const fed = (await feed(box, connector)).filter(({ type }) => type === 'invoice.posted.v1');
  assert.deepEqual(fed, [again]);
});

test('a posting that lands late is absent at first, and honours its key', async () => {
  const box = await openBox({ erp: withCustomers });
  const connector = connect(box);
  await done(box, connector, register('SO-1', '10'));
  box.faults.lateEffect = 1;
  const result = await box.call((signal) => connector.execute(post('SH-1'), signal), 1);
  assert.equal(result.kind, 'in-doubt');
  box.faults.lateEffect = 0;
  const early = await box.call((signal) => connector.probe(post('SH-1'), signal));
  assert.deepEqual(early, { kind: 'absent' });
  await done(box, connector, post('SH-1'));
  await box.later(20 * SECOND_MS);
  assert.equal((await invoicesIn(box)).length, 1);
});

test('a closed period is a business answer that names the first open date', async () => {
  const box = await openBox({ erp: withCustomers });
  const connector = connect(box);
  await done(box, connector, register('SO-1', '10'));
  await clerk(box, 'period.close', { code: 'GB01', month: '2031-05' });
  const refused = await execute(box, connector, post('SH-1'));
  assert.ok(refused.kind === 'refused' && refused.code === 'CLOSED_PERIOD');
  assert.deepEqual(said(refused.facts), [
    {
      salesOrder: 'SO-1',
      shipment: 'SH-1',
      postingDate: '2031-05-05',
      firstOpenDate: '2031-06-01',
      reason: 'To continue, you must create a period for the date "05/05/2031".',
    },
  ]);
  const proof = await box.call((signal) => connector.probe(post('SH-1'), signal));
  assert.deepEqual(proof, refused);
  assert.deepEqual((await feed(box, connector)).slice(1), refused.facts);
  await done(box, connector, post('SH-1', 2, { postingDate: '2031-06-01' }));
});

test('the dial closes the period of a document for good', async () => {
  const box = await openBox({ erp: withCustomers }, { closedPeriod: 1 });
  const connector = connect(box);
  await done(box, connector, register('SO-1', '10'));
  const first = await execute(box, connector, post('SH-1'));
  box.faults.closedPeriod = 0;
  const second = await execute(box, connector, post('SH-1', 2));
  assert.ok(first.kind === 'refused' && second.kind === 'refused');
  assert.deepEqual(said(second.facts), said(first.facts));
});

test('a reversal takes back the standing invoice, unless it was paid', async () => {
  const box = await openBox({ erp: withCustomers });
  const connector = connect(box);
  await done(box, connector, register('SO-1', '10'));
  await done(box, connector, post('SH-1'));
  const undo = command(COMMANDS.reverseInvoice.type, 'undo:post-invoice:SH-1', {
    salesOrder: 'SO-1',
    shipment: 'SH-1',
    reason: 'restated',
  });
  const reversed = await done(box, connector, undo);
  assert.deepEqual(said([reversed]), [
    {
      salesOrder: 'SO-1',
      invoice: 'GB01-I2031-000001',
      reversal: 'GB01-R000001',
      postingDate: '2031-05-05',
      gross: gbp('21.00'),
    },
  ]);
  assert.deepEqual(await done(box, connector, undo), reversed);
  const posted = await done(box, connector, post('SH-1', 2));
  assert.equal((posted.content as { generation: number }).generation, 2);
});

test('totals that differ are refused; what we get wrong ourselves is malformed', async () => {
  const box = await openBox({ erp: withCustomers });
  const connector = connect(box);
  await done(box, connector, register('SO-1', '10'));
  const refused = await execute(box, connector, post('SH-1', 1, { gross: gbp('20.00') }));
  assert.equal(refused.kind === 'refused' && refused.code, 'TOTALS_DIFFER');
  const elsewhere = await execute(box, connector, { ...post('SH-1'), entity: 'us' });
  assert.equal(elsewhere.kind === 'failed' && elsewhere.fault, 'malformed');
  const stranger = erpConnector({
    system: 'erp',
    url: box.sandbox.urls['erp']!,
    secret: 'wrong',
    entities: BOX_ENTITIES,
  });
  const locked = await execute(box, stranger, post('SH-1'));
  assert.equal(locked.kind === 'failed' && locked.fault, 'unauthorized');
});

test('on a rough day no posting is doubled and none is lost', async () => {
  const faults = { timeoutAfterEffect: 0.2, timeoutBeforeEffect: 0.2, lateEffect: 0.1 };
  const box = await openBox({ erp: withCustomers }, { ...faults, unavailable: 0.1 }, 'rough');
  const connector = connect(box);
  const dial = { ...box.faults };
  Object.assign(box.faults, { timeoutAfterEffect: 0, timeoutBeforeEffect: 0, lateEffect: 0 });
  box.faults.unavailable = 0;
  await done(box, connector, register('SO-1', '10'));
  Object.assign(box.faults, dial);
  for (let shipment = 1; shipment <= 40; shipment++) {
    const what = post(`SH-${shipment}`);
    for (let attempt = 0; ; attempt++) {
      assert.ok(attempt < 50);
      const result = await execute(box, connector, what);
      await box.later(7 * SECOND_MS);
      if (result.kind === 'done') break;
      const proof = await box.call((signal) => connector.probe(what, signal));
      if (proof.kind === 'applied') break;
    }
  }
  await box.later(60 * SECOND_MS);
  assert.equal((await invoicesIn(box)).length, 40);
});
