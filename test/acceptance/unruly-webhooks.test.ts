import assert from "node:assert/strict";
import { test } from "node:test";
import { MINUTE_MS } from "../../src/kernel/instant.ts";
import { invoicesOf, registeredAs, shipmentsOf } from "../support/stage-books.ts";
import type { Told } from "../support/stage-line.ts";
import { linesOf, unequalIn } from "../support/stage-sight.ts";
import { assertLedgerAddsUp, assertStockAgrees } from "../support/stage-stock.ts";
import { openStage, type Answered, type Stage, type StageOptions } from "../support/stage.ts";

const EACH_SYSTEM = ["shop", "wms", "carrier", "payment"];

test("every message comes several times, some copies at the very same moment: all happens once", async () => {
  const stage = await openStage({ faults: { duplicate: 1 } });
  await stage.placeInShop({ salesOrder: "SO-1", lines: [["VALVE", 4], ["HOSE", 2]] });
  await stage.settle();
  // Ten more copies of the order at once, half of them under a new message id.
  const [created] = toldBy(stage, "shop");
  const copies = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? created! : renamed(created!, `copy-${index}`)));
  const answers = await Promise.all(copies.map((copy) => stage.line.deliver(copy)));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [202], "a copy is no error of its sender");
  await stage.untilLifecycle("SO-1", "closed");
  await stage.pass(1);

  // And when all is over, everything once more.
  const before = await stage.order("SO-1");
  await Promise.all(stage.line.told.map((told) => stage.line.deliver(told)));
  await stage.settle();
  const after = await stage.order("SO-1");
  assert.deepEqual({ ...after, asOf: null }, { ...before, asOf: null });

  const duplicated = Object.entries(stage.sandbox.deliveries()).filter(([, counts]) => counts.duplicated > 0);
  assert.deepEqual(duplicated.map(([system]) => system).sort(), [...EACH_SYSTEM].sort());
  const { facts } = await stage.get("/v1/agreement");
  assert.ok(facts.duplicatesSuppressed >= 10, `${facts.duplicatesSuppressed} repetitions were counted`);
  assert.equal(facts.conflicts, 0);
  await assertHappenedOnce(stage, "SO-1", 60 - 11);
});

test("the sender hears of no success and says everything again: work goes on, it does not begin anew", async () => {
  const stage = await openStage();
  const heard = new Set<string>();
  // Each message gets through, and its first answer gets lost.
  stage.line.treat((told) => {
    const isFirst = !heard.has(told.system + told.body);
    heard.add(told.system + told.body);
    return isFirst ? "lose-answer" : "pass";
  });
  await stage.placeInShop({ salesOrder: "SO-2", lines: [["VALVE", 4], ["HOSE", 2]] });
  await stage.untilLifecycle("SO-2", "closed");
  await stage.pass(1);
  for (const system of EACH_SYSTEM) {
    const messages = [...heard].filter((told) => told.startsWith(system)).length;
    assert.ok(messages > 0);
    assert.equal(stage.sandbox.deliveries()[system]!.failedAttempts, messages, `${system} said everything twice`);
  }
  await assertHappenedOnce(stage, "SO-2", 49);
});

test("'updated' comes before 'created': the order is known from the first word on", async () => {
  const stage = await openStage();
  const [created, updated] = await sayTwice(stage, "SO-3", MINUTE_MS);
  assert.equal((await stage.line.deliver(updated)).status, 202);
  await stage.settle();
  assert.deepEqual(orderedIn(await stage.order("SO-3")), [2, "7"]);
  assert.equal((await stage.line.deliver(created)).status, 202);
  await stage.settle();
  assert.deepEqual(orderedIn(await stage.order("SO-3")), [2, "7"]);
  const told = registeredAs(await stage.books(), "SO-3").map(({ lines }) => lines[0]!.quantity);
  assert.deepEqual(told, [7_000_000n], "the ERP never heard of the first wish");
  await finish(stage, "SO-3", 7);
});

test("an older word that is delivered later does not undo a newer one", async () => {
  const stage = await openStage();
  const [created, updated] = await sayTwice(stage, "SO-4", MINUTE_MS);
  await stage.line.deliver(created);
  await stage.line.deliver(updated);
  await stage.settle();
  // Hours later the old word comes again, as a new message.
  await stage.pass(0.5);
  await stage.line.deliver(renamed(created, "late"));
  await stage.settle();
  const order = await stage.order("SO-4");
  assert.deepEqual(orderedIn(order), [2, "7"]);
  assert.equal(registeredAs(await stage.books(), "SO-4").at(-1)!.lines[0]!.quantity, 7_000_000n);
  await finish(stage, "SO-4", 7);
});

