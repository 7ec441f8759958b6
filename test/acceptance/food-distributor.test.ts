/**
 * A distributor of food takes goods back: nothing becomes stock again before its lot is known to have left
 * with the sale, its life is long enough, its cold chain is attested, and neither quality nor a recall
 * stops it. What the customer is credited for it is another question.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, formatInstant, type LocalDate } from '../../src/kernel/instant.ts';
import { assertAgreement, returnDesk } from '../support/return-desk.ts';
import { soundPack } from '../support/stage-evidence.ts';
import { tellFact } from '../support/stage-facts.ts';
import { assertLedgerAddsUp } from '../support/stage-stock.ts';
import { openStage, type Answered, type Stage } from '../support/stage.ts';

const TODAY = '2031-03-03' as LocalDate;
const SELLABLE = 'sellable_accessible';
const HOLD = { entity: 'uk', hold: 'QH-1', reason: 'a sample is at the laboratory' };

type UnitsByLot = Readonly<Record<string, number>>;

/**
 * Whatever is sold must have 14 days left. The simulated warehouse keeps no lots on its shelves: it takes
 * returns in and places them, and the story itself receives and ships.
 */
async function openLarder(): Promise<Stage> {
  const stage = await openStage({
    stock: {}, relayed: ['wms'],
    configure: (input) => ({ ...input, stock: { ...input.stock, shelfLife: { items: { VALVE: 14 } } } }),
  });
  const reached = ['/wms/v2/returns', '/wms/v2/inspections', '/wms/v2/events'];
  stage.relays.get('wms')!.treat(({ path }, forward) =>
    reached.some((begin) => path.startsWith(begin)) ? forward() : { status: 503, body: '{}' },
  );
  return stage;
}

async function receive(stage: Stage, lot: string, days: number, sites: UnitsByLot): Promise<void> {
  await tellFact(stage, 'wms', 'lot.stated.v1', {
    item: 'VALVE', lot, version: 1, expiresOn: addDays(TODAY, days), receivedOn: TODAY,
  });
  for (const [site, units] of Object.entries(sites)) {
    await tellFact(stage, 'wms', 'movement.recorded.v1', {
      movement: `IN-${lot}-${site}`, version: 1, kind: 'receipt', item: 'VALVE', lot, quantity: String(units),
      from: { location: 'supplier', disposition: SELLABLE }, to: { location: site, disposition: SELLABLE },
    });
  }
}

/** An order is placed, promised these lots, shipped and invoiced. */
async function sell(stage: Stage, salesOrder: string, customer: string, lots: UnitsByLot): Promise<void> {
  const units = Object.entries(lots).map(([lot, quantity]) => ({ lot, quantity: String(quantity) }));
  const ordered = Object.values(lots).reduce((sum, quantity) => sum + quantity, 0);
  await stage.placeInShop({ salesOrder, customer, channel: 'api', lines: [['VALVE', ordered]] });
  await stage.pass(0.1);
  const { timeline } = await stage.order(salesOrder);
  const decided = timeline.filter(({ type }: Answered) => type === 'inventory.allocated.v1').at(-1).data;
  assert.deepEqual(
    decided.allocations.map(({ lot, quantity }: Answered) => ({ lot, quantity })), units,
    'the first to expire goes first',
  );
  await tellFact(stage, 'wms', 'shipment.confirmed.v1', {
    salesOrder, shipment: `SH-${salesOrder}`, version: 1, site: 'leeds', shippedAt: formatInstant(stage.now()),
    lines: units.map((one) => ({ line: 1, item: 'VALVE', ...one })),
  });
  const invoiced = async (): Promise<boolean> => Number((await stage.order(salesOrder)).invoiced.amount) > 0;
  await stage.until(`${salesOrder} is invoiced`, invoiced, 24);
}

async function post(stage: Stage, path: string, body: unknown): Promise<void> {
  const answer = await stage.api('POST', path, { body });
  assert.equal(answer.status, 200, `${path}: ${answer.text}`);
}

/** Units that lie at our sites: `site lot units`, and `apart` where they are not for sale. */
async function shelves(stage: Stage): Promise<string[]> {
  const rows = await stage.query(
    `select location, disposition, lot, on_hand from position
     where on_hand <> 0 and location in ('leeds', 'reading') order by location, lot, disposition`,
  );
  return rows.map(({ location, disposition, lot, on_hand: units }) => {
    const place = disposition === SELLABLE ? '' : disposition === 'returned' ? ' unjudged' : ' apart';
    return `${String(location)} ${String(lot)} ${Number(units) / 1_000_000}${place}`;
  });
}

