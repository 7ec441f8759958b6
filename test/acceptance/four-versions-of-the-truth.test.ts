import assert from "node:assert/strict";
import { test } from "node:test";
import { MINUTE_MS } from "../../src/kernel/instant.ts";
import { invoicesOf, outboundOf, shipmentsOf } from "../support/stage-books.ts";
import { commandOf, equationOf, figuresOf, linesOf, termOf } from "../support/stage-sight.ts";
import { openStage, type Answered } from "../support/stage.ts";

/** One at which the simulated warehouse picks and packs so that the goods leave at 11:45. */
const SEED = 93;

test("one order, three systems: at noon each dashboard is explained from the same order", async () => {
  // The ERP tells nothing by itself: it is asked every half hour, here at ten past and twenty to.
  const stage = await openStage({ start: "2031-03-03T08:10:00Z", seed: SEED, stock: { leeds: { VALVE: 100 } } });
  const look = async (time: string, reading: "known" | "occurred") => {
    const moment = { at: stage.moment(time), reading };
    return { order: await stage.order("SO-902", moment), why: await stage.explain("SO-902", moment) };
  };

  await stage.passTo("09:02");
  await stage.placeInShop({ salesOrder: "SO-902", customer: "DALE", lines: [["VALVE", 12], ["RELAY", 4]] });
  await stage.settle();
  assert.equal((await stage.order("SO-902")).lifecycle, "on-hold", "it is beyond the customer's credit");

  // Finance lets it go. At 9:10 the warehouse hears of the valves; the relays are backordered.
  await stage.passTo("09:07");
  await stage.erp("credit.release", { code: "10", sales_order: "SO-902", clerk: "ada" });
  await stage.passTo("09:10");
  await stage.settle();
  assert.deepEqual(outboundOf(await stage.books(), "SO-902"), [
    { site: "leeds", line: 1, item: "VALVE", total: 12, picked: 0, short: 0, shipped: 0 },
  ]);

  // From 11:40 on the ERP posts nothing until its batch, and the line from the warehouse is down.
  await stage.passTo("11:40");
  stage.sandbox.takeDown("erp", 50 * MINUTE_MS);
  stage.line.treat(({ system }) => (system === "wms" ? "refuse" : "pass"));
  await stage.passTo("11:50");
  const [shipment] = shipmentsOf(await stage.books(), "SO-902");
  assert.equal(shipment?.shippedAt, "2031-03-03T11:45:00.000Z", "look for another seed");
  assert.equal((await stage.order("SO-902")).shipped.amount, "0.00", "nobody has told us yet");
  stage.line.treat(() => "pass");

  // Noon. What each dashboard shows is what each system knows ...
  await stage.passTo("12:00");
  const noonBooks = await stage.books();
  assert.equal(noonBooks.shop.orders.find(({ name }) => name === "SO-902")?.line_items.length, 2);
  assert.deepEqual(outboundOf(noonBooks, "SO-902").map(({ item, shipped }) => [item, shipped]), [["VALVE", 12]]);
  assert.deepEqual(invoicesOf(noonBooks, "SO-902"), []);
  // ... and one answer has all three, with their reasons.
  const noon = await look("12:00", "known");
  assert.deepEqual(figuresOf(noon.order), {
    ordered: "220.00", shipped: "120.00", invoiced: "0.00", paid: "0.00",
  });
  assert.equal(noon.order.lifecycle, "part-shipped");
  assert.equal(noon.order.orderedAt, "2031-03-03T09:02:00.000Z");
  assert.deepEqual(timesOf(noon.order, "shipment.confirmed.v1"), {
    occurredAt: "2031-03-03T11:45:00.000Z", recordedAt: "2031-03-03T11:57:35.000Z",
  });
  assert.deepEqual(linesOf(noon.order), [["12", "12", "0"], ["4", "0", "0"]]);
  const invoice = commandOf(noon.why, "post-invoice:");
  assert.equal(invoice.wanted, true);
  assert.deepEqual(invoice.gates.filter((one: Answered) => one.status !== "cleared"), [], "nothing of ours holds it");
  const billed = equationOf(noon.why, "shipped:1");
  assert.deepEqual([billed.verdict, termOf(billed, "invoiced"), termOf(billed, "billable or held")], ["holds", "0", "12"]);
  assert.equal(termOf(equationOf(noon.why, "ordered:2"), "to be released"), "4", "the relays are still owed");
  assert.match(noon.why.waiting, /\berp\b/, "it is the ERP that has not answered");
  assert.ok(noon.why.waiting.includes(`post-invoice:${shipment.shipment}`), noon.why.waiting);

  // Between 11:45 and the call that brought it, what had happened and what we knew differ, and we say so.
  const [known, occurred] = [await look("11:48", "known"), await look("11:48", "occurred")];
  assert.equal(known.order.shipped.amount, "0.00");
  assert.equal(known.order.lifecycle, "released");
  assert.equal(occurred.order.shipped.amount, "120.00");
  assert.equal(occurred.order.lifecycle, "part-shipped");
  for (const { order, why } of [known, occurred]) assert.deepEqual(order.asOf, why.asOf);
  assert.deepEqual([known.order.asOf.reading, known.order.asOf.at], ["known", "2031-03-03T11:48:00.000Z"]);

  // In the afternoon finance catches up.
  await stage.passTo("13:00");
  const afternoon = await stage.order("SO-902");
  assert.equal((await stage.explain("SO-902")).waiting, "It waits for stock: 4 of RELAY for line 2.");
  assert.deepEqual(figuresOf(afternoon), { ordered: "220.00", shipped: "120.00", invoiced: "120.00", paid: "0.00" });
  const [posted] = invoicesOf(await stage.books(), "SO-902");
  assert.deepEqual(posted?.lines, [{ line: 1, item: "VALVE", quantity: 12, net: 120 }]);
  const noonLater = await look("12:00", "known");

  // The relays come the next day; weeks later noon still reads as it did.
  await stage.pass(20);
  await stage.receive("leeds", "RELAY", 4);
  await stage.untilLifecycle("SO-902", "closed");
  await stage.settle();
  assert.deepEqual(figuresOf(await stage.order("SO-902")).invoiced, "220.00");
  const muchLater = await look("12:00", "known");
  assert.deepEqual(muchLater, noonLater);
  assert.deepEqual(stated(muchLater), stated(noon));
  assert.deepEqual(await look("11:48", "known"), known);
  assert.deepEqual(await look("11:48", "occurred"), occurred);
  await stage.audit();
});

/** What rests on facts: all but how far the command on its way to the ERP had come. */
function stated({ order, why }: { order: Answered; why: Answered }) {
  const { commands: _sent, ...state } = order;
  const { commands, waiting: _waiting, ...reasons } = why;
  const gates = commands.map(({ id, wanted, gates: own }: Answered) => ({ id, wanted, gates: own }));
  return { state, reasons, gates };
}

function timesOf(order: Answered, type: string) {
  const { occurredAt, recordedAt } = order.timeline.find((one: Answered) => one.type === type);
  return { occurredAt, recordedAt };
}
