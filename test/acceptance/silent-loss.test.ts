import assert from "node:assert/strict";
import { test } from "node:test";
import type { RelayRule } from "../support/stage-relay.ts";
import { assertLedgerAddsUp, assertStockAgrees } from "../support/stage-stock.ts";
import { openStage, type Answered, type Stage } from "../support/stage.ts";

test("a message that never came is found by the sweep, repaired, counted and shown (pain 6)", async () => {
  const stage = await openStage();
  // The shop believes that it has told us; so does the warehouse, of its shipments.
  stage.line.treat(({ system, body }) =>
    system === "shop" || body.includes("SHIPMENT_CONFIRMED") ? "keep" : "pass",
  );
  await stage.placeInShop({ salesOrder: "SO-1", lines: [["VALVE", 3]] });
  await stage.passTo("09:59");
  assert.equal((await stage.api("GET", "/v1/sales-orders/SO-1")).status, 404, "nobody knows of it");
  assert.deepEqual(await lostIn(stage), {});

  // At ten the shop is asked for its own account.
  await stage.passTo("10:01");
  const found = await stage.order("SO-1");
  assert.equal(found.lifecycle, "released");
  assert.equal(found.orderedAt, "2031-03-03T08:00:00.000Z", "it is as old as it is");
  assert.deepEqual(await lostIn(stage), { "shop sales-order.stated.v1": 1 });

  await stage.untilLifecycle("SO-1", "closed");
  await stage.pass(3);
  assert.deepEqual(await lostIn(stage), { "shop sales-order.stated.v1": 1, "wms shipment.confirmed.v1": 1 });
  const { text } = await stage.api("GET", "/metrics");
  for (const system of ["shop", "wms"]) {
    assert.match(text, new RegExp(`^crossdock_silent_loss_total\\{[^}]*system="${system}"[^}]*\\} 1$`, "m"));
  }
  await assertLedgerAddsUp(stage);
  await assertStockAgrees(stage);
  await stage.audit();
});

test("a channel that loses messages is a case for somebody, and closes once it loses nothing any more (pain 7)", async () => {
  const stage = await openStage();
  stage.line.treat(({ system }) => (system === "shop" ? "keep" : "pass"));
  for (const salesOrder of ["SO-1", "SO-2"]) await stage.placeInShop({ salesOrder, lines: [["VALVE", 1]] });
  await stage.passTo("10:01");
  const [open, ...more] = await lossCases(stage);
  assert.deepEqual(more, []);
  assert.equal(open.role, "integration");
  assert.equal(open.instance, "uk/channel/shop");
  assert.match(open.text, /shop lost what a sweep found and let in: sales-order\.stated\.v1 2$/);
  stage.line.treat(() => "pass");
  await stage.passTo("12:01");
  assert.deepEqual(await lossCases(stage), []);
  assert.equal((await stage.get(`/v1/cases/${open.id}`)).state, "resolved");
});

test("an account that cannot be had moves no watermark: what it would have told comes with the next (pain 9)", async () => {
  const stage = await openStage({ relayed: ["shop"] });
  stage.line.treat(({ system }) => (system === "shop" ? "keep" : "pass"));
  await stage.placeInShop({ salesOrder: "SO-1", lines: [["VALVE", 1]] });
  // For ten hours the shop answers "not found" to whoever asks what changed: longer than any overlap.
  const isAway = (): boolean => stage.now() < stage.moment("18:00");
  stage.relays.get("shop")!.treat((asked, forward) => {
    const isAsked = asked.path.startsWith("/admin/orders.json") || asked.path.startsWith("/admin/open_orders");
    return isAsked && isAway() ? { status: 404, body: "{}" } : forward();
  });
  await stage.passTo("17:59");
  assert.equal((await stage.api("GET", "/v1/sales-orders/SO-1")).status, 404);
  assert.equal((await stage.get("/v1/systems/shop/agreement")).statement, null, "nothing counts as read");
  await stage.passTo("18:00");
  const isKnown = async (): Promise<boolean> => (await stage.api("GET", "/v1/sales-orders/SO-1")).status === 200;
  await stage.until("the next look, at most an interval later, brings it", isKnown, 0.5);
});

