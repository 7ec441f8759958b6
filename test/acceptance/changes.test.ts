/** Customers change their minds: amendments and cancellations are negotiated with whoever holds the goods. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { newKey } from "../api/samples.ts";
import { openStage, type Answered, type Stage } from "../support/stage.ts";

interface Wish {
  readonly country?: string;
  readonly postalCode?: string;
  readonly requestedShipDate?: string;
}

/** The customer states the whole order anew. */
async function amend(stage: Stage, salesOrder: string, lines: readonly (readonly [string, string])[], wish: Wish = {}) {
  const { country = "GB", ...rest } = wish;
  const { postalCode, ...more } = rest;
  const body = {
    customer: "BELL", currency: "GBP", shipTo: { country, ...(postalCode === undefined ? {} : { postalCode }) },
    lines: lines.map(([item, quantity], index) => ({ line: index + 1, item, quantity, unitPrice: "10" })),
    ...more,
  };
  const answer = await stage.api("PUT", `/v1/sales-orders/${salesOrder}`, { body, headers: { "if-match": "*" } });
  assert.equal(answer.status, 200, answer.text);
  await stage.pass(0.05);
}

const bell = (salesOrder: string, ...lines: [string, number, string][]) =>
  ({ salesOrder, customer: "BELL", channel: "api", lines }) as const;

/** Told, picked, short and shipped units of an order's lines, as the warehouse holds them. */
async function atWarehouse(stage: Stage, salesOrder: string): Promise<number[][]> {
  const { wms } = await stage.books();
  const lines = wms.outbound.filter((one) => one.salesOrderNo === salesOrder).flatMap((one) => one.lines);
  return lines.map((line) => Object.values(line).slice(2).map((value) => Number(value) / 1e6));
}

const untilPicked = (stage: Stage, salesOrder: string): Promise<void> =>
  stage.until(`${salesOrder} is picked`, async () =>
    (await atWarehouse(stage, salesOrder)).some(([, picked]) => picked! > 0), 8);

const linesOf = async (stage: Stage, salesOrder: string, ...members: string[]): Promise<string[][]> =>
  (await stage.order(salesOrder)).lines.map((line: Answered) => members.map((member) => line[member]));

test("a cancellation after release is negotiated: picked goods ship and are billed, the rest is given back (pain 32)", async () => {
  const stage = await openStage({ stock: { leeds: { VALVE: 10, HOSE: 5 } } });
  await stage.placeInShop(bell("SO-1", ["VALVE", 10, "10"], ["HOSE", 8, "4.5"]));
  await untilPicked(stage, "SO-1");
  // Three more hoses come in and are told to the warehouse; then the customer wants nothing any more.
  await stage.receive("leeds", "HOSE", 3);
  await stage.pass(0.05);
  assert.deepEqual(await atWarehouse(stage, "SO-1"), [[10, 10, 0, 0], [8, 5, 0, 0]]);
  const cancellation = { body: { reason: "bought elsewhere" }, headers: newKey() };
  assert.equal((await stage.api("POST", "/v1/sales-orders/SO-1/cancellation", cancellation)).status, 202);
  await stage.pass(0.05);

  // The warehouse took the three back, and refused the thirteen that were picked; all sides say so.
  assert.deepEqual(await linesOf(stage, "SO-1", "ordered", "cancelled", "allocated"), [["10", "0", "10"], ["8", "3", "5"]]);
  assert.deepEqual(await atWarehouse(stage, "SO-1"), [[10, 10, 0, 0], [5, 5, 0, 0]]);
  assert.equal((await stage.available("leeds", "HOSE")).toPromise, 3);
  const { timeline } = await stage.order("SO-1");
  const refusal = timeline.find((entry: Answered) => entry.type === "shipping-order.change-refused.v1");
  assert.deepEqual(refusal.data.lines.map((line: Answered) => line.committed), ["10", "5"]);

  await stage.untilLifecycle("SO-1", "closed");
  assert.deepEqual(await linesOf(stage, "SO-1", "shipped", "invoiced"), [["10", "10"], ["5", "5"]]);
  const order = await stage.order("SO-1");
  assert.deepEqual([order.shipped.amount, order.invoiced.amount], ["122.50", "122.50"]);
  const { agreement, equations } = await stage.explain("SO-1");
  assert.match(agreement, /The systems agree/, JSON.stringify(equations));
  assert.deepEqual(await stage.openCases("SO-1"), []);
  await stage.audit();
});

