/**
 * One entity sells to another: what the seller posted reaches the buyer by the documents that any customer gets,
 * so both legs are the same shipments and invoices, each once, however often a document comes.
 */
import assert from 'node:assert/strict';
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ConfigInput } from '../../src/main/config/schema.ts';
import { invoicesOf } from '../support/stage-books.ts';
import type { Answered } from '../support/stage.ts';
import { returnDesk } from '../support/return-desk.ts';
import { agreement } from '../support/x12-partner.ts';
import { casesOf, openPartnerStage, ORDER_PO_7 } from '../support/x12-stage.ts';

const CODES = {
  'item-unit': { 'HOSE/case': '12' },
  'selling-unit': { HOSE: 'CA' },
  'return-reason': { DM: 'damaged' },
};

/** The buyer sees the seller as a supplier: the same folder from the other side, the same documents. */
function withBuyer(input: ConfigInput): ConfigInput {
  const { partner } = input.systems;
  const seen = agreement({
    company: '20', codes: CODES, sends: [], acknowledge: { syntax: 'none', content: 'none' },
  });
  const settings = {
    ...seen,
    us: seen['partner'],
    partner: seen['us'],
    mailbox: {
      inbox: 'out', outbox: 'in', taken: 'fr/taken', refused: 'fr/refused', sent: 'fr/sent', whole: 'final-name',
    },
  };
  const ownership = { ...input.ownership };
  for (const type of [
    'purchase-order.acknowledged.v1', 'supply.announced.v1', 'supplier-invoice.stated.v1',
    'interchange.received.v1', 'document.received.v1', 'document.acknowledged.v1', 'document.sent.v1',
  ]) {
    ownership[type] = [...(ownership[type] ?? []), 'seller'];
  }
  return { ...input, ownership, systems: { ...input.systems, seller: { ...partner!, settings } } };
}

test('what one entity sells another buys: the same legs, each once, and so goes what comes back (pain 46)', async () => {
  const { stage, send, folder } = await openPartnerStage(
    { codes: CODES, sends: ['855', '856', '810'], acknowledges: false },
    withBuyer,
  );
  await send('850', ORDER_PO_7);
  await stage.untilLifecycle('PO-7', 'closed');
  const bought = (): Promise<Answered> => stage.get('/v1/supply-orders/PO-7?entity=fr');
  const listed = async (): Promise<Answered> => (await stage.get('/v1/supply-orders?entity=fr')).items[0];
  await stage.until('the buyer is billed', async () => (await listed())?.billed !== undefined &&
    (await bought()).documents.some(({ kind }: Answered) => kind === 'invoice'), 8);

  // The purchase is the sale, item by item; the seller has posted it once, and nothing is told of in fr itself.
  const sold = (await stage.order('PO-7')).lines.map(({ item, shipped }: Answered) => [item, shipped, shipped]);
  const legs = (await bought()).items.map(({ item, announced, billed }: Answered) => [item, announced, billed]);
  assert.deepEqual(legs.sort(), sold.sort());
  const invoices = invoicesOf(await stage.books(), 'PO-7');
  const numbers = (await bought()).documents.filter(({ kind }: Answered) => kind === 'invoice')
    .map(({ number }: Answered) => number);
  assert.deepEqual(numbers, invoices.map(({ number }) => number));
  const { brokenEquations, openCases } = await listed();
  assert.deepEqual([brokenEquations, openCases], [0, 0]);

  // Every document comes again, under another name: nothing is bought twice.
  for (const name of readdirSync(join(folder, 'fr/taken'))) {
    copyFileSync(join(folder, 'fr/taken', name), join(folder, 'out', `again-${name}`));
  }
  await stage.until('they are taken in', () => readdirSync(join(folder, 'out')).length === 0, 4);
  await stage.settle();
  const again = (await bought()).items.map(({ item, announced, billed }: Answered) => [item, announced, billed]);
  assert.deepEqual(again.sort(), legs);

  // What goes back to the seller is credited there, and the buyer's leg falls by the same quantity.
  const desk = returnDesk(stage);
  await send('180', [
    ['BGN', '00', 'R-1', '20310310'], ['PRF', 'PO-7'], ['N1', 'BY', 'ACME', '91', 'ACME'],
    ['BLI', 'VP', 'VALVE', '3', 'EA'], ['RDR', 'CR', 'DM'],
  ]);
  await desk.until('R-1', 'authorized');
  const receipt = await desk.arrives('R-1', [['VALVE', 3, 1]]);
  await desk.until('R-1', 'received');
  await desk.inspects(receipt, [{ line: 1, quantity: 3 }]);
  await desk.until('R-1', 'closed');
  const valves = async (): Promise<string> =>
    (await bought()).items.find(({ item }: Answered) => item === 'VALVE').billed;
  await stage.until('the buyer is credited', async () => (await valves()) === '1', 8);
  assert.deepEqual((await bought()).documents.map(({ kind }: Answered) => kind).filter((kind: string) =>
    kind === 'credit-memo'), ['credit-memo'], 'once');
  assert.deepEqual(await casesOf(stage, 'fr/purchase-order/PO-7', 'document-held'), []);
});
