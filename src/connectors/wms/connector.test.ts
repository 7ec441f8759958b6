import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOX_ENTITIES, BOX_SECRET, BOX_START, openBox, type Box } from '../../../test/support/sandbox-box.ts';
import type {
  CanonicalFact,
  Connector,
  ExecutionResult,
  OutboundCommand,
} from '../../application/ports/connector.ts';
import { factTypeOf, type ContentOfFact, type FACTS } from '../../canonical/catalogue.ts';
import type { CommandType } from '../../canonical/command-type.ts';
import { allocateInventory, releaseShippingOrder } from '../../canonical/commands.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../../kernel/instant.ts';
import { expectOk } from '../../kernel/result.ts';
import { FAULT_LEVELS } from '../../sandbox/faults.ts';
import { wms } from '../../sandbox/wms.ts';
import { wmsConnector } from './connector.ts';

const connect = (box: Box): Connector =>
  wmsConnector({
    system: 'wms',
    url: box.sandbox.urls['wms']!,
    secret: BOX_SECRET,
    entities: BOX_ENTITIES,
  });

function commandOf(type: CommandType, wire: { salesOrder: string }): OutboundCommand {
  const { salesOrder } = wire;
  return {
    key: `${salesOrder}/1`,
    entity: 'uk',
    instance: `uk/sales-order/${salesOrder}`,
    id: 'command',
    generation: 1,
    type: type.type,
    content: expectOk(type.decode(wire), 'command'),
    correlationId: salesOrder,
    traceparent: null,
  };
}

/** Tells London to ship bolts in total; the fingerprint is the quantity. */
const release = (salesOrder: string, bolts: number, site = 'LON'): OutboundCommand =>
  commandOf(releaseShippingOrder, {
    salesOrder,
    shippingOrder: `${salesOrder}-${site}`,
    of: `of-${bolts}`,
    site,
    shipTo: { country: 'GB' },
    lines: [{ line: 1, item: 'BOLT', quantity: String(bolts) }],
  } as { salesOrder: string });

const allocate = (salesOrder: string, nuts: number, partial = true): OutboundCommand =>
  commandOf(allocateInventory, {
    salesOrder,
    of: `of-${nuts}`,
    orderedAt: '2031-05-05T08:00:00.000Z',
    partial,
    lines: [{ line: 1, item: 'NUT', quantity: String(nuts), alternatives: ['NUT-B'] }],
  } as { salesOrder: string });

const execute = (box: Box, command: OutboundCommand): Promise<ExecutionResult> =>
  box.call((signal) => connect(box).execute(command, signal));

const wireOf = (fact: CanonicalFact): unknown =>
  JSON.parse(factTypeOf(fact.type)!.encode(fact.content));

/** Facts that were pushed, the repeated ones once. */
function told(box: Box): Map<string, CanonicalFact> {
  const connector = connect(box);
  const facts = new Map<string, CanonicalFact>();
  for (const message of box.messages) {
    const translation = connector.translate(message);
    assert.equal(translation.kind, 'facts');
    if (translation.kind !== 'facts') continue;
    for (const fact of translation.facts) facts.set(fact.id, fact);
  }
  return facts;
}

const stated = (box: Box): Promise<readonly CanonicalFact[]> => {
  const window = { from: BOX_START, to: (box.clock.now() + 1) as Instant };
  return box.call((signal) => connect(box).statement(window, signal));
};

const contentsOf = <T>(facts: Iterable<CanonicalFact>, type: string): T[] =>
  [...facts].filter((fact) => fact.type === type).map((fact) => fact.content as T);

type Shipment = ContentOfFact<typeof FACTS.shipmentConfirmed>;
type Movement = ContentOfFact<typeof FACTS.movementRecorded>;

interface Books {
  stock: { site: string; itemNo: string; onHandQty: string; stagedQty: string }[];
  outbound: {
    shippingOrderRef: string;
    orderStatus: string;
    lines: { totalQty: string; pickedQty: string; shortQty: string; shippedQty: string }[];
  }[];
}
const booksOf = async (box: Box): Promise<Books> =>
  (await box.ask('wms', 'GET', '/sandbox/books')) as Books;

