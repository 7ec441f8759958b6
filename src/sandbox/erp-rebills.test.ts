/** Random histories of one invoice: payments, credits and rebills in any order never lose or make money. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBox } from '../../test/support/sandbox-box.ts';
import { seededRandom, type Random } from '../kernel/random.ts';
import { erp } from './erp.ts';
import type { SystemFactory } from './system.ts';

const HISTORIES = 60;
const STEPS = 10;

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

const box = await openBox({ erp: withCustomer });
const url = box.sandbox.urls['erp']!;

interface Answer {
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: string };
}

async function call(method: string, params: object): Promise<Answer> {
  const response = await fetch(`${url}/sandbox/rpc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 1, method, params: { code: 'GB01', ...params } }),
  });
  return (await response.json()) as Answer;
}

const text = (minor: number): string => (minor / 100).toFixed(2);
const minor = (amount: unknown): number => Math.round(Number(amount) * 100);

interface Application {
  readonly number: string;
  readonly invoice: string;
  readonly payment: string;
  readonly received: string;
  readonly applied: string;
  readonly unapplied: string;
  readonly moved?: { readonly from: string };
}

/** One order, its invoice, and what came in for it. */
async function history(random: Random, name: string): Promise<void> {
  const reference = (what: string) => ({ reference: `${name}/${what}`, reference_revision: 1 });
  const order = { sales_order: name, customer: 'C-1', currency: 'GBP' };
  const lines = [{ line: 1, item: 'BOLT', quantity: '10', unit_price: '1' }];
  await call('sales_order.register', {
    ...reference('order'), ...order, customer_reference: null, content_mark: 'mark',
    ordered_at: '2031-05-05T08:00:00Z', lines,
  });
  let grossMinor = random.between(500, 5_000);
  const billed = () => ({
    ...order, shipment: `SH-${name}`, freight: '0.00', tax: '0.00', gross: text(grossMinor),
    lines: lines.map((line) => ({ ...line, net: text(grossMinor) })),
  });
  const first = { ...reference('post'), ...billed(), posting_date: '2031-05-05' };
  const posted = await call('invoice.post', first);
  let invoice = String(posted.result!['number']);
  let [receivedMinor, creditedMinor] = [0, 0];
  for (let step = 1; step <= STEPS; step++) {
    const amount = random.between(1, 2_500);
    const kind = random.below(3);
    if (kind === 0) {
      receivedMinor += amount;
      await call('payment.apply', {
        ...reference(`pay${step}`), sales_order: name, payment: `P-${step}`, invoice, amount: text(amount),
        currency: 'GBP',
      });
    } else if (kind === 1) {
      const credited = await call('credit_memo.post', {
        ...reference(`credit${step}`), ...order, rma: `RMA-${step}`, credit: `IN-${step}`, invoice,
        posting_date: '2031-05-05', freight: '0.00', fee: '0.00', tax: '0.00', gross: text(amount),
        lines: [{ line: 1, order_line: 1, item: 'BOLT', quantity: '0', net: text(amount) }],
      });
      if (credited.error === undefined) creditedMinor += amount;
    } else {
      const before = grossMinor;
      grossMinor = Math.max(0, grossMinor - amount);
      const anew = await call('invoice.rebill', {
        ...reference(`rebill${step}`), ...billed(), dispute: `D-${step}`, invoice,
      });
      const isRefused = anew.error !== undefined;
      assert.equal(isRefused, grossMinor < creditedMinor, `${name} ${step}: ${anew.error?.code}`);
      if (anew.error === undefined) invoice = String(anew.result!['number']);
      else grossMinor = before;
    }
    await check(name, step, { invoice, grossMinor, receivedMinor, creditedMinor });
  }
}

async function check(
  name: string,
  step: number,
  is: { invoice: string; grossMinor: number; receivedMinor: number; creditedMinor: number },
): Promise<void> {
  const { result } = await call('invoice.trail', { number: is.invoice, code: undefined });
  const { invoice, reversal } = result as { invoice: { gross: string }; reversal: unknown };
  const applications = (result as { applications: Application[] }).applications;
  const sum = (of: (row: Application) => unknown): number =>
    applications.reduce((all, row) => all + minor(of(row)), 0);
  const payments = new Set(applications.map(({ payment }) => payment));
  assert.deepEqual([minor(invoice.gross), reversal], [is.grossMinor, null], `${name} ${step}`);
  assert.equal(payments.size, applications.length, `${name} ${step}: a payment settles it twice`);
  const split = sum(({ applied }) => applied) + sum(({ unapplied }) => unapplied);
  assert.equal(split, sum(({ received }) => received), `${name} ${step}`);
  assert.ok(sum(({ applied }) => applied) <= is.grossMinor, `${name} ${step}: settled beyond its amount`);
  assert.ok(sum(({ received }) => received) <= is.receivedMinor, `${name} ${step}: more than came in`);
}

test('payments, credits and rebills in any order: money settles one invoice, and none beyond', async () => {
  for (let seed = 1; seed <= HISTORIES; seed++) {
    await history(seededRandom(`rebills ${seed}`), `SO-${seed}`);
  }
});
