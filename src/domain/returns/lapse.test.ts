import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FACTS } from '../../canonical/catalogue.ts';
import type { Currency } from '../../kernel/currency.ts';
import type { Instant } from '../../kernel/instant.ts';
import { quantity } from '../../kernel/quantity.ts';
import { NO_ENTITLEMENTS, type Entitlements } from './answers.ts';
import { NO_AMOUNTS } from './apportionment.ts';
import { answerCharge } from './charge-answer.ts';
import type { Adjustment, BilledOrder } from './entitlement.ts';
import { lapsedApprovals } from './lapse.ts';

const GBP = 'GBP' as Currency;
const order = (adjustments: readonly Adjustment[] = [], invoice = 'INV-1'): BilledOrder => ({
  customer: 'ACME', currency: GBP, terms: 'on-account', adjustments,
  lines: [{
    key: `${invoice}#1`, invoice, shipment: 'SH-1', salesOrderLine: 1, item: 'VALVE', lot: null,
    quantity: quantity(10), amounts: { ...NO_AMOUNTS, netMinor: 10_000n }, shippedAt: 0 as Instant,
    deliveredAt: 0 as Instant, reconciled: true,
  }],
});
const credit = (cause: string | null, grossMinor: bigint): Adjustment => ({
  invoice: 'INV-1', posting: `CM-${cause}-${grossMinor}`, kind: 'credit', cause, lines: [], taxMinor: 0n,
  grossMinor,
});

/** What disputes were granted, before anybody heard of anything else. */
const granted = (...asked: readonly (readonly [string, bigint])[]): Entitlements =>
  asked.reduce(
    (before, [dispute, amountMinor], at) =>
      answerCharge(
        order(),
        before,
        {
          dispute, of: 'q', salesOrder: 'SO-1', invoice: 'INV-1', amount: { amountMinor, currency: GBP },
          lines: [],
        },
        at + 1,
      ).entitlements,
    NO_ENTITLEMENTS,
  );

test('what still fits stands, whatever was credited by hand', () => {
  assert.deepEqual(lapsedApprovals(order([credit(null, 4_000n)]), granted(['D-1', 6_000n])), []);
});

test('where less is left than was granted, everything that is not posted is decided again', () => {
  const all = granted(['D-1', 3_000n], ['D-2', 5_000n]);
  const hand = credit(null, 4_000n);
  assert.deepEqual(lapsedApprovals(order([hand]), all), [{ dispute: 'D-1' }, { dispute: 'D-2' }]);
  const posted = order([hand, credit('D-1', 3_000n)]);
  assert.deepEqual(lapsedApprovals(posted, all), [{ dispute: 'D-2' }], 'what is posted stays');
});

test('what was granted of an invoice that was billed anew by hand stands while there is room for it', () => {
  const anew = { ...order([], 'INV-2'), succeeding: new Map([['INV-1#1', 'INV-2#1']]) };
  assert.deepEqual(lapsedApprovals(anew, granted(['D-1', 6_000n])), [], 'nobody has told yet');
  const less = { ...anew, adjustments: [{ ...credit(null, 5_000n), invoice: 'INV-2' }] };
  assert.deepEqual(lapsedApprovals(less, granted(['D-1', 6_000n])), [{ dispute: 'D-1' }]);
  const posted = { ...less, adjustments: [...less.adjustments, credit('D-1', 6_000n)] };
  assert.deepEqual(lapsedApprovals(posted, granted(['D-1', 6_000n])), [], 'unless it is posted');
  const rebilled = { ...anew, rebilledBy: new Set(['D-1']) };
  assert.deepEqual(lapsedApprovals(rebilled, granted(['D-1', 6_000n])), [], 'it is off the new invoice');
});

test('who holds one is named in a way that its fact takes', () => {
  const said = { dispute: 'D-1', salesOrder: 'SO-1', review: 2 };
  assert.equal(FACTS.creditApprovalLapsed.encode(said).includes('"review":2'), true);
});
