import assert from "node:assert/strict";
import { test } from "node:test";
import { invoicesOf, outboundOf, shipmentsOf, stockAt } from "../support/stage-books.ts";
import { equationOf, figuresOf, linesOf, termOf, unequalIn } from "../support/stage-sight.ts";
import { assertLedgerAddsUp, assertStockAgrees } from "../support/stage-stock.ts";
import type { Told, Treatment } from "../support/stage-line.ts";
import { openStage, type Answered, type Stage, type StageOptions } from "../support/stage.ts";

/** Counts of the shelf are stuck on the line; everything else passes. */
const withoutCounts = ({ system, body }: Told): Treatment =>
  system === "wms" && body.includes('"STOCK_MOVED"') ? "refuse" : "pass";

test("a count that comes before the picker does: the promise is cut, and the rest is owed openly", async () => {
  const stage = await openStage({ stock: { leeds: { VALVE: 10 } } });
  // Another channel takes six of ten valves; the warehouse's word of it is stuck on the line.
  await stage.passTo("09:00");
  stage.line.treat(withoutCounts);
  await count(stage, "VALVE", -6, "sold over the counter");
  assert.equal(stockAt(await stage.books(), "leeds", "VALVE").onHand, 4);
  assert.deepEqual(await stage.available("leeds", "VALVE"), { onHand: 10, allocated: 0, toPromise: 10 });

  // The shop sells eight of the ten that it believes in. They are promised before they are released.
  await stage.placeInShop({ salesOrder: "SO-8", lines: [["VALVE", 8]] });
  await stage.settle();
  assert.deepEqual(await stage.available("leeds", "VALVE"), { onHand: 10, allocated: 8, toPromise: 2 });
  const places = await placesOf(stage, "SO-8", ["inventory.allocated.v1", "shipping-order.accepted.v1"]);
  assert.ok(places[0]! >= 0 && places[0]! < places[1]!, "reserved before release");

  // The word arrives: what is not there is promised to nobody, neither to this order nor to the next.
  stage.line.treat(() => "pass");
  await stage.until("the count is known", async () => (await stage.available("leeds", "VALVE")).onHand === 4);
  await stage.settle();
  assert.deepEqual(await stage.available("leeds", "VALVE"), { onHand: 4, allocated: 4, toPromise: 0 });
  assert.equal(outboundOf(await stage.books(), "SO-8")[0]!.total, 4, "the warehouse is told to pick four");
  await stage.placeInShop({ salesOrder: "SO-9", lines: [["VALVE", 1]] });
  await stage.settle();
  assert.equal((await stage.order("SO-9")).lifecycle, "backordered");

  await stage.untilLifecycle("SO-8", "part-shipped");
  await stage.settle();
  assert.deepEqual(linesOf(await stage.order("SO-8")), [["8", "4", "4"]]);
  assert.equal((await stage.explain("SO-8")).waiting, "It waits for stock: 4 of VALVE for line 1.");
  assert.deepEqual(await shownToCustomer(stage, "SO-8"), {
    state: "part-shipped", lines: [{ position: 1, ordered: "8", shipped: "4" }],
  });

  await stage.receive("leeds", "VALVE", 5);
  for (const salesOrder of ["SO-8", "SO-9"]) await stage.untilLifecycle(salesOrder, "closed");
  await stage.settle();
  assert.equal(invoicesOf(await stage.books(), "SO-8").reduce((sum, { net }) => sum + net, 0), 80);
  await assertLedgerAddsUp(stage);
  await assertStockAgrees(stage);
  await stage.audit();
});

