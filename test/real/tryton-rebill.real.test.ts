/** A wrong invoice in a real Tryton: credited in full and billed anew, found whole, finished when it was cut. */
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
const REBILLED = ['invoice.reversed.v1', 'invoice.posted.v1', 'charge.rebilled.v1'];

/** What the facts of a rebill say, as far as they are held against each other. */
interface Said {
  readonly invoice: string;
  readonly reversal: string;
  readonly rebilledAs: string;
  readonly gross: { readonly amountMinor: bigint };
  readonly before: { readonly amountMinor: bigint };
}

const posting = (so: string, shipment: string): OutboundCommand =>
  commandFor(COMMANDS.postInvoice, so, `post-invoice:${shipment}`, {
    shipment, customer: 'C-1', postingDate: today,
    lines: [{ line: 1, item: 'IT-1', quantity: '5', unitPrice: '9.75', net: usd('48.75') }],
    freight: usd('7.10'), tax: usd('3.33'), gross: usd('59.18'),
  });
/** Nine dollars a unit would have been right. */
const rebilling = (so: string, shipment: string, invoice: string, gross = '55.43'): OutboundCommand =>
  commandFor(COMMANDS.postChargeRebill, so, `post-charge-rebill:${invoice}`, {
    dispute: `DSP-${so}`, shipment, invoice, customer: 'C-1',
    lines: [{ line: 1, item: 'IT-1', quantity: '5', unitPrice: '9', net: usd('45.00') }],
    freight: usd('7.10'), tax: usd('3.33'), gross: usd(gross),
  });

const shown = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
const done = (result: ExecutionResult): readonly CanonicalFact[] => {
  assert.equal(result.kind, 'done', shown(result));
  return result.kind === 'done' ? result.facts : [];
};
const refusal = (result: ExecutionResult): string => {
  assert.equal(result.kind, 'refused', shown(result));
  return result.kind === 'refused' ? result.code : '';
};

describe('a rebill in a real Tryton', { skip }, () => {
  let tryton: Tryton;
  let fin: Connector;
  let desk: TrytonDesk;
  const billed = async (so: string, shipment: string): Promise<string> =>
    (done(await fin.execute(posting(so, shipment), patience()))[0]!.content as { invoice: string }).invoice;
  /** State and amount of each document of a shipment, as Tryton has them. */
  const documents = async (shipment: string): Promise<string[]> => {
    const fields = ['state', 'total_amount'];
    const rows = await desk.find<{ state: string; total_amount: string }>(
      'account.invoice', [['reference', '=', shipment]], fields,
    );
    return rows.map(({ state, total_amount: total }) => `${state} ${Number(total).toFixed(2)}`).toSorted();
  };

  before(async () => {
    tryton = await startTryton({ databases: ['fin'], seed: smallSeed() });
    fin = link(tryton.url, 'fin');
    desk = await TrytonDesk.open(tryton.url, 'fin', 'admin', ADMIN_PASSWORD);
  });
  after(() => tryton?.discard());

  test('both halves are posted, read back and told at once; whoever asks again gets the same', async () => {
    const wrong = await billed('SO-1', 'SH-1');
    const what = rebilling('SO-1', 'SH-1', wrong);
    const facts = done(await fin.execute(what, patience()));
    assert.deepEqual(facts.map(({ type }) => type), REBILLED);
    const [reversed, anew, unit] = facts.map(({ content }) => content as Said);
    assert.deepEqual([reversed!.invoice, anew!.gross.amountMinor], [wrong, 5_543n]);
    assert.deepEqual(
      [unit!.invoice, unit!.reversal, unit!.rebilledAs, unit!.before.amountMinor],
      [wrong, reversed!.reversal, anew!.invoice, 5_918n],
    );
    const stands = await documents('SH-1');
    assert.deepEqual(stands.filter((one) => one.startsWith('posted')), ['posted 55.43']);
    done(await fin.execute(what, patience()));
    assert.equal((await fin.probe(what, patience())).kind, 'applied');
    assert.deepEqual(await documents('SH-1'), stands, 'nothing is made twice');
    const told = (await recent(fin)).filter(({ type }) => type === 'charge.rebilled.v1');
    assert.deepEqual(told.map(({ id }) => id), [facts[2]!.id], 'a lost answer is told by the statement');
  });

  test('given up after any time: what was begun is finished, and nothing is made twice', async () => {
    for (const [at, ms] of [30, 120, 300, 600, 1_000].entries()) {
      const [so, shipment] = [`SO-CUT${at}`, `SH-CUT${at}`];
      const what = rebilling(so, shipment, await billed(so, shipment));
      const first = await fin.execute(what, within(ms));
      assert.notEqual(first.kind, 'refused', shown(first));
      if (first.kind !== 'done') done(await settled(fin, what));
      const stands = (await documents(shipment)).filter((one) => !one.startsWith('cancelled'));
      assert.deepEqual(stands.filter((one) => one.startsWith('posted')), ['posted 55.43'], `${ms} ms`);
    }
  });

  test('cut between the credit note and the new invoice, by a clerk who did half of it: it is finished', async () => {
    const wrong = await billed('SO-HALF', 'SH-HALF');
    const reversing = commandFor(COMMANDS.reverseInvoice, 'SO-HALF', 'reverse', { shipment: 'SH-HALF', reason: 'wrong' });
    done(await fin.execute(reversing, patience()));
    const what = rebilling('SO-HALF', 'SH-HALF', wrong);
    assert.equal((await fin.probe(what, patience())).kind, 'absent', 'half of it is not done');
    assert.deepEqual(done(await fin.execute(what, patience())).map(({ type }) => type), REBILLED);
  });

  test('what cannot be done is refused as a whole: wrong figures, a payment, a closed period', async () => {
    const wrong = await billed('SO-NO', 'SH-NO');
    const before = await documents('SH-NO');
    assert.equal(refusal(await fin.execute(rebilling('SO-NO', 'SH-NO', wrong, '99.00'), patience())), 'amount-differs');
    assert.deepEqual(await documents('SH-NO'), before);
    const period = await desk.only('account.period', [['start_date', '<=', dayOf(today)], ['end_date', '>=', dayOf(today)]]);
    await desk.click('account.period', 'close', period);
    assert.equal(refusal(await fin.execute(rebilling('SO-NO', 'SH-NO', wrong), patience())), 'closed-period');
    assert.deepEqual(await documents('SH-NO'), before, 'neither half, and no draft');
    await desk.click('account.period', 'reopen', period);
    const shut = await desk.search('account.journal.period', [['period', '=', period], ['state', '=', 'close']]);
    await desk.click('account.journal.period', 'reopen', ...shut);
    const paying = commandFor(COMMANDS.applyPayment, 'SO-NO', 'apply-payment:P-1', {
      payment: 'P-1', invoice: wrong, amount: usd('20.00'),
    });
    done(await fin.execute(paying, patience()));
    assert.equal(refusal(await fin.execute(rebilling('SO-NO', 'SH-NO', wrong), patience())), 'settled');
    assert.deepEqual(await documents('SH-NO'), before);
  });
});

const dayOf = (iso: string): object => {
  const [year, month, day] = iso.split('-').map(Number);
  return { __class__: 'date', year, month, day };
};
