/** Quantities, prices and currencies stay what they are, from the order to the ledger. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { newKey } from "../api/samples.ts";
import { openStage, type Stage } from "../support/stage.ts";

/** A customer orders by our API, where quantities may have decimals. */
async function order(stage: Stage, salesOrder: string, lines: readonly object[], more: object = {}): Promise<void> {
  const body = {
    entity: "uk", salesOrder, customer: "BELL", currency: "GBP", shipTo: { country: "GB" },
    lines: lines.map((line, index) => ({ line: index + 1, ...line })),
    ...more,
  };
  const answer = await stage.api("POST", "/v1/sales-orders", { headers: newKey(), body });
  assert.equal(answer.status, 201, answer.text);
}

test("12 stays 12, 33.60 stays 33.60 and 1.000001 is exact, from the order to the invoice (pain 26)", async () => {
  const stage = await openStage({ stock: { leeds: { VALVE: 100, HOSE: 0, RELAY: 1 } } });
  // Too fine for a binary fraction: 0.1 + 0.2 units must be promised from exactly 0.3.
  const lines = [{ itemNo: "HOSE", quantity: "34.600001" }, { itemNo: "CLAMP", quantity: "0.3" }];
  await stage.ask("wms", "POST", "/wms/v2/receipts", { site: "leeds", lines });
  await order(stage, "SO-1", [
    { item: "VALVE", quantity: "12", unitPrice: "10" },
    { item: "HOSE", quantity: "33.60", unitPrice: "4.5" },
    { item: "HOSE", quantity: "1.000001", unitPrice: "4.5" },
    { item: "CLAMP", quantity: "0.1", unitPrice: "0.125" },
    { item: "CLAMP", quantity: "0.2", unitPrice: "0.125" },
  ]);
  await stage.untilLifecycle("SO-1", "closed");

  const exact = ["12", "33.6", "1.000001", "0.1", "0.2"];
  const seen = await stage.order("SO-1");
  for (const member of ["ordered", "allocated", "released", "shipped", "invoiced"]) {
    assert.deepEqual(seen.lines.map((line: Record<string, string>) => line[member]), exact, member);
  }
  // 120.00 + 151.20 + 4.50 (of 4.5000045) + 0.01 (of 0.0125) + 0.03 (of 0.025): rounded line by line, half up.
  assert.deepEqual([seen.ordered.amount, seen.shipped.amount, seen.invoiced.amount], ["275.74", "275.74", "275.74"]);
  const { equations } = await stage.explain("SO-1");
  assert.equal(equations.length, 12);
  for (const { id, verdict, delta } of equations) assert.deepEqual([id, verdict, Number(delta)], [id, "holds", 0]);

  const raw = await stage.ask("erp", "GET", "/sandbox/books");
  assert.deepEqual(raw.invoices[0].lines.map((line: Record<string, string>) => line["quantity"]), exact);
  const { shipments } = await stage.ask("wms", "GET", "/sandbox/books");
  assert.deepEqual(shipments[0].lines.map((line: Record<string, string>) => line["quantity"]), exact);
  const movements = await stage.get("/v1/movements?kind=ship");
  assert.deepEqual(movements.items.map((one: { quantity: string }) => one.quantity).sort(), exact.toSorted());
  // Nothing is left of what was sold to the last millionth, and nothing is owed.
  for (const item of ["HOSE", "CLAMP"]) {
    assert.deepEqual(await stage.available("leeds", item), { onHand: 0, allocated: 0, toPromise: 0 });
  }
  await stage.audit();
});

test("a millionth too much is not there: it waits for stock, and nothing is rounded away", async () => {
  const stage = await openStage({ stock: { leeds: { HOSE: 5 } } });
  await order(stage, "SO-1", [{ item: "HOSE", quantity: "5.000001", unitPrice: "4.5" }]);
  await stage.untilLifecycle("SO-1", "part-shipped");
  const { lines: [line] } = await stage.order("SO-1");
  assert.deepEqual([line.ordered, line.allocated, line.shipped], ["5.000001", "5", "5"]);
  await stage.ask("wms", "POST", "/wms/v2/receipts", {
    site: "leeds", lines: [{ itemNo: "HOSE", quantity: "0.000001" }],
  });
  await stage.untilLifecycle("SO-1", "closed");
  assert.equal((await stage.order("SO-1")).lines[0].shipped, "5.000001");
  await stage.audit();
});

test("a quantity that is no number, too fine or negative is refused at the door, with the place", async () => {
  const stage = await openStage();
  for (const quantity of ["1.0000001", "-1", "0", "1e3", "", "12 "]) {
    const body = {
      entity: "uk", salesOrder: "SO-9", customer: "ACME", currency: "GBP", shipTo: { country: "GB" },
      lines: [{ line: 1, item: "VALVE", quantity, unitPrice: "1" }],
    };
    const answer = await stage.api("POST", "/v1/sales-orders", { headers: newKey(), body });
    assert.ok([400, 422].includes(answer.status), `"${quantity}" ${answer.text}`);
    assert.match(answer.text, /lines\[0\]\.quantity/, `"${quantity}"`);
  }
  assert.equal((await stage.get("/v1/sales-orders")).items.length, 0);
});

