import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAgreement, returnDesk } from "../support/return-desk.ts";
import { openStage } from "../support/stage.ts";

test("goods that come back as new are restocked, and their customer is credited what he was billed", async () => {
  const stage = await openStage();
  const desk = returnDesk(stage);
  await stage.placeInShop({
    salesOrder: "SO-1",
    lines: [
      ["VALVE", 4],
      ["HOSE", 10],
    ],
  });
  await stage.untilLifecycle("SO-1", "closed");
  const before = await stage.available("leeds", "VALVE");

  const rma = await desk.ask({ salesOrder: "SO-1", lines: [[1, "VALVE", 3]] });
  const authorized = await desk.until(rma, "authorized");
  assert.equal(authorized.lines[0].authorized, "3");
  assert.equal(authorized.lines[0].billed[0].policy.table, "return-eligibility");
  assert.equal(authorized.credited.amount, "0.00");

  const receipt = await desk.arrives(rma, [["VALVE", 3, 1]]);
  await desk.until(rma, "received");
  assert.equal(await desk.at("leeds", "VALVE", "returned"), 3);
  assert.deepEqual((await desk.books()).creditMemos, [], "nothing is credited before the inspection");

  await desk.inspects(receipt, [{ quantity: 3 }]);
  const closed = await desk.until(rma, "closed");
  assert.equal(await desk.at("leeds", "VALVE", "returned"), 0);
  assert.equal((await stage.available("leeds", "VALVE")).onHand, before.onHand + 3);
  const [credit] = closed.credits;
  assert.equal(credit.lines[0].net.amount, "30.00");
  assert.match(credit.creditMemo, /^10-C/);
  assert.equal(closed.money.credited.amount, credit.gross.amount);
  assert.equal(
    closed.money.onAccount.amount,
    credit.gross.amount,
    "the invoice was paid: it is on his account",
  );
  await assertAgreement(desk, rma);
  await stage.audit();
  const order = await stage.order("SO-1");
  assert.equal(order.credited.amount, "30.00");
});
