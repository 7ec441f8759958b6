/** The same money is disputed once, whoever speaks of it first; what was rejected is not forgotten. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { euros, GROSS_MINOR, invoiced, MORNING, type Story } from '../../../test/support/order-story.ts';
import { FACTS, type COMMANDS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { DAY_MS } from '../../kernel/instant.ts';

const ONE_PERCENT = { policy: { shortPayToleranceBasisPoints: 100n, reminderMs: 7 * DAY_MS } };

const wantedOf = ({ last }: Story): readonly string[] =>
  last.judgement.wanted.map(({ id }) => id).filter((id) => /^(dispute-|add-evidence)/.test(id));
const casesOf = ({ last }: Story) =>
  last.judgement.cases.filter(({ kind }) => kind === 'unpaid-after-rejection');

type Opening = ContentOfFact<typeof COMMANDS.disputeCharge>;
type Evidence = ContentOfFact<typeof COMMANDS.addDisputeEvidence>;
type Report = ContentOfFact<typeof FACTS.disputeReported>;

/** A dispute of the invoice says how far it is. */
function reports(order: Story, dispute: string, more: Partial<Report> = {}): Story {
  order.say('disputeReported', {
    dispute, salesOrder: 'SO-1', invoice: 'I-1', version: 1, amount: euros(1_000), state: 'open',
    since: MORNING, references: [], ...more,
  }, 'crossdock');
  return order;
}

function deducts(order: Story, deduction: string, amountMinor: number): Story {
  const line = { line: 1, amount: euros(amountMinor), classification: 'price' as const };
  order.say('deductionStated', {
    deduction, customer: 'C-1', invoice: 'I-1', amount: euros(amountMinor), classification: 'price',
    statedAt: MORNING, lines: [line],
  }, 'partner');
  return order;
}

const short = (): Story =>
  invoiced(ONE_PERCENT).pays('P-1', 'I-1', GROSS_MINOR - 1_000).run().passes('payment:I-1').run();

test('a deduction after its short payment was disputed is evidence of it, and no second dispute', () => {
  const order = short();
  const { dispute } = order.contentOf<Opening>('dispute-charge:I-1:P-1');
  reports(order, dispute);
  deducts(order, 'D-1', 1_000);
  assert.deepEqual(wantedOf(order), [`add-evidence:${dispute}:D-1`]);
  const evidence = order.contentOf<Evidence>(`add-evidence:${dispute}:D-1`);
  const { kind, classification } = evidence;
  assert.deepEqual([evidence.dispute, kind, classification], [dispute, 'deduction', 'price']);
  const text = FACTS.disputeEvidenceAdded.encode({ ...evidence, version: 1 });
  assert.ok(FACTS.disputeEvidenceAdded.decode(JSON.parse(text)).ok, text);

  // The dispute has heard of it: nothing changes. Another deduction of his is another matter.
  reports(order, dispute, { version: 2, references: ['D-1'] });
  assert.deepEqual(wantedOf(order), [`add-evidence:${dispute}:D-1`]);
  deducts(order, 'D-2', 200);
  assert.deepEqual(wantedOf(order), [`add-evidence:${dispute}:D-1`, 'dispute-deduction:I-1:D-2']);
});

test('what was credited for the same money already is not disputed again', () => {
  const order = reports(short(), 'DSP-A', { state: 'settled' });
  const before = wantedOf(order);
  deducts(order, 'D-1', 1_000);
  assert.deepEqual(wantedOf(order).filter((id) => !before.includes(id)), []);
});

test('a payment that is short by what a person had disputed is evidence of his dispute', () => {
  const order = reports(invoiced(ONE_PERCENT), 'DSP-DESK');
  order.pays('P-1', 'I-1', GROSS_MINOR - 1_000).run().passes('payment:I-1').run();
  assert.deepEqual(wantedOf(order), ['add-evidence:DSP-DESK:P-1']);
  const { kind, amount } = order.contentOf<Evidence>('add-evidence:DSP-DESK:P-1');
  assert.deepEqual([kind, amount], ['payment', euros(1_000)]);
});

test('a deduction opens the dispute that it opened before, also when another one has no reason yet', () => {
  const order = deducts(invoiced(ONE_PERCENT), 'D-1', 1_000).run();
  const opened = order.contentOf<Opening>('dispute-deduction:I-1:D-1');
  reports(order, 'DSP-DESK');
  reports(order, opened.dispute, { references: ['D-1'] });
  assert.deepEqual(wantedOf(order), ['dispute-deduction:I-1:D-1']);
});

