/** From the shipment to the money: tax, periods, proof of delivery, payments, and what is late. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openStage, type Answered, type Stage } from "../support/stage.ts";

const valves = (salesOrder: string, quantity: number, customer = "BELL") =>
  ({ salesOrder, customer, channel: "api", lines: [["VALVE", quantity]] }) as const;

async function invoiceOf(stage: Stage, salesOrder: string): Promise<Answered> {
  const { commands } = await stage.explain(salesOrder);
  return commands.find((one: Answered) => one.type === "invoice.post.v1");
}

async function gateOf(stage: Stage, salesOrder: string, name: string): Promise<Answered> {
  return (await invoiceOf(stage, salesOrder)).gates.find((gate: Answered) => gate.name === name);
}

const commandOf = async (stage: Stage, salesOrder: string, type: string): Promise<Answered[]> =>
  (await stage.order(salesOrder)).commands.filter((one: Answered) => one.type === type);

const invoicesOf = async (stage: Stage, salesOrder: string): Promise<Answered[]> =>
  (await stage.ask("erp", "GET", "/sandbox/books")).invoices.filter((one: Answered) => one.sales_order === salesOrder);

test("a refused tax question is a case with the engine's reason; asked again it is billed once", async () => {
  const stage = await openStage();
  await stage.faultsOf("tax", { taxTrouble: 1 });
  await stage.placeInShop(valves("SO-1", 4));
  await stage.until("tax is refused", async () => (await stage.openCases("SO-1")).length > 0);
  const [open] = await stage.openCases("SO-1");
  assert.deepEqual([open.kind, open.role], ["command-refused", "finance"]);
  assert.match(open.text, /JurisdictionDataStale: The rates of GB are being updated/);
  const gate = await gateOf(stage, "SO-1", "tax-answered");
  assert.deepEqual([gate.status, gate.code], ["blocked", "refused"]);
  assert.equal((await stage.order("SO-1")).lifecycle, "shipped");
  await stage.pass(1);
  assert.deepEqual(await invoicesOf(stage, "SO-1"), []);

  await stage.faultsOf("tax", { taxTrouble: null });
  await stage.decide("SO-1", "command-refused", "resolution", { verdict: "retry", reason: "rates are up to date" });
  await stage.untilLifecycle("SO-1", "closed");
  const asked = await commandOf(stage, "SO-1", "tax.quote.v1");
  assert.deepEqual(asked.map((one) => one.status), ["refused", "done"]);
  assert.equal((await invoicesOf(stage, "SO-1")).length, 1);
  assert.equal((await gateOf(stage, "SO-1", "tax-answered")).status, "cleared");
  await stage.audit();
});

test("while the tax engine is away its question is tried again, ever less often, and nobody is bothered", async () => {
  const stage = await openStage();
  await stage.placeInShop(valves("SO-1", 4));
  await stage.untilLifecycle("SO-1", "released", 1);
  await stage.faultsOf("tax", { unavailable: 1 });
  await stage.until("it has shipped", async () => (await commandOf(stage, "SO-1", "tax.quote.v1")).length > 0);
  await stage.pass(1);
  const [asking] = await commandOf(stage, "SO-1", "tax.quote.v1");
  assert.equal(asking.status, "failing");
  assert.deepEqual(await stage.openCases("SO-1"), []);
  assert.match((await stage.explain("SO-1")).waiting, /It waits for tax: .* is failing and tried again/);
  const gate = await gateOf(stage, "SO-1", "tax-answered");
  assert.deepEqual([gate.status, gate.code], ["waiting", "not-quoted"]);
  const { history } = await stage.get(`/v1/commands/${encodeURIComponent(asking.key)}`);
  const starts = history.map((one: Answered) => Date.parse(one.startedAt));
  const pauses = starts.slice(1).map((at: number, index: number) => at - starts[index]);
  assert.ok(history.length >= 8 && history.length < 40, `${history.length} attempts in an hour`);
  assert.ok(pauses.at(-1) > 10 * pauses[0], `pauses of ${pauses.join(", ")} ms`);
  await stage.faultsOf("tax", { unavailable: null });
  await stage.untilLifecycle("SO-1", "closed");
  assert.equal((await commandOf(stage, "SO-1", "tax.quote.v1")).length, 1);
  await stage.audit();
});

test("a tax engine that is away for a day is a case in the end; a person has it asked again", async () => {
  const stage = await openStage();
  await stage.placeInShop(valves("SO-1", 4));
  await stage.untilLifecycle("SO-1", "released", 1);
  await stage.faultsOf("tax", { unavailable: 1 });
  await stage.until("retries are spent", async () =>
    (await stage.openCases("SO-1")).some((one) => one.kind === "command-parked"), 36);
  const open = (await stage.openCases("SO-1")).find((one) => one.kind === "command-parked");
  assert.deepEqual([open.role, open.exposure.amount], ["finance", "40.00"]);
  const [parked] = await commandOf(stage, "SO-1", "tax.quote.v1");
  assert.deepEqual([parked.status, parked.attempts], ["parked", 150]);
  assert.deepEqual(await invoicesOf(stage, "SO-1"), []);

  await stage.faultsOf("tax", { unavailable: null });
  await stage.decide("SO-1", "command-parked", "resolution", { verdict: "retry", reason: "the engine is back" });
  await stage.untilLifecycle("SO-1", "closed");
  const asked = await commandOf(stage, "SO-1", "tax.quote.v1");
  assert.deepEqual(asked.map((one) => [one.status, one.generation]), [["withdrawn", 1], ["done", 2]]);
  assert.equal((await invoicesOf(stage, "SO-1")).length, 1);
  await stage.audit();
});

test("a closed period parks the invoice as a business state, until a person re-dates it", async () => {
  const stage = await openStage();
  await stage.erp("period.close", { code: "10", month: "2031-03" });
  await stage.placeInShop(valves("SO-1", 4));
  await stage.until("the ledger refuses", async () => (await stage.openCases("SO-1")).length > 0);
  const [open] = await stage.openCases("SO-1");
  assert.deepEqual([open.kind, open.role], ["closed-period", "finance"]);
  assert.match(open.text, /The ledger refuses 2031-03-03 .*create a period/);
  assert.match(open.playbook, /first open date 2031-04-01/);
  const gate = await gateOf(stage, "SO-1", "no-open-exception");
  assert.deepEqual([gate.status, gate.code], ["blocked", "closed-period"]);
  assert.match((await stage.explain("SO-1")).waiting, /It waits for finance: The ledger refuses 2031-03-03/);
  // Nobody knocks at a closed door: one attempt, however long it takes.
  await stage.pass(24);
  const [posting] = await commandOf(stage, "SO-1", "invoice.post.v1");
  assert.deepEqual([posting.status, posting.attempts], ["refused", 1]);

  const answer = await stage.api("POST", `/v1/cases/${open.id}/posting-date`, {
    body: { postingDate: "2031-04-01", reason: "March is closed" }, headers: { "x-crossdock-actor": "grace" },
  });
  assert.equal(answer.status, 200, answer.text);
  await stage.untilLifecycle("SO-1", "closed");
  assert.deepEqual((await invoicesOf(stage, "SO-1")).map((one) => one.posting_date), ["2031-04-01"]);
  const { timeline } = await stage.order("SO-1");
  const redated = timeline.find((entry: Answered) => entry.type === "posting.redated.v1");
  assert.deepEqual([redated.data.decidedBy, redated.data.reason], ["grace", "March is closed"]);
  await stage.audit();
});

test("a closed period is re-dated by rule where the configuration says so, month after month", async () => {
  const stage = await openStage({
    configure: (input) => ({
      ...input, orderToCash: { ...input.orderToCash, closedPeriod: "redate-to-first-open" },
    }),
  });
  await stage.erp("period.close", { code: "10", month: "2031-03" });
  await stage.placeInShop(valves("SO-1", 4));
  await stage.untilLifecycle("SO-1", "closed");
  assert.deepEqual((await invoicesOf(stage, "SO-1")).map((one) => one.posting_date), ["2031-04-01"]);
  const all = await stage.get("/v1/agreement");
  assert.equal(all.cases.opened, 0);
  await stage.audit();
});

test("a period that is opened again is posted into on its own date, once a person says so", async () => {
  const stage = await openStage();
  await stage.erp("period.close", { code: "10", month: "2031-03" });
  await stage.placeInShop(valves("SO-1", 4));
  await stage.until("the ledger refuses", async () => (await stage.openCases("SO-1")).length > 0);
  await stage.erp("period.open", { code: "10", month: "2031-03" });
  await stage.decide("SO-1", "closed-period", "resolution", { verdict: "retry", reason: "opened for a day" });
  await stage.untilLifecycle("SO-1", "closed");
  assert.deepEqual((await invoicesOf(stage, "SO-1")).map((one) => one.posting_date), ["2031-03-03"]);
  await stage.audit();
});

test("who asks for proof of delivery is not billed before it", async () => {
  const stage = await openStage({ customers: { ELM: { proofOfDelivery: true, payment: "prepaid", netDays: 0 } } });
  await stage.placeInShop({ ...valves("SO-1", 4, "ELM"), channel: "shop" });
  await stage.untilLifecycle("SO-1", "released");
  assert.match((await stage.explain("SO-1")).waiting, /^It waits for the next answer: shipment is due by/);
  await stage.untilLifecycle("SO-1", "shipped");
  await stage.pass(12);
  const gate = await gateOf(stage, "SO-1", "shipment-confirmed");
  assert.deepEqual([gate.status, gate.code], ["waiting", "no-proof-of-delivery"]);
  assert.match((await stage.explain("SO-1")).waiting, /terms require proof of delivery/);
  assert.deepEqual(await invoicesOf(stage, "SO-1"), []);
  await stage.untilLifecycle("SO-1", "closed");
  const [invoice] = await invoicesOf(stage, "SO-1");
  const { consignments: [delivered] } = await stage.ask("carrier", "GET", "/sandbox/books");
  assert.ok(invoice.posted_at >= delivered["delivered-at"], "billed before it was delivered");
  await stage.audit();
});

test("a part payment leaves the rest open, an overpayment is finance's case, and both add up", async () => {
  const stage = await openStage({ faults: { oddPayment: 1 } });
  const numbers = Array.from({ length: 12 }, (_, at) => `SO-${at + 11}`);
  for (const salesOrder of numbers) await stage.placeInShop(valves(salesOrder, 4));
  await stage.until("something is paid on every invoice", async () => {
    const { applications } = (await stage.books()).erp;
    return new Set(applications.map(({ invoice }) => invoice)).size === numbers.length;
  });
  await stage.pass(1);
  // The warehouse sends some orders in two shipments; those of one invoice are easier to read.
  const single: string[] = [];
  for (const one of numbers) if ((await invoicesOf(stage, one)).length === 1) single.push(one);
  const paid = await Promise.all(single.map((one) => stage.order(one)));
  const parts = paid.filter((one) => one.lifecycle === "invoiced");
  const over = paid.filter((one) => one.lifecycle === "closed");
  assert.ok(parts.length > 0 && over.length > 0, "the play has no part payment, or no overpayment");
  for (const { salesOrder } of over) {
    const [open] = await stage.openCases(salesOrder);
    assert.deepEqual([open.kind, open.role, open.exposure.amount], ["overpaid", "finance", "1.00"]);
  }
  for (const { salesOrder, paid: amount } of parts) {
    const [invoice] = await invoicesOf(stage, salesOrder);
    assert.ok(Number(amount.amount) > 0 && Number(amount.amount) < Number(invoice.gross), salesOrder);
    const { equations } = await stage.explain(salesOrder);
    const received = equations.find((one: Answered) => one.id === "paid");
    assert.deepEqual([received.verdict, received.left[0].value], ["holds", amount.amount]);
  }
  for (const { salesOrder } of over) {
    await stage.decide(salesOrder, "overpaid", "waiver", { reason: "paid back" });
  }
  for (const salesOrder of single) {
    await stage.untilLifecycle(salesOrder, "closed");
    const [invoice] = await invoicesOf(stage, salesOrder);
    assert.equal((await stage.order(salesOrder)).paid.amount, invoice.gross);
    assert.deepEqual(await stage.openCases(salesOrder), []);
  }
  await stage.audit();
});

test("a deadline set on Friday evening passes on Monday, opens a case, and the case closes with it", async () => {
  // The last half hour of the week: four working hours end on Monday at half past eleven.
  const stage = await openStage({ start: "2031-03-07T17:00:00Z" });
  await stage.placeInShop(valves("SO-1", 6, "DALE"));
  await stage.pass(0.1);
  const { deadlines } = await stage.explain("SO-1");
  assert.deepEqual(deadlines.map((one: Answered) => [one.milestone, one.dueAt]), [
    ["acceptance", "2031-03-10T11:30:00.000Z"],
  ]);
  const kinds = async (): Promise<string[]> => (await stage.openCases("SO-1")).map((one) => one.kind).sort();
  await stage.passTo("2031-03-10T11:00:00Z");
  assert.deepEqual(await kinds(), ["credit-hold"]);
  await stage.passTo("2031-03-10T12:15:00Z");
  assert.deepEqual(await kinds(), ["credit-hold", "late-acceptance"]);
  assert.equal((await stage.get("/v1/sales-orders?late=true")).items.length, 1);
  await stage.erp("credit.release", { code: "10", sales_order: "SO-1", clerk: "ada", reason: "an old friend" });
  await stage.untilLifecycle("SO-1", "released", 2);
  assert.deepEqual(await kinds(), []);
  const closed = await stage.get("/v1/cases?state=resolved&kind=late-acceptance");
  assert.equal(closed.items.length, 1);
  assert.equal((await stage.get("/v1/sales-orders?late=true")).items.length, 0);
  await stage.untilLifecycle("SO-1", "closed");
  await stage.audit();
});

