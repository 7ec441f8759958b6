/**
 * A customer says by 812 what he keeps back of an invoice: the dispute of that invoice is open with his amount,
 * his reason and his lines, before anybody has looked at it; what cannot be right is a case that says why.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WrittenSegment } from '../../src/connectors/x12/write/interchange-text.ts';
import { formatInstant } from '../../src/kernel/instant.ts';
import { event, STRUCTURED } from '../api/samples.ts';
import type { Answered } from '../support/stage.ts';
import { invoicesOf } from '../support/stage-books.ts';
import { elementsOf } from '../support/x12-read-back.ts';
import { casesOf, openPartnerStage, ORDER_PO_7 } from '../support/x12-stage.ts';

const AGREED = {
  orders: { deductions: 'debit' },
  sends: ['810', '812', '824'],
  codes: {
    'item-unit': { 'HOSE/case': '12' },
    'deduction-reason': { '01': 'price', '06': 'shortage' },
    'credit-reason': { '04': 'damage' },
  },
};

/** So much of an invoice, line by line: reason, hundredths, and what it is about. */
const deducts = (
  number: string,
  invoice: string,
  amount: number,
  ...lines: readonly (readonly [reason: string, amount: number, count?: string, unit?: string, item?: string])[]
): readonly WrittenSegment[] => [
  ['BCD', '20310310', number, '', String(amount), 'D', '', invoice, '', '', 'PO-7', '00'],
  ['CUR', 'BY', 'GBP'],
  ['N1', 'BY', 'ACME', '91', 'ACME'],
  ...lines.flatMap(([reason, part, count = '', unit = '', item]): WrittenSegment[] => [
    ['CDD', reason, 'D', '', String(part), '', '', count, unit],
    ...(item === undefined ? [] : [['LIN', '', 'VP', item] as const]),
  ]),
];

/** He takes so much of a deduction back, by a document of its own number. */
const takesBack = (number: string, deduction: string, invoice: string, amount: number): readonly WrittenSegment[] => [
  ['BCD', '20310310', number, '', String(amount), 'C', '', invoice],
  ['CUR', 'BY', 'GBP'],
  ['N9', 'DB', deduction],
  ['N1', 'BY', 'ACME', '91', 'ACME'],
];

/** One world for all stories: each of them states deductions of its own. */
async function begin() {
  const { stage, send, told } = await openPartnerStage(AGREED);
  await send('850', ORDER_PO_7);
  await stage.until('it is billed', async () => (await stage.order('PO-7')).lifecycle === 'invoiced');
  const [invoice] = invoicesOf(await stage.books(), 'PO-7');
  const disputes = async (): Promise<Answered[]> => {
    const rows = await stage.query("select key from instance where key like 'uk/dispute/%' order by key");
    return Promise.all(rows.map(({ key }) => stage.get(`/v1/disputes/${String(key).split('/')[2]}`)));
  };
  return { stage, send, told, disputes, invoice: invoice!.number };
}

const story = await begin();

test('an 812 of a customer opens the dispute of its invoice, with his amount, his reason and his lines', async () => {
  const { send, told, disputes, invoice } = story;
  await send('812', deducts('D-1', invoice, 1450, ['06', 900, '2', 'CA', 'HOSE'], ['06', 550]));
  assert.deepEqual(elementsOf((await told('997')).at(-1)!, 'AK9'), [['A', '1', '1', '1']], 'he hears that it is taken');
  const [open, ...others] = await disputes();
  assert.deepEqual(others, []);
  const { disputed } = open;
  assert.deepEqual(
    [disputed.invoice, disputed.kind, disputed.amount, disputed.customerReference, open.classification],
    [invoice, 'deduction', { amount: '14.50', currency: 'GBP' }, 'D-1', 'shortage'],
  );
  assert.deepEqual(disputed.deducted, [
    { line: 1, item: 'HOSE', quantity: '24', amount: { amount: '9.00', currency: 'GBP' }, classification: 'shortage' },
    { line: 2, amount: { amount: '5.50', currency: 'GBP' }, classification: 'shortage' },
  ], 'in our units');
  assert.equal(disputed.openedBy, 'partner');
  assert.ok(disputed.evidence.facts.length > 0, 'with the evidence of its order');

  // The same 812 in another interchange, and the payment that is short by it: still one dispute.
  await send('812', deducts('D-1', invoice, 1450, ['06', 900, '2', 'CA', 'HOSE'], ['06', 550]));
  assert.equal((await disputes()).length, 1);
});

