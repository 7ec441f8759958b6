/** Stock goes to whoever has waited longest; what is missing is said, replaced or closed as agreed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openStage, type Answered, type Stage } from "../support/stage.ts";

const order = (salesOrder: string, item: string, quantity: number, customer = "BELL") =>
  ({ salesOrder, customer, channel: "api", lines: [[item, quantity]] }) as const;

const promised = async (stage: Stage, ...salesOrders: string[]): Promise<number[]> =>
  Promise.all(salesOrders.map(async (one) => Number((await stage.order(one)).lines[0].allocated)));

test("what arrives goes to the oldest order first, and a newer one takes nothing that an older one waits for", async () => {
  const stage = await openStage({ stock: { leeds: { HOSE: 5 } } });
  for (const [salesOrder, quantity] of [["SO-OLD", 10], ["SO-MID", 4], ["SO-NEW", 2]] as const) {
    await stage.placeInShop(order(salesOrder, "VALVE", quantity));
    await stage.pass(0.1);
  }
  assert.deepEqual(await promised(stage, "SO-OLD", "SO-MID", "SO-NEW"), [0, 0, 0]);
  const waiting = await stage.explain("SO-MID");
  assert.equal(waiting.lifecycle, "backordered");
  assert.match(waiting.waiting, /stock/, waiting.waiting);

  await stage.receive("leeds", "VALVE", 6);
  await stage.pass(0.05);
  assert.deepEqual(await promised(stage, "SO-OLD", "SO-MID", "SO-NEW"), [6, 0, 0]);
  await stage.receive("leeds", "VALVE", 5);
  await stage.pass(0.05);
  await stage.placeInShop(order("SO-LAST", "VALVE", 1));
  await stage.pass(0.05);
  assert.deepEqual(await promised(stage, "SO-OLD", "SO-MID", "SO-NEW", "SO-LAST"), [10, 1, 0, 0]);

  // How much is still missing, and what each decision gave, can be read.
  const { sites } = await stage.get("/v1/availability?item=VALVE&entity=uk");
  assert.deepEqual(sites.map((one: Answered) => [one.onHand, one.allocated, one.backordered]), [["11", "11", "6"]]);
  const { timeline } = await stage.order("SO-MID");
  const decisions = timeline.filter((entry: Answered) => entry.type === "inventory.allocated.v1");
  assert.deepEqual(decisions.map((entry: Answered) => entry.data.shortfalls), [
    [{ line: 1, quantity: "4" }],
    [{ line: 1, quantity: "3" }],
  ]);

  await stage.receive("leeds", "VALVE", 100);
  for (const salesOrder of ["SO-OLD", "SO-MID", "SO-NEW", "SO-LAST"]) await stage.untilLifecycle(salesOrder, "closed");
  await stage.audit();
});

test("a backorder that is cancelled gives its place to the next", async () => {
  const stage = await openStage({ stock: { leeds: { HOSE: 5 } } });
  await stage.placeInShop(order("SO-1", "VALVE", 5));
  await stage.pass(0.1);
  await stage.placeInShop(order("SO-2", "VALVE", 5));
  await stage.pass(0.1);
  await stage.cancel(order("SO-1", "VALVE", 5));
  await stage.receive("leeds", "VALVE", 5);
  await stage.untilLifecycle("SO-2", "closed");
  assert.deepEqual(await promised(stage, "SO-1", "SO-2"), [0, 5]);
  assert.equal((await stage.order("SO-1")).lifecycle, "cancelled");
  await stage.audit();
});

test("a short pick closes the line where the customer's terms say so, and waits where they do not", async () => {
  const stage = await openStage({ customers: { CREST: { shortShip: "close", payment: "prepaid", netDays: 0 } } });
  await stage.faultsOf("wms", { shortPick: 1 });
  await stage.placeInShop(order("SO-CLOSE", "VALVE", 10, "CREST"));
  await stage.placeInShop(order("SO-WAIT", "VALVE", 10));
  await stage.untilLifecycle("SO-CLOSE", "closed");
  await stage.untilLifecycle("SO-WAIT", "part-shipped");
  const closed = (await stage.order("SO-CLOSE")).lines[0];
  assert.ok(Number(closed.short) >= 1, "nothing was short");
  assert.equal(Number(closed.shipped) + Number(closed.short), 10);
  assert.equal(closed.invoiced, closed.shipped);
  const { equations } = await stage.explain("SO-CLOSE");
  const [ordered] = equations;
  const terms = Object.fromEntries(ordered.right.map((term: Answered) => [term.name, term.value]));
  assert.deepEqual([terms["closed short"], terms["shipped"], ordered.verdict], [closed.short, closed.shipped, "holds"]);
  await stage.faultsOf("wms", { shortPick: null });
  await stage.untilLifecycle("SO-WAIT", "closed");
  assert.equal((await stage.order("SO-WAIT")).lines[0].shipped, "10");
  await stage.audit();
});

test("a substitute is shipped where the rule names one and the customer takes it, and only there", async () => {
  const stage = await openStage({
    stock: { leeds: { VALVE: 3, HOSE: 20 } },
    customers: { SWAP: { substitution: true, payment: "prepaid", netDays: 0 } },
    configure: (input) => ({ ...input, orderToCash: { ...input.orderToCash, substitutes: { VALVE: ["HOSE"] } } }),
  });
  await stage.placeInShop(order("SO-STRICT", "VALVE", 8));
  await stage.pass(0.1);
  assert.deepEqual(await promised(stage, "SO-STRICT"), [3]);
  await stage.placeInShop(order("SO-SWAP", "VALVE", 8, "SWAP"));
  await stage.untilLifecycle("SO-SWAP", "closed");
  const { shipments } = (await stage.books()).wms;
  const left = shipments.flatMap((one) => one.lines.map((line) => `${one.salesOrderNo} ${line.itemNo}`));
  assert.deepEqual([...new Set(left)].sort(), ["SO-STRICT VALVE", "SO-SWAP HOSE"]);
  // Billed as what it is, at the price that was agreed for the line.
  const { invoices } = (await stage.books()).erp;
  const billed = invoices.filter((one) => one.sales_order === "SO-SWAP").flatMap((one) => one.lines);
  assert.deepEqual(new Set(billed.map(({ item }) => item)), new Set(["HOSE"]));
  assert.equal((await stage.order("SO-SWAP")).invoiced.amount, "80.00");
  assert.equal((await stage.order("SO-STRICT")).lines[0].allocated, "3");
});

test("where the warehouse owns allocation, it promises and we follow", async () => {
  const stage = await openStage({
    stock: { leeds: { VALVE: 6 }, reading: { VALVE: 3 } },
    configure: (input) => ({
      ...input,
      ownership: { ...input.ownership, "inventory.allocated.v1": ["wms"] },
      orderToCash: {
        ...input.orderToCash, systems: { ...input.orderToCash.systems, allocation: "wms" },
      },
    }),
  });
  await stage.placeInShop(order("SO-1", "VALVE", 10));
  await stage.pass(0.1);
  assert.deepEqual(await promised(stage, "SO-1"), [9]);
  const { commands, timeline } = await stage.order("SO-1");
  assert.equal(commands.find((one: Answered) => one.type === "inventory.allocate.v1").system, "wms");
  const decided = timeline.find((entry: Answered) => entry.type === "inventory.allocated.v1");
  assert.equal(decided.source, "wms");
  // Goods arrive, and the warehouse decides again by itself.
  await stage.receive("leeds", "VALVE", 1);
  await stage.untilLifecycle("SO-1", "closed");
  const { reservations } = await stage.ask("wms", "GET", "/sandbox/books");
  assert.equal(reservations.length, 1);
  assert.deepEqual(await stage.available("leeds", "VALVE"), { onHand: 0, allocated: 0, toPromise: 0 });
  assert.deepEqual(await stage.available("reading", "VALVE"), { onHand: 0, allocated: 0, toPromise: 0 });
  await stage.audit();
});
