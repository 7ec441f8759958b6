import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { BOX_ENTITIES, BOX_SECRET, openBox, type Box } from '../../test/support/sandbox-box.ts';
import type { Connector, ExecutionResult, OutboundCommand } from '../application/ports/connector.ts';
import { commandTypeOf } from '../canonical/catalogue.ts';
import { carrierConnector } from '../connectors/carrier/connector.ts';
import { erpConnector } from '../connectors/erp/connector.ts';
import { paymentConnector } from '../connectors/payment/connector.ts';
import { taxConnector } from '../connectors/tax/connector.ts';
import { DAY_MS } from '../kernel/instant.ts';
import { expectOk } from '../kernel/result.ts';
import { audit, incomplete, type Violation } from './auditor.ts';
import { carrier } from './carrier.ts';
import { erp } from './erp.ts';
import { payment } from './payment.ts';
import { shop } from './shop.ts';
import type { SystemFactory } from './system.ts';
import { tax } from './tax.ts';
import { wms } from './wms.ts';

const CUSTOMER = {
  customer: 'C-1',
  entity: 'uk',
  name: 'Acme',
  country: 'GB',
  creditLimit: '100',
  payment: 'prepaid',
  netDays: 0,
  proofOfDelivery: false,
  shortShip: 'backorder',
  substitution: false,
  contractPrices: {},
} as const;

const withCustomers: SystemFactory = (context) =>
  erp({ ...context, world: { ...context.world, customers: [CUSTOMER] } });

const SYSTEMS = { shop, wms, erp: withCustomers, carrier, tax, payment };
type Name = keyof typeof SYSTEMS;

const gbp = (amount: string) => ({ amount, currency: 'GBP' });

/** One order, done by hand: ten bolts ordered, shipped, billed and paid. */
async function finishedOrder(): Promise<Record<string, unknown>> {
  const box = await openBox(SYSTEMS);
  const tell = teller(box);
  await placeAndShip(box);
  await tell('erp', 'sales-order.register.v1', {
    of: 'mark',
    customer: 'C-1',
    currency: 'GBP',
    orderedAt: '2031-05-05T08:00:00Z',
    lines: [{ line: 1, item: 'BOLT', quantity: '10', unitPrice: '1.25' }],
  });
  await tell('erp', 'credit.check.v1', { customer: 'C-1', amount: gbp('12.50') });
  const books = (await box.ask('wms', 'GET', '/sandbox/books')) as { shipments: Shipment[] };
  for (const shipment of books.shipments) await bill(tell, shipment);
  await box.later(4 * DAY_MS);
  const paid = (await box.ask('payment', 'GET', '/sandbox/books')) as { remittances: Remittance[] };
  for (const { remittance, lines } of paid.remittances) {
    const [line] = lines;
    const { invoice, amount } = line!;
    const settlement = { payment: `${remittance}/1`, invoice, amount: gbp(amount) };
    await tell('erp', 'payment.apply.v1', settlement);
  }
  return booksOf(box);
}