const partsOf = ({ inspections }: Answered): unknown[] =>
  inspections.flatMap(({ parts }: Answered) =>
    parts.map((part: Answered) => [
      part.quantity, part.disposition, part.policies[0].row, part.placed, part.creditBasisPoints,
    ]),
  );

/** Asks quality about what its case says, and is answered. */
async function attest(stage: Stage, rma: string, lot: string): Promise<void> {
  const asked = (await stage.openCases(rma)).find(({ text }) => text.includes(`lot ${lot} `));
  const body = { verdict: 'accept', reason: 'the log of temperatures is complete' };
  assert.equal((await stage.api('POST', `/v1/cases/${asked.id}/resolution`, { body })).status, 200);
}

const kindsOf = async (stage: Stage, number: string): Promise<string[]> =>
  (await stage.openCases(number)).map(({ kind, role }) => `${kind} ${role}`).sort();

test('ten units of four lots come back: one pair is stock at once, two when quality says so, two never', async () => {
  const stage = await openLarder();
  const desk = returnDesk(stage);
  await receive(stage, 'SHORT', 14, { leeds: 2 });
  await receive(stage, 'BAD', 60, { leeds: 2, reading: 6 });
  await receive(stage, 'HELD', 90, { leeds: 2 });
  await receive(stage, 'FRESH', 300, { leeds: 10 });
  await sell(stage, 'SO-1', 'ACME', { SHORT: 2, BAD: 2, HELD: 2, FRESH: 4 });
  await post(stage, '/v1/lots/VALVE/HELD/holds', { ...HOLD, holds: true });
  await post(stage, '/v1/recalls', { lot: 'BAD', recall: 'RC-7', reason: 'splinters', entity: 'uk' });
  await stage.passTo('2031-03-04T09:00:00Z');
  assert.equal((await stage.available('reading', 'VALVE')).toPromise, 0, 'the recalled lot is stopped there too');

  // What may come back names the lots that left, line by line.
  const rma = await desk.ask({ salesOrder: 'SO-1', lines: [[1, 'VALVE', 10]] });
  const [line] = (await desk.until(rma, 'authorized', 24)).lines;
  assert.deepEqual(
    line.billed.map(({ lot, quantity, value }: Answered) => [lot, quantity, value.amount]),
    [['SHORT', '2', '24.00'], ['BAD', '2', '24.00'], ['HELD', '2', '24.00'], ['FRESH', '4', '48.00']],
  );

  // Back in the house is not back in stock, and is no reason to pay.
  const receipt = await desk.arrives(rma, [
    ['VALVE', 4, 1, 'FRESH'], ['VALVE', 2, 1, 'SHORT'], ['VALVE', 2, 1, 'HELD'], ['VALVE', 2, 1, 'BAD'],
  ]);
  await desk.until(rma, 'received', 4);
  assert.deepEqual(await shelves(stage), [
    'leeds BAD 2 unjudged', 'leeds FRESH 4 unjudged', 'leeds FRESH 6', 'leeds HELD 2 unjudged',
    'leeds SHORT 2 unjudged', 'reading BAD 6',
  ]);
  assert.deepEqual(await stage.available('leeds', 'VALVE'), { onHand: 6, allocated: 0, toPromise: 6 });
  assert.deepEqual((await desk.books()).creditMemos, []);

  // All look like new to the inspector; of half of FRESH nobody knows how it was kept.
  await desk.inspects(receipt, [
    { line: 1, quantity: 2 }, { line: 1, quantity: 2, chainOk: false }, { line: 2, quantity: 2 },
    { line: 3, quantity: 2 }, { line: 4, quantity: 2 },
  ]);
  const closed = await desk.until(rma, 'closed', 24);
  assert.deepEqual(partsOf(closed), [
    ['2', 'restock', 'as-new', true, 10_000],
    ['2', 'quarantine', 'chain-broken', true, 10_000],
    ['2', 'quarantine', 'short-life', true, 10_000],
    ['2', 'quarantine', 'held', true, 10_000],
    ['2', 'quarantine', 'recalled', true, 10_000],
  ]);
  assert.deepEqual(await shelves(stage), [
    'leeds BAD 2 apart', 'leeds FRESH 8', 'leeds FRESH 2 apart', 'leeds HELD 2 apart', 'leeds SHORT 2 apart',
    'reading BAD 6',
  ]);
  assert.equal((await stage.available('leeds', 'VALVE')).toPromise, 8);

  // The customer sent back what he was sold: all of it is credited, and the invoice owes nothing more.
  const [credit] = closed.credits;
  assert.deepEqual(
    credit.lines.map(({ quantity, net, tax }: Answered) => [quantity, net.amount, tax.amount]),
    [['2', '20.00', '4.00'], ['2', '20.00', '4.00'], ['2', '20.00', '4.00'], ['4', '40.00', '8.00']],
  );
  assert.deepEqual(
    [credit.freight.amount, credit.gross.amount, credit.applied.amount], ['6.25', '127.50', '127.50'],
  );
  assert.deepEqual(
    [closed.money.credited.amount, closed.money.paidBack.amount, closed.money.onAccount.amount],
    ['127.50', '0.00', '0.00'],
  );

  // Quality is asked about two of the pairs alone: too little life and a recall are no questions.
  assert.deepEqual(await kindsOf(stage, rma), ['quality-release quality', 'quality-release quality']);
  await attest(stage, rma, 'FRESH');
  await post(stage, '/v1/lots/VALVE/HELD/holds', { ...HOLD, holds: false });
  await attest(stage, rma, 'HELD');
  const allPlaced = async (): Promise<boolean> => (await shelves(stage)).includes('leeds HELD 2');
  await stage.until('what quality let go is for sale', allPlaced, 4);
  assert.deepEqual(await shelves(stage), [
    'leeds BAD 2 apart', 'leeds FRESH 10', 'leeds HELD 2', 'leeds SHORT 2 apart', 'reading BAD 6',
  ]);
  assert.deepEqual(await kindsOf(stage, rma), []);
  assert.equal((await stage.available('leeds', 'VALVE')).toPromise, 12);
  assert.equal((await stage.available('reading', 'VALVE')).toPromise, 0);
  assert.equal((await desk.books()).creditMemos.length, 1, 'a release is no second credit');
  // Nothing else waits than the shipping order, which the story's own warehouse does not take.
  assert.deepEqual(await kindsOf(stage, 'SO-1'), ['command-parked warehouse']);

  await assertAgreement(desk, rma);
  const { equations } = await stage.get('/v1/agreement');
  assert.deepEqual([equations.broken, equations.inTransit, equations.complete], [0, 0, true]);
  await assertLedgerAddsUp(stage);
  const kinds = new Set((await soundPack(stage, credit.creditMemo)).records.map(({ kind }) => kind));
  for (const kind of ['fact inspection.completed.v1', 'fact credit.approved.v1', 'policy']) {
    assert.ok(kinds.has(kind), `${kind} is missing in ${[...kinds].join()}`);
  }
});

