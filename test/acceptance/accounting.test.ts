/** Processes come and go, messages come twice or never: everything that was told or done is accounted for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SystemClock } from "../../src/main/clocks.ts";
import { composeServer } from "../../src/main/server.ts";
import { makeConnectors } from "../../src/main/connectors.ts";
import { SILENT } from "../../src/application/ports/logger.ts";
import type { Clock } from "../../src/kernel/clock.ts";
import type { Instant } from "../../src/kernel/instant.ts";
import { VirtualClock } from "../../src/kernel/virtual-clock.ts";
import { openStage, type Answered, type Stage } from "../support/stage.ts";

const valves = (salesOrder: string, quantity: number, customer = "BELL") =>
  ({ salesOrder, customer, channel: "shop", lines: [["VALVE", quantity]] }) as const;

const STATUSES = [
  "queued", "failing", "parked", "sending", "in-doubt", "done", "refused", "withdrawn", "compensated",
] as const;

/** Every row of a list, page by page. */
async function all(stage: Stage, path: string): Promise<Answered[]> {
  const rows: Answered[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const join = path.includes("?") ? "&" : "?";
    const page = await stage.get(`${path}${join}limit=7${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`);
    rows.push(...page.items);
    cursor = page.more === false ? null : page.next;
  }
  return rows;
}

/** Holds every number of the agreement against the lists that it sums up. */
async function holdAgainstLists(stage: Stage): Promise<Answered> {
  const sum = await stage.get("/v1/agreement");
  const commands = await all(stage, "/v1/commands");
  for (const status of STATUSES) {
    const listed = await all(stage, `/v1/commands?status=${status}`);
    assert.equal(listed.length, sum.commands[status] ?? 0, `commands ${status}`);
    assert.deepEqual(listed.map((one) => one.key), commands.filter((one) => one.status === status).map((one) => one.key));
  }
  const facts = await all(stage, "/v1/facts");
  assert.equal(facts.length, sum.facts.recorded, "facts");
  assert.equal(facts.filter((one) => one.effect === "conflict").length, sum.facts.conflicts, "conflicts");
  assert.equal(new Set(facts.map((one) => `${one.source}/${one.id}`)).size, facts.length, "a fact is recorded twice");
  const open = await all(stage, "/v1/cases?state=open");
  const ended = [...(await all(stage, "/v1/cases?state=resolved")), ...(await all(stage, "/v1/cases?state=waived"))];
  assert.deepEqual([open.length, open.length + ended.length], [sum.cases.open, sum.cases.opened], "cases");
  for (const [kind, count] of Object.entries(sum.cases.byKind)) {
    assert.equal(open.filter((one) => one.kind === kind).length, count, kind);
  }
  assert.equal((await all(stage, "/v1/quarantine?state=open")).length, sum.facts.quarantined, "quarantine");
  const orders = await all(stage, "/v1/sales-orders");
  const byLifecycle: Record<string, number> = {};
  let checked = 0;
  for (const { salesOrder, lifecycle } of orders) {
    byLifecycle[lifecycle] = (byLifecycle[lifecycle] ?? 0) + 1;
    const { equations } = await stage.explain(salesOrder);
    checked += equations.length;
  }
  assert.deepEqual(byLifecycle, sum.salesOrders, "sales orders");
  const { holds, inTransit, broken } = sum.equations;
  assert.deepEqual([checked, holds + inTransit + broken], [sum.equations.checked, sum.equations.checked], "equations");
  return sum;
}