async function placeAndShip(box: Box): Promise<void> {
  await box.ask('shop', 'POST', '/storefront/checkouts', {
    name: 'SO-1',
    company_code: 'GB01',
    customer_code: 'C-1',
    currency: 'GBP',
    shipping_address: { country_code: 'GB' },
    line_items: [{ sku: 'BOLT', quantity: 10, price: '1.25' }],
  });
  const answer = await fetch(`${box.sandbox.urls['wms']}/wms/v2/outbound/SO-1-LON`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${BOX_SECRET}` },
    body: JSON.stringify({
      companyCode: 'GB01',
      site: 'LON',
      salesOrderNo: 'SO-1',
      instruction: 'mark',
      requestedShipDate: null,
      shipTo: { countryCode: 'GB', postalCode: null },
      lines: [{ lineNo: 1, itemNo: 'BOLT', totalQty: '10' }],
    }),
  });
  assert.equal(answer.status, 200, await answer.text());
  await box.later(DAY_MS);
}

interface Shipment {
  readonly shipmentNo: string;
  readonly lines: readonly { readonly quantity: string }[];
}

interface Remittance {
  readonly remittance: string;
  readonly lines: readonly { readonly invoice: string; readonly amount: string }[];
}

type Tell = (system: Name, type: string, content: object) => Promise<ExecutionResult>;

async function bill(tell: Tell, shipment: Shipment): Promise<void> {
  const head = { shipment: shipment.shipmentNo, customer: 'C-1' };
  const shipTo = { country: 'GB' };
  const { quantity } = shipment.lines[0]!;
  const net = gbp((Number(quantity) * 1.25).toFixed(2));
  const gross = gbp((Number(net.amount) + 6).toFixed(2));
  const line = { line: 1, item: 'BOLT' };
  await tell('carrier', 'transport.arrange.v1', { ...head, site: 'LON', shipTo, goodsValue: net });
  const freight = gbp('5.00');
  await tell('tax', 'tax.quote.v1', { ...head, of: 'q', shipTo, lines: [{ ...line, net }], freight });
  const posted = await tell('erp', 'invoice.post.v1', {
    ...head,
    postingDate: '2031-05-06',
    lines: [{ ...line, quantity, unitPrice: '1.25', net }],
    freight,
    tax: gbp('1.00'),
    gross,
  });
  const { invoice } = (posted as { facts: readonly { content: { invoice: string } }[] }).facts[0]!
    .content;
  const asked = { invoice, amount: gross, dueDate: '2031-05-06', method: 'prepaid' };
  await tell('payment', 'payment.request.v1', { ...head, ...asked });
}

function teller(box: Box): Tell {
  const options = (system: Name) => ({
    system,
    url: box.sandbox.urls[system]!,
    secret: BOX_SECRET,
    entities: BOX_ENTITIES,
  });
  const connectors: Partial<Record<Name, Connector>> = {
    erp: erpConnector(options('erp')),
    carrier: carrierConnector(options('carrier')),
    tax: taxConnector(options('tax')),
    payment: paymentConnector(options('payment')),
  };
  let told = 0;
  return async (system, type, content) => {
    const key = `command ${++told}`;
    const command: OutboundCommand = {
      key,
      entity: 'uk',
      instance: 'uk/sales-order/SO-1',
      id: key,
      generation: 1,
      type,
      content: expectOk(commandTypeOf(type)!.decode({ salesOrder: 'SO-1', ...content }), type),
      correlationId: 'SO-1',
      traceparent: null,
    };
    const result = await box.call((signal) => connectors[system]!.execute(command, signal));
    assert.equal(result.kind, 'done', `${type}: ${result.kind === 'done' ? '' : result.reason}`);
    return result;
  };
}

async function booksOf(box: Box): Promise<Record<string, unknown>> {
  const names = Object.keys(SYSTEMS);
  const books = await Promise.all(names.map((name) => box.ask(name, 'GET', '/sandbox/books')));
  return Object.fromEntries(names.map((name, at) => [name, books[at]]));
}

/** The books are plain JSON, which each test spoils in one place. */
type Loose = Record<string, Record<string, Record<string, unknown>[]>>;

let finished: Record<string, unknown>;
before(async () => {
  finished = await finishedOrder();
});

/** Laws that are broken in books which are spoiled in one place. */
function lawsOf(
  judge: (books: Record<string, unknown>) => readonly Violation[],
  spoil: (books: Loose) => void,
): string[] {
  const books = structuredClone(finished);
  spoil(books as Loose);
  return [...new Set(judge(books).map(({ law }) => law))].sort();
}

const first = (books: Loose, system: Name, table: string): Record<string, unknown> =>
  books[system]![table]![0]!;

function firstLine(document: Record<string, unknown>): Record<string, unknown> {
  const lines = document['line_items'] ?? document['lines'];
  return (lines as Record<string, unknown>[])[0]!;
}

/** Adds a copy of the first row, changed. */
function again(books: Loose, system: Name, table: string, change: object = {}): void {
  books[system]![table]!.push({ ...structuredClone(first(books, system, table)), ...change });
}

test('an order that is shipped, billed and paid breaks no law and is complete', () => {
  assert.deepEqual(audit(finished), []);
  assert.deepEqual(incomplete(finished), []);
});

test('books that cannot be read are not judged', () => {
  assert.throws(() => audit({ ...finished, erp: {} }));
});

const PLANTED: readonly (readonly [string, string[], (books: Loose) => void])[] = [
  [
    'two invoices of one shipment',
    ['one-invoice-per-shipment'],
    (books) => again(books, 'erp', 'invoices', { number: 'another' }),
  ],
  [
    'an invoice of goods at the dock',
    ['consigned-was-shipped', 'nothing-invoiced-unshipped', 'stock-adds-up', 'warehouse-agrees'],
    (books) => void (first(books, 'wms', 'shipments')['shippedAt'] = null),
  ],
  [
    'more billed than shipped',
    ['billed-is-shipped'],
    (books) => void (firstLine(first(books, 'erp', 'invoices'))['quantity'] = '11'),
  ],
  [
    'an invoice that does not add up',
    ['invoice-adds-up'],
    (books) => void (first(books, 'erp', 'invoices')['tax'] = '0.99'),
  ],
  [
    'an invoice of another order',
    ['invoice-names-its-order'],
    (books) => void (first(books, 'erp', 'invoices')['sales_order'] = 'SO-2'),
  ],
  [
    'one invoice reversed twice',
    ['reversed-once'],
    (books) => {
      const { number, gross } = first(books, 'erp', 'invoices');
      const reversal = { number: 'R-1', invoice: number, gross };
      books['erp']!['reversals']!.push(reversal, { ...reversal, number: 'R-2' });
    },
  ],
  [
    'a part of an invoice reversed',
    ['reversed-whole'],
    (books) => {
      const { number } = first(books, 'erp', 'invoices');
      books['erp']!['reversals']!.push({ number: 'R-1', invoice: number, gross: '1.00' });
    },
  ],
  [
    'more shipped than ever ordered',
    ['shipped-was-ordered'],
    (books) => {
      firstLine(first(books, 'shop', 'orders'))['quantity'] = 9;
      firstLine(first(books, 'erp', 'sales_orders'))['quantity'] = '9';
    },
  ],
  [
    'two consignments of one shipment',
    ['one-consignment-per-shipment'],
    (books) => again(books, 'carrier', 'consignments'),
  ],
  [
    'a consignment of nothing',
    ['consigned-was-shipped'],
    (books) => again(books, 'carrier', 'consignments', { reference: 'SH-9' }),
  ],
  [
    'a payment applied twice',
    ['applied-once', 'settled-once'],
    (books) => again(books, 'erp', 'applications'),
  ],
  [
    'money applied that did not come',
    ['applied-came-in', 'settled-once'],
    (books) => again(books, 'erp', 'applications', { payment: 'RM-9/1' }),
  ],
  [
    'applied and unapplied that are not what came',
    ['applied-adds-up'],
    (books) => void (first(books, 'erp', 'applications')['unapplied'] = '0.01'),
  ],
  [
    'a request of another amount',
    ['requested-is-invoiced'],
    (books) => void (first(books, 'payment', 'payment_requests')['amount'] = '99.00'),
  ],
  [
    'stock below zero',
    ['stock-exists'],
    (books) => {
      const stock = first(books, 'wms', 'stock');
      stock['onHandQty'] = '-1';
      delete (books['wms'] as Record<string, unknown>)['movements'];
    },
  ],
  [
    'lots that are not the stock',
    ['lots-are-the-stock'],
    (books) => {
      const { site, itemNo } = first(books, 'wms', 'stock');
      (books['wms'] as Record<string, unknown>)['lots'] = [
        { site, itemNo, lotNo: 'L-1', onHandQty: '1', blocked: false },
      ];
    },
  ],
  [
    'stock that no movement explains',
    ['stock-adds-up'],
    (books) => {
      const { site, itemNo } = first(books, 'wms', 'stock');
      const movement = { site, itemNo, movementType: '101', quantity: '7' };
      books['wms']!['stock']!.splice(1);
      books['wms']!['movements'] = [movement];
    },
  ],
];

for (const [name, laws, spoil] of PLANTED) {
  test(`the audit finds ${name}`, () => assert.deepEqual(lawsOf(audit, spoil), laws));
}

const FORGOTTEN: readonly (readonly [string, string[], (books: Loose) => void])[] = [
  [
    'an order that the ERP does not know',
    ['registered'],
    (books) => void (books['erp']!['sales_orders'] = []),
  ],
  [
    'a change that the ERP was not told',
    ['registered-is-ordered'],
    (books) => void (firstLine(first(books, 'shop', 'orders'))['quantity'] = 12),
  ],
  [
    'an order without a credit decision',
    ['credit-decided'],
    (books) => void (books['erp']!['credit_decisions'] = []),
  ],
  [
    'an order that does not ship although there is stock',
    ['ordered-ships', 'registered-is-ordered'],
    (books) => void (firstLine(first(books, 'erp', 'sales_orders'))['quantity'] = '12'),
  ],
  [
    'a shipment without a carrier',
    ['shipped-is-consigned'],
    (books) => void (books['carrier']!['consignments'] = []),
  ],
  [
    'a shipment without an invoice',
    ['shipped-is-invoiced'],
    (books) => void (books['erp']!['invoices'] = []),
  ],
  [
    'a shipment without a tax quote',
    ['shipped-is-taxed'],
    (books) => {
      books['erp']!['invoices'] = [];
      books['tax']!['answers'] = [];
    },
  ],
  [
    'an invoice that did not follow a restatement',
    ['billed-follows-restatement'],
    (books) => void (firstLine(first(books, 'wms', 'shipments'))['quantity'] = '1'),
  ],
  [
    'an invoice that nobody asked to be paid',
    ['invoiced-is-requested'],
    (books) => void (books['payment']!['payment_requests'] = []),
  ],
  [
    'money that was not applied',
    ['received-is-applied'],
    (books) => void (books['erp']!['applications'] = []),
  ],
];

for (const [name, laws, spoil] of FORGOTTEN) {
  test(`the auditor misses nothing: ${name}`, () =>
    assert.deepEqual(lawsOf(incomplete, spoil), laws));
}

test('an order on credit hold, a closed period and a refused tax are explained', () => {
  const laws = lawsOf(incomplete, (books) => {
    first(books, 'erp', 'credit_decisions')['verdict'] = 'held';
    books['erp']!['invoices'] = [];
  });
  assert.deepEqual(laws, []);
  const closed = lawsOf(incomplete, (books) => {
    const { shipment } = first(books, 'erp', 'invoices');
    books['erp']!['invoices']!.shift();
    books['erp']!['refusals']!.push({ shipment });
  });
  assert.deepEqual(closed, []);
  const refused = lawsOf(incomplete, (books) => {
    books['erp']!['invoices'] = [];
    for (const answer of books['tax']!['answers']!) answer['outcome'] = 'refused';
  });
  assert.deepEqual(refused, []);
});