test('a reason that nobody has mapped waits for its mapping; figures that contradict each other are refused', async () => {
  const { stage, send, disputes, invoice } = story;
  const before = (await disputes()).length;
  await send('812', deducts('W-1', invoice, 500, ['77', 500]));
  assert.equal((await disputes()).length, before);
  const { items } = await stage.get('/v1/quarantine?limit=10');
  assert.match(items[0].reason, /unknown deduction-reason "77"/);
  const mapped = await stage.api('POST', '/v1/codes', {
    body: { system: 'partner', list: 'deduction-reason', code: '77', meaning: 'damage', reason: 'as agreed' },
  });
  assert.ok(mapped.status < 300, mapped.text);
  await stage.settle();
  const opened = (await disputes()).find(({ disputed }) => disputed.customerReference === 'W-1');
  assert.equal(opened.classification, 'damage');

  await send('812', deducts('W-2', invoice, 500, ['01', 400]));
  assert.equal((await disputes()).length, before + 1);
  const [held] = await casesOf(stage, '', 'document-held');
  assert.match(held.text, /the deduction does not add up: BCD04 is 5.00, its lines are 4.00/);
});

test('the credit that was posted for a deduction is told to the customer by 812, and he must acknowledge it', async () => {
  const { stage, told, disputes, invoice } = story;
  const small = async () => (await disputes()).find(({ disputed }) => disputed.customerReference === 'W-1');
  await stage.until('too little for a discussion: it is credited', async () => (await small()).settled !== null, 4);
  const { dispute, settled } = await small();
  await stage.until('he is told', async () => (await told('812')).length > 0, 4);
  const [credit, ...others] = await told('812');
  assert.deepEqual(others, [], 'once');
  assert.deepEqual(elementsOf(credit!, 'BCD'), [
    [settled.postingDate.replaceAll('-', ''), settled.creditMemo, '', '500', 'C', '', invoice, '', '', 'PO-7'],
  ]);
  const [tax, goods] = [['04', 'C', '', '83'], ['04', 'C', '', '417']];
  assert.deepEqual(elementsOf(credit!, 'CDD'), [tax, goods], 'a sixth of it is tax');
  assert.deepEqual(elementsOf(credit!, 'REF'), [['DB', 'W-1']], 'under his own number');
  const unanswered = () => casesOf(stage, `uk/dispute/${dispute}`, 'document-unanswered');
  await stage.until('his answer is missed', async () => (await unanswered()).length === 1, 24);
});

test('the same 812 with another amount restates its dispute; one that takes back lowers it, and ends it', async () => {
  const { stage, send, disputes, invoice } = story;
  const before = (await disputes()).length;
  const own = async () => (await disputes()).find(({ disputed }) => disputed.customerReference === 'V-1');
  await send('812', deducts('V-1', invoice, 3000, ['06', 3000]));
  await send('812', deducts('V-1', invoice, 2500, ['01', 2500]), '0710');
  await send('812', deducts('V-1', invoice, 3000, ['06', 3000]), '0705');
  const restated = await own();
  assert.deepEqual(
    [restated.disputed.amount.amount, restated.classification], ['25.00', 'price'],
    'the word that was written last counts, whichever came last',
  );
  await send('812', takesBack('V-1-BACK', 'V-1', invoice, 500), '0720');
  await send('812', takesBack('V-1-BACK', 'V-1', invoice, 500), '0720');
  const lowered = await own();
  assert.equal(lowered.disputed.amount.amount, '20.00');
  const lines = lowered.disputed.deducted.map(({ amount }: Answered) => amount.amount);
  assert.deepEqual(lines, ['25.00', '-5.00']);
  assert.equal((await disputes()).length, before + 1, 'never a second');
  assert.deepEqual(await casesOf(stage, 'PO-7', 'deduction-unusable'), []);

  await send('812', takesBack('V-1-REST', 'V-1', invoice, 2000), '0730');
  const gone = await own();
  assert.deepEqual([gone.disputed.amount.amount, gone.lifecycle], ['0.00', 'withdrawn']);
  assert.deepEqual(await casesOf(stage, `uk/dispute/${gone.dispute}`), [], 'nobody is asked any more');
  await send('812', takesBack('V-9-BACK', 'V-9', invoice, 100), '0740');
  const [odd] = await casesOf(stage, 'PO-7', 'deduction-unusable');
  assert.match(odd.text, /ACME takes 1.00 GBP back of a deduction of .* \(V-9\), and cannot: he never stated it/);
});

