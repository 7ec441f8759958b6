/** Credit is checked when an order is accepted, and again whenever the order grows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { newKey } from "../api/samples.ts";
import { openStage, type Stage } from "../support/stage.ts";

/** A customer with a limit of 100.00, who orders valves at 10.00. */
const LIMITED = { customers: { COLE: { creditLimit: "100", payment: "prepaid", netDays: 0 } } } as const;

/** Units that the warehouse was told to ship for an order, whatever it has picked of them. */
async function toldToShip(stage: Stage, salesOrder: string): Promise<number> {
  const { wms } = await stage.books();
  const lines = wms.outbound.filter((one) => one.salesOrderNo === salesOrder).flatMap((one) => one.lines);
  return lines.reduce((sum, line) => sum + Number(Object.values(line)[2]) / 1e6, 0);
}

const cole = (salesOrder: string, valves: number) =>
  ({ salesOrder, customer: "COLE", channel: "api", lines: [["VALVE", valves]] }) as const;

async function gateOf(stage: Stage, salesOrder: string, command: string, name: string) {
  const { commands } = await stage.explain(salesOrder);
  const gates = commands.find((one: { id: string }) => one.id === command)?.gates ?? [];
  return gates.find((gate: { name: string }) => gate.name === name);
}

test("an order beyond the limit is stopped at acceptance, not at the invoice (pain 31)", async () => {
  const stage = await openStage(LIMITED);
  await stage.placeInShop(cole("SO-1", 11));
  await stage.pass(0.05);
  const seen = await stage.explain("SO-1");
  assert.equal(seen.lifecycle, "on-hold");
  assert.match(seen.waiting, /^It waits for finance: Credit is held: .*credit limit of 100/);
  const gate = await gateOf(stage, "SO-1", "allocate-inventory", "order-release-approved");
  assert.deepEqual([gate.status, gate.code], ["blocked", "held"]);
  const [open] = await stage.openCases("SO-1");
  assert.deepEqual([open.kind, open.role, open.exposure.amount], ["credit-hold", "finance", "110.00"]);
  await stage.pass(12);
  assert.equal((await stage.available("leeds", "VALVE")).allocated, 0);
  assert.deepEqual((await stage.books()).wms.outbound, []);

  // The owner of the limit lets it pass, in his own system; we hear of it by its statement.
  await stage.erp("credit.release", { code: "10", sales_order: "SO-1", clerk: "ada", reason: "paid by wire" });
  await stage.untilLifecycle("SO-1", "closed");
  assert.deepEqual(await stage.openCases("SO-1"), []);
  await stage.audit();
});

test("growing an order asks for credit again; only what is covered goes on meanwhile", async () => {
  const stage = await openStage(LIMITED);
  await stage.placeInShop(cole("SO-1", 6));
  await stage.untilLifecycle("SO-1", "released", 1);
  await stage.amend(cole("SO-1", 12));
  await stage.pass(0.05);
  const [open] = await stage.openCases("SO-1");
  assert.deepEqual([open.kind, open.exposure.amount], ["credit-hold", "120.00"]);
  assert.equal((await stage.order("SO-1")).lines[0].allocated, "6");
  assert.equal(await toldToShip(stage, "SO-1"), 6);
  // A smaller growth fits, and goes through by itself.
  const body = {
    customer: "COLE", currency: "GBP", shipTo: { country: "GB" },
    lines: [{ line: 1, item: "VALVE", quantity: "10", unitPrice: "10" }],
  };
  const amended = await stage.api("PUT", "/v1/sales-orders/SO-1", { body, headers: { "if-match": "*" } });
  assert.equal(amended.status, 200, amended.text);
  await stage.pass(0.05);
  assert.deepEqual(await stage.openCases("SO-1"), []);
  assert.equal(await toldToShip(stage, "SO-1"), 10);
  await stage.untilLifecycle("SO-1", "closed");
  await stage.audit();
});

