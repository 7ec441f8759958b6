/** What is stuck is let go on by a person, from where it stopped, and nothing is done twice. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOrder } from "../../src/main/box/customers.ts";
import { openStage, type Answered, type Stage } from "../support/stage.ts";

const valves = (salesOrder: string, quantity: number, customer = "BELL") =>
  ({ salesOrder, customer, channel: "api", lines: [["VALVE", quantity]] }) as const;

const commandsOf = async (stage: Stage, salesOrder: string, type: string): Promise<Answered[]> =>
  (await stage.order(salesOrder)).commands.filter((one: Answered) => one.type === type);

const invoicesOf = async (stage: Stage, salesOrder: string): Promise<Answered[]> =>
  (await stage.ask("erp", "GET", "/sandbox/books")).invoices.filter((one: Answered) => one.sales_order === salesOrder);

const act = (stage: Stage, key: string, action: string, reason: string) =>
  stage.api("POST", `/v1/commands/${encodeURIComponent(key)}/${action}`, {
    body: { reason }, headers: { "x-crossdock-actor": "grace" },
  });

test("the ERP created the invoice and its answer was lost: a probe finds it, and there is exactly one (pain 41)", async () => {
  const stage = await openStage();
  await stage.placeInShop(valves("SO-1", 4));
  await stage.untilLifecycle("SO-1", "released", 1);
  await stage.faultsOf("erp", { timeoutAfterEffect: 1 });
  const posting = async (): Promise<Answered> => (await commandsOf(stage, "SO-1", "invoice.post.v1"))[0];
  await stage.until("the posting is in doubt", async () => (await posting())?.status === "in-doubt");
  assert.equal((await invoicesOf(stage, "SO-1")).length, 1);
  assert.match((await stage.explain("SO-1")).waiting, /^It waits for proof: whether post-invoice:.* took effect in erp/);
  // Nobody can send it again blindly, not even a person.
  const blind = await act(stage, (await posting()).key, "retry", "impatience");
  assert.deepEqual([blind.status, blind.body.code], [409, "not-possible-now"]);
  await stage.pass(0.2);
  assert.equal((await posting()).status, "in-doubt");

  await stage.faultsOf("erp", { timeoutAfterEffect: null });
  await stage.untilLifecycle("SO-1", "closed");
  const done = await posting();
  assert.deepEqual([done.status, done.attempts, done.detail], ["done", 1, "found by a probe"]);
  const { history } = await stage.get(`/v1/commands/${encodeURIComponent(done.key)}`);
  assert.deepEqual(history.map((one: Answered) => one.kind === "execute" ? one.result : one.kind).slice(0, 2),
    ["in-doubt", "probe"]);
  assert.equal(history.at(-1).result, "applied");
  assert.equal((await invoicesOf(stage, "SO-1")).length, 1);
  await stage.audit();
});

test("the request was lost before it had any effect: it is sent again, and there is exactly one", async () => {
  const stage = await openStage();
  await stage.placeInShop(valves("SO-1", 4));
  await stage.untilLifecycle("SO-1", "released", 1);
  await stage.faultsOf("carrier", { timeoutBeforeEffect: 1 });
  const booking = async (): Promise<Answered> => (await commandsOf(stage, "SO-1", "transport.arrange.v1"))[0];
  await stage.until("the booking is in doubt", async () => (await booking())?.status === "in-doubt");
  const { consignments } = await stage.ask("carrier", "GET", "/sandbox/books");
  assert.deepEqual(consignments, []);
  await stage.faultsOf("carrier", { timeoutBeforeEffect: null });
  await stage.untilLifecycle("SO-1", "closed");
  // The carrier knows no key: it was booked again only after nothing could land any more.
  assert.deepEqual([(await booking()).status, (await booking()).attempts], ["done", 2]);
  assert.equal((await stage.books()).carrier.consignments.length, 1);
  await stage.audit();
});

test("a parked command holds its own order and no other; let go, the rest follows in order (pain 42)", async () => {
  const stage = await openStage({ stock: { leeds: { VALVE: 9 }, reading: { VALVE: 5 } }, relayed: ["erp"] });
  // The ledger turns away the postings of one order, as if nobody had the right to make them.
  stage.relays.get("erp")!.treat((asked, forward) => {
    const isStruck = asked.body.includes('"method":"invoice.post"') && asked.body.includes('"SO-1"');
    return isStruck ? { status: 401, body: '"not authorized"' } : forward();
  });
  await stage.placeInShop(valves("SO-1", 14));
  await stage.until("both sites have shipped", async () =>
    (await commandsOf(stage, "SO-1", "invoice.post.v1")).length >= 2);
  await stage.receive("leeds", "VALVE", 6);
  await stage.placeInShop(valves("SO-2", 6));
  await stage.untilLifecycle("SO-2", "closed");

  // One attempt: trying again might lock the account. The other invoice of the order waits behind it.
  const postings = (await commandsOf(stage, "SO-1", "invoice.post.v1"))
    .sort((a, b) => Date.parse(a.issuedAt) - Date.parse(b.issuedAt));
  const [parked, ...behind] = postings;
  assert.deepEqual([parked.status, parked.attempts], ["parked", 1]);
  assert.deepEqual(new Set(behind.map((one) => `${one.status} ${one.attempts}`)), new Set(["queued 0"]));
  assert.match((await stage.explain("SO-1")).waiting, /It waits for a person: post-invoice:.* is parked/);
  const listed = await stage.get("/v1/commands?status=parked");
  assert.deepEqual(listed.items.map((one: Answered) => one.key), [parked.key]);
  const parkedCase = async (): Promise<Answered> =>
    (await stage.openCases("SO-1")).find((one) => one.kind === "command-parked");
  assert.equal((await parkedCase())?.role, "finance");
  await stage.pass(24);
  assert.deepEqual(await invoicesOf(stage, "SO-1"), []);

  stage.relays.get("erp")!.treat((_, forward) => forward());
  assert.equal((await act(stage, parked.key, "retry", "the ledger's user was unlocked")).status, 202);
  await stage.untilLifecycle("SO-1", "closed");
  assert.equal(await parkedCase(), undefined);
  assert.deepEqual(
    (await invoicesOf(stage, "SO-1")).map((one) => `post-invoice:${one.shipment}`),
    postings.map((one) => one.id),
  );
  const [entry] = await stage.query("select actor, action, before, reason from audit_entry where action = $1",
    ["command.retry"]);
  assert.deepEqual(entry, {
    actor: "grace", action: "command.retry", before: "parked", reason: "the ledger's user was unlocked",
  });
  await stage.audit();
});

test("an invoice is posted anew at a corrected price: who and why is known, and nothing else is done again", async () => {
  const stage = await openStage();
  await stage.placeInShop(valves("SO-1", 4, "ACME"));
  await stage.untilLifecycle("SO-1", "invoiced");
  await stage.pass(0.1);
  const before = await stage.order("SO-1");
  // The customer is right: 9.96 was agreed. The order is stated anew; what was posted stays until somebody decides.
  await stage.amend({ salesOrder: "SO-1", customer: "ACME", channel: "api", lines: [["VALVE", 4, "9.96"]] });
  await stage.pass(0.1);
  const [open] = await stage.openCases("SO-1");
  assert.deepEqual([open.kind, open.role], ["changed-after-done", "finance"]);
  assert.equal((await invoicesOf(stage, "SO-1")).length, 1);
  const decided = await stage.api("POST", `/v1/cases/${open.id}/resolution`, {
    body: { verdict: "reissue", reason: "9.96 was agreed by mail" }, headers: { "x-crossdock-actor": "grace" },
  });
  assert.equal(decided.status, 200, decided.text);
  await stage.untilLifecycle("SO-1", "closed");

  const books = await stage.ask("erp", "GET", "/sandbox/books");
  const [wrong, right] = books.invoices;
  assert.deepEqual([books.invoices.length, books.reversals.length], [2, 1]);
  assert.deepEqual([books.reversals[0].invoice, books.reversals[0].gross], [wrong.number, wrong.gross]);
  assert.deepEqual(right.lines.map((one: Answered) => one.net), ["39.84"]);
  const { payment_requests: requests } = await stage.ask("payment", "GET", "/sandbox/books");
  assert.deepEqual(
    requests.map((one: Answered) => [one.invoice, one.state]),
    [[wrong.number, "withdrawn"], [right.number, "paid"]],
  );
  // Neither picked, shipped, carried nor allocated again: the commands with an effect are the same.
  const after = await stage.order("SO-1");
  const goods = (order: Answered): string[] => order.commands
    .filter((one: Answered) => ["wms", "carrier", "ledger"].includes(one.system))
    .map((one: Answered) => `${one.key} ${one.status} ${one.attempts}`);
  assert.deepEqual(goods(after), goods(before));
  const { wms, carrier } = await stage.books();
  assert.deepEqual([wms.shipments.length, carrier.consignments.length], [1, 1]);
  const decision = after.timeline.find((entry: Answered) => entry.type === "case.decided.v1");
  assert.deepEqual([decision.data.decidedBy, decision.data.reason], ["grace", "9.96 was agreed by mail"]);
  const chain = await stage.query("select actor, reason from audit_entry where action = $1", ["case.reissue"]);
  assert.deepEqual(chain, [{ actor: "grace", reason: "9.96 was agreed by mail" }]);
  await stage.audit();
});

test("a wrong price is corrected before anything left, and the order goes on from where it stood", async () => {
  const stage = await openStage();
  await stage.placeInShop({ ...valves("SO-1", 4), lines: [["VALVE", 4, "8.00"]] });
  await stage.pass(0.1);
  assert.deepEqual((await stage.openCases("SO-1")).map((one) => one.kind), ["price-mismatch"]);
  await stage.amend({ ...valves("SO-1", 4), lines: [["VALVE", 4, "10.00"]] });
  await stage.untilLifecycle("SO-1", "closed");
  assert.deepEqual(await stage.openCases("SO-1"), []);
  assert.equal((await stage.order("SO-1")).invoiced.amount, "40.00");
  for (const { status, key } of (await stage.order("SO-1")).commands) {
    assert.equal(status, "done", key);
    const again = await act(stage, key, "retry", "once more");
    assert.deepEqual([again.status, again.body.code], [409, "not-possible-now"], key);
  }
  await stage.audit();
});

test("facts of a system that may not say them wait in quarantine, and come in, in their order, once it may", async () => {
  const stage = await openStage();
  const key = await stage.keyOf("portal");
  const state = async (salesOrder: string, revision: number): Promise<string> => {
    const data = {
      salesOrder, revision, channel: "marketplace", customer: "BELL", currency: "GBP",
      orderedAt: "2031-03-03T08:00:00Z", shipTo: { country: "GB" },
      lines: [{ line: 1, item: "VALVE", quantity: String(revision), unitPrice: "10" }],
    };
    const event = {
      specversion: "1.0", id: `${salesOrder}/${revision}`, source: "portal", type: "sales-order.stated.v1",
      time: "2031-03-03T08:00:00Z", entity: "uk", data,
    };
    const answer = await stage.api("POST", "/v1/facts", {
      key, body: event, headers: { "content-type": "application/cloudevents+json" },
    });
    assert.equal(answer.status, 202, answer.text);
    return answer.body.status;
  };
  for (const revision of [1, 2, 3]) assert.equal(await state("SO-1", revision), "quarantined");
  for (const revision of [1, 2, 3]) assert.equal(await state("SO-2", revision), "quarantined");
  const { items } = await stage.get("/v1/quarantine");
  assert.deepEqual(new Set(items.map((one: Answered) => one.code)), new Set(["not-owner"]));
  assert.match(items[0].reason, /portal may not say sales-order.stated.v1; only shop, edi, api, crossdock may/);
  const told = async (): Promise<readonly string[]> => {
    const { items: cases } = await stage.get("/v1/cases?state=open&kind=quarantined");
    return cases.map((one: Answered) => one.text);
  };
  await stage.pass(0.6);
  const why = "portal says what is not let in: not-owner; the first: portal may not say sales-order.stated.v1";
  assert.equal((await told()).length, 1, "somebody is told, once, of all that is held");
  assert.ok((await told())[0]!.startsWith(why) && (await told())[0]!.endsWith("(6 messages wait)"), (await told())[0]);
  const redrive = async (entry: Answered): Promise<string> => {
    const answer = await stage.api("POST", `/v1/quarantine/${entry.id}/redrive`, { body: { reason: "it may now" } });
    assert.equal(answer.status, 200, answer.text);
    return answer.body.state;
  };
  assert.equal(await redrive(items[0]), "open");

  await stage.restart((input) => ({
    ...input,
    ownership: { ...input.ownership, "sales-order.stated.v1": ["shop", "edi", "api", "portal"] },
  }));
  const [first, second, third, ...other] = items;
  for (const entry of [first, second, third]) assert.equal(await redrive(entry), "redriven");
  // However they are let in, the newest revision counts.
  for (const entry of [other[2], other[0], other[1]]) assert.equal(await redrive(entry), "redriven");
  for (const salesOrder of ["SO-1", "SO-2"]) {
    await stage.untilLifecycle(salesOrder, "closed");
    const order = await stage.order(salesOrder);
    assert.deepEqual([order.revision, order.lines[0].shipped], [3, "3"]);
  }
  const { timeline } = await stage.order("SO-1");
  const stated = timeline.filter((entry: Answered) => entry.type === "sales-order.stated.v1");
  assert.deepEqual(stated.map((entry: Answered) => entry.data.revision), [1, 2, 3]);
  assert.deepEqual((await stage.get("/v1/quarantine")).items, []);
  await stage.pass(0.3);
  assert.deepEqual(await told(), [], "the case closed with what it was about");
  await stage.audit();
});

test("messages that the mapping did not understand are let in whole and in order once it does", async () => {
  const wrong = "21";
  const stage = await openStage({
    configure: (input) => ({
      ...input, entities: { ...input.entities, fr: { ...input.entities["fr"]!, code: wrong } },
    }),
  });
  const desk = { shopUrl: stage.sandbox.urls["shop"]!, apiUrl: stage.apiUrl, apiKey: "", codes: { fr: "20" } };
  await placeOrder(desk, {
    at: stage.now(), salesOrder: "SO-1", channel: "shop", customer: "FLEUR", entity: "fr", currency: "EUR",
    country: "FR", lines: [{ item: "VALVE", quantity: 4, unitPrice: "10.00" }], second: null,
  }, stage.now());
  await stage.pass(0.1);
  // The opening stock of the French site is among them: nothing of it was half applied.
  const { items } = await stage.get("/v1/quarantine");
  assert.deepEqual(items.map((one: Answered) => [one.source, one.kind, one.code]), [
    ["wms", "message", "untranslatable"],
    ["shop", "message", "untranslatable"],
  ]);
  assert.match(items[1].reason, /20/);
  assert.deepEqual((await stage.get("/v1/sales-orders")).items, []);
  await stage.restart((input) => input);
  for (const { id } of items) {
    const answer = await stage.api("POST", `/v1/quarantine/${id}/redrive`, { body: { reason: "code 20 is known" } });
    assert.equal(answer.body.state, "redriven", answer.text);
  }
  await stage.untilLifecycle("SO-1", "released", 1);
  assert.deepEqual(await stage.available("lyon", "VALVE"), { onHand: 100, allocated: 4, toPromise: 96 });
});