test("after a bad morning every command, attempt, fact, message and quarantine entry is accounted for", async () => {
  const stage = await openStage({
    faults: { duplicate: 0.4, reorder: 0.3, throttle: 0.2, unavailable: 0.2, timeoutAfterEffect: 0.1, shortPick: 0.3 },
  });
  const numbers = Array.from({ length: 8 }, (_, at) => `SO-${at + 101}`);
  for (const salesOrder of numbers) await stage.placeInShop(valves(salesOrder, 4));
  await stage.placeInShop(valves("SO-HELD", 6, "DALE"));
  await stage.pass(0.1);
  await stage.cancel(valves(numbers[7]!, 4));
  const stranger = await stage.keyOf("portal");
  for (let times = 0; times < 2; times++) {
    const event = {
      specversion: "1.0", id: "E-1", source: "portal", type: "shipment.confirmed.v1", entity: "uk", data: {},
      time: "2031-03-03T08:00:00Z",
    };
    await stage.api("POST", "/v1/facts", {
      key: stranger, body: event, headers: { "content-type": "application/cloudevents+json" },
    });
  }
  await stage.pass(3);
  await holdAgainstLists(stage);
  for (const salesOrder of numbers.slice(0, 7)) await stage.untilLifecycle(salesOrder, "closed");
  await stage.pass(2);
  const sum = await holdAgainstLists(stage);
  assert.deepEqual(sum.salesOrders, { cancelled: 1, closed: 7, "on-hold": 1 });
  assert.equal(sum.facts.quarantined, 1);
  assert.equal((await all(stage, "/v1/quarantine?state=open"))[0].seen, 2);
  assert.ok(sum.facts.duplicatesSuppressed > 0, "the play had no duplicates");

  // Each attempt and probe has its line, but for the success at the first try, which the command tells by itself.
  let faulty = 0;
  for (const { key, status, attempts, probes, system } of await all(stage, "/v1/commands")) {
    const { history } = await stage.get(`/v1/commands/${encodeURIComponent(key)}`);
    const plain = status === "done" && attempts === 1 && probes === 0;
    assert.equal(history.length, plain || system === "ledger" ? 0 : attempts + probes, key);
    if (attempts + probes > 1) faulty += 1;
  }
  assert.ok(faulty > 0, "the play had no faults");
  // Each message that came is one row, and its parts add up to what it said.
  const rows = await stage.query(`select source, message_id as id, duplicate_count as again,
    accepted_count + duplicate_count + conflict_count + waiting_count + quarantined_count as parts
    from inbound_message where message_id is not null`);
  const told = new Set(stage.line.told.map(({ system, headers, body }) =>
    `${system} ${headers["x-shop-webhook-id"] ?? headers["x-wms-delivery-id"] ?? headers["x-carrier-delivery-id"]
      ?? headers["webhook-id"] ?? body}`));
  const webhooks = rows.filter((row) => row["source"] !== "portal");
  assert.deepEqual(new Set(webhooks.map((row) => `${String(row["source"])} ${String(row["id"])}`)), told);
  assert.ok(rows.every((row) => Number(row["parts"]) >= 1), JSON.stringify(rows));
  await stage.audit();
});

test("stopped in the middle and started anew, the server goes on with every command where it stood", async () => {
  const stage = await openStage({ relayed: ["erp", "carrier"] });
  // One order stands at each kind of trouble: refused access, an answer that is lost, a system that is away.
  stage.relays.get("erp")!.treat(async (asked, forward) => {
    const isPosting = asked.body.includes('"method":"invoice.post"');
    if (isPosting && asked.body.includes('"SO-PARKED"')) return { status: 401, body: '""' };
    if (asked.body.includes('"SO-DOUBT"') && isPosting) {
      await forward();
      return { status: 500, body: '""' };
    }
    if (asked.body.includes("post-invoice:SO-DOUBT") && !isPosting) return { status: 500, body: '""' };
    return asked.body.includes('"SO-FAILING"') && isPosting ? { status: 503, body: '""' } : forward();
  });
  for (const one of ["SO-PARKED", "SO-DOUBT", "SO-FAILING", "SO-GOOD"]) await stage.placeInShop(valves(one, 3));
  await stage.placeInShop(valves("SO-NEW", 3));
  const postingOf = async (salesOrder: string): Promise<Answered> =>
    (await stage.order(salesOrder)).commands.find((one: Answered) => one.type === "invoice.post.v1");
  const states = async (): Promise<(string | undefined)[]> => Promise.all(
    ["SO-PARKED", "SO-DOUBT", "SO-FAILING"].map(async (one) => (await postingOf(one))?.status));
  await stage.until("all three are stuck", async () => {
    const [parked, doubt, failing] = await states();
    return parked === "parked" && doubt === "in-doubt" && failing === "failing";
  });
  const before = await holdAgainstLists(stage);

  await stage.restart();
  assert.deepEqual(await states(), ["parked", "in-doubt", "failing"]);
  const after = await holdAgainstLists(stage);
  assert.deepEqual([after.commands, after.facts.recorded], [before.commands, before.facts.recorded]);
  // What a person owns is not tried again because a process started.
  await stage.pass(0.1);
  assert.equal((await postingOf("SO-PARKED")).attempts, 1);

  stage.relays.get("erp")!.treat((_, forward) => forward());
  const { key } = await postingOf("SO-PARKED");
  const retried = await stage.api("POST", `/v1/commands/${encodeURIComponent(key)}/retry`, {
    body: { reason: "access was granted" },
  });
  assert.equal(retried.status, 202, retried.text);
  const numbers = ["SO-PARKED", "SO-DOUBT", "SO-FAILING", "SO-GOOD", "SO-NEW"];
  for (const one of numbers) await stage.untilLifecycle(one, "closed");
  // No zombies and no duplicates: every command is done, at most one generation, one document of each.
  for (const { status, generation, key: name } of await all(stage, "/v1/commands")) {
    if (name.includes("publish-order-status")) continue;
    assert.deepEqual([status, generation], ["done", 1], name);
  }
  assert.equal((await postingOf("SO-DOUBT")).attempts, 1);
  const { erp } = await stage.books();
  const perOrder = numbers.map((one) => new Set(
    erp.invoices.filter(({ sales_order: of }) => of === one).map(({ shipment }) => shipment)).size);
  assert.deepEqual(perOrder.reduce((a, b) => a + b), erp.invoices.length);
  await stage.audit();
});