test("a count that comes after the picker: the short pick cuts the invoice, and closes the order", async () => {
  const configure: StageOptions["configure"] = ({ systems, ...rest }) => ({
    ...rest,
    // Or the sweep would bring the count before the picker walks.
    systems: { ...systems, wms: { ...systems["wms"]!, sweepEvery: "12 h" } },
  });
  const stage = await openStage({ stock: { leeds: { VALVE: 10 } }, configure });
  await stage.passTo("09:00");
  stage.line.treat(withoutCounts);
  await count(stage, "VALVE", -6, "sold over the counter");
  await stage.placeInShop({ salesOrder: "SO-8", customer: "CREST", lines: [["VALVE", 8]] });

  // The picker finds four of eight. This customer wants no second delivery.
  await stage.until("somebody picks", async () => outboundOf(await stage.books(), "SO-8")[0]?.short === 4);
  await stage.settle();
  assert.equal((await stage.order("SO-8")).lines[0].short, "4");
  assert.equal((await stage.available("leeds", "VALVE")).allocated, 4, "what was not found is promised no more");
  stage.line.treat(() => "pass");
  await stage.until("the count is known", async () => (await stage.available("leeds", "VALVE")).onHand === 4);
  assert.deepEqual(await stage.available("leeds", "VALVE"), { onHand: 4, allocated: 4, toPromise: 0 });
  await stage.untilLifecycle("SO-8", "closed");
  await stage.settle();
  const books = await stage.books();
  assert.deepEqual(outboundOf(books, "SO-8"), [
    { site: "leeds", line: 1, item: "VALVE", total: 8, picked: 4, short: 4, shipped: 4 },
  ]);
  const [invoice, ...more] = invoicesOf(books, "SO-8");
  assert.deepEqual(more, []);
  assert.deepEqual(invoice!.lines, [{ line: 1, item: "VALVE", quantity: 4, net: 40 }]);
  assert.deepEqual(linesOf(await stage.order("SO-8")), [["8", "4", "4"]]);
  const explained = await stage.explain("SO-8");
  assert.deepEqual(unequalIn(explained), []);
  assert.equal(termOf(equationOf(explained, "ordered:1"), "closed short"), "4");
  // The customer sees it in the shop.
  assert.deepEqual(await shownToCustomer(stage, "SO-8"), {
    state: "shipped", lines: [{ position: 1, ordered: "8", shipped: "4" }],
  });
  await assertLedgerAddsUp(stage);
  await assertStockAgrees(stage);
  await stage.audit();
});

test("a short pick is known before the goods leave, and nobody is promised what was not found", async () => {
  const stage = await openStage({ stock: { leeds: { VALVE: 10 } } });
  await stage.faultsOf("wms", { shortPick: 1 });
  await stage.placeInShop({ salesOrder: "SO-10", lines: [["VALVE", 10]] });
  await stage.until("somebody picks", async () => outboundOf(await stage.books(), "SO-10")[0]!.short > 0);
  await stage.settle();
  await stage.faultsOf("wms", { shortPick: null });
  const { short, picked } = outboundOf(await stage.books(), "SO-10")[0]!;
  assert.equal(short + picked, 10);
  assert.deepEqual(shipmentsOf(await stage.books(), "SO-10"), [], "still at the dock");
  const after = await stage.available("leeds", "VALVE");
  assert.deepEqual(after, { onHand: picked, allocated: picked, toPromise: 0 });
  const line = (await stage.order("SO-10")).lines[0];
  assert.equal(line.short, String(short));
  await assertLedgerAddsUp(stage);

  // A later customer finds nothing; what comes in serves the older order first.
  await stage.placeInShop({ salesOrder: "SO-11", lines: [["VALVE", 2]] });
  await stage.settle();
  assert.equal((await stage.order("SO-11")).lifecycle, "backordered");
  await stage.receive("leeds", "VALVE", short);
  await stage.settle();
  assert.equal((await stage.order("SO-11")).lines[0].allocated, "0");

  await stage.untilLifecycle("SO-10", "part-shipped");
  await stage.settle();
  const part = await stage.order("SO-10");
  assert.deepEqual(linesOf(part), [["10", String(picked), String(picked)]], "billing follows the shipment");
  await stage.receive("leeds", "VALVE", 2);
  await stage.untilLifecycle("SO-10", "closed");
  await stage.untilLifecycle("SO-11", "closed");
  await stage.settle();
  const books = await stage.books();
  const billed = invoicesOf(books, "SO-10").map(({ net }) => net);
  assert.equal(billed[0], picked * 10);
  assert.equal(billed.reduce((sum, net) => sum + net, 0), 100);
  assert.deepEqual(figuresOf(await stage.order("SO-10")).invoiced, "100.00");
  await assertLedgerAddsUp(stage);
  await assertStockAgrees(stage);
  await stage.audit();
});

async function count(stage: Stage, item: string, difference: number, reasonText: string): Promise<void> {
  const body = { site: "leeds", itemNo: item, quantity: String(difference), reasonText };
  await stage.ask("wms", "POST", "/wms/v2/adjustments", body);
}

async function placesOf(stage: Stage, salesOrder: string, types: readonly string[]): Promise<number[]> {
  const { timeline } = await stage.order(salesOrder);
  return types.map((type) => timeline.findIndex((one: Answered) => one.type === type));
}

async function shownToCustomer(stage: Stage, salesOrder: string): Promise<unknown> {
  const { order } = await stage.ask("shop", "GET", `/admin/orders/${salesOrder}.json`);
  return order.fulfillment_status;
}
