/** What goes wrong with returns: twice the same goods, other goods, orders that nobody knows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAgreement, returnDesk } from "../support/return-desk.ts";
import { openStage } from "../support/stage.ts";

const stage = await openStage();
const desk = returnDesk(stage);
await stage.placeInShop({
  salesOrder: "SO-1",
  lines: [
    ["VALVE", 4],
    ["HOSE", 10],
    ["RELAY", 12],
  ],
});
await stage.placeInShop({ salesOrder: "SO-2", customer: "BELL", lines: [["HOSE", 7]] });
await stage.untilLifecycle("SO-1", "closed");
await stage.untilLifecycle("SO-2", "closed");

/** Goods come back and are inspected as new; the return is left to itself. */
async function comesBack(rma: string, item: string, quantity: number, site = "leeds"): Promise<void> {
  await desk.until(rma, "authorized");
  const receipt = await desk.arrives(rma, [[item, quantity, 1]], site);
  await desk.until(rma, "received");
  await desk.inspects(receipt, [{ quantity }]);
}

test("the same goods come back once: what one return holds, another does not get", async () => {
  const first = await desk.ask({ salesOrder: "SO-1", lines: [[1, "VALVE", 3]] });
  await desk.until(first, "authorized");
  const second = await desk.ask({ salesOrder: "SO-1", lines: [[1, "VALVE", 3]] });
  const seen = await desk.until(second, "authorized");
  assert.equal(seen.lines[0].authorized, "1");
  assert.deepEqual(
    seen.refusals.map((row: { code: string; quantity: string }) => [row.code, row.quantity]),
    [["nothing-left-to-return", "2"]],
  );
  await desk.cancel(first);
  await desk.until(first, "cancelled");
  const third = await desk.ask({ salesOrder: "SO-1", lines: [[1, "VALVE", 3]] });
  assert.equal(
    (await desk.until(third, "authorized")).lines[0].authorized,
    "3",
    "what was called off is free again",
  );
  await desk.cancel(second);
  await desk.cancel(third);
  await desk.until(third, "cancelled");
});

test("who paid in advance is paid back, once, and nobody owes anybody anything", async () => {
  const rma = await desk.ask({ salesOrder: "SO-2", customer: "BELL", lines: [[1, "HOSE", 7]] });
  await comesBack(rma, "HOSE", 7);
  const { money, credits } = await desk.until(rma, "closed");
  assert.equal(credits[0].lines[0].net.amount, "31.50");
  assert.equal(money.paidBack.amount, money.credited.amount);
  assert.equal(money.onAccount.amount, "0.00");
  const { refunds } = await desk.books();
  assert.equal(refunds.filter((one) => one.rma === rma).length, 1);
  await assertAgreement(desk, rma);
});

test("an unknown order, goods that never shipped and a stranger's order give nothing back", async () => {
  const unknown = await desk.ask({ salesOrder: "SO-404", lines: [[1, "VALVE", 1]] });
  await stage.until("somebody looks for the order", async () => (await stage.openCases(unknown)).length > 0);
  assert.deepEqual(
    (await stage.openCases(unknown)).map(({ kind }) => kind),
    ["command-refused"],
  );
  const neverShipped = await desk.ask({ salesOrder: "SO-1", lines: [[null, "CLAMP", 1]] });
  assert.equal((await desk.until(neverShipped, "refused")).refusals[0].code, "never-sold");
  const stranger = await desk.ask({ salesOrder: "SO-1", customer: "BELL", lines: [[1, "VALVE", 1]] });
  assert.equal((await desk.until(stranger, "refused")).refusals[0].code, "never-sold");
  const credited = (await desk.books()).creditMemos.map(({ rma }) => rma);
  assert.ok(![unknown, neverShipped, stranger].some((rma) => credited.includes(rma)));
});

test("another item than was asked for is sent back, and not credited", async () => {
  const rma = await desk.ask({ salesOrder: "SO-1", lines: [[1, "VALVE", 1]] });
  await desk.until(rma, "authorized");
  const receipt = await desk.arrives(rma, [["CLAMP", 5]]);
  await stage.until("somebody is told", async () =>
    (await stage.openCases(rma)).some(({ kind }) => kind === "wrong-item"),
  );
  await desk.inspects(receipt, [{ quantity: 5 }]);
  await stage.until(
    "it is placed",
    async () => (await desk.get(rma)).inspections[0]?.parts[0].placed === true,
  );
  const seen = await desk.get(rma);
  assert.equal(seen.inspections[0].parts[0].disposition, "back-to-customer");
  assert.deepEqual(seen.credits, []);
  assert.equal(await desk.at("leeds", "CLAMP", "returned"), 0);
  await desk.cancel(rma);
});