test('goods of a lot that did not leave with the sale stop the credit, and go back unpaid', async () => {
  const stage = await openLarder();
  const desk = returnDesk(stage);
  await receive(stage, 'FRESH', 300, { leeds: 10 });
  await receive(stage, 'OTHER', 400, { reading: 5 });
  await sell(stage, 'SO-2', 'BELL', { FRESH: 3 });
  const rma = await desk.ask({ salesOrder: 'SO-2', customer: 'BELL', lines: [[1, 'VALVE', 3]] });
  await desk.until(rma, 'authorized', 24);
  const receipt = await desk.arrives(rma, [['VALVE', 1, 1, 'FRESH'], ['VALVE', 2, 1, 'OTHER']]);
  await desk.inspects(receipt, [{ line: 1, quantity: 1 }, { line: 2, quantity: 2 }]);
  await stage.until('the lot is doubted', async () =>
    (await stage.openCases(rma)).some(({ kind }) => kind === 'wrong-lot'), 4,
  );
  await stage.pass(1);
  assert.deepEqual((await desk.books()).creditMemos, [], 'not even for the unit that is no question');
  assert.deepEqual(await shelves(stage), ['leeds FRESH 8', 'leeds OTHER 2 apart', 'reading OTHER 5']);

  await stage.decide(rma, 'wrong-lot', 'resolution', { verdict: 'reject', reason: 'another sold them' });
  const closed = await desk.until(rma, 'closed', 24);
  assert.deepEqual(partsOf(closed).map((part) => (part as unknown[]).slice(0, 2)), [
    ['1', 'restock'], ['2', 'back-to-customer'],
  ]);
  assert.deepEqual(await shelves(stage), ['leeds FRESH 8', 'reading OTHER 5']);
  const [credit] = closed.credits;
  assert.deepEqual(
    [credit.lines[0].quantity, credit.lines[0].net.amount, credit.lines[0].tax.amount, credit.gross.amount],
    ['1', '10.00', '2.00', '14.15'],
  );
  assert.equal(closed.money.paidBack.amount, '14.15', 'he had paid in advance');
  assert.deepEqual(await kindsOf(stage, rma), []);
  await assertAgreement(desk, rma);
  assert.equal((await stage.get('/v1/agreement')).equations.broken, 0);
  await assertLedgerAddsUp(stage);
});
