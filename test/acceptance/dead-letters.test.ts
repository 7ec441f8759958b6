/** What could not be let in or done waits by its key: it holds up nobody else, and comes back in any order. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openStage, type Answered, type Stage } from "../support/stage.ts";

/** What the order came to, without its name and times. */
async function outcomeOf(stage: Stage, salesOrder: string): Promise<Answered> {
  const { lifecycle, revision, lines, invoiced } = await stage.order(salesOrder);
  const quantities = lines.map((line: Answered) => [line.line, line.item, line.ordered, line.cancelled, line.shipped]);
  return { lifecycle, revision, quantities, invoiced };
}

/** A customer orders, changes his mind, and takes one line back. */
async function orderAndChange(stage: Stage, salesOrder: string): Promise<void> {
  const lines = [["VALVE", 2], ["HOSE", 3]] as const;
  await stage.placeInShop({ salesOrder, lines });
  await stage.settle();
  await stage.amend({ salesOrder, lines: [["VALVE", 5], ["HOSE", 3]] });
  await stage.settle();
  await stage.ask("shop", "POST", `/storefront/orders/${salesOrder}/cancellation`, { reason: "found", positions: [2] });
  await stage.settle();
}

const isOrderFact = (type: string): boolean => type.startsWith("sales-order.");

test("dead letters are let in again in the worst order, what depends first: the order is as if they had come in time (pain 42)", async () => {
  // Nobody may speak of orders for the shop: all that it says is kept, whole, and holds up nothing.
  const stage = await openStage({
    configure: (input) => ({
      ...input,
      ownership: Object.fromEntries(Object.entries(input.ownership).map(
        ([type, systems]) => [type, isOrderFact(type) ? systems.filter((system) => system !== "shop") : systems],
      )),
    }),
  });
  await orderAndChange(stage, "SO-1");
  await stage.placeInShop({ salesOrder: "SO-OTHER", channel: "api", lines: [["VALVE", 1]] });
  await stage.untilLifecycle("SO-OTHER", "closed");
  const { items } = await stage.get("/v1/quarantine?limit=100");
  const letters = items.filter((one: Answered) => one.code === "not-owner");
  assert.ok(letters.length >= 3, JSON.stringify(items));
  assert.deepEqual((await stage.get("/v1/sales-orders?number=SO-1")).items, []);

  await stage.restart((input) => input);
  // The newest first: the cancellation of an order that nobody has told us of, then its change, then itself.
  const worst = letters.toSorted((a: Answered, b: Answered) => Number(b.id.slice(4)) - Number(a.id.slice(4)));
  for (const { id } of worst) {
    const answer = await stage.api("POST", `/v1/quarantine/${id}/redrive`, { body: { reason: "the shop may speak" } });
    assert.equal(answer.body.state, "redriven", answer.text);
    await stage.settle();
  }
  await stage.untilLifecycle("SO-1", "closed");
  // The same customer again, with nothing in the way.
  await orderAndChange(stage, "SO-2");
  await stage.untilLifecycle("SO-2", "closed");
  const outcome = await outcomeOf(stage, "SO-1");
  assert.deepEqual(outcome, await outcomeOf(stage, "SO-2"));
  assert.deepEqual([outcome.revision, outcome.quantities[0]?.[4]], [2, "5"]);
  assert.deepEqual((await stage.get("/v1/quarantine?limit=100")).items, []);
  await stage.audit();
});

test("a dead command blocks its own order alone, and not for ever: when the order changes, its successor is sent (pain 42)", async () => {
  const stage = await openStage({ relayed: ["erp"] });
  const sent: string[] = [];
  // Thirteen of anything is more than this ERP can read, and it says so to whoever asks.
  stage.relays.get("erp")!.treat((asked, forward) => {
    const call = JSON.parse(asked.body) as Answered;
    if (call.method === "sales_order.register") sent.push(`${call.params.sales_order} ${call.params.lines[0].quantity}`);
    if (call.params?.lines?.[0]?.quantity !== "13") return forward();
    const error = { code: "VALIDATION", message: "lines.0.quantity", data: null };
    return { status: 200, body: JSON.stringify({ id: call.id, error }) };
  });
  await stage.placeInShop({ salesOrder: "SO-1", lines: [["VALVE", 13]] });
  await stage.placeInShop({ salesOrder: "SO-2", lines: [["VALVE", 2]] });
  await stage.untilLifecycle("SO-2", "closed");
  const registering = async (): Promise<Answered[]> =>
    (await stage.order("SO-1")).commands.filter((one: Answered) => one.id === "register-sales-order");
  assert.deepEqual((await registering()).map(({ status, generation }) => [status, generation]), [["parked", 1]]);
  // Nothing of the order went past the dead one, and it was not tried again and again.
  assert.deepEqual(sent.filter((one) => one.startsWith("SO-1")), ["SO-1 13"]);
  const { wms, erp } = await stage.books();
  assert.deepEqual([wms.outbound.filter(({ salesOrderNo }) => salesOrderNo === "SO-1"), erp.invoices.length], [[], 1]);

  await stage.amend({ salesOrder: "SO-1", lines: [["VALVE", 12]] });
  await stage.untilLifecycle("SO-1", "closed");
  assert.deepEqual(sent.filter((one) => one.startsWith("SO-1")), ["SO-1 13", "SO-1 12"]);
  const last = (await registering()).at(-1);
  assert.deepEqual([last.status, last.generation], ["done", 2]);
  assert.deepEqual((await stage.get("/v1/commands?status=parked")).items, []);
  await stage.audit();
});
