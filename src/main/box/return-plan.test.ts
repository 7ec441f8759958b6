import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Instant } from '../../kernel/instant.ts';
import { planDemand } from './demand.ts';
import { planReturns, type PlannedReturn } from './return-plan.ts';
import { demoWorld } from './world.ts';

const world = demoWorld(1);
const orders = planDemand(world, 2_000, 1, 0 as Instant);
const plan = planReturns(orders, world.sites, 1);
const orderOf = ({ salesOrder }: PlannedReturn) => orders.find((order) => order.salesOrder === salesOrder)!;

test('about one order in eight comes back, each in some way that parcels come back', () => {
  assert.ok(plan.length > 150 && plan.length < 300, `${plan.length} returns of 2,000 orders`);
  const kinds = new Set(plan.map(({ parcel }) => parcel.kind));
  assert.deepEqual([...kinds].sort(), ['as-asked', 'one-less', 'one-more', 'other-item', 'unlabelled']);
  assert.ok(plan.some(({ lines: [line] }) => line!.quantity > line!.waitsFor), 'somebody asks for too many');
  assert.deepEqual(planReturns(orders, world.sites, 1), plan, 'the same seed, the same returns');
});

test('only what was ordered comes back, to a site of its seller, after it was ordered', () => {
  for (const planned of plan) {
    const order = orderOf(planned);
    const [line] = planned.lines;
    const ordered = order.lines[line!.orderLine! - 1]!;
    assert.equal(order.second, null, 'who changed his mind keeps what he got');
    assert.equal(ordered.item, line!.item);
    assert.ok(line!.waitsFor <= ordered.quantity && planned.at > order.at);
    assert.equal(world.sites.find(({ site }) => site === planned.site)?.entity, order.entity);
    if (planned.parcel.kind === 'other-item') assert.notEqual(planned.parcel.item, line!.item);
    if (planned.parcel.kind === 'one-more') assert.ok(line!.quantity < ordered.quantity);
  }
});