test("a price within tolerance passes; beyond it a person decides, and what was accepted is billed", async () => {
  const stage = await openStage();
  // The contract says 10.00; half a percent either way is let pass.
  await order(stage, "SO-IN", [{ item: "VALVE", quantity: "2", unitPrice: "10.05" }]);
  await order(stage, "SO-OUT", [{ item: "VALVE", quantity: "2", unitPrice: "10.050001" }]);
  await order(stage, "SO-LOW", [{ item: "VALVE", quantity: "2", unitPrice: "9.90" }]);
  await stage.untilLifecycle("SO-IN", "released", 1);
  for (const [salesOrder, price] of [["SO-OUT", "10.050001"], ["SO-LOW", "9.9"]] as const) {
    const held = await stage.explain(salesOrder);
    assert.equal(held.lifecycle, "on-hold");
    const [open] = await stage.openCases(salesOrder);
    assert.equal(open.kind, "price-mismatch");
    assert.equal(open.text, `Line 1 is ordered at ${price}; the contract says 10`);
    assert.equal((await stage.order(salesOrder)).lines[0].allocated, "0");
  }
  await stage.decide("SO-OUT", "price-mismatch", "resolution", { verdict: "accept", reason: "agreed by phone" });
  await stage.untilLifecycle("SO-OUT", "closed");
  await stage.untilLifecycle("SO-IN", "closed");
  assert.equal((await stage.order("SO-OUT")).invoiced.amount, "20.10");
  assert.equal((await stage.order("SO-IN")).invoiced.amount, "20.10");
  // What nobody decided is still held, and was neither promised nor sent.
  assert.equal((await stage.order("SO-LOW")).lifecycle, "on-hold");
  const books = await stage.books();
  assert.deepEqual(books.wms.outbound.map((one) => one.salesOrderNo).sort(), ["SO-IN", "SO-OUT"]);
  await stage.decide("SO-LOW", "price-mismatch", "resolution", { verdict: "reject", reason: "no" });
  await stage.pass(0.05);
  assert.equal((await stage.order("SO-LOW")).lifecycle, "on-hold");
  await stage.audit();
});

test("two companies keep two currencies, and no sum ever mixes them", async () => {
  const stage = await openStage();
  await stage.placeInShop({ salesOrder: "SO-UK", customer: "BELL", lines: [["VALVE", 3]] });
  await stage.placeInShop({ salesOrder: "SO-FR", customer: "FLEUR", lines: [["VALVE", 5]] });
  await stage.untilLifecycle("SO-UK", "closed");
  await stage.untilLifecycle("SO-FR", "closed");
  const uk = await stage.order("SO-UK");
  const fr = await stage.order("SO-FR");
  assert.deepEqual([uk.invoiced, fr.invoiced], [
    { amount: "30.00", currency: "GBP" },
    { amount: "50.00", currency: "EUR" },
  ]);
  assert.deepEqual(fr.lines.map((line: { shipped: string }) => line.shipped), ["5"]);
  const { invoices } = await stage.ask("erp", "GET", "/sandbox/books");
  const posted = new Set(invoices.map((one: Record<string, string>) =>
    `${one["sales_order"]} in company ${one["code"]} in ${one["currency"]}`));
  assert.deepEqual([...posted].sort(), ["SO-FR in company 20 in EUR", "SO-UK in company 10 in GBP"]);
  // Goods of one company are never promised to the other: France has one site, and only that one gave.
  const { shipments } = await stage.books().then((books) => books.wms);
  const from = new Set(shipments.map((one) => `${one.salesOrderNo} from ${one.site}`));
  assert.deepEqual([...from].sort(), ["SO-FR from lyon", "SO-UK from leeds"]);
  const french = await stage.get("/v1/agreement?entity=fr");
  assert.deepEqual(french.salesOrders, { closed: 1 });
  assert.deepEqual(french.equations.broken, 0);
  await stage.audit();
});

test("an order in a currency that its company does not keep goes no further than the ERP's no", async () => {
  const stage = await openStage();
  const lines = [{ item: "VALVE", quantity: "3", unitPrice: "10" }];
  await order(stage, "SO-1", lines, { customer: "ACME", currency: "EUR" });
  await stage.pass(0.05);
  const [open] = await stage.openCases("SO-1");
  assert.equal(open.kind, "command-refused");
  const { commands } = await stage.order("SO-1");
  assert.equal(commands.length, 1);
  assert.match(commands[0].detail, /keeps its books in GBP only/);
  await stage.pass(1);
  assert.deepEqual((await stage.books()).wms.outbound, []);
});
