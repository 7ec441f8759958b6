import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FACTS } from '../../canonical/catalogue.ts';
import type { FactType } from '../../canonical/fact-type.ts';
import { emptyState, evolve, type State } from '../../engine/state.ts';
import type { Fact } from '../../engine/fact.ts';
import { formatMoney } from '../../kernel/money.ts';
import { expectOk } from '../../kernel/result.ts';
import { MORNING } from '../../../test/support/order-story.ts';
import { INBOUND_SUPPLY, judgeSupply } from './workflow.ts';

const { registers } = INBOUND_SUPPLY.definition;
const ABOUT = { purchaseOrder: 'PO-7', supplier: 'acme', version: 1 };
let facts = 0;

function fact<T>(type: FactType<T>, wire: object): Fact {
  const { content, text } = expectOk(type.decode({ ...ABOUT, ...wire }), type.type);
  return {
    source: 'acme', id: `f-${++facts}`, type: type.type, content, text, entity: 'uk', occurredAt: MORNING,
    recordedAt: MORNING, correlationId: 'PO-7', causationId: null,
  };
}

const acknowledged = (accepted: string, rejected = '0', unitPrice = '5'): Fact =>
  fact(FACTS.purchaseOrderAcknowledged, {
    currency: 'GBP',
    lines: [{ line: 1, item: 'VALVE', accepted, backordered: '0', rejected, unitPrice }],
  });
const announced = (quantity: string, shipment = 'SH-1', version = 1): Fact =>
  fact(FACTS.supplyAnnounced, {
    shipment, version, shippedAt: '2031-03-04T00:00:00Z',
    lines: quantity === '0' ? [] : [{ line: 1, item: 'VALVE', quantity }],
  });
const billed = (quantity: string, unitPrice = '5', kind = 'invoice', invoice = 'I-1'): Fact =>
  fact(FACTS.supplierInvoiceStated, {
    invoice, kind, invoicedOn: '2031-03-05', currency: 'GBP',
    lines: [{ line: 1, item: 'VALVE', quantity, unitPrice }],
    total: { amount: '1.00', currency: 'GBP' },
  });

const judged = (...known: readonly Fact[]) => {
  let state: State = emptyState(registers);
  for (const one of known) ({ state } = evolve(registers, state, one));
  return judgeSupply(state);
};
const casesOf = (...known: readonly Fact[]) =>
  judged(...known).cases.map(({ kind, exposure }) => {
    return `${kind} ${exposure === null ? '-' : formatMoney(exposure)}`;
  });

test('what is acknowledged, shipped and billed alike is settled without a case', () => {
  const whole = [acknowledged('10'), announced('6'), announced('4', 'SH-2'), billed('10')];
  const { cases, lifecycle, settled, equations, totals } = judged(...whole);
  assert.deepEqual([cases, lifecycle, settled], [[], 'invoiced', true]);
  const [{ left, right }] = equations as [(typeof equations)[number]];
  assert.equal(left[0]!.value, right[0]!.value);
  assert.deepEqual([totals.orderedMinor, totals.shippedMinor, totals.invoicedMinor], [5000n, 5000n, 5000n]);
  assert.equal(judged(acknowledged('10')).lifecycle, 'acknowledged');
  assert.equal(judged(acknowledged('10'), announced('6')).lifecycle, 'announced');
});

test('each difference is a case of procurement, with the money at stake', () => {
  assert.deepEqual(casesOf(acknowledged('6', '4')), ['supply-rejected -']);
  assert.deepEqual(casesOf(acknowledged('6'), announced('8')), ['announced-too-much 10.00']);
  assert.deepEqual(casesOf(acknowledged('6'), announced('6'), billed('7')), ['billed-too-much 5.00']);
  assert.deepEqual(casesOf(acknowledged('6'), billed('7')), ['billed-too-much 5.00']);
  assert.deepEqual(casesOf(acknowledged('6'), announced('6'), billed('6', '5.5')), ['billed-price 3.00']);
  assert.deepEqual(judged(acknowledged('0', '6')).lifecycle, 'rejected');
});

test('a notice that is taken back, a credit and a later acknowledgement count', () => {
  assert.deepEqual(casesOf(acknowledged('6'), announced('8'), announced('0', 'SH-1', 2)), []);
  const credited = [acknowledged('6'), announced('6'), billed('8'), billed('2', '0', 'credit-memo', 'C-1')];
  assert.deepEqual(casesOf(...credited), []);
  const again = fact(FACTS.purchaseOrderAcknowledged, {
    version: 2, currency: 'GBP',
    lines: [{ line: 1, item: 'VALVE', accepted: '8', backordered: '0', rejected: '0' }],
  });
  assert.deepEqual(casesOf(acknowledged('6'), announced('8'), again), []);
});

test('one document in two contents is a case until it is sent again', () => {
  assert.deepEqual(casesOf(acknowledged('6'), acknowledged('7')), ['contradicted -']);
});

test('whatever comes first, the same is judged', () => {
  const known = [acknowledged('6', '4'), announced('8'), announced('1', 'SH-2'), billed('10', '6')];
  const expected = casesOf(...known).sort();
  fc.assert(
    fc.property(fc.shuffledSubarray(known, { minLength: known.length }), (shuffled) => {
      assert.deepEqual(casesOf(...shuffled, ...shuffled.slice(1)).sort(), expected);
    }),
    { seed: 7 },
  );
});