const onHand = (books: Books, site: string, itemNo: string): string | undefined =>
  books.stock.find((at) => at.site === site && at.itemNo === itemNo)?.onHandQty;

test('the opening stock is told as receipts', async () => {
  const box = await openBox({ wms });
  await box.later(HOUR_MS);
  const receipts = contentsOf<Movement>(told(box).values(), 'movement.recorded.v1');
  assert.deepEqual(
    receipts.map((movement) => `${movement.to.location} ${movement.item}`),
    ['LON BOLT', 'LON NUT', 'LEE NUT-B', 'HAM BOLT'],
  );
  assert.ok(receipts.every((movement) => movement.from.location === 'supplier'));
});

test('a release is accepted, picked, shipped, and leaves the stock', async () => {
  const box = await openBox({ wms });
  const result = await execute(box, release('SO-1', 10));
  assert.equal(result.kind, 'done');
  await box.later(DAY_MS);
  const facts = told(box);
  if (result.kind === 'done') {
    assert.deepEqual(result.facts.map((fact) => fact.type), ['shipping-order.accepted.v1']);
    const [accepted] = result.facts;
    assert.deepEqual(wireOf(facts.get(accepted!.id)!), wireOf(accepted!));
  }
  const shipped = contentsOf<Shipment>(facts.values(), 'shipment.confirmed.v1')
    .flatMap((shipment) => shipment.lines)
    .reduce((sum, line) => sum + line.quantity, 0n);
  assert.equal(shipped, 10_000_000n);
  const books = await booksOf(box);
  assert.equal(onHand(books, 'LON', 'BOLT'), '90');
  assert.equal(books.outbound[0]!.orderStatus, '90');
});

test('an increase after shipping opens new work; a decrease below the pick is too late', async () => {
  const box = await openBox({ wms });
  await execute(box, release('SO-1', 10));
  await box.later(DAY_MS);
  const less = await execute(box, release('SO-1', 4));
  assert.equal(less.kind === 'refused' && less.code, 'too-late');
  const refusal = less.kind === 'refused' ? less.facts.at(-1) : undefined;
  assert.equal(refusal?.type, 'shipping-order.change-refused.v1');
  const probed = await box.call((signal) => connect(box).probe(release('SO-1', 4), signal));
  assert.equal(probed.kind, 'refused');
  assert.equal((await execute(box, release('SO-1', 15))).kind, 'done');
  await box.later(DAY_MS);
  const [order] = (await booksOf(box)).outbound;
  assert.deepEqual(
    [order!.lines[0]!.totalQty, order!.lines[0]!.shippedQty, order!.orderStatus],
    ['15', '15', '90'],
  );
});

test('a change that is too late for one line only is done in part', async () => {
  const box = await openBox({ wms });
  await execute(box, release('SO-1', 10));
  await box.later(DAY_MS);
  const both = commandOf(releaseShippingOrder, {
    salesOrder: 'SO-1',
    shippingOrder: 'SO-1-LON',
    of: 'of-both',
    site: 'LON',
    shipTo: { country: 'GB' },
    lines: [{ line: 2, item: 'NUT', quantity: '3' }],
  } as { salesOrder: string });
  const result = await execute(box, both);
  assert.equal(result.kind, 'done');
  if (result.kind !== 'done') return;
  assert.deepEqual(
    result.facts.map((fact) => (wireOf(fact) as { lines: unknown[] }).lines),
    [
      [
        { line: 1, item: 'BOLT', quantity: '10' },
        { line: 2, item: 'NUT', quantity: '3' },
      ],
      [{ line: 1, item: 'BOLT', committed: '10' }],
    ],
  );
});

test('the same instruction again has the same answer and no second effect', async () => {
  const box = await openBox({ wms });
  const first = await execute(box, release('SO-1', 10));
  const second = await execute(box, release('SO-1', 10));
  assert.deepEqual(second, first);
});

test('a release whose answer is lost is found by the probe', async () => {
  const box = await openBox({ wms }, { timeoutAfterEffect: 1 });
  const command = release('SO-1', 10);
  assert.equal((await execute(box, command)).kind, 'in-doubt');
  const proof = await box.call((signal) => connect(box).probe(command, signal));
  assert.equal(proof.kind, 'applied');
  const ids = proof.kind === 'applied' ? proof.facts.map((fact) => fact.id) : [];
  await box.later(HOUR_MS);
  assert.ok(told(box).has(ids[0]!));
});