test('a deduction that is rejected is told to the customer by 824, as it was decided, and he must acknowledge it', async () => {
  const { stage, send, told, disputes, invoice } = story;
  const own = async () => (await disputes()).find(({ disputed }) => disputed.customerReference === 'J-1');
  const answersOf = async () => (await told('824')).filter((one) => elementsOf(one, 'OTI')[0]![2] === 'J-1');
  // The price is the one that he ordered at.
  await send('812', deducts('J-1', invoice, 3000, ['01', 3000]));
  await stage.until('it is decided', async () => (await own()).lifecycle === 'rejected', 2);
  await stage.until('he is told', async () => (await answersOf()).length > 0, 2);
  const [answer, ...others] = await answersOf();
  assert.deepEqual(others, [], 'once');
  const { dispute } = await own();
  const [verdict] = elementsOf(answer!, 'OTI');
  assert.deepEqual([verdict![0], verdict![1], verdict![2], verdict![9]], ['IR', 'DB', 'J-1', '812']);
  assert.deepEqual(elementsOf(answer!, 'REF'), [['IV', invoice], ['PO', 'PO-7'], ['VR', dispute]]);
  assert.deepEqual(elementsOf(answer!, 'AMT'), [['BM', '30.00', 'D']]);
  assert.deepEqual(elementsOf(answer!, 'TED'), [['024', 'price as ordered']]);
  const unanswered = () => casesOf(stage, `uk/dispute/${dispute}`, 'document-unanswered');
  await stage.until('his answer is missed', async () => (await unanswered()).length === 1, 24);
});

test('more than was billed, goods that were not, and another currency open nothing: each is a case', async () => {
  const { stage, send, disputes, invoice } = story;
  const before = (await disputes()).length;
  await send('812', deducts('X-1', invoice, 9_999_900, ['01', 9_999_900]));
  await send('812', deducts('X-2', invoice, 100, ['01', 100, '1', 'EA', 'GLOVES']));
  const euros = deducts('X-3', invoice, 100, ['01', 100])
    .map((segment) => (segment[0] === 'CUR' ? (['CUR', 'BY', 'EUR'] as const) : segment));
  await send('812', euros);
  assert.equal((await disputes()).length, before);
  const cases = (await casesOf(stage, 'PO-7', 'deduction-unusable')).filter(({ text }) => text.includes('(X-'));
  const texts = cases.map(({ text }) => text).sort();
  assert.equal(texts.length, 3, texts.join('\n'));
  assert.match(texts[0], new RegExp(`ACME deducts 1.00 EUR of ${invoice} \\(X-3\\).*was billed in GBP`));
  assert.match(texts[1], /\(X-2\).*does not bill GLOVES/);
  assert.match(texts[2], /deducts 99999.00 GBP .*comes to \d+\.\d\d GBP/);
  assert.deepEqual(cases.map(({ role }) => role), ['finance', 'finance', 'finance']);
});

test('an invoice that nobody knows is asked about after hours, and not for ever', async () => {
  const { stage, send, disputes } = story;
  await send('812', deducts('N-1', 'INV-NOWHERE', 100, ['01', 100]));
  const open = () => casesOf(stage, 'uk/channel/partner', 'unknown-number');
  assert.deepEqual(await open(), [], 'what crosses on the way is nobody\'s work');
  await stage.until('somebody is asked', async () => (await open()).length > 0, 6);
  assert.match((await open())[0].text, /partner speaks of what nobody has stated: invoice:INV-NOWHERE \(1 message waits\)/);

  // The ledger states it late: the deduction comes in by itself, and nobody is asked any more.
  const gross = { amount: '12.00', currency: 'GBP' };
  const nothing = { amount: '0.00', currency: 'GBP' };
  const posted = event('erp', 'invoice.posted.v1', {
    salesOrder: 'PO-7', shipment: 'SH-LATE', invoice: 'INV-NOWHERE', generation: 1, postingDate: '2031-03-04',
    lines: [{ line: 1, item: 'VALVE', quantity: '1', net: gross }], freight: nothing, tax: nothing, gross,
  }, { time: formatInstant(stage.now()) });
  const answer = await stage.api('POST', '/v1/facts', { headers: STRUCTURED, body: posted });
  assert.ok(answer.status < 300, answer.text);
  await stage.settle();
  assert.ok((await disputes()).some(({ disputed }) => disputed.customerReference === 'N-1'));
  await stage.until('nobody is asked', async () => (await open()).length === 0, 2);
});
