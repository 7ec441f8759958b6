/** One id leads from the shop's message to the ERP's posting and the money, through every system. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openStage, type Answered } from "../support/stage.ts";

const TOLD = ["erp", "wms", "carrier", "tax", "payment"] as const;

test("what one order set off bears its id everywhere, and each fact and command names its cause", async () => {
  const stage = await openStage({ relayed: TOLD });
  const heard = new Map<string, Set<string>>();
  for (const system of TOLD) {
    heard.set(system, new Set());
    stage.relays.get(system)!.treat(({ headers }, forward) => {
      const id = headers["x-correlation-id"];
      if (typeof id === "string") heard.get(system)!.add(id);
      return forward();
    });
  }
  // One comes by the shop's webhook, one by our own interface; a person decides about the second.
  await stage.placeInShop({ salesOrder: "SO-1", channel: "shop", lines: [["VALVE", 4]] });
  await stage.placeInShop({ salesOrder: "SO-2", channel: "api", lines: [["VALVE", 2, "8.00"]] });
  await stage.until("the price is in question", async () => (await stage.openCases("SO-2")).length > 0);
  await stage.decide("SO-2", "price-mismatch", "resolution", { verdict: "accept", reason: "agreed" });
  for (const salesOrder of ["SO-1", "SO-2"]) await stage.untilLifecycle(salesOrder, "closed");
  const ids = ["uk/sales-order/SO-1", "uk/sales-order/SO-2"];
  for (const system of TOLD) assert.deepEqual([...heard.get(system)!].sort(), ids, system);

  const sql = "select distinct instance, correlation_id as id from fact where instance like $1 order by instance";
  const facts = await stage.query(sql, ["%/sales-order/%"]);
  assert.deepEqual(facts, ids.map((id) => ({ instance: id, id })));
  const { timeline, commands } = await stage.order("SO-1");
  const types = new Set(timeline.map((entry: Answered) => entry.type));
  for (const type of ["sales-order.stated.v1", "shipment.confirmed.v1", "invoice.posted.v1", "payment.applied.v1"]) {
    assert.ok(types.has(type), type);
  }
  // The answer of a command names the command as its cause.
  const keys = new Set(commands.map((one: Answered) => one.key));
  const posted = timeline.find((entry: Answered) => entry.type === "invoice.posted.v1");
  assert.ok(keys.has(posted.cause), `${posted.cause} is none of ${[...keys].join(", ")}`);
  for (const { key } of commands) {
    assert.equal((await stage.get(`/v1/commands/${encodeURIComponent(key)}`)).correlationId, ids[0], key);
  }
  await stage.audit();
});