test('rejected money is asked for again after some days, by the clerk, until it is paid', () => {
  const order = reports(short(), 'DSP-A', { state: 'rejected' });
  const [deadline] = order.last.judgement.deadlines.filter(({ milestone }) => milestone === 'reminder');
  assert.equal(deadline!.dueAt, MORNING + 7 * DAY_MS);
  assert.deepEqual(casesOf(order), []);
  order.passes('reminder:DSP-A');
  const [open] = casesOf(order);
  assert.deepEqual([open!.role, open!.exposure], ['finance', euros(1_000)]);
  assert.match(open!.text, /C-1 owes 10\.00 EUR of I-1: DSP-A was rejected/);

  // Less is owed once he paid a part, and nothing is once he paid the rest.
  order.pays('P-2', 'I-1', 400).run();
  assert.deepEqual(casesOf(order).map(({ exposure }) => exposure), [euros(600)]);
  order.pays('P-3', 'I-1', 600).run();
  assert.deepEqual(casesOf(order), []);
});

test('what is open or settled, or where nobody agreed on days, nobody is reminded of', () => {
  for (const state of ['open', 'settled'] as const) {
    const { last } = reports(short(), 'DSP-A', { state });
    assert.deepEqual(last.judgement.deadlines.filter(({ milestone }) => milestone === 'reminder'), []);
  }
  const { reminderMs: _, ...without } = ONE_PERCENT.policy;
  const order = reports(invoiced({ policy: without }), 'DSP-A', { state: 'rejected' });
  assert.deepEqual(order.last.judgement.deadlines.filter(({ milestone }) => milestone === 'reminder'), []);
});

test('a short payment and its deduction, disputed before either has reported: one goes on', () => {
  const order = short();
  const { dispute: first } = order.contentOf<Opening>('dispute-charge:I-1:P-1');
  deducts(order, 'D-1', 1_000).run();
  const { dispute: second } = order.contentOf<Opening>('dispute-deduction:I-1:D-1');
  assert.notEqual(first, second);
  reports(order, second, { references: ['D-1'] });
  reports(order, first).run();
  const covered = order.contentOf<Evidence>(`add-evidence:${first}:P-1`);
  assert.deepEqual([covered.kind, covered.amount], ['covered', euros(0)]);
  assert.match(covered.text, new RegExp(`disputed by ${second}; 0.00 EUR is left of it here`));
  assert.ok(wantedOf(order).includes('dispute-deduction:I-1:D-1'), 'the deduction goes on as it was');
  // It has heard of it, and is withdrawn: nobody is asked again, and another deduction is another matter.
  reports(order, first, { version: 2, state: 'withdrawn', amount: euros(0) }).run();
  deducts(order, 'D-2', 200).run();
  assert.ok(wantedOf(order).includes('dispute-deduction:I-1:D-2'));
});

test('a deduction of a part leaves the short payment the rest, also once the part was credited', () => {
  const order = short();
  const { dispute: first } = order.contentOf<Opening>('dispute-charge:I-1:P-1');
  deducts(order, 'D-1', 300).run();
  const { dispute: second } = order.contentOf<Opening>('dispute-deduction:I-1:D-1');
  reports(reports(order, second, { references: ['D-1'] }), first).run();
  const left = () => order.contentOf<Evidence>(`add-evidence:${first}:P-1`).amount;
  assert.deepEqual(left(), euros(700));
});

test('the short payment reports first, and takes the deduction up: its own dispute has nothing left', () => {
  const order = short();
  const { dispute: first } = order.contentOf<Opening>('dispute-charge:I-1:P-1');
  deducts(order, 'D-1', 1_000).run();
  const { dispute: second } = order.contentOf<Opening>('dispute-deduction:I-1:D-1');
  reports(order, first).run();
  reports(order, first, { version: 2, references: ['D-1'] });
  reports(order, second, { references: ['D-1'] }).run();
  const covered = order.contentOf<Evidence>(`add-evidence:${second}:D-1`);
  assert.deepEqual([covered.kind, covered.amount], ['covered', euros(0)]);
  assert.equal(order.contentOf<Evidence>(`add-evidence:${first}:D-1`).kind, 'deduction');
});
