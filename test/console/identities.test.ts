/** Sums that must add up within the overview, and between it and the lists that it leads to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStage, type Stage } from '../support/stage.ts';

interface Order {
  readonly standing: string | null;
  readonly lifecycle: string;
  readonly owes: { readonly id: string } | null;
  readonly held: { readonly amount: string; readonly currency: string } | null;
  readonly brokenEquations: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

async function ordersOf(stage: Stage, query: string): Promise<readonly Order[]> {
  const orders: Order[] = [];
  for (let cursor = ''; ;) {
    const page = await stage.get(`/v1/console/orders?limit=2&${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    orders.push(...page.items);
    assert.ok(page.items.length <= 2);
    if (page.next === null) {
      assert.equal(page.total, orders.length, 'the total is what the pages have');
      return orders;
    }
    cursor = encodeURIComponent(page.next);
  }
}

test('every figure of the overview is the sum of the rows that it leads to', async () => {
  const stage = await openStage({ stock: { leeds: { VALVE: 20, HOSE: 50 } } });
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['VALVE', 4, '8.00']] });
  await stage.placeInShop({ salesOrder: 'SO-2', lines: [['HOSE', 5]] });
  await stage.placeInShop({ salesOrder: 'SO-3', lines: [['VALVE', 60]] });
  await stage.placeInShop({ salesOrder: 'SO-4', customer: 'DALE', lines: [['VALVE', 10]] });
  await stage.untilLifecycle('SO-1', 'on-hold');
  await stage.faultsOf('tax', { timeoutBeforeEffect: 1 });
  await stage.until('something is in doubt', async () => {
    const { waiting } = await stage.get('/v1/console/overview');
    return waiting.by.some(({ standing }: { standing: string }) => standing === 'in-doubt');
  });
  await stage.settle();
  // One answer serves a second: the figures of now are asked for with the entity named.
  const overview = await stage.get('/v1/console/overview?entity=uk');
  const open = await ordersOf(stage, 'settled=false&entity=uk');

  assert.equal(sum(overview.stages.map(({ total }: { total: number }) => total)), open.length);
  for (const stage_ of overview.stages) {
    const { state, total, moving, inTime, late, blocked, inDoubt } = stage_;
    assert.equal(total, moving + inTime + late + blocked + inDoubt, state);
    const rows = open.filter(({ lifecycle }) => lifecycle === state);
    assert.equal(rows.length, total, state);
    assert.equal(rows.filter(({ standing }) => standing === 'blocked').length, blocked, state);
    assert.equal(rows.filter(({ standing }) => standing === 'in-doubt').length, inDoubt, state);
  }

  const { waiting } = overview;
  assert.ok(waiting.orders > 1, 'there is something to add up');
  assert.equal(sum(waiting.by.map(({ orders }: { orders: number }) => orders)), waiting.orders);
  const loud = overview.stages.map((each: Record<string, number>) => each['late']! + each['blocked']! + each['inDoubt']!);
  assert.equal(sum(loud), waiting.orders, 'who owes, and where they are, are the same orders');
  const listed = await ordersOf(stage, 'waiting=true&entity=uk');
  assert.equal(listed.length, waiting.orders);
  for (const { owes, orders } of waiting.by.filter(({ standing }: { standing: string }) => standing !== 'late')) {
    assert.equal(listed.filter((order) => order.owes?.id === owes.id).length, orders, owes.id);
  }
  const held = sum(listed.map((order) => Math.round(Number(order.held?.amount ?? 0) * 100)));
  assert.equal(held, sum(waiting.held.map(({ amount }: { amount: string }) => Math.round(Number(amount) * 100))));

  const { equations, matrix } = overview;
  assert.equal(equations.checked, equations.holds + equations.inTransit + equations.broken);
  assert.equal(sum(matrix.map(({ count }: { count: number }) => count)), equations.broken);

  const { items: cases } = await stage.get('/v1/cases?limit=200&entity=uk');
  assert.equal(sum(overview.cases.map(({ open: n }: { open: number }) => n)), cases.length);
  assert.equal(overview.todo.cases, cases.length);
  for (const { open: n, ages } of overview.cases) assert.equal(sum(ages), n);
  const { items: clusters } = await stage.get('/v1/case-clusters?entity=uk');
  assert.equal(sum(clusters.map(({ cases: n }: { cases: number }) => n)), cases.length, 'clusters partition the cases');
});
