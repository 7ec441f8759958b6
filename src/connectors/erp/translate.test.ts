import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { factTypeOf } from '../../canonical/catalogue.ts';
import { expectOk } from '../../kernel/result.ts';
import { readWire } from '../canonical-fact.ts';
import { companyCodes } from '../company-codes.ts';
import { factsOfDocument } from './translate.ts';
import { journalPage } from './wire.ts';

const FIXTURE = readFileSync(new URL('./fixtures/journal.json', import.meta.url), 'utf8');
const COMPANIES = companyCodes({ GB01: 'uk' });

type Loose = { entries: { kind: string; document: Record<string, unknown> }[] };

/** The fixture, changed in one place. */
function changed(change: (page: Loose) => void): unknown {
  const page = JSON.parse(FIXTURE) as Loose;
  change(page);
  return page;
}

function said(page: unknown) {
  const { entries } = expectOk(readWire(journalPage, page), 'page');
  return entries.map((entry) => {
    const [fact] = expectOk(factsOfDocument(entry, COMPANIES), entry.kind);
    assert.ok(fact);
    const content = JSON.parse(factTypeOf(fact.type)!.encode(fact.content)) as unknown;
    return { type: fact.type, id: fact.id, entity: fact.entity, content };
  });
}

const gbp = (amount: string) => ({ amount, currency: 'GBP' });

test('every kind of document is a fact with an id of its own', () => {
  const facts = said(JSON.parse(FIXTURE));
  assert.deepEqual(
    facts.map(({ type, id, entity }) => [type, id, entity]),
    [
      ['sales-order.registered.v1', 'sales-order/GB01-S7/2', 'uk'],
      ['credit.decided.v1', 'credit-decision/GB01/SO-1001/1', 'uk'],
      ['posting.refused.v1', 'refusal/GB01-X1', 'uk'],
      ['invoice.posted.v1', 'invoice/GB01-I2031-000001', 'uk'],
      ['payment.applied.v1', 'application/GB01-A000001', 'uk'],
      ['invoice.reversed.v1', 'reversal/GB01-R000001', 'uk'],
    ],
  );
});

test('an order carries terms, contract prices and what the ERP does not know', () => {
  assert.deepEqual(said(JSON.parse(FIXTURE))[0]?.content, {
    salesOrder: 'SO-1001',
    version: 2,
    of: '1ab2c',
    erpOrder: 'GB01-S7',
    customerKnown: true,
    terms: {
      payment: 'on-account',
      netDays: 14,
      proofOfDelivery: true,
      shortShip: 'close',
      substitution: false,
    },
    lines: [
      { line: 1, itemKnown: true, contractPrice: '1.2' },
      { line: 2, itemKnown: false },
    ],
  });
});

test('an invoice carries the generation of the command that posted it', () => {
  assert.deepEqual(said(JSON.parse(FIXTURE))[3]?.content, {
    salesOrder: 'SO-1001',
    shipment: 'SH-1',
    invoice: 'GB01-I2031-000001',
    generation: 2,
    postingDate: '2031-06-01',
    lines: [{ line: 1, item: 'BOLT', quantity: '10', net: gbp('12.50') }],
    freight: gbp('5.16'),
    tax: gbp('3.53'),
    gross: gbp('21.19'),
  });
});

const MISFITS: readonly (readonly [string, (page: Loose) => void, string])[] = [
  ['a missing member', (page) => delete page.entries[3]!.document['tax'], '$.entries[3].document.tax'],
  [
    'a member of another form',
    (page) => (page.entries[1]!.document['decision'] = 'one'),
    '$.entries[1].document.decision',
  ],
  [
    'a member that nobody announced',
    (page) => (page.entries[5]!.document['colour'] = 'red'),
    '$.entries[5].document',
  ],
  ['a kind that nobody announced', (page) => (page.entries[0]!.kind = 'memo'), '$.entries[0].kind'],
];

for (const [name, change, path] of MISFITS) {
  test(`${name} is a fault with its path`, () => {
    const read = readWire(journalPage, changed(change));
    assert.deepEqual(!read.ok && read.error.map((fault) => fault.path), [path]);
  });
}

const ODD_VALUES: readonly (readonly [string, string, unknown, RegExp])[] = [
  ['an unknown company', 'code', 'XX99', /unknown company code "XX99"/],
  ['a moment that is none', 'posted_at', 'yesterday', /not an instant/],
  ['an amount with too many decimals', 'gross', '21.195', /\$\.gross: .*decimals/],
  ['a date that does not exist', 'posting_date', '2031-02-30', /\$\.postingDate/],
];

for (const [name, member, value, message] of ODD_VALUES) {
  test(`${name} is a fault, not an exception`, () => {
    const page = changed(({ entries }) => (entries[3]!.document[member] = value));
    const { entries } = expectOk(readWire(journalPage, page), 'page');
    const fact = factsOfDocument(entries[3]!, COMPANIES, '$.entries[3].document');
    assert.ok(!fact.ok);
    assert.equal(fact.error[0]?.path, '$.entries[3].document');
    assert.match(fact.error[0].message, message);
  });
}