for (const first of ["created", "updated"] as const) {
  test(`two words of the same millisecond, '${first}' delivered first: the later revision counts`, async () => {
    const stage = await openStage();
    const both = await sayTwice(stage, "SO-5", 0);
    const [created, updated] = both;
    assert.equal(JSON.parse(created.body).updated_at, JSON.parse(updated.body).updated_at, "a tie");
    for (const told of first === "created" ? both : [updated, created]) {
      await stage.line.deliver(told);
      await stage.settle();
    }
    assert.deepEqual(orderedIn(await stage.order("SO-5")), [2, "7"]);
    await finish(stage, "SO-5", 7);
  });
}

test("the warehouse corrects a shipment, and the correction overtakes what it corrects", async () => {
  const configure: StageOptions["configure"] = ({ systems, ...rest }) => ({
    ...rest,
    // Or the sweep would bring both before the line does.
    systems: { ...systems, wms: { ...systems["wms"]!, sweepEvery: "1 d" } },
  });
  const stage = await openStage({ configure });
  await stage.faultsOf("wms", { restatement: 1 });
  stage.line.treat(({ system, body }) => (system === "wms" && body.includes("SHIPMENT_CONFIRMED") ? "keep" : "pass"));
  await stage.placeInShop({ salesOrder: "SO-7", lines: [["VALVE", 8]] });
  await stage.until("it is corrected", () => stage.line.kept.length === 2);
  await stage.faultsOf("wms", { restatement: null });
  const [said, corrected] = stage.line.kept as [Told, Told];
  assert.deepEqual([said, corrected].map(({ body }) => JSON.parse(body).payload.version), [1, 2]);
  stage.line.treat(() => "pass");
  await stage.line.deliver(corrected);
  await stage.settle();
  assert.deepEqual(linesOf(await stage.order("SO-7")), [["8", "7", "7"]], "billed is what really left");
  await stage.line.deliver(said);
  await stage.settle();
  assert.deepEqual(linesOf(await stage.order("SO-7")), [["8", "7", "7"]]);
  assert.deepEqual(invoicesOf(await stage.books(), "SO-7").map(({ net }) => net), [70]);

  // The unit that was left behind follows in a shipment of its own.
  await finish(stage, "SO-7", 8);
  assert.deepEqual(invoicesOf(await stage.books(), "SO-7").map(({ net }) => net), [70, 10]);
});

const toldBy = (stage: Stage, system: string): Told[] => stage.line.told.filter((told) => told.system === system);

const renamed = (told: Told, id: string): Told => ({
  ...told,
  headers: { ...told.headers, "x-shop-webhook-id": `${told.headers["x-shop-webhook-id"]}-${id}` },
});

/** An order of five that is changed to seven; both words are kept back for the story to deliver. */
async function sayTwice(stage: Stage, salesOrder: string, afterMs: number): Promise<[created: Told, updated: Told]> {
  stage.line.treat(({ system }) => (system === "shop" ? "keep" : "pass"));
  await stage.placeInShop({ salesOrder, lines: [["VALVE", 5]] });
  if (afterMs > 0) await stage.pass(afterMs / (60 * MINUTE_MS));
  await stage.amend({ salesOrder, lines: [["VALVE", 7]] });
  await stage.settle();
  stage.line.treat(() => "pass");
  const [created, updated, ...more] = stage.line.kept;
  assert.deepEqual(more, []);
  return [created!, updated!];
}

const orderedIn = (order: Answered): [number, string] => [order.revision, order.lines[0].ordered];

async function finish(stage: Stage, salesOrder: string, units: number): Promise<void> {
  await stage.untilLifecycle(salesOrder, "closed");
  await stage.settle();
  await assertHappenedOnce(stage, salesOrder, units * 10);
}

/** One order in the ERP, one invoice for each shipment, everything paid, nothing odd anywhere. */
async function assertHappenedOnce(stage: Stage, salesOrder: string, net: number): Promise<void> {
  const books = await stage.books();
  assert.equal(new Set(registeredAs(books, salesOrder).map(({ sales_order }) => sales_order)).size, 1);
  const invoices = invoicesOf(books, salesOrder);
  assert.deepEqual(invoices.map(({ shipment }) => shipment), shipmentsOf(books, salesOrder).map((one) => one.shipment));
  assert.equal(invoices.reduce((sum, invoice) => sum + invoice.net, 0), net);
  assert.deepEqual(unequalIn(await stage.explain(salesOrder)), []);
  assert.deepEqual(await stage.openCases(salesOrder), []);
  await assertLedgerAddsUp(stage);
  await assertStockAgrees(stage);
  await stage.audit();
}
