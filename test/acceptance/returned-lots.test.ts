/** Milk comes back: what its lot may still be sold for is read from the book of lots, on the site's own day. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, formatInstant, type LocalDate } from '../../src/kernel/instant.ts';
import { returnDesk } from '../support/return-desk.ts';
import { tellFact } from '../support/stage-facts.ts';
import { openStage, type Answered } from '../support/stage.ts';

const TODAY = '2031-03-03' as LocalDate;

test('each lot goes where the book of lots lets it go, and its customer is credited all the same', async () => {
  // The simulated warehouse does not answer: the story's own warehouse ships, receives and inspects.
  const stage = await openStage({ stock: {}, relayed: ['wms'], start: '2031-03-03T21:00:00Z' });
  stage.relays.get('wms')!.treat(() => ({ status: 503, body: '{}' }));
  const desk = returnDesk(stage);
  for (const [lot, days] of [['FRESH', 300], ['OLD', 0], ['HELD', 300]] as const) {
    await tellFact(stage, 'wms', 'lot.stated.v1', { item: 'VALVE', lot, version: 1, expiresOn: addDays(TODAY, days) });
  }
  await stage.placeInShop({ salesOrder: 'SO-1', channel: 'api', lines: [['VALVE', 6]] });
  await stage.pass(0.1);
  const lots = [['FRESH', '2'], ['OLD', '2'], ['HELD', '2']] as const;
  await tellFact(stage, 'wms', 'shipment.confirmed.v1', {
    salesOrder: 'SO-1', shipment: 'SH-1', version: 1, site: 'leeds', shippedAt: formatInstant(stage.now()),
    lines: lots.map(([lot, quantity]) => ({ line: 1, item: 'VALVE', lot, quantity })),
  });
  await stage.until('it is invoiced', async () => Number((await stage.order('SO-1')).invoiced.amount) > 0, 24);
  await tellFact(stage, 'person', 'lot-hold.decided.v1', {
    item: 'VALVE', lot: 'HELD', hold: 'QH-1', version: 1, holds: true, kind: 'quality', reason: 'leaks',
    decidedBy: 'quality',
  });
  const rma = await desk.ask({ salesOrder: 'SO-1', lines: [[1, 'VALVE', 6]] });
  await desk.until(rma, 'authorized', 24);
  await stage.passTo('2031-03-04T00:30:00Z');
  const at = formatInstant(stage.now());
  await tellFact(stage, 'wms', 'return.received.v1', {
    rma, receipt: 'R-1', version: 1, site: 'leeds', receivedAt: at,
    lines: lots.map(([lot, quantity], index) => ({ receiptLine: index + 1, line: 1, item: 'VALVE', lot, quantity })),
  });
  await tellFact(stage, 'wms', 'inspection.completed.v1', {
    rma, inspection: 'I-1', version: 1, receipt: 'R-1', inspectedAt: at, inspectedBy: 's.dekker', evidence: [],
    lines: lots.map(([, quantity], index) => ({
      part: index + 1, receiptLine: index + 1, quantity, grade: 'as-new', faultOf: 'seller', chainUnbroken: true,
      repairable: false,
    })),
  });
  const places = async (): Promise<string[]> =>
    (await desk.get(rma)).inspections[0].parts.map((part: Answered) => part.disposition);
  await stage.until('it is decided', async () => (await places()).every((place) => place !== null), 4);
  assert.deepEqual(await places(), ['restock', 'scrap', 'quarantine']);
  const waiting = (await stage.openCases(rma)).filter(({ kind }) => kind === 'quality-release');
  assert.deepEqual(waiting.map(({ role }) => role), ['quality']);
  assert.match(waiting[0].text, /2 of VALVE, lot HELD waits for quality/);
  const { credits } = await desk.get(rma);
  const net = credits.flatMap(({ lines }: Answered) => lines.map((line: Answered) => line.net.amount));
  assert.equal(net.reduce((sum: number, amount: string) => sum + Number(amount), 0), 60);
});
