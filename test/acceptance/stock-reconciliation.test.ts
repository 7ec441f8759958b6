/** Counts, snapshots and write-offs: a difference ends posted once in every book, explained, or rejected. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Told } from '../support/stage-line.ts';
import { stockAt } from '../support/stage-books.ts';
import { countInWarehouse as count, writeOffInWarehouse } from '../support/stage-counts.ts';
import { soundPack } from '../support/stage-evidence.ts';
import { tellFact } from '../support/stage-facts.ts';
import { assertLedgerAddsUp, assertStockAgrees } from '../support/stage-stock.ts';
import { openStage, type Answered, type Stage } from '../support/stage.ts';

const order = (salesOrder: string, quantity: number) =>
  ({ salesOrder, customer: 'BELL', channel: 'api', lines: [['VALVE', quantity]] }) as const;

const eventOf = ({ body }: Told): string => JSON.parse(body).eventType;

/** The row of a reconciliation, its open cases, and what the ledger last said. */
async function seen(stage: Stage, number: string) {
  const instance = `uk/reconciliation/${number}`;
  const [row] = await stage.query('select lifecycle from instance where key = $1', [instance]);
  const cases = await stage.query(
    `select case_id, kind, text from exception_case where instance = $1 and state = 'open'`, [instance],
  );
  const [compared] = await stage.query(
    `select body::json as body from fact where instance = $1 and type = 'stock.compared.v1'
     order by instance_version desc limit 1`, [instance],
  );
  const line = (compared?.['body'] as Answered)?.lines[0];
  return { lifecycle: row?.['lifecycle'], cases, book: line?.book, cause: line?.cause };
}

const untilSettled = (stage: Stage, number: string, lifecycle: string): Promise<void> =>
  stage.until(`${number} is ${lifecycle}`, async () => (await seen(stage, number)).lifecycle === lifecycle, 48);

/** What both books have entered for a reconciliation: the direction and the sum. */
async function postedFor(stage: Stage, number: string): Promise<string[]> {
  const { adjustments } = await stage.ask('wms', 'GET', '/sandbox/books');
  const { stock_adjustments: documents } = await stage.ask('erp', 'GET', '/sandbox/books');
  const sum = (lines: Answered[]): number => lines.reduce((total, line) => total + Number(line.quantity), 0);
  return [
    ...adjustments
      .filter((one: Answered) => one.reconciliationNo === number)
      .map((one: Answered) => `wms ${one.direction} ${sum(one.lines)}`),
    ...documents
      .filter((one: Answered) => one.reconciliation === number)
      .map((one: Answered) => `erp ${one.direction} ${sum(one.lines)}`),
  ];
}

const approve = (stage: Stage, number: string, task: string, by: string, verdict = 'approve') =>
  tellFact(stage, 'person', 'approval.decided.v1', {
    subject: { workflow: 'reconciliation', number }, task, decision: 1, verdict, by, role: 'finance',
    covers: { amount: '100000.00', currency: 'GBP' }, authority: 'approval-authority 1', reason: 'seen',
  });

test('a pick between the count and its message does not falsify it; a small loss is posted once in each book', async () => {
  // Its statement would bring the count before the goods leave.
  const stage = await openStage({
    configure: (input) => ({
      ...input, systems: { ...input.systems, wms: { ...input.systems['wms']!, sweepEvery: '72 h' } },
    }),
  });
  await stage.placeInShop(order('SO-1', 5));
  await stage.until('the goods are picked', async () => stockAt(await stage.books(), 'leeds', 'VALVE').staged === 5);
  // Five stand at the dock and are not on the shelf; three are really gone.
  stage.line.treat((told) => (told.system === 'wms' && eventOf(told) === 'COUNT_RECORDED' ? 'keep' : 'pass'));
  await count(stage, '7734', { shelf: 92 });
  await stage.until('they leave', async () => (await stage.available('leeds', 'VALVE')).onHand === 95, 48);
  const [late] = stage.line.kept;
  await stage.line.deliver(late!);
  await untilSettled(stage, 'count-7734', 'posted');
  const { book, cause, cases } = await seen(stage, 'count-7734');
  assert.deepEqual([book, cause, cases], ['100', 'unexplained', []]);
  assert.deepEqual(await postedFor(stage, 'count-7734'), ['wms down 3', 'erp down 3']);
  assert.equal((await stage.available('leeds', 'VALVE')).onHand, 92);

  // The same message once more, and a count that agrees: nothing is posted again.
  await stage.line.deliver(late!);
  stage.line.treat(() => 'pass');
  await count(stage, '7735', { shelf: 92 });
  await untilSettled(stage, 'count-7735', 'agreed');
  assert.equal((await postedFor(stage, 'count-7735')).length, 0);
  assert.equal((await postedFor(stage, 'count-7734')).length, 2);
  const { records } = await soundPack(stage, 'count-7734');
  const kinds = new Set(records.map(({ kind }) => kind));
  for (const kind of ['fact count.recorded.v1', 'fact stock.compared.v1', 'fact adjustment.posted.v1', 'policy']) {
    assert.ok(kinds.has(kind), `${kind} is missing in ${[...kinds].join()}`);
  }
  await assertStockAgrees(stage);
  await assertLedgerAddsUp(stage);
});

