/** Sums that must add up within the overview, and between it and the lists that it leads to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { returnDesk } from '../support/return-desk.ts';
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

const minor = ({ amount }: { readonly amount: string }): number => Math.round(Number(amount) * 100);
type Row = { readonly amount: { readonly amount: string } };
const total = (rows: readonly Row[]): number => sum(rows.map(({ amount }) => minor(amount)));

test('the bridge from booked to kept money loses nothing on its way, and its gaps are the orders behind it', async () => {
  const stage = await openStage({ stock: { leeds: { VALVE: 20, HOSE: 50 } } });
  const desk = returnDesk(stage);
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['VALVE', 4, '8.00']] });
  await stage.placeInShop({ salesOrder: 'SO-2', lines: [['HOSE', 5]] });
  await stage.placeInShop({ salesOrder: 'SO-3', lines: [['VALVE', 60]] });
  await stage.untilLifecycle('SO-2', 'closed');
  await desk.ask({ rma: 'RMA-1', salesOrder: 'SO-2', lines: [[1, 'HOSE', 2]] });
  await desk.until('RMA-1', 'authorized');
  await desk.inspects(await desk.arrives('RMA-1', [['HOSE', 2, 1]]), [{ quantity: 2 }]);
  await desk.until('RMA-1', 'closed');
  await stage.settle();

  const figures = await stage.get('/v1/console/figures?entity=uk');
  assert.equal(figures.bridges.length, 1);
  const [{ stages, gaps, causes, orders }] = figures.bridges;
  for (const [index, { stage: from, amount }] of stages.entries()) {
    const next = stages[index + 1];
    if (next === undefined) break;
    const missing = total(gaps.filter(({ after }: { after: string }) => after === from));
    assert.equal(minor(amount) - missing, minor(next.amount), `${from} to ${next.stage}`);
  }
  const [booked, kept] = [stages[0].amount, stages.at(-1).amount];
  assert.equal(total(causes), minor(booked) - minor(kept), 'causes are the whole gap');
  for (const cause of causes) assert.equal(total(cause.rows), minor(cause.amount), cause.cause);
  const said = causes.map(({ cause }: { cause: string }) => cause);
  for (const cause of ['price', 'credited']) assert.ok(said.includes(cause), `${cause} of ${said.join()}`);

  const listed = await stage.get('/v1/sales-orders?entity=uk&limit=200');
  assert.equal(listed.items.length, orders);
  for (const [member, amount] of [['ordered', booked], ['invoiced', stages.at(-2).amount]] as const) {
    const amounts = listed.items.map((order: Record<string, { amount: string }>) => minor(order[member]!));
    assert.equal(sum(amounts), minor(amount), `${member} of every order is the stage`);
  }
  for (const { lifecycle, standing, orders: some } of causes.flatMap(({ rows }: { rows: [] }) => rows)) {
    if (standing === null || lifecycle === 'part-shipped') continue;
    const rows = await ordersOf(stage, `entity=uk&lifecycle=${lifecycle}&standing=${standing}`);
    assert.equal(rows.length, some, `${lifecycle}, ${standing}`);
  }

  const { todo } = await stage.get('/v1/console/overview?entity=uk');
  const tasks = await stage.get('/v1/approvals?entity=uk&limit=200');
  const proposals = await stage.get('/v1/proposals?limit=200');
  assert.equal(todo.approvals, tasks.items.length + proposals.items.length);
});