test('an effect that lands late is absent at first, and applied within the settle time', async () => {
  const box = await openBox({ wms }, { lateEffect: 1 });
  const connector = connect(box);
  const command = release('SO-1', 10);
  const probe = () => box.call((signal) => connector.probe(command, signal));
  assert.equal((await box.call((signal) => connector.execute(command, signal), 500)).kind, 'in-doubt');
  assert.equal((await probe()).kind, 'absent');
  await box.later(connector.proof.settleAfterMs);
  assert.equal((await probe()).kind, 'applied');
});

test('a site of another company is refused', async () => {
  const box = await openBox({ wms });
  const result = await execute(box, release('SO-1', 10, 'HAM'));
  assert.equal(result.kind === 'refused' && result.code, 'unknown-site');
});

test('a short pick names the missing units and takes them off the stock', async () => {
  const box = await openBox({ wms }, { shortPick: 1 });
  await execute(box, release('SO-1', 10));
  await box.later(DAY_MS);
  const books = await booksOf(box);
  const [line] = books.outbound[0]!.lines;
  const missing = Number(line!.shortQty);
  assert.ok(missing >= 1 && missing <= 3);
  assert.equal(Number(line!.shippedQty), 10 - missing);
  assert.equal(onHand(books, 'LON', 'BOLT'), '90');
  const movements = contentsOf<Movement>(told(box).values(), 'movement.recorded.v1');
  const taken = movements.filter((movement) => movement.to.location === 'adjustment');
  assert.deepEqual(taken.map((movement) => movement.quantity), [BigInt(missing) * 1_000_000n]);
  Object.assign(box.faults, { shortPick: 0 });
  await execute(box, release('SO-1', 10 + missing));
  await box.later(DAY_MS);
  assert.equal((await booksOf(box)).outbound[0]!.lines[0]!.shippedQty, '10');
});

test('the warehouse ships no more than it holds', async () => {
  const box = await openBox({ wms });
  await execute(box, release('SO-1', 130));
  await box.later(DAY_MS);
  const books = await booksOf(box);
  const [line] = books.outbound[0]!.lines;
  assert.deepEqual([line!.shippedQty, line!.shortQty], ['100', '30']);
  assert.equal(onHand(books, 'LON', 'BOLT'), '0');
});

test('a restated shipment has a new version, and the unit is shipped after all', async () => {
  const box = await openBox({ wms }, { restatement: 1 });
  await execute(box, release('SO-1', 10));
  await box.later(8 * HOUR_MS);
  Object.assign(box.faults, { restatement: 0 });
  await box.later(2 * DAY_MS);
  const shipments = contentsOf<Shipment>(told(box).values(), 'shipment.confirmed.v1');
  const versions = new Map<string, Shipment>();
  for (const shipment of shipments) {
    const known = versions.get(shipment.shipment);
    if (known === undefined || known.version < shipment.version) {
      versions.set(shipment.shipment, shipment);
    }
  }
  assert.ok([...versions.values()].some((shipment) => shipment.version === 2));
  const shipped = [...versions.values()].flatMap((shipment) => shipment.lines);
  assert.equal(shipped.reduce((sum, line) => sum + line.quantity, 0n), 10_000_000n);
  assert.equal(onHand(await booksOf(box), 'LON', 'BOLT'), '90');
});

test('allocation: own item first, then alternatives; the rest follows when goods come in', async () => {
  const box = await openBox({ wms });
  const first = await execute(box, allocate('SO-1', 60));
  assert.equal(first.kind, 'done');
  const second = await execute(box, allocate('SO-2', 15));
  const contents = [first, second].map((result) =>
    result.kind === 'done' ? (wireOf(result.facts[0]!) as Record<string, unknown>) : {},
  );
  assert.deepEqual(contents[0]!['allocations'], [
    { line: 1, item: 'NUT', site: 'LON', quantity: '50' },
    { line: 1, item: 'NUT-B', site: 'LEE', quantity: '10' },
  ]);
  assert.deepEqual(contents[1]!['shortfalls'], [{ line: 1, quantity: '5' }]);
  const lines = [{ itemNo: 'NUT', quantity: '20' }];
  await box.ask('wms', 'POST', '/wms/v2/receipts', { site: 'LON', lines });
  await box.later(HOUR_MS);
  const decisions = contentsOf<ContentOfFact<typeof FACTS.inventoryAllocated>>(
    told(box).values(),
    'inventory.allocated.v1',
  );
  assert.deepEqual(decisions.map(({ salesOrder, decision }) => [salesOrder, decision]), [
    ['SO-1', 1],
    ['SO-2', 1],
    ['SO-2', 2],
  ]);
  assert.deepEqual(decisions.at(-1)!.shortfalls, []);
});