test("when no message is lost no loss is counted, however often the sweep looks", async () => {
  const stage = await openStage();
  await stage.placeInShop({ salesOrder: "SO-1", lines: [["VALVE", 3]] });
  await stage.untilLifecycle("SO-1", "closed");
  await stage.pass(6);
  assert.deepEqual(await lostIn(stage), {});
  await stage.audit();
});

/** More than a page of the shop's account, which has 200. */
const MANY = 205;

test("205 orders of one millisecond, none of them announced: the account of several pages brings all (pain 8)", async () => {
  const stage = await openStage();
  stage.line.treat(({ system }) => (system === "shop" ? "keep" : "pass"));
  const names = Array.from({ length: MANY }, (_, index) => `SO-${1000 + index}`);
  // Beyond the customer's credit: they are known and held, and the story stays short.
  for (const salesOrder of names) await stage.placeInShop({ salesOrder, customer: "DALE", lines: [["RELAY", 3]] });
  const stamps = new Set(stage.line.kept.map(({ body }) => JSON.parse(body).updated_at));
  assert.equal(stamps.size, 1, "they differ in nothing that a watermark could tell");
  await stage.passTo("10:30");
  const { salesOrders } = await stage.get("/v1/agreement");
  assert.deepEqual(salesOrders, { "on-hold": MANY });
  assert.deepEqual(await lostIn(stage), { "shop sales-order.stated.v1": MANY });
  await stage.audit();
});

test("orders at the edge of a window, and one that commits after the sweep has passed, are not skipped (pain 8)", async () => {
  const stage = await openStage({ relayed: ["shop"] });
  stage.line.treat(({ system }) => (system === "shop" ? "keep" : "pass"));
  // Written at 9:55, but the shop commits it only after our look at ten.
  const isCommitted = (): boolean => stage.now() > stage.moment("10:02");
  stage.relays.get("shop")!.treat(hiding("SO-LATE", isCommitted));
  await stage.passTo("09:55");
  await stage.placeInShop({ salesOrder: "SO-LATE", lines: [["VALVE", 1]] });
  await stage.passTo("10:00");
  // In the same millisecond as the look, and after it.
  await stage.placeInShop({ salesOrder: "SO-EDGE", lines: [["VALVE", 1]] });
  await stage.passTo("11:59");
  for (const name of ["SO-LATE", "SO-EDGE"]) {
    assert.equal((await stage.api("GET", `/v1/sales-orders/${name}`)).status, 404, name);
  }
  await stage.passTo("12:01");
  for (const name of ["SO-LATE", "SO-EDGE"]) assert.equal((await stage.order(name)).lifecycle, "released", name);
  assert.deepEqual(await lostIn(stage), { "shop sales-order.stated.v1": 2 });
  for (const name of ["SO-LATE", "SO-EDGE"]) await stage.untilLifecycle(name, "closed");
  await stage.settle();
  await stage.audit();
});

function hiding(salesOrder: string, isCommitted: () => boolean): RelayRule {
  return async (asked, forward) => {
    const answer = await forward();
    if (!asked.path.startsWith("/admin/orders.json") || isCommitted()) return answer;
    const page = JSON.parse(answer.body);
    const orders = page.orders.filter(({ name }: Answered) => name !== salesOrder);
    return { ...answer, body: JSON.stringify({ ...page, orders }) };
  };
}

const lossCases = async (stage: Stage): Promise<Answered[]> =>
  (await stage.get("/v1/cases?kind=silent-loss&limit=50")).items;

/** What the agreement page says was lost, by system and channel. */
async function lostIn(stage: Stage): Promise<Record<string, number>> {
  const { silentLoss } = await stage.get("/v1/agreement");
  return Object.fromEntries(silentLoss.map((one: Answered) => [`${one.system} ${one.channel}`, one.lost]));
}
