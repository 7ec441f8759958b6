/**
 * A customer gives goods back by EDI: his 180 becomes a return, our 180 says what may come back and why not
 * the rest, and the credit that the ledger posted reaches him as 810 or 812, to the penny.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WrittenSegment } from '../../src/connectors/x12/write/interchange-text.ts';
import { assertAgreement, returnDesk } from '../support/return-desk.ts';
import { elementsOf } from '../support/x12-read-back.ts';
import { casesOf, openPartnerStage, ORDER_PO_7 } from '../support/x12-stage.ts';

const CODES = {
  'item-unit': { 'HOSE/case': '12' },
  'selling-unit': { HOSE: 'CA' },
  'return-reason': { DM: 'damaged', NW: 'not-wanted' },
  'return-answer': { OK: 'authorized', NO: 'refused' },
  'credit-reason': { RT: 'returned' },
};

async function begin(sends: readonly string[]) {
  const { stage, send, told } = await openPartnerStage({ codes: CODES, sends });
  await send('850', ORDER_PO_7);
  await stage.untilLifecycle('PO-7', 'closed');
  return { stage, desk: returnDesk(stage), send, told };
}

/** He wants to give back so many valves, and cases of hoses. */
const request = (number: string, valves: number, cases = 0): readonly WrittenSegment[] => [
  ['BGN', '00', number, '20310310'],
  ['PRF', 'PO-7'],
  ['N1', 'BY', 'ACME', '91', 'ACME'],
  ['BLI', 'VP', 'VALVE', String(valves), 'EA'], ['RDR', 'CR', 'DM'],
  ...(cases === 0 ? [] : [['BLI', 'VP', 'HOSE', String(cases), 'CA'] as const, ['RDR', 'CR', 'DM'] as const]),
];

test('a 180 becomes a return, is answered, and its credit is told as the ledger posted it', async () => {
  const { stage, desk, send, told } = await begin(['855', '856', '810', '180']);
  await send('180', request('R-1', 3, 1));
  await desk.until('R-1', 'authorized');
  await stage.until('he is answered', async () => (await told('180')).length > 0, 4);
  const [answer, ...others] = await told('180');
  assert.deepEqual(others, [], 'once');
  assert.deepEqual(elementsOf(answer!, 'BLI').map((one) => one.slice(0, 4)), [
    ['VP', 'VALVE', '3', 'EA'], ['VP', 'HOSE', '1', 'CA'],
  ], 'in his own units');
  assert.deepEqual(elementsOf(answer!, 'RDR').map(([code]) => code), ['OK', 'OK']);
  assert.deepEqual([elementsOf(answer!, 'BGN')[0]![1], elementsOf(answer!, 'BGN')[0]![5]], ['R-1', 'R-1']);
  assert.deepEqual(elementsOf(answer!, 'PRF'), [['PO-7']]);

  const receipt = await desk.arrives('R-1', [['VALVE', 3, 1], ['HOSE', 12, 2]]);
  await desk.until('R-1', 'received');
  assert.equal((await told('810')).length, 1, 'nothing is credited before the inspection');
  await desk.inspects(receipt, [{ line: 1, quantity: 3 }, { line: 2, quantity: 12 }]);
  await desk.until('R-1', 'closed');
  await stage.until('he is told', async () => (await told('810')).length === 2, 4);
  const credit = (await told('810')).find((one) => elementsOf(one, 'BIG')[0]![6] === 'CR')!;
  const [memo] = (await desk.books()).creditMemos;
  assert.equal(elementsOf(credit, 'BIG')[0]![1], memo.number);
  assert.deepEqual(elementsOf(credit, 'TDS'), [[String(Math.round(Number(memo.gross) * 100))]]);
  assert.deepEqual(elementsOf(credit, 'REF'), [['IV', memo.invoice], ['RZ', 'R-1']]);
  await assertAgreement(desk, 'R-1');
  await stage.audit();

  // He acknowledges nothing: that is a case of the return, not of the order.
  const unanswered = () => casesOf(stage, 'uk/return/R-1', 'document-unanswered');
  await stage.until('the answer and the credit are missed', async () => (await unanswered()).length === 2, 48);
});

test('what may not come back is refused line by line, with its reason; nothing of it is credited', async () => {
  const { stage, desk, send, told } = await begin(['180', '812']);
  await send('180', request('R-2', 9));
  await stage.until('he is answered', async () => (await told('180')).length > 0, 4);
  const [answer] = await told('180');
  const lines = elementsOf(answer!, 'BLI').map((one) => one.slice(1, 4));
  const verdicts = elementsOf(answer!, 'RDR').map(([code]) => code);
  assert.deepEqual(lines.map((line, at) => [...line, verdicts[at]]), [
    ['VALVE', '4', 'EA', 'OK'], ['VALVE', '5', 'EA', 'NO'],
  ], 'he bought four');
  assert.match(elementsOf(answer!, 'MSG')[0]![0]!, /\w+/);

  const receipt = await desk.arrives('R-2', [['VALVE', 4, 1]]);
  await desk.until('R-2', 'received');
  await desk.inspects(receipt, [{ quantity: 4 }]);
  await desk.until('R-2', 'closed');
  await stage.until('he is told', async () => (await told('812')).length > 0, 4);
  const [credit] = await told('812');
  const [memo] = (await desk.books()).creditMemos;
  const [, number, , amount, flag, , invoice, , , order] = elementsOf(credit!, 'BCD')[0]!;
  assert.deepEqual(
    [number, amount, flag, invoice, order],
    [memo.number, String(Math.round(Number(memo.gross) * 100)), 'C', memo.invoice, 'PO-7'],
  );
  const sum = elementsOf(credit!, 'CDD').reduce((all, one) => all + Number(one[3]) * (one[1] === 'C' ? 1 : -1), 0);
  assert.equal(sum, Number(amount), 'its lines add up');
  await stage.audit();
});