test('an order that wants all or nothing gets nothing', async () => {
  const box = await openBox({ wms });
  const result = await execute(box, allocate('SO-1', 90, false));
  const content = result.kind === 'done' ? (wireOf(result.facts[0]!) as object) : {};
  assert.deepEqual(
    { ...content },
    {
      salesOrder: 'SO-1',
      decision: 1,
      of: 'of-90',
      allocations: [],
      shortfalls: [{ line: 1, quantity: '90' }],
    },
  );
});

/** Executes as a dispatcher would: again after a failure, after a probe when in doubt. */
async function insist(box: Box, command: OutboundCommand): Promise<void> {
  const connector = connect(box);
  for (;;) {
    const result = await box.call((signal) => connector.execute(command, signal));
    if (result.kind === 'done' || result.kind === 'refused') return;
    await box.later(connector.proof.settleAfterMs);
    if (result.kind === 'failed') continue;
    for (;;) {
      const proof = await box.call((signal) => connector.probe(command, signal));
      if (proof.kind === 'absent') break;
      if (proof.kind !== 'unknown') return;
      await box.later(60_000);
    }
  }
}

test('after a rough week the statement explains the books to the last unit', async () => {
  const box = await openBox({ wms }, { ...FAULT_LEVELS.rough, shortPick: 0.3, restatement: 0.2 });
  const lines = [{ itemNo: 'BOLT', quantity: '500' }];
  await box.ask('wms', 'POST', '/wms/v2/receipts', { site: 'LON', lines });
  for (let order = 1; order <= 40; order++) {
    await insist(box, release(`SO-${order}`, 10));
    if (order % 4 === 0) await insist(box, release(`SO-${order}`, 6));
    if (order % 5 === 0) await box.later(3 * HOUR_MS);
  }
  await box.later(3 * DAY_MS);
  Object.assign(box.faults, FAULT_LEVELS.none);
  const facts = await stated(box);
  const known = new Map(facts.map((fact) => [fact.id, fact]));
  const pushed = told(box);
  assert.ok(pushed.size < known.size, 'some messages are lost');
  for (const [id, fact] of pushed) assert.deepEqual(fact, known.get(id));
  const books = await booksOf(box);
  assert.equal(stockOf(facts, 'LON', 'BOLT'), BigInt(onHand(books, 'LON', 'BOLT')!) * 1_000_000n);
  assert.ok(books.outbound.every((order) => order.orderStatus === '90'));
  assert.equal(books.outbound.length, 40);
});

/** Stock by the facts alone: movements, less the newest version of every shipment. */
function stockOf(facts: readonly CanonicalFact[], site: string, item: string): bigint {
  const movements = new Map(
    contentsOf<Movement>(facts, 'movement.recorded.v1').map((move) => [move.movement, move]),
  );
  const shipments = new Map<string, Shipment>();
  for (const shipment of contentsOf<Shipment>(facts, 'shipment.confirmed.v1')) {
    const known = shipments.get(shipment.shipment);
    if ((known?.version ?? 0) < shipment.version) shipments.set(shipment.shipment, shipment);
  }
  let stock = 0n;
  for (const { item: moved, from, to, quantity } of movements.values()) {
    if (moved !== item) continue;
    if (to.location === site) stock += quantity;
    if (from.location === site) stock -= quantity;
  }
  for (const shipment of shipments.values()) {
    if (shipment.site !== site) continue;
    for (const line of shipment.lines) if (line.item === item) stock -= line.quantity;
  }
  return stock;
}
