import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { outboundOf } from "../support/stage-books.ts";
import { commandOf, unequalIn } from "../support/stage-sight.ts";
import { openStage, type Answered } from "../support/stage.ts";

test("one order that no system can digest stops none of the newer ones (pain 10)", async () => {
  const stage = await openStage({ relayed: ["erp"] });
  // The ERP breaks on this one order, every time, until somebody mends it.
  let isMended = false;
  stage.relays.get("erp")!.treat((asked, forward) =>
    asked.body.includes("SO-POISON") && !isMended ? { status: 500, body: "stack overflow" } : forward(),
  );
  await stage.placeInShop({ salesOrder: "SO-POISON", lines: [["VALVE", 2]] });
  // And this message no translation can read, although its signature is good.
  const body = JSON.stringify({ name: "SO-GARBLED", line_items: "many" });
  const garbled = {
    "content-type": "application/json",
    "x-shop-topic": "orders/create",
    "x-shop-webhook-id": "garbled-1",
    "x-shop-hmac-sha256": createHmac("sha256", stage.secret).update(body).digest("base64"),
  };
  const answered = await stage.line.deliver({ system: "shop", headers: garbled, body });
  assert.equal(answered.status, 202, "it is kept: to send it again would not help");

  const newer = ["SO-11", "SO-12", "SO-13"];
  for (const salesOrder of newer) await stage.placeInShop({ salesOrder, lines: [["VALVE", 2]] });
  for (const salesOrder of newer) await stage.untilLifecycle(salesOrder, "closed");

  const poisoned = await stage.explain("SO-POISON");
  assert.equal(poisoned.lifecycle, "captured");
  const stuck = commandOf(poisoned, "register-sales-order");
  assert.ok(["failing", "in-doubt", "parked"].includes(stuck.status), stuck.status);
  assert.match(poisoned.waiting, /register-sales-order/);
  const { items } = await stage.get("/v1/quarantine");
  assert.deepEqual(items.map((one: Answered) => [one.source, one.messageId]), [["shop", "garbled-1"]]);

  isMended = true;
  await stage.untilLifecycle("SO-POISON", "closed");
  await stage.settle();
  assert.deepEqual(unequalIn(await stage.explain("SO-POISON")), []);
  await stage.audit();
});

test("'200 OK' is no proof: a command is done when its effect was read back (pain 12)", async () => {
  const stage = await openStage({ relayed: ["wms"] });
  let believed = 0;
  stage.relays.get("wms")!.treat((asked, forward) => {
    if (asked.method !== "PUT" || believed === 2) return forward();
    // Says yes, and does nothing.
    believed += 1;
    return { status: 200, body: "{}" };
  });
  await stage.placeInShop({ salesOrder: "SO-1", lines: [["VALVE", 2]] });
  await stage.until("the warehouse has said yes", () => believed === 1);
  await stage.settle();
  assert.deepEqual(outboundOf(await stage.books(), "SO-1"), []);
  const told = await stage.explain("SO-1");
  assert.equal(commandOf(told, "release-shipping-order:leeds").status, "in-doubt");
  assert.equal(told.lifecycle, "allocated", "not released, whatever the warehouse answered");
  assert.match(told.waiting, /It waits for proof: whether release-shipping-order:leeds took effect in wms/);

  await stage.untilLifecycle("SO-1", "released");
  assert.equal(believed, 2, "it took three attempts");
  assert.equal(outboundOf(await stage.books(), "SO-1")[0]!.total, 2);
  const done = commandOf(await stage.order("SO-1"), "release-shipping-order:leeds");
  assert.deepEqual([done.status, done.generation, done.attempts], ["done", 1, 3]);
  await stage.untilLifecycle("SO-1", "closed");
  await stage.settle();
  await stage.audit();
});

test("an ERP that takes two requests at once, and turns more away for a while, is not stormed (pain 43)", async () => {
  const AT_ONCE = 2;
  const stage = await openStage({
    relayed: ["erp"],
    configure: (input) => ({
      ...input,
      systems: { ...input.systems, erp: { ...input.systems["erp"]!, budget: { concurrency: AT_ONCE } } },
    }),
  });
  let underway = 0;
  let most = 0;
  let turnedAway = 0;
  stage.relays.get("erp")!.treat(async (asked, forward) => {
    // Its account is used by others as well: now and then it has no room for us.
    if (asked.body.includes("SO-5") && turnedAway < 5) {
      turnedAway += 1;
      return { status: 429, body: "{}" };
    }
    underway += 1;
    most = Math.max(most, underway);
    try {
      return await forward();
    } finally {
      underway -= 1;
    }
  });
  const orders = Array.from({ length: 12 }, (_, at) => `SO-${at + 1}`);
  await Promise.all(orders.map((salesOrder) => stage.placeInShop({ salesOrder, lines: [["VALVE", 2]] })));
  for (const salesOrder of orders) await stage.untilLifecycle(salesOrder, "closed");
  assert.equal(turnedAway, 5);
  assert.equal(most, AT_ONCE, "as many at once as it takes, and no more");
  assert.deepEqual(await stage.openCases("SO-5"), [], "to be told to wait is nobody's work");
  const [row] = await stage.query("select count(*)::int as n from command where system = 'erp' and status <> 'done'");
  assert.deepEqual(row, { n: 0 });
  await stage.audit();
});