/** The machine's time, until the process that lives by it dies; its timers ring late if it wakes. */
class MortalClock implements Clock {
  readonly #real = new SystemClock();
  readonly #timers = new Set<{ readonly due: Instant; readonly wake: () => void; cancel: () => void }>();
  #diedAt: Instant | null = null;

  now(): Instant {
    return this.#diedAt ?? this.#real.now();
  }

  at(due: Instant, wake: () => void): () => void {
    const timer = { due, wake, cancel: () => {} };
    this.#timers.add(timer);
    if (this.#diedAt === null) this.#set(timer);
    return () => {
      timer.cancel();
      this.#timers.delete(timer);
    };
  }

  die(): void {
    this.#diedAt = this.#real.now();
    for (const timer of this.#timers) timer.cancel();
  }

  wake(): void {
    this.#diedAt = null;
    for (const timer of this.#timers) this.#set(timer);
  }

  #set(timer: { readonly due: Instant; readonly wake: () => void; cancel: () => void }): void {
    timer.cancel = this.#real.at(timer.due, () => {
      this.#timers.delete(timer);
      timer.wake();
    });
  }
}

/** Looks again until the condition holds, without time passing: what is awaited is another process' work. */
async function eventually(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < 1_000; looks++) {
    if (await condition()) return;
    await new Promise((wake) => setTimeout(wake, 10));
  }
  assert.fail(`in vain: ${what}`);
}

test("what a dead process left is taken over by another, once; when the dead one wakes it does nothing", async () => {
  const stage = await openStage({ relayed: ["erp"] });
  // The ERP registers what it is told, and its answers and those to questions about it are lost.
  const erp = stage.relays.get("erp")!;
  erp.treat(async (asked, forward) => {
    if (asked.method === "POST" && !asked.body.includes("journal.read")) await forward();
    return { status: 500, body: '""' };
  });
  const own = stage.server.core.dispatcher;
  const [asleep, lease] = [new VirtualClock(stage.now()), new MortalClock()];
  const urls = { ...stage.sandbox.urls, erp: erp.url };
  const other = composeServer({
    config: stage.config,
    databaseUrl: stage.server.pool.options.connectionString!,
    connectors: makeConnectors(stage.config, { urls, secret: stage.secret }, {}),
    clock: asleep,
    leaseClock: lease,
    logger: SILENT,
  });
  await other.core.start();
  await own.keeper.beat();
  await other.core.dispatcher.keeper.beat();
  const dead = other.core.dispatcher.processId;

  const numbers = Array.from({ length: 8 }, (_, at) => `SO-${at + 201}`);
  for (const salesOrder of numbers) await stage.placeInShop(valves(salesOrder, 2));
  const inDoubt = (): Promise<Record<string, unknown>[]> =>
    stage.query("select instance, lease_owner as owner from command where status = 'in-doubt'");
  await eventually("all registrations are in doubt", async () => (await inDoubt()).length === numbers.length);
  const left = (await inDoubt()).filter(({ owner }) => owner === dead).length;
  assert.ok(left > 0 && left < numbers.length, `${left} of ${numbers.length} are the other process'`);

  // The other process dies here: its clocks stand still. The ERP is well again; we prove what is ours.
  lease.die();
  erp.treat((_, forward) => forward());
  await stage.pass(1);
  assert.equal((await inDoubt()).length, left);
  // A minute goes by between the processes: the dead one has not prolonged anything.
  await stage.query("update process set heartbeat_at = heartbeat_at - interval '1 minute' where id = $1", [dead]);
  await stage.query("update partition_lease set lease_until = lease_until - interval '1 minute' where owner = $1",
    [dead]);
  await own.keeper.beat();
  await eventually("its commands are ours", async () =>
    (await stage.query("select 1 from command where lease_owner = $1 and status = 'in-doubt'", [dead])).length === 0);
  for (const salesOrder of numbers) await stage.untilLifecycle(salesOrder, "closed");

  // It wakes, believes that it is an hour ago, and finds that nothing of it is its own any more.
  const before = await stage.ask("erp", "GET", "/sandbox/books");
  asleep.advanceTo(stage.now());
  lease.wake();
  await other.stop();
  await stage.pass(1);
  assert.deepEqual(await stage.ask("erp", "GET", "/sandbox/books"), before);
  assert.deepEqual(before.sales_orders.map((one: Answered) => one.version), numbers.map(() => 1));
  for (const { key, status, generation, attempts } of await all(stage, "/v1/commands?type=sales-order.register.v1")) {
    assert.deepEqual([status, generation, attempts], ["done", 1, 1], key);
  }
  await holdAgainstLists(stage);
  await stage.audit();
});