test("an order that is refused more keeps what it had: nobody else gets its room", async () => {
  const stage = await openStage(LIMITED);
  await stage.placeInShop(cole("SO-1", 9));
  await stage.untilLifecycle("SO-1", "released", 1);
  await stage.placeInShop(cole("SO-2", 3));
  await stage.pass(0.05);
  assert.equal((await stage.order("SO-2")).lifecycle, "on-hold");
  // Nine are on their way to be picked. Asking for ninety must not free the limit for the other order.
  await stage.amend(cole("SO-1", 90));
  await stage.pass(1);
  assert.equal(await toldToShip(stage, "SO-1"), 9);
  assert.equal((await stage.order("SO-2")).lifecycle, "on-hold");
  assert.equal(await toldToShip(stage, "SO-2"), 0);
});

test("making an order small, letting another in and growing back does not get round the limit (pain 31)", async () => {
  const stage = await openStage(LIMITED);
  const amend = async (salesOrder: string, quantity: string): Promise<void> => {
    const body = {
      customer: "COLE", currency: "GBP", shipTo: { country: "GB" },
      lines: [{ line: 1, item: "VALVE", quantity, unitPrice: "10" }],
    };
    assert.equal((await stage.api("PUT", `/v1/sales-orders/${salesOrder}`, { body, headers: { "if-match": "*" } })).status, 200);
  };
  await stage.placeInShop(cole("SO-1", 9));
  await stage.untilLifecycle("SO-1", "released", 1);
  await stage.placeInShop(cole("SO-2", 8));
  await stage.pass(0.05);
  await amend("SO-1", "1");
  await stage.untilLifecycle("SO-2", "released", 2);
  await amend("SO-1", "9");
  await stage.pass(0.05);
  const [open] = await stage.openCases("SO-1");
  assert.deepEqual([open.kind, open.exposure.amount], ["credit-hold", "90.00"]);
  assert.deepEqual([await toldToShip(stage, "SO-1"), await toldToShip(stage, "SO-2")], [1, 8]);
});

test("cancelling and ordering anew is asked anew: a cancelled order does not come back by an amendment", async () => {
  const stage = await openStage(LIMITED);
  await stage.placeInShop(cole("SO-1", 9));
  await stage.untilLifecycle("SO-1", "released", 1);
  await stage.cancel(cole("SO-1", 9));
  await stage.pass(0.05);
  assert.equal((await stage.order("SO-1")).lifecycle, "cancelled");
  // Its room is free again, for whoever asks first.
  await stage.placeInShop(cole("SO-2", 8));
  await stage.untilLifecycle("SO-2", "released", 1);
  await stage.amend(cole("SO-1", 9));
  await stage.pass(0.05);
  assert.equal((await stage.order("SO-1")).lifecycle, "cancelled");
  await stage.placeInShop(cole("SO-3", 9));
  await stage.pass(0.05);
  assert.equal((await stage.order("SO-3")).lifecycle, "on-hold");
  assert.deepEqual(await Promise.all(["SO-1", "SO-2", "SO-3"].map((one) => toldToShip(stage, one))), [0, 8, 0]);
  // A line that comes back under a new number is asked for like any other.
  const cancellation = { body: { lines: [1], reason: "wrong item" }, headers: newKey() };
  assert.equal((await stage.api("POST", "/v1/sales-orders/SO-3/cancellation", cancellation)).status, 202);
  const body = {
    customer: "COLE", currency: "GBP", shipTo: { country: "GB" },
    lines: [{ line: 2, item: "VALVE", quantity: "9", unitPrice: "10" }],
  };
  assert.equal((await stage.api("PUT", "/v1/sales-orders/SO-3", { body, headers: { "if-match": "*" } })).status, 200);
  await stage.pass(0.05);
  assert.equal((await stage.order("SO-3")).lifecycle, "on-hold");
  // When the one before it is paid, there is room: the oldest that waits gets it.
  await stage.untilLifecycle("SO-2", "closed");
  await stage.untilLifecycle("SO-3", "closed");
  await stage.audit();
});
