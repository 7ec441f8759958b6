/** What we tell others is kept until it was heard: at least once, and the last word stands. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HOUR_MS } from "../../src/kernel/instant.ts";
import { openStage, type Answered, type Stage } from "../support/stage.ts";

/** The first is shipped from two sites, one after the other: it has two words to say. */
const ORDERS = { "SO-1": 14, "SO-2": 2 } as const;
const NAMES = Object.keys(ORDERS);
const STOCK = { leeds: { VALVE: 11 }, reading: { VALVE: 5 } } as const;
/** What a channel is told last of an order that ran its course. */
const LAST_WORD = "shipped";

const placeAll = async (stage: Stage): Promise<void> => {
  for (const [salesOrder, quantity] of Object.entries(ORDERS)) {
    await stage.placeInShop({ salesOrder, lines: [["VALVE", quantity]] });
  }
};

/** What the shop shows of each order. */
async function shownBy(stage: Stage): Promise<Record<string, string | null>> {
  const { orders } = await stage.ask("shop", "GET", "/sandbox/books");
  return Object.fromEntries(
    orders.map((order: Answered) => [order.name, order.fulfillment_status?.state ?? null]),
  );
}

const publishing = async (stage: Stage, salesOrder: string): Promise<Answered[]> =>
  (await stage.order(salesOrder)).commands.filter((one: Answered) => one.type === "order-status.publish.v1");

const allSay = (state: string | null): Record<string, string | null> =>
  Object.fromEntries(NAMES.map((salesOrder) => [salesOrder, state]));

test("the shop is away for two days, and we stop and start meanwhile: it hears the last word of every order (pain 50)", async () => {
  const stage = await openStage({ stock: STOCK });
  await placeAll(stage);
  for (const salesOrder of NAMES) await stage.untilLifecycle(salesOrder, "released", 1);
  const before = await shownBy(stage);
  stage.sandbox.takeDown("shop", 48 * HOUR_MS);
  for (const salesOrder of NAMES) await stage.untilLifecycle(salesOrder, "invoiced", 40);
  await stage.settle();
  // The orders went on; the shop shows what it heard last, and what it has not heard is still owed.
  assert.deepEqual(await shownBy(stage), before);
  for (const salesOrder of NAMES) {
    const owed = (await publishing(stage, salesOrder)).filter(({ status }) => status !== "done" && status !== "withdrawn");
    assert.deepEqual(owed.length, 1, `${salesOrder} owes the shop one word`);
  }
  await stage.restart();
  await stage.pass(1);
  assert.deepEqual(await shownBy(stage), before);

  for (const salesOrder of NAMES) await stage.untilLifecycle(salesOrder, "closed");
  await stage.until("the shop has heard", async () =>
    Object.values(await shownBy(stage)).every((state) => state === LAST_WORD), 96);
  for (const salesOrder of NAMES) {
    const words = await publishing(stage, salesOrder);
    assert.deepEqual(words.filter(({ status }) => !["done", "withdrawn"].includes(status)), []);
  }
  await stage.audit();
});

test("every first answer of the shop is lost: each word is said again until it is known, and no older word comes last (pain 50)", async () => {
  const stage = await openStage({ stock: STOCK, relayed: ["shop"] });
  const said: { order: string; state: string }[] = [];
  const heard = new Set<string>();
  stage.relays.get("shop")!.treat(async (asked, forward) => {
    if (asked.method !== "PUT") return forward();
    const order = /\/orders\/([^/]+)\//.exec(asked.path)![1]!;
    const { fulfillment_status: status } = JSON.parse(asked.body) as Answered;
    said.push({ order, state: status.state });
    const isFirst = !heard.has(asked.path + asked.body);
    heard.add(asked.path + asked.body);
    if (!isFirst) return forward();
    // Half of the words never reach the shop, the other half do, and of both the answer is lost.
    if (said.length % 2 === 0) await forward();
    throw new Error("the connection broke");
  });
  await placeAll(stage);
  for (const salesOrder of NAMES) await stage.untilLifecycle(salesOrder, "closed");
  await stage.until("the shop has heard", async () =>
    Object.values(await shownBy(stage)).every((state) => state === LAST_WORD), 24);
  await stage.settle();

  assert.deepEqual(await shownBy(stage), allSay(LAST_WORD));
  for (const salesOrder of NAMES) {
    const states = said.filter(({ order }) => order === salesOrder).map(({ state }) => state);
    const firsts = [...new Set(states)];
    // Repetitions stand beside their first: once a newer word was said, the older one never came again.
    assert.deepEqual(states, firsts.flatMap((state) => states.filter((other) => other === state)), salesOrder);
    assert.equal(firsts.at(-1), LAST_WORD);
    for (const { key, status } of await publishing(stage, salesOrder)) {
      assert.ok(["done", "withdrawn"].includes(status), `${key} is ${status}`);
    }
  }
  assert.ok(said.length > heard.size, "some words had to be said again");
  assert.ok(new Set(said.map(({ order, state }) => order + state)).size > NAMES.length, "one order had two words");
  await stage.audit();
});