test("a cancellation in time leaves nothing behind anywhere", async () => {
  const stage = await openStage();
  await stage.placeInShop(bell("SO-1", ["VALVE", 10, "10"]));
  await stage.untilLifecycle("SO-1", "released", 1);
  await stage.cancel(bell("SO-1", ["VALVE", 10, "10"]));
  await stage.pass(0.05);
  assert.equal((await stage.order("SO-1")).lifecycle, "cancelled");
  assert.deepEqual(await atWarehouse(stage, "SO-1"), [[0, 0, 0, 0]]);
  assert.deepEqual(await stage.available("leeds", "VALVE"), { onHand: 100, allocated: 0, toPromise: 100 });
  await stage.pass(48);
  const books = await stage.books();
  assert.deepEqual([books.wms.shipments, books.carrier.consignments, books.erp.invoices], [[], [], []]);
  const standing = books.erp.sales_orders.findLast((one) => one.sales_order === "SO-1")!;
  assert.deepEqual(standing.lines.map(({ quantity }) => quantity), [0n]);
  await stage.audit();
});

test("an order is amended up and down at every stage, and every side follows or says that it is too late", async () => {
  const stage = await openStage();
  const told = async (): Promise<number> => (await atWarehouse(stage, "SO-1"))[0]![0]!;
  await stage.placeInShop(bell("SO-1", ["VALVE", 10, "10"]));
  await amend(stage, "SO-1", [["VALVE", "12"]]);
  await stage.untilLifecycle("SO-1", "released", 1);
  assert.equal(await told(), 12);
  await amend(stage, "SO-1", [["VALVE", "6"]]);
  assert.equal(await told(), 6);
  assert.equal((await stage.available("leeds", "VALVE")).allocated, 6);

  await untilPicked(stage, "SO-1");
  await amend(stage, "SO-1", [["VALVE", "4"]]);
  // Six are picked: the warehouse says that it is too late, and the order stays at six everywhere.
  assert.equal(await told(), 6);
  assert.deepEqual(await linesOf(stage, "SO-1", "ordered", "allocated", "released"), [["4", "6", "6"]]);
  const registered = (await stage.books()).erp.sales_orders.at(-1)!;
  assert.deepEqual(registered.lines.map(({ quantity }) => quantity), [6_000_000n]);
  await amend(stage, "SO-1", [["VALVE", "9"]]);
  assert.equal(await told(), 9);

  await stage.untilLifecycle("SO-1", "invoiced");
  assert.deepEqual(await linesOf(stage, "SO-1", "shipped", "invoiced"), [["9", "9"]]);
  await amend(stage, "SO-1", [["VALVE", "11"]]);
  assert.equal((await stage.order("SO-1")).lifecycle, "part-shipped");
  await stage.untilLifecycle("SO-1", "closed");
  assert.deepEqual(await linesOf(stage, "SO-1", "shipped", "invoiced"), [["11", "11"]]);
  // Each shipment was billed for itself, nothing twice.
  const { erp } = await stage.books();
  const billed = erp.invoices.flatMap((one) => one.lines).reduce((sum, line) => sum + line.quantity, 0n);
  assert.equal(billed, 11_000_000n);

  // What has left cannot be un-ordered: a person hears of it, and nothing is taken back by itself.
  await amend(stage, "SO-1", [["VALVE", "7"]]);
  const [over] = await stage.openCases("SO-1");
  assert.equal(over.kind, "overship");
  assert.deepEqual(await linesOf(stage, "SO-1", "ordered", "shipped", "invoiced"), [["7", "11", "11"]]);
  await stage.decide("SO-1", "overship", "resolution", { verdict: "accept", reason: "the customer keeps them" });
  await stage.pass(1);
  assert.deepEqual(await stage.openCases("SO-1"), []);
  assert.match((await stage.explain("SO-1")).agreement, /The systems agree/);
  await stage.audit();
});

test("a new address and a later date reach the warehouse while the goods are still there", async () => {
  const stage = await openStage();
  await stage.placeInShop(bell("SO-1", ["VALVE", 10, "10"]));
  await stage.untilLifecycle("SO-1", "released", 1);
  await amend(stage, "SO-1", [["VALVE", "10"]], { country: "IE", postalCode: "D02 XY45", requestedShipDate: "2031-03-05" });
  const { outbound } = await stage.ask("wms", "GET", "/sandbox/books");
  assert.equal(outbound.length, 1);
  assert.deepEqual(outbound[0].shipTo, { countryCode: "IE", postalCode: "D02 XY45" });
  assert.equal(outbound[0].requestedShipDate, "2031-03-05");
  await stage.untilLifecycle("SO-1", "closed");
  const { consignments } = await stage.ask("carrier", "GET", "/sandbox/books");
  assert.equal(consignments[0]["ship-to"].country, "IE");
  const { answers } = await stage.ask("tax", "GET", "/sandbox/books");
  assert.deepEqual(answers.map((one: Answered) => one.shipToCountry), ["IE"]);
  await stage.audit();
});
