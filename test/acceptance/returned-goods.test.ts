/** Goods that come when nobody expects them any more, that nobody asked to return, too many, too few. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAgreement, returnDesk, type ReturnLine } from '../support/return-desk.ts';
import { assertLedgerAddsUp } from '../support/stage-stock.ts';
import { openStage, type Answered } from '../support/stage.ts';

const stage = await openStage({
  configure: (input) => ({ ...input, returnToCredit: { ...input.returnToCredit, arrival: '6 h' } }),
});
const desk = returnDesk(stage);
await stage.placeInShop({ salesOrder: 'SO-1', lines: [['VALVE', 30], ['HOSE', 30]] });
await stage.untilLifecycle('SO-1', 'closed');

/** Somebody asks to give goods back, and may. */
async function authorized(...lines: ReturnLine[]): Promise<string> {
  const rma = await desk.ask({ salesOrder: 'SO-1', lines });
  await desk.until(rma, 'authorized');
  return rma;
}

const isAsked = (rma: string, kind: string): Promise<void> =>
  stage.until(`somebody is asked: ${kind}`, async () =>
    (await stage.openCases(rma)).some((one) => one.kind === kind), 24,
  );

const decide = (rma: string, kind: string, verdict: string): Promise<Answered> =>
  stage.decide(rma, kind, 'resolution', { verdict, reason: 'the customer was asked' });

/** Where the parts of a return's inspections lie, with how much of each was credited. */
const partsOf = ({ inspections }: Answered): string[][] =>
  inspections.flatMap(({ parts }: Answered) =>
    parts.map((part: Answered) => [part.quantity, part.disposition, part.placed ? 'placed' : 'waits']),
  );

const netOf = ({ credits }: Answered): string[] =>
  credits.flatMap(({ lines }: Answered) => lines.map(({ net }: Answered) => net.amount));

const memosOf = async (rma: string): Promise<Answered[]> =>
  (await desk.books()).creditMemos.filter((memo) => memo.rma === rma);

const onHand = async (item: string): Promise<number> => (await stage.available('leeds', item)).onHand;

test('goods that come after the return was called off wait for a person, who may still take them', async () => {
  const before = await onHand('HOSE');
  const rma = await authorized([2, 'HOSE', 2]);
  await desk.cancel(rma);
  await desk.until(rma, 'cancelled');
  await stage.pass(1);
  const receipt = await desk.arrives(rma, [['HOSE', 2, 1]]);
  await desk.inspects(receipt, [{ quantity: 2 }]);
  await isAsked(rma, 'arrived-after-end');
  assert.deepEqual(await memosOf(rma), []);
  assert.equal(await desk.at('leeds', 'HOSE', 'returned'), 2, 'they lie apart');
  assert.equal(await onHand('HOSE'), before, 'and are nobody else’s to buy');
  await decide(rma, 'arrived-after-end', 'accept');
  assert.deepEqual(netOf(await desk.until(rma, 'closed', 24)), ['9.00']);
  assert.equal(await onHand('HOSE'), before + 2);
  await assertAgreement(desk, rma);
});

test('late goods that nobody wants go back to the customer: neither credited nor sold again', async () => {
  const before = await onHand('HOSE');
  const rma = await authorized([2, 'HOSE', 2]);
  await desk.cancel(rma);
  await desk.until(rma, 'cancelled');
  await stage.pass(1);
  const receipt = await desk.arrives(rma, [['HOSE', 2, 1]]);
  await desk.inspects(receipt, [{ quantity: 2 }]);
  await isAsked(rma, 'arrived-after-end');
  await decide(rma, 'arrived-after-end', 'reject');
  const closed = await desk.until(rma, 'closed', 24);
  assert.deepEqual(partsOf(closed), [['2', 'back-to-customer', 'placed']]);
  assert.deepEqual(await memosOf(rma), []);
  assert.equal(await onHand('HOSE'), before);
  assert.equal(await desk.at('leeds', 'HOSE', 'returned'), 0);
  await assertAgreement(desk, rma);
});

test('an authorization lapses by its time limit, and its goods are free for another return', async () => {
  const rma = await authorized([1, 'VALVE', 30]);
  await desk.until(rma, 'lapsed', 24);
  assert.deepEqual(await stage.openCases(rma), [], 'nobody has to do anything about it');
  const another = await authorized([1, 'VALVE', 30]);
  await desk.cancel(another);
  await desk.until(another, 'cancelled');
  const receipt = await desk.arrives(rma, [['VALVE', 1, 1]]);
  await desk.inspects(receipt, [{ quantity: 1 }]);
  await isAsked(rma, 'arrived-after-end');
  await decide(rma, 'arrived-after-end', 'accept');
  assert.deepEqual(netOf(await desk.until(rma, 'closed', 24)), ['10.00']);
});

