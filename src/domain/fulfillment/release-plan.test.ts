import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quantity, type Quantity } from '../../kernel/quantity.ts';
import { planRelease, type ReleaseBucket } from './release-plan.ts';

const bucket = (site: string, units: Partial<Record<keyof ReleaseBucket, number>>): ReleaseBucket => ({
  site,
  item: 'apple',
  allocated: quantity(units.allocated ?? 0),
  undertaken: quantity(units.undertaken ?? 0),
  shipped: quantity(units.shipped ?? 0),
  short: quantity(units.short ?? 0),
  committed: quantity(units.committed ?? 0),
});

const plan = (toShip: number, ...buckets: ReleaseBucket[]): number[] =>
  planRelease(quantity(toShip), buckets).map((total) => Number(total / 1_000_000n));

test('what is promised is told, in the order of the sites, and never more than is to ship', () => {
  const buckets = [bucket('north', { allocated: 6 }), bucket('south', { allocated: 9 })];
  assert.deepEqual(plan(10, ...buckets), [6, 4]);
  assert.deepEqual(plan(20, ...buckets), [6, 9]);
});

test('a short part is not promised any more', () => {
  assert.deepEqual(plan(10, bucket('north', { allocated: 10, undertaken: 10, short: 3 })), [7]);
});

test('what shipped stays told when less is to ship', () => {
  const shipped = bucket('north', { allocated: 10, undertaken: 10, shipped: 6 });
  assert.deepEqual(plan(0, shipped), [6]);
});

test('what a site shipped beyond its undertaking is not told again', () => {
  const over = bucket('north', { allocated: 10, undertaken: 10, shipped: 12 });
  assert.deepEqual(plan(10, over), [10]);
});

test('a site keeps what it has undertaken before another is asked', () => {
  const north = bucket('north', { allocated: 10 });
  const south = bucket('south', { allocated: 10, undertaken: 4 });
  assert.deepEqual(plan(10, north, south), [6, 4]);
});

test('nothing goes to another site before the first has given it up', () => {
  const north = bucket('north', { allocated: 6, undertaken: 10 });
  const south = bucket('south', { allocated: 4 });
  assert.deepEqual(plan(10, north, south), [6, 0]);
  assert.deepEqual(plan(10, bucket('north', { allocated: 6, undertaken: 6 }), south), [6, 4]);
});

test('together with what sites have undertaken it is never more than is to ship', () => {
  const units = fc.integer({ min: 0, max: 9 });
  const buckets = fc.array(
    fc.record({ allocated: units, undertaken: units, shipped: units, short: units, committed: units }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(units, buckets, (toShip, rows) => {
      const all = rows.map((row, index) => bucket(`site-${index}`, row));
      const totals = planRelease(quantity(toShip), all);
      let held = 0n;
      let undertaken = 0n;
      all.forEach((row, index) => {
        const open = row.undertaken > row.short ? row.undertaken - row.short : 0n;
        const total: Quantity = totals[index]!;
        held += total > open ? total : open;
        undertaken += open;
      });
      // Sites that already undertook too much are only ever told less.
      assert.ok(held <= (undertaken > quantity(toShip) ? undertaken : quantity(toShip)));
    }),
  );
});
