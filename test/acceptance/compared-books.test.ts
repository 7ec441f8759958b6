/**
 * The system's own account of changes has holes as well: only comparing what it holds with what we
 * know finds what neither a message nor a statement brought.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RelayRule } from "../support/stage-relay.ts";
import { assertStockAgrees } from "../support/stage-stock.ts";
import { openStage, type Answered, type Stage } from "../support/stage.ts";

test("an order that neither a webhook nor the shop's account brought is found by comparing, and counted", async () => {
  const stage = await openStage({ relayed: ["shop"] });
  stage.line.treat(({ system }) => (system === "shop" ? "keep" : "pass"));
  stage.relays.get("shop")!.treat(withoutAccount("/admin/orders.json?", "orders"));
  await stage.placeInShop({ salesOrder: "SO-1", lines: [["VALVE", 3]] });
  await stage.passTo("11:59");
  assert.equal((await stage.api("GET", "/v1/sales-orders/SO-1")).status, 404, "the statement has a hole");
  await stage.passTo("12:01");
  assert.equal((await stage.order("SO-1")).lifecycle, "released");
  const report = await agreement(stage, "shop");
  assert.deepEqual(report.silentLoss.map((one: Answered) => [one.channel, one.lost]), [["sales-order.stated.v1", 1]]);
  const { repaired, agreed, odd, missingHere, missingThere } = objectOf(report, "sales-orders");
  assert.deepEqual({ repaired, agreed, odd, missingHere, missingThere },
    { repaired: 1, agreed: 0, odd: 0, missingHere: 0, missingThere: 0 });
  await stage.untilLifecycle("SO-1", "closed");
  assert.deepEqual(await notAgreed(stage), []);
  await stage.audit();
});

test("a shipment that nothing told is taken from the warehouse's record, and the stock agrees again", async () => {
  const stage = await openStage({ relayed: ["wms"] });
  const isShipment = (text: string): boolean => text.includes("SHIPMENT_CONFIRMED");
  stage.line.treat(({ body }) => (isShipment(body) ? "keep" : "pass"));
  stage.relays.get("wms")!.treat(withoutAccount("/wms/v2/events?", "events", (event) => isShipment(JSON.stringify(event))));
  await stage.placeInShop({ salesOrder: "SO-1", lines: [["VALVE", 3]] });
  await stage.until("the warehouse has shipped", async () => (await stage.books()).wms.shipments.length === 1);
  assert.equal((await stage.order("SO-1")).lifecycle, "released", "we have not heard of it");
  await stage.untilLifecycle("SO-1", "closed");
  const report = await agreement(stage, "wms");
  assert.ok(report.silentLoss.some((one: Answered) => one.channel === "shipment.confirmed.v1" && one.lost === 1));
  await stage.pass(5);
  await assertStockAgrees(stage);
  assert.deepEqual(await notAgreed(stage), []);
  assert.equal(objectOf(await agreement(stage, "wms"), "stock").odd, 0);
  await stage.audit();
});

test("a count that we never heard of is a case with its figures, and closes once the message comes", async () => {
  const stage = await openStage({ relayed: ["wms"] });
  const isCount = (text: string): boolean => text.includes('"702"');
  stage.line.treat(({ body }) => (isCount(body) ? "keep" : "pass"));
  stage.relays.get("wms")!.treat(withoutAccount("/wms/v2/events?", "events", (event) => isCount(JSON.stringify(event))));
  await stage.passTo("11:00");
  await stage.ask("wms", "POST", "/wms/v2/adjustments",
    { site: "leeds", itemNo: "VALVE", quantity: "-7", reasonText: "broken" });
  await stage.passTo("12:05");
  // Stock has no time of its own: the first look may have met a message on its way.
  assert.deepEqual(await notAgreed(stage), []);
  await stage.passTo("12:20");
  const [open, ...more] = await notAgreed(stage);
  assert.deepEqual(more, []);
  assert.equal(open.instance, "uk/channel/wms");
  assert.equal(open.role, "warehouse");
  assert.match(open.text, /^1 of the positions of wms do not agree: 1 odd; leeds\/VALVE: quantity on hand is 93 there and 100 here/);
  const [found] = (await agreement(stage, "wms")).differences;
  assert.deepEqual([found.object, found.number, found.here, found.there, found.verdict, found.inTransit],
    ["stock", "leeds/VALVE", "100", "93", "odd", false]);
  assert.equal(found.firstSeenAt, "2031-03-03T12:00:00.000Z");

  for (const told of stage.line.kept) await stage.line.deliver(told);
  await swept(stage, "wms");
  assert.deepEqual(await notAgreed(stage), []);
  assert.deepEqual((await agreement(stage, "wms")).differences, []);
});

test("an invoice that the ERP no longer knows, and one that it shows with another amount, put money at stake", async () => {
  const stage = await openStage({ relayed: ["erp"], customers: { ACME: { netDays: 30 } } });
  for (const salesOrder of ["SO-1", "SO-2", "SO-3"]) {
    await stage.placeInShop({ salesOrder, lines: [["VALVE", 3]] });
    await stage.untilLifecycle(salesOrder, "invoiced");
  }
  const invoices = (await stage.books()).erp.invoices.map((one: Answered) => one.number).sort();
  const [gone, changed] = invoices;
  stage.relays.get("erp")!.treat(async ({ body }, forward) => {
    const answer = await forward();
    if (body.includes('"invoice.trail"')) {
      const asked = JSON.parse(body).params.number;
      const told = JSON.parse(answer.body);
      if (asked === gone) return { status: 200, body: JSON.stringify({ ...told, result: null }) };
      if (asked === changed) told.result.invoice.gross = "99.00";
      return { status: 200, body: JSON.stringify(told) };
    }
    if (!body.includes('"invoice.list_open"')) return answer;
    const told = JSON.parse(answer.body);
    const rows = told.result.invoices.filter(({ number }: Answered) => number !== gone);
    told.result.invoices = rows.map((row: Answered) => (row.number === changed ? { ...row, gross: "99.00" } : row));
    return { status: 200, body: JSON.stringify(told) };
  });
  await stage.pass(1);
  const report = await swept(stage, "erp");
  const { agreed, odd, missingThere, missingHere, atStake } = objectOf(report, "invoices");
  assert.deepEqual({ agreed, odd, missingHere, missingThere }, { agreed: 1, odd: 1, missingHere: 0, missingThere: 1 });
  const gross = Number(report.differences.find((one: Answered) => one.number === gone).atStake.amount);
  assert.equal(Number(atStake[0].amount), 2 * gross);
  const cause = report.differences.find((one: Answered) => one.number === changed).cause;
  assert.match(cause, /^gross amount is 99\.00 there and \d+\.\d\d here/);
  const [open] = await notAgreed(stage);
  assert.equal(open.role, "finance");
  assert.deepEqual(open.exposure, atStake[0]);

  stage.relays.get("erp")!.treat((_, forward) => forward());
  assert.equal(objectOf(await swept(stage, "erp"), "invoices").agreed, 3);
  assert.deepEqual(await notAgreed(stage), []);
});

test("when all messages come, comparing finds nothing, whatever moment it comes", async () => {
  const stage = await openStage();
  for (let order = 1; order <= 4; order++) {
    await stage.placeInShop({ salesOrder: `SO-${order}`, lines: [["VALVE", order], ["HOSE", 2]] });
    await stage.pass(0.4);
    for (const system of ["shop", "wms", "erp"]) {
      const report = await swept(stage, system);
      for (const { odd, missingHere, missingThere, repaired, failure } of report.objects) {
        assert.deepEqual([odd, missingHere, missingThere, repaired, failure], [0, 0, 0, 0, null], system);
      }
    }
  }
  for (let order = 1; order <= 4; order++) await stage.untilLifecycle(`SO-${order}`, "closed");
  assert.deepEqual((await stage.get("/v1/agreement")).silentLoss, []);
  assert.deepEqual(await notAgreed(stage), []);
  assert.equal((await stage.api("POST", "/v1/sweeps", { body: { system: "nobody" } })).status, 404);
});

test("a list that cannot be had is no list of nothing: what was known stands, with the reason", async () => {
  const stage = await openStage({ relayed: ["wms"] });
  await stage.placeInShop({ salesOrder: "SO-1", lines: [["VALVE", 3]] });
  await stage.passTo("08:30");
  assert.equal(objectOf(await swept(stage, "wms"), "stock").agreed, 12);
  stage.relays.get("wms")!.treat((asked, forward) =>
    asked.path.startsWith("/wms/v2/stock") ? { status: 500, body: "{}" } : forward(),
  );
  const report = await swept(stage, "wms");
  assert.match(objectOf(report, "stock").failure, /status 500/);
  assert.match(report.sweep.failure, /status 500/);
  assert.equal(objectOf(report, "stock").agreed, 12);
  assert.deepEqual(report.differences, []);
});

/** The system's account of changes, without those that the story wants forgotten. */
function withoutAccount(path: string, member: string, isHidden: (item: unknown) => boolean = () => true): RelayRule {
  return async (asked, forward) => {
    const answer = await forward();
    if (!asked.path.startsWith(path)) return answer;
    const page = JSON.parse(answer.body);
    return { ...answer, body: JSON.stringify({ ...page, [member]: page[member].filter((one: unknown) => !isHidden(one)) }) };
  };
}

const agreement = (stage: Stage, system: string): Promise<Answered> => stage.get(`/v1/systems/${system}/agreement`);

const objectOf = (report: Answered, object: string): Answered =>
  report.objects.find((one: Answered) => one.object === object);

const notAgreed = async (stage: Stage): Promise<Answered[]> =>
  (await stage.get("/v1/cases?kind=not-agreed&limit=50")).items;

/** Asks for a sweep now, and for what it found. */
async function swept(stage: Stage, system: string): Promise<Answered> {
  const begun = await stage.api("POST", "/v1/sweeps", { body: { system } });
  assert.equal(begun.status, 200, begun.text);
  let report: Answered;
  await stage.until(`${system} is swept`, async () => {
    report = await agreement(stage, system);
    return report.sweep.activity === null;
  });
  return report;
}