test('beyond tolerance a person approves, and never whoever counted; what is far off is counted again', async () => {
  const stage = await openStage();
  await count(stage, 'C-1', { shelf: 88, abcClass: 'A' });
  await untilSettled(stage, 'count-C-1', 'awaiting-person');
  const [task] = (await seen(stage, 'count-C-1')).cases;
  assert.equal(task!['kind'], 'approval');
  const id = String(task!['case_id']).slice('approval:'.length);
  assert.match(id, /120\.00 GBP$/, 'the task names the value that it covers');
  await approve(stage, 'count-C-1', id, 'una');
  await stage.pass(1);
  assert.deepEqual(await postedFor(stage, 'count-C-1'), [], 'who counted cannot approve');
  await approve(stage, 'count-C-1', id, 'fiona');
  await untilSettled(stage, 'count-C-1', 'posted');
  assert.deepEqual(await postedFor(stage, 'count-C-1'), ['wms down 12', 'erp down 12']);

  // Half is gone: the count is doubted, and the recount finds that all is there.
  await count(stage, 'C-2', { shelf: 44 });
  await untilSettled(stage, 'count-C-2', 'awaiting-person');
  assert.deepEqual((await seen(stage, 'count-C-2')).cases.map(({ kind }) => kind).sort(), ['recount']);
  await count(stage, 'C-2', { shelf: 88, version: 2, by: 'oskar' });
  await untilSettled(stage, 'count-C-2', 'agreed');
  assert.deepEqual(await postedFor(stage, 'count-C-2'), []);

  // A rejected write-off is settled too: it is posted nowhere.
  await count(stage, 'C-3', { shelf: 76, abcClass: 'A' });
  await untilSettled(stage, 'count-C-3', 'awaiting-person');
  const [third] = (await seen(stage, 'count-C-3')).cases;
  await approve(stage, 'count-C-3', String(third!['case_id']).slice('approval:'.length), 'fiona', 'reject');
  await untilSettled(stage, 'count-C-3', 'rejected');
  assert.deepEqual(await postedFor(stage, 'count-C-3'), []);
  await assertStockAgrees(stage);
  await assertLedgerAddsUp(stage);
});

test('a receipt that was lost on its way explains the difference: nothing is posted, and it closes by itself', async () => {
  const stage = await openStage();
  stage.line.treat((told) => (told.system === 'wms' && eventOf(told) === 'STOCK_MOVED' ? 'keep' : 'pass'));
  await stage.receive('leeds', 'VALVE', 20);
  await count(stage, 'C-1', { shelf: 120 });
  await untilSettled(stage, 'count-C-1', 'awaiting-person');
  const { cause, cases } = await seen(stage, 'count-C-1');
  assert.equal(cause, 'missing-movement');
  assert.match(String(cases[0]!['text']), /120 stated, 100 in our ledger/);
  stage.line.treat(() => 'pass');
  // The sweep finds the movement; it belongs before the count.
  await untilSettled(stage, 'count-C-1', 'agreed');
  assert.deepEqual(await postedFor(stage, 'count-C-1'), []);
  assert.equal((await stage.available('leeds', 'VALVE')).onHand, 120);
  await assertLedgerAddsUp(stage);
});

test('a surplus here never pays for a loss there, and what two people mean is asked', async () => {
  const stage = await openStage();
  await writeOffInWarehouse(stage, 'W-1', [['VALVE', -20, 'wet damaged'], ['HOSE', 20, 'found']]);
  await untilSettled(stage, 'adjustment-W-1', 'posted');
  assert.deepEqual(
    (await postedFor(stage, 'adjustment-W-1')).sort(),
    ['erp down 20', 'erp up 20', 'wms down 20', 'wms up 20'],
  );
  await writeOffInWarehouse(stage, 'W-2', [['VALVE', -2, '?']]);
  await untilSettled(stage, 'adjustment-W-2', 'awaiting-person');
  await tellFact(stage, 'person', 'adjustment-reason.decided.v1', {
    reconciliation: 'adjustment-W-2', line: 1, decision: 1, reason: 'sample', decidedBy: 'oskar',
  });
  await untilSettled(stage, 'adjustment-W-2', 'posted');
  const movements = await stage.query(
    `select reason from movement where kind = 'adjustment' and item = 'VALVE' order by recorded_at`,
  );
  assert.deepEqual(movements.map(({ reason }) => reason), ['wet damaged', '?'], 'the words of people are kept');
  await assertStockAgrees(stage);
  await assertLedgerAddsUp(stage);
});

test('the ERP books more than the warehouse holds: its own books are brought to ours, and no other', async () => {
  const stage = await openStage();
  await tellFact(stage, 'erp', 'stock-snapshot.stated.v1', {
    system: 'erp', snapshot: 'S-1', version: 1, site: 'leeds', takenAt: '2031-03-03T08:00:00Z',
    lines: [
      { line: 1, item: 'VALVE', onHand: '104', abcClass: 'C', unitCost: { amount: '1.00', currency: 'GBP' } },
      { line: 2, item: 'HOSE', onHand: '100', unitCost: { amount: '1.00', currency: 'GBP' } },
    ],
  });
  await untilSettled(stage, 'snapshot-erp-S-1', 'posted');
  assert.deepEqual(await postedFor(stage, 'snapshot-erp-S-1'), ['erp down 4']);
  assert.equal((await stage.available('leeds', 'VALVE')).onHand, 100);
});
