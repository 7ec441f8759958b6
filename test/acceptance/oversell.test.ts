import assert from "node:assert/strict";
import { test } from "node:test";
import { invoicesOf, outboundOf, registeredAs, stockAt } from "../support/stage-books.ts";
import { unequalIn } from "../support/stage-sight.ts";
import { assertLedgerAddsUp, assertStockAgrees } from "../support/stage-stock.ts";
import { openStage, type Stage } from "../support/stage.ts";

const CHANNELS = ["shop", "edi", "api"] as const;
const ORDERS = 12;

test("twelve customers want the last ten valves at the same moment, each on two lines", async () => {
  const stage = await openStage({ stock: { leeds: { VALVE: 6 }, reading: { VALVE: 4 } } });
  const names = Array.from({ length: ORDERS }, (_, index) => `SO-${100 + index}`);
  // All at once, by every channel: the clock does not move between the first and the last.
  await Promise.all(names.map((salesOrder, index) =>
    stage.placeInShop({ salesOrder, channel: CHANNELS[index % 3]!, lines: [["VALVE", 2], ["VALVE", 1]] }),
  ));
  // The ERP answers a few at a time.
  await stage.pass(0.1);

  assert.equal(await promised(stage, names), 10, "the last ten, no more and no less");
  for (const site of ["leeds", "reading"]) assert.equal((await stage.available(site, "VALVE")).toPromise, 0);
  await assertLedgerAddsUp(stage);

  // Who lost the race is not lost: it waits in the open, with a reason and without an orphan elsewhere.
  const losers = await withLifecycle(stage, names, "backordered");
  assert.ok(losers.length >= 8, `${losers.length} orders got nothing`);
  const [loser, other] = losers;
  const waiting = await stage.explain(loser!);
  assert.equal(waiting.waiting, "It waits for stock: 2 of VALVE for line 1, 1 of VALVE for line 2.");
  assert.deepEqual(unequalIn(waiting), []);
  let books = await stage.books();
  assert.deepEqual(outboundOf(books, loser!), [], "the warehouse was told nothing");
  assert.equal(registeredAs(books, loser!).length, 1);

  // One loser gives up. Nothing of it stays behind in any system.
  const asPlaced = { salesOrder: other!, lines: [["VALVE", 2], ["VALVE", 1]] as [string, number][] };
  await stage.cancel({ ...asPlaced, channel: channelOf(names, other!) });
  await stage.untilLifecycle(other!, "cancelled");
  await stage.settle();
  books = await stage.books();
  assert.deepEqual(registeredAs(books, other!).at(-1)!.lines.map(({ quantity }) => quantity), [0n, 0n]);
  assert.deepEqual(outboundOf(books, other!), []);
  assert.deepEqual(invoicesOf(books, other!), []);
  const instance = `uk/sales-order/${other!}`;
  for (const table of ["allocation", "backorder"]) {
    assert.deepEqual(await stage.query(`select * from ${table} where instance = $1`, [instance]), [], table);
  }

  // Enough comes in for all: each gets what it ordered, once.
  await stage.receive("leeds", "VALVE", 3 * (ORDERS - 1) - 10);
  for (const name of names) if (name !== other) await stage.untilLifecycle(name, "closed");
  await stage.settle();
  books = await stage.books();
  for (const name of names) {
    const billed = invoicesOf(books, name).flatMap(({ lines }) => lines).reduce((sum, line) => sum + line.quantity, 0);
    assert.equal(billed, name === other ? 0 : 3, name);
  }
  for (const site of ["leeds", "reading"]) {
    assert.deepEqual(stockAt(books, site, "VALVE"), { onHand: 0, staged: 0 });
    assert.deepEqual(await stage.available(site, "VALVE"), { onHand: 0, allocated: 0, toPromise: 0 });
  }
  await assertLedgerAddsUp(stage);
  await assertStockAgrees(stage);
  await stage.audit();
});

async function promised(stage: Stage, names: readonly string[]): Promise<number> {
  let sum = 0;
  for (const name of names) {
    for (const line of (await stage.order(name)).lines) {
      assert.ok(Number(line.allocated) >= 0 && Number(line.allocated) <= Number(line.ordered));
      sum += Number(line.allocated);
    }
  }
  return sum;
}

async function withLifecycle(stage: Stage, names: readonly string[], lifecycle: string): Promise<string[]> {
  const orders = await Promise.all(names.map((name) => stage.order(name)));
  return orders.filter((order) => order.lifecycle === lifecycle).map((order) => order.salesOrder);
}

const channelOf = (names: readonly string[], name: string) => CHANNELS[names.indexOf(name) % 3]!;
