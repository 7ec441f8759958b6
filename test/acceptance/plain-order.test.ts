import assert from "node:assert/strict";
import { test } from "node:test";
import { openStage } from "../support/stage.ts";

test("an order that nothing disturbs is shipped, invoiced, paid and closed", async () => {
  const stage = await openStage();
  await stage.placeInShop({ salesOrder: "SO-1", lines: [["VALVE", 4], ["HOSE", 10]] });
  await stage.untilLifecycle("SO-1", "closed");
  const order = await stage.order("SO-1");
  assert.equal(order.ordered.amount, "85.00");
  assert.equal(order.shipped.amount, "85.00");
  assert.equal(order.invoiced.amount, "85.00");
  assert.deepEqual(await stage.openCases("SO-1"), []);
  await stage.audit();
});