test('a parcel without a number is nobody’s until somebody says whose, and then credited like any other', async () => {
  const receipt = await desk.arrives(null, [['HOSE', 1]]);
  const rma = `BLIND-${receipt}`;
  await desk.until(rma, 'unannounced');
  await desk.inspects(receipt, [{ quantity: 1 }]);
  await stage.pass(1);
  assert.equal(await desk.at('leeds', 'HOSE', 'returned'), 1, 'it stays apart, inspected as it is');
  const line = { line: 1, item: 'HOSE', quantity: '1', reason: 'damaged', use: 'opened' };
  const body = { rma, customer: 'ACME', salesOrder: 'SO-1', entity: 'uk', lines: [line] };
  const ask = (key: string) => stage.api('POST', '/v1/returns', { body, headers: { 'idempotency-key': key } });
  assert.equal((await ask('blind-1')).status, 201);
  assert.equal((await ask('blind-1')).status, 201, 'who repeats himself is answered as before');
  assert.equal((await ask('blind-2')).status, 409, 'a return is asked for once');
  assert.deepEqual(netOf(await desk.until(rma, 'closed', 24)), ['4.50']);
  assert.equal((await memosOf(rma)).length, 1);
  await assertAgreement(desk, rma);
});

test('more came than was asked for: a person takes it as well, or sends only that back', async () => {
  const taken = await authorized([2, 'HOSE', 2]);
  const first = await desk.arrives(taken, [['HOSE', 3, 1]]);
  await desk.inspects(first, [{ quantity: 3 }]);
  await isAsked(taken, 'surplus-return');
  assert.equal(await desk.at('leeds', 'HOSE', 'returned'), 3);
  await decide(taken, 'surplus-return', 'accept');
  const closed = await desk.until(taken, 'closed', 24);
  assert.deepEqual(netOf(closed), ['13.50']);
  await assertAgreement(desk, taken);

  const refused = await authorized([2, 'HOSE', 2]);
  const before = await onHand('HOSE');
  const second = await desk.arrives(refused, [['HOSE', 3, 1]]);
  await desk.inspects(second, [{ quantity: 3 }]);
  await isAsked(refused, 'surplus-return');
  await decide(refused, 'surplus-return', 'reject');
  const parted = await desk.until(refused, 'closed', 24);
  assert.deepEqual(netOf(parted), ['9.00']);
  assert.deepEqual(partsOf(parted), [['2', 'restock', 'placed'], ['1', 'back-to-customer', 'placed']]);
  assert.equal(await onHand('HOSE'), before + 2);
  await assertAgreement(desk, refused);
});

test('goods come in several receipts: each is credited as it is inspected, and the parts make the whole', async () => {
  const rma = await authorized([1, 'VALVE', 3]);
  const first = await desk.arrives(rma, [['VALVE', 1, 1]]);
  await desk.inspects(first, [{ quantity: 1 }]);
  await stage.until('the first is credited', async () => (await memosOf(rma)).length === 1, 24);
  assert.equal((await desk.get(rma)).lifecycle, 'part-received', 'the rest may still come');
  const second = await desk.arrives(rma, [['VALVE', 2, 1]]);
  await desk.inspects(second, [{ quantity: 1 }, { quantity: 1, grade: 'D', cause: 'CU' }]);
  const closed = await desk.until(rma, 'closed', 24);
  assert.deepEqual(netOf(closed), ['10.00', '15.00'], 'half of what the customer damaged');
  assert.equal((await memosOf(rma)).length, 2);
  await assertAgreement(desk, rma);
});

test('fewer came than may: the rest lapses, and only what came was credited', async () => {
  const rma = await authorized([1, 'VALVE', 3]);
  const receipt = await desk.arrives(rma, [['VALVE', 2, 1]]);
  await desk.inspects(receipt, [{ quantity: 2 }]);
  const closed = await desk.until(rma, 'closed', 24);
  assert.deepEqual(netOf(closed), ['20.00']);
  assert.equal(closed.lines[0].authorized, '2', 'one is free again for another return');
  await assertAgreement(desk, rma);
  await assertLedgerAddsUp(stage);
});

test('goods that were turned down come all the same: they are not quietly kept for nothing', async () => {
  const rma = await desk.ask({
    salesOrder: 'SO-1',
    lines: [[2, 'HOSE', 1, { reason: 'Not Wanted', state: 'Used' }]],
  });
  await desk.until(rma, 'in-review', 24);
  await decide(rma, 'return-review', 'reject');
  await desk.until(rma, 'refused');
  const before = await onHand('HOSE');
  const receipt = await desk.arrives(rma, [['HOSE', 1, 1]]);
  await desk.inspects(receipt, [{ quantity: 1 }]);
  await isAsked(rma, 'refused-return');
  assert.equal(await desk.at('leeds', 'HOSE', 'returned'), 1);
  await decide(rma, 'refused-return', 'reject');
  assert.deepEqual(partsOf(await desk.until(rma, 'closed', 24)), [['1', 'back-to-customer', 'placed']]);
  assert.deepEqual(await memosOf(rma), []);
  assert.equal(await onHand('HOSE'), before);
  await stage.audit();
  await assertLedgerAddsUp(stage);
});
