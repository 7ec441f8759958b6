import assert from "node:assert/strict";
import { test } from "node:test";
import { invoicesOf, outboundOf, receivedFor, shipmentsOf } from "../support/stage-books.ts";
import { equationOf, figuresOf, gateOf, linesOf, termOf, unequalIn } from "../support/stage-sight.ts";
import { assertLedgerAddsUp, assertStockAgrees } from "../support/stage-stock.ts";
import { openStage } from "../support/stage.ts";

test("an order that ships in two parts is billed part by part, each line at its own price", async () => {
  // Nine valves are there, twelve are wanted: eight at the contract's price and four at a promotion's.
  const stage = await openStage({ stock: { leeds: { VALVE: 9 } } });
  await stage.placeInShop({ salesOrder: "SO-1", lines: [["VALVE", 8], ["VALVE", 4, "8.00"]] });

  await stage.untilLifecycle("SO-1", "on-hold");
  const [mismatch] = await stage.openCases("SO-1");
  assert.equal(mismatch.text, "Line 2 is ordered at 8; the contract says 10");
  const approval = gateOf(await stage.explain("SO-1"), "allocate-inventory", "order-release-approved");
  assert.equal(approval.status, "blocked");
  assert.equal(approval.code, "price-mismatch");
  assert.deepEqual(outboundOf(await stage.books(), "SO-1"), [], "nothing is released before the price is agreed");

  const reason = "spring promotion";
  await stage.decide("SO-1", "price-mismatch", "resolution", { verdict: "accept", reason });
  await stage.untilLifecycle("SO-1", "part-shipped");
  await stage.settle();
  const half = await stage.order("SO-1");
  assert.deepEqual(figuresOf(half), { ordered: "112.00", shipped: "88.00", invoiced: "88.00", paid: "0.00" });
  assert.deepEqual(linesOf(half), [["8", "8", "8"], ["4", "1", "1"]]);
  const open = equationOf(await stage.explain("SO-1"), "ordered:2");
  assert.equal(open.verdict, "holds");
  assert.equal(termOf(open, "to be released"), "3", "three are still owed to the customer");
  assert.equal(invoicesOf(await stage.books(), "SO-1").length, 1);
  await assertLedgerAddsUp(stage);

  // The next morning the missing three come in.
  await stage.passTo("2031-03-04T07:30:00Z");
  await stage.receive("leeds", "VALVE", 3);
  await stage.untilLifecycle("SO-1", "closed");
  await stage.settle();

  const books = await stage.books();
  const [first, second, ...more] = shipmentsOf(books, "SO-1");
  assert.deepEqual(more, []);
  assert.deepEqual(first!.lines, [
    { line: 1, item: "VALVE", quantity: 8 },
    { line: 2, item: "VALVE", quantity: 1 },
  ]);
  assert.deepEqual(second!.lines, [{ line: 2, item: "VALVE", quantity: 3 }]);
  const invoices = invoicesOf(books, "SO-1");
  assert.deepEqual(invoices.map(({ shipment, lines }) => [shipment, lines]), [
    [first!.shipment, [
      { line: 1, item: "VALVE", quantity: 8, net: 80 },
      { line: 2, item: "VALVE", quantity: 1, net: 8 },
    ]],
    [second!.shipment, [{ line: 2, item: "VALVE", quantity: 3, net: 24 }]],
  ]);

  const order = await stage.order("SO-1");
  const gross = invoices.reduce((sum, invoice) => sum + invoice.gross, 0);
  assert.deepEqual({ ...figuresOf(order), paid: Number(order.paid.amount) }, {
    ordered: "112.00", shipped: "112.00", invoiced: "112.00", paid: Number(gross.toFixed(2)),
  });
  assert.equal(receivedFor(books, "SO-1").toFixed(2), gross.toFixed(2));
  const explained = await stage.explain("SO-1");
  assert.ok(explained.settled);
  assert.deepEqual(unequalIn(explained), []);
  assert.deepEqual(await stage.openCases("SO-1"), []);
  await assertLedgerAddsUp(stage);
  await assertStockAgrees(stage);
  await stage.audit();
});
