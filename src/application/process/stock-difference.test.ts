/** Law 7 over movements: what is posted stays as it is, and is taken back by a movement that names it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NO_STOCK_EFFECTS, type DesiredMovement } from '../../domain/inventory/stock-effects.ts';
import { instant, type Instant } from '../../kernel/instant.ts';
import { quantity } from '../../kernel/quantity.ts';
import { seededRandom, type Random } from '../../kernel/random.ts';
import type { BatchWrite, MovementRow } from '../ports/store.ts';
import { emptyWrite } from './batch-rows.ts';
import type { StandingStock } from './instance-cache.ts';
import { enterStock, NO_STANDING_STOCK, PositionDeltas } from './stock-difference.ts';

const SEED = Number(process.env['CROSSDOCK_SEED'] ?? 20_310_307);
const HISTORIES = 200;
const STEPS = 12;

type Enter = (
  before: StandingStock,
  desired: readonly DesiredMovement[],
  now: Instant,
  write: BatchWrite,
  deltas: PositionDeltas,
) => StandingStock;

const product: Enter = (before, movements, now, write, deltas) =>
  enterStock('uk/sales-order/SO-1', 'uk', before, { ...NO_STOCK_EFFECTS, movements }, now, write, deltas);

/** Corrects the quantity in the movement that was posted. */
const editing: Enter = (before, desired, now, write, deltas) => {
  for (const { key, quantity: right } of desired) {
    const standing = before.movements.get(key)?.standing;
    if (standing) Object.assign(standing, { quantity: right });
  }
  return product(before, desired, now, write, deltas);
};

/** Leaves what is no longer true as it is, and posts the new beside it. */
const forgetting: Enter = (before, desired, now, write, deltas) => {
  const after = product(before, desired, now, write, deltas);
  const made = write.movements.filter(({ reverses }) => reverses === null);
  write.movements.splice(0, Infinity, ...made);
  return after;
};

/** What ought to stand changes at random: other quantities, other places, more and fewer movements. */
function desiredNow(random: Random): DesiredMovement[] {
  return ['ship:1', 'ship:2', 'return:1', 'place:1']
    .filter(() => random.chance(0.7))
    .map((key) => ({
      key,
      kind: 'ship',
      item: random.pick(['A', 'B']),
      lot: random.pick([null, 'L1']),
      quantity: quantity(random.between(1, 3)),
      from: { location: random.pick(['north', 'south']), disposition: 'sellable_accessible' },
      to: { location: 'customer', disposition: 'in_transit' },
      reason: null,
      fact: `wms/${key}`,
      occurredAt: instant(1),
    }));
}

const rowText = (row: MovementRow): string =>
  Object.entries(row).map(([name, value]) => `${name}=${value}`).join('|');

/** Sentences: what does not hold of one random history. */
function faultsOf(enter: Enter, random: Random): string[] {
  const found: string[] = [];
  const posted: { readonly row: MovementRow; readonly text: string }[] = [];
  let standing = NO_STANDING_STOCK;
  let desired: DesiredMovement[] = [];
  for (let at = 1; at <= STEPS; at++) {
    desired = random.chance(0.2) ? desired : desiredNow(random);
    const write = emptyWrite(instant(at));
    standing = enter(standing, desired, instant(at), write, new PositionDeltas());
    for (const row of write.movements) posted.push({ row, text: rowText(row) });
  }
  const reversed = new Set<string>();
  for (const { row, text } of posted) {
    const { key, sequence, reverses } = row;
    if (rowText(row) !== text) found.push(`${key} ${sequence} is no longer what was posted`);
    if (reverses === null) continue;
    const name = `${key} ${reverses}`;
    const original = posted.find((known) => known.row.key === key && known.row.sequence === reverses)?.row;
    const isOpposite =
      original?.quantity === row.quantity &&
      original.item === row.item &&
      original.lot === row.lot &&
      original.fromLocation === row.toLocation &&
      original.toLocation === row.fromLocation;
    if (!isOpposite || reversed.has(name)) found.push(`${key} ${sequence} takes back nothing that stands`);
    reversed.add(name);
  }
  const left = posted
    .filter(({ row }) => row.reverses === null && !reversed.has(`${row.key} ${row.sequence}`))
    .map(({ row }) => `${row.key} ${row.item} ${row.lot} ${row.quantity} ${row.fromLocation}`);
  const wanted = desired.map(
    (row) => `${row.key} ${row.item} ${row.lot ?? ''} ${row.quantity} ${row.from.location}`,
  );
  if (left.toSorted().join() !== wanted.toSorted().join()) {
    found.push(`${left.join()} stands, not ${wanted.join()}`);
  }
  return found;
}

const play = (enter: Enter): string[] =>
  Array.from({ length: HISTORIES }, (_, at) => SEED + at).flatMap((seed) =>
    faultsOf(enter, seededRandom(seed)).map((what) => `seed ${seed}: ${what}`),
  );

describe(`movements that are posted, from seed ${SEED}`, () => {
  test('stay as they are; what is wrong is taken back by its name, and what is right stands', () => {
    assert.deepEqual(play(product).slice(0, 5), []);
  });

  test('a movement that is edited is found', () => {
    assert.ok(play(editing).some((what) => what.endsWith('is no longer what was posted')));
  });

  test('a movement that is not taken back is found', () => {
    assert.ok(play(forgetting).some((what) => what.includes(' stands, not ')));
  });
});
