/**
 * The whole order-to-cash with real Trytons as ERP, warehouse and finance; only shop, carrier, tax engine and payment
 * provider are simulated. Shipments in parts, credit holds, a closed period in the middle, and kill -9 of trytond and
 * of Crossdock at moments that chance picks. At the end Tryton's own books decide.
 *
 * `CROSSDOCK_TRYTON_ORDERS` says how many orders (20 unless told, which is what fits beside the other tests),
 * `CROSSDOCK_SEED` which.
 */
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { instant } from '../../src/kernel/instant.ts';
import { seededRandom } from '../../src/kernel/random.ts';
import { placeOrder } from '../../src/main/box/customers.ts';
import { withClient } from '../../src/postgres/databases.ts';
import { trytonMissing } from '../../tools/real/tryton.ts';
import { auditTryton } from './story/audit.ts';
import { plannedOrder } from './story/orders.ts';
import {
  ask, closeMonth, limitCredit, openCases, reopenMonth, untroubled, workInWarehouse, workThroughCases,
  type OpenCase,
} from './story/people.ts';
import { CUSTOMERS } from './story/setting.ts';
import { openStory } from './story/world.ts';

const SEED = Number(process.env['CROSSDOCK_SEED'] ?? 1);
const ORDERS = Number(process.env['CROSSDOCK_TRYTON_ORDERS'] ?? 20);
const KILLS = Number(process.env['CROSSDOCK_TRYTON_KILLS'] ?? 4);
/** Orders under way at once: the more there are, the slower the simulated systems answer. */
const IN_FLIGHT = Math.max(12, ORDERS / 5);
/** Wall-clock milliseconds for each order, and for all together, within which everything must be well. */
const PATIENCE_MS = { each: 30_000, all: 300_000 };

async function unfinished(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ open: number; known: number }>(
      `select count(*) filter (where not settled)::int as open, count(*)::int as known from instance
       where workflow = 'order-to-cash'`,
    );
    return rows[0]!.open + (ORDERS - rows[0]!.known);
  });
}

const NAME = `${ORDERS} orders through real Trytons, struck ${KILLS} times (seed ${SEED})`;
test(NAME, { skip: trytonMissing() ?? false }, async (t) => {
  const random = seededRandom(`kills ${SEED}`);
  const patienceMs = PATIENCE_MS.all + ORDERS * PATIENCE_MS.each;
  const { desks, desk, shop, databaseUrl, strike } = await openStory(t, SEED, patienceMs, limitCredit);

  const plan = Array.from({ length: ORDERS }, (_, at) => plannedOrder(SEED, at));
  const started = performance.now();
  const deadline = started + patienceMs;
  let month: 'open' | 'closed' | 'reopened' = 'open';
  let [placed, kills, refusedByMonth, holds] = [0, 0, 0, 0];
  let odd: readonly OpenCase[] = [];
  let open = ORDERS;
  const troubles = new Set<string>();
  while (open > 0 && performance.now() < deadline) {
    while (placed < ORDERS && placed < IN_FLIGHT + ORDERS - open) {
      await placeOrder(shop, plan[placed]!, instant(Date.now()));
      placed += 1;
    }
    await untroubled(() => workInWarehouse(desks, SEED), troubles);
    const cases = (await untroubled(() => openCases(desk))) ?? [];
    holds = Math.max(holds, cases.filter(({ kind }) => kind === 'credit-hold').length);
    refusedByMonth = Math.max(refusedByMonth, cases.filter(({ kind }) => kind === 'closed-period').length);
    odd = (await untroubled(() => workThroughCases(desk, desks, month !== 'closed'))) ?? odd;
    const settled = ORDERS - open;
    if (month === 'open' && settled >= ORDERS / 3) {
      if ((await untroubled(() => closeMonth(desks).then(() => true))) === true) month = 'closed';
    } else if (month === 'closed' && (refusedByMonth >= 2 || placed === ORDERS)) {
      if (refusedByMonth > 0 && (await untroubled(() => reopenMonth(desks).then(() => true))) === true) month = 'reopened';
    }
    if (kills < KILLS && settled >= ((kills + 1) * ORDERS) / (KILLS + 2)) {
      kills += 1;
      // A moment, not a condition: chance decides where they are struck.
      await setTimeout(random.between(50, 1_500));
      await strike();
    }
    await setTimeout(250);
    open = await unfinished(databaseUrl);
    if (process.env['CROSSDOCK_STORY_LOG'] !== undefined) {
      const told = { open, placed, kills, month, cases: cases.map(({ kind, text }) => `${kind} ${text}`), troubles: [...troubles] };
      appendFileSync(process.env['CROSSDOCK_STORY_LOG'], `${JSON.stringify(told)}\n`);
    }
  }
  const seconds = Math.round((performance.now() - started) / 1_000);
  t.diagnostic(`what people met: ${[...troubles].join(' | ') || 'nothing'}`);
  t.diagnostic(`${ORDERS - open} of ${ORDERS} orders in ${seconds} s, ${kills} strikes, month ${month}`);
  const said = (await openCases(desk)).map(({ instance, kind, text }) => `${instance} ${kind}: ${text}`);
  assert.equal(open, 0, `${open} orders are not finished; open cases: ${said.join('\n') || 'none'}`);
  assert.deepEqual(odd.map(({ text }) => text), [], 'no case but those of credit and of the closed month');
  assert.equal(kills, KILLS);
  assert.ok(refusedByMonth > 0, 'the closed month was felt');
  assert.ok(holds > 0 || !plan.some(({ customer }) => customer === CUSTOMERS.held), 'credit was held');
  assert.deepEqual(await auditTryton(desks, plan), []);
  const agreement = (await ask(desk, 'GET', '/v1/agreement')) as { equations: Record<string, number> };
  assert.equal(agreement.equations['broken'], 0, JSON.stringify(agreement.equations));
  assert.equal(agreement.equations['holds'], agreement.equations['checked'], JSON.stringify(agreement.equations));
});
