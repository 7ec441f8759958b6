import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { factTypeOf } from '../../canonical/catalogue.ts';
import { expectOk } from '../../kernel/result.ts';
import { readWire } from '../canonical-fact.ts';
import { companyCodes } from '../company-codes.ts';
import { factOfAnswer } from './translate.ts';
import { answer } from './wire.ts';

const FIXTURE = readFileSync(new URL('./fixtures/quote.json', import.meta.url), 'utf8');
const COMPANIES = companyCodes({ GB01: 'uk' });

/** The fixture with other members. */
const changed = (members: object): unknown => ({ ...(JSON.parse(FIXTURE) as object), ...members });

const factOf = (wire: unknown) => {
  const read = readWire(answer, wire);
  return read.ok ? factOfAnswer(read.value, COMPANIES) : read;
};

function said(wire: unknown) {
  const fact = expectOk(factOf(wire), 'answer');
  const content = JSON.parse(factTypeOf(fact.type)!.encode(fact.content)) as unknown;
  return { type: fact.type, id: fact.id, entity: fact.entity, content };
}

test('a quote states rates in parts per million and taxes in money', () => {
  assert.deepEqual(said(JSON.parse(FIXTURE)), {
    type: 'tax.quoted.v1',
    id: 'quoted/Q-0f3k2m1a8z7y6x',
    entity: 'uk',
    content: {
      salesOrder: 'SO-1001',
      shipment: 'SH-1',
      of: '1ab2c',
      quote: 'Q-0f3k2m1a8z7y6x',
      lines: [{ line: 1, ratePpm: 200_000, tax: { amount: '2.51', currency: 'GBP' } }],
      freightTax: { amount: '1.03', currency: 'GBP' },
    },
  });
});

test('a refusal states its reason', () => {
  const reason = { code: 'JurisdictionNotFound', message: 'No jurisdiction for the country XX.' };
  const wire = changed({ id: 'R-1', outcome: 'refused', lines: [], freightTax: null, reason });
  assert.deepEqual(said(wire), {
    type: 'tax.refused.v1',
    id: 'refused/R-1',
    entity: 'uk',
    content: {
      salesOrder: 'SO-1001',
      shipment: 'SH-1',
      of: '1ab2c',
      reason: 'JurisdictionNotFound: No jurisdiction for the country XX.',
    },
  });
});

const line = { number: 1, amount: '12.53', rate: '0.2', tax: '2.51' };
const MISFITS: readonly (readonly [string, object, string])[] = [
  ['an unknown member', { colour: 'red' }, '$'],
  ['a quote without a tax on freight', { freightTax: null }, '$.freightTax'],
  ['an unknown outcome', { outcome: 'guessed' }, '$.outcome'],
  ['a rate that is no number', { lines: [{ ...line, rate: '20 %' }] }, '$.lines[0].rate'],
  ['a rate that is a number of JSON', { lines: [{ ...line, rate: 0.2 }] }, '$.lines[0].rate'],
  ['an unknown company', { companyCode: 'XX' }, '$'],
  ['half a penny', { lines: [{ ...line, tax: '2.505' }] }, '$'],
];

for (const [name, members, path] of MISFITS) {
  test(`${name} is a fault with its path`, () => {
    const fact = factOf(changed(members));
    assert.equal(!fact.ok && fact.error[0]?.path, path);
  });
}
