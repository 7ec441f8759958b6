/**
 * Returns of whole orders with real Trytons as ERP, warehouse and finance: orders are shipped and paid, customers give
 * goods back, the dock takes them in, an inspector writes what he saw, the ledger credits; kill -9 of trytond and of
 * Crossdock at moments that chance picks. At the end Tryton's own books decide.
 *
 * It takes about a minute for each return: `CROSSDOCK_TRYTON_RETURNS` says how many, and without it nothing is run;
 * `CROSSDOCK_SEED` says which.
 */
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { instant } from '../../src/kernel/instant.ts';
import { seededRandom } from '../../src/kernel/random.ts';
import { placeOrder } from '../../src/main/box/customers.ts';
import { trytonMissing } from '../../tools/real/tryton.ts';
import { plannedOrder } from './story/orders.ts';
import { ask, openCases, untroubled, workInWarehouse } from './story/people.ts';
import { auditReturns } from './story/return-audit.ts';
import { askForReturn, inspectReturn, lifecycles, plannedReturn, receiveAtDock } from './story/return-people.ts';
import { openStory } from './story/world.ts';

const SEED = Number(process.env['CROSSDOCK_SEED'] ?? 1);
const RETURNS = Number(process.env['CROSSDOCK_TRYTON_RETURNS'] ?? 0);
const KILLS = Number(process.env['CROSSDOCK_TRYTON_KILLS'] ?? 4);
/** Orders, and their returns, under way at once: the more there are, the slower the simulated systems answer. */
const IN_FLIGHT = Math.max(12, RETURNS / 2);
/** Wall-clock milliseconds for each return, and for all together, within which everything must be well. */
const PATIENCE_MS = { each: 45_000, all: 300_000 };

const NAME = `${RETURNS} returns through real Trytons, struck ${KILLS} times (seed ${SEED})`;
const NOT_ASKED = RETURNS === 0 ? 'it takes minutes: set CROSSDOCK_TRYTON_RETURNS to run it' : null;
test(NAME, { skip: NOT_ASKED ?? trytonMissing() ?? false }, async (t) => {
  const random = seededRandom(`kills of returns ${SEED}`);
  const patienceMs = PATIENCE_MS.all + RETURNS * PATIENCE_MS.each;
  const { desks, desk, shop, strike } = await openStory(t, SEED, patienceMs);

  // Nobody whose credit is held: his orders wait for a clerk, which another story is about.
  const plan = Array.from({ length: RETURNS }, (_, at) => plannedReturn(SEED, plannedOrder(SEED, at, 'plain')));
  const deadline = performance.now() + patienceMs;
  const troubles = new Set<string>();
  const asked = new Set<string>();
  let [placed, kills, closed] = [0, 0, 0];
  while (closed < RETURNS && performance.now() < deadline) {
    while (placed < RETURNS && placed < IN_FLIGHT + closed) {
      await placeOrder(shop, plan[placed]!.order, instant(Date.now()));
      placed += 1;
    }
    await untroubled(() => workInWarehouse(desks, SEED), troubles);
    const orders = (await untroubled(() => lifecycles(desk, '/v1/sales-orders'), troubles)) ?? new Map<string, string>();
    for (const one of plan) {
      if (asked.has(one.rma) || orders.get(one.order.salesOrder) !== 'closed') continue;
      if ((await untroubled(() => askForReturn(desk, one).then(() => true), troubles)) === true) asked.add(one.rma);
    }
    await untroubled(() => receiveAtDock(desks), troubles);
    const returns = (await untroubled(() => lifecycles(desk, '/v1/returns'), troubles)) ?? new Map<string, string>();
    for (const [rma, lifecycle] of returns) {
      if (lifecycle === 'received') await untroubled(() => inspectReturn(desk, SEED, rma), troubles);
    }
    closed = Math.max(closed, [...returns.values()].filter((lifecycle) => lifecycle === 'closed').length);
    if (kills < KILLS && asked.size >= ((kills + 1) * RETURNS) / (KILLS + 1)) {
      kills += 1;
      // A moment, not a condition: chance decides where they are struck.
      await setTimeout(random.between(50, 2_500));
      await strike();
    }
    if (process.env['CROSSDOCK_STORY_LOG'] !== undefined) {
      const cases = ((await untroubled(() => openCases(desk))) ?? []).map(({ kind, text }) => `${kind} ${text}`);
      const told = { placed, asked: asked.size, closed, kills, returns: [...returns], orders: [...orders], cases, troubles: [...troubles] };
      appendFileSync(process.env['CROSSDOCK_STORY_LOG'], `${JSON.stringify(told)}\n`);
    }
    await setTimeout(250);
  }
  t.diagnostic(`what people met: ${[...troubles].join(' | ') || 'nothing'}`);
  const said = (await openCases(desk)).map(({ instance, kind, text }) => `${instance} ${kind}: ${text}`);
  assert.equal(closed, RETURNS, `${RETURNS - closed} returns are not closed; open cases: ${said.join('\n') || 'none'}`);
  assert.deepEqual(said, [], 'nothing waits for a person');
  assert.equal(kills, KILLS);
  assert.deepEqual(await auditReturns(desks, plan), []);
  const agreement = (await ask(desk, 'GET', '/v1/agreement')) as { equations: Record<string, number> };
  assert.equal(agreement.equations['broken'], 0, JSON.stringify(agreement.equations));
});
