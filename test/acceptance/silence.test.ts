/** A channel that should speak and does not: silence in working time is a case that opens and closes by itself. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConfigInput } from "../../src/main/config/schema.ts";
import { openStage, type Answered, type Stage } from "../support/stage.ts";

/** At least one order from the shop in 40 minutes of office time, 08:00 to 17:30. */
const watched = (input: ConfigInput): ConfigInput => {
  const { shop } = input.systems;
  const traffic = [{ fact: "sales-order.stated.v1", entity: "uk", within: "40 min" }];
  return { ...input, systems: { ...input.systems, shop: { ...shop!, traffic } } };
};

test("no orders from the shop for 40 minutes of a working day open a case; the next order closes it (pain 11)", async () => {
  // A Tuesday, an hour before the office opens. The stage looks every half hour.
  const stage = await openStage({ start: "2031-03-04T07:00:00Z", configure: watched });
  await stage.passTo("08:31");
  assert.deepEqual(await silences(stage), [], "half an hour of office time is not 40 minutes");
  await stage.passTo("08:50");
  await stage.placeInShop({ salesOrder: "SO-1", lines: [["VALVE", 1]] });
  await stage.passTo("09:01");
  assert.deepEqual(await silences(stage), []);
  await stage.passTo("10:01");
  const [open, ...more] = await silences(stage);
  assert.deepEqual(more, []);
  assert.equal(open.instance, "uk/channel/shop");
  assert.equal(open.text, "No sales-order.stated.v1 from shop since 2031-03-04T08:50:00.000Z; one is expected every 40 min");
  await stage.passTo("12:01");
  const [still] = await silences(stage);
  assert.equal(still.id, open.id, "it is one case, however often one looks");
  await stage.placeInShop({ salesOrder: "SO-2", lines: [["VALVE", 1]] });
  await stage.passTo("12:31");
  assert.deepEqual(await silences(stage), []);
  assert.equal((await stage.get(`/v1/cases/${open.id}`)).state, "resolved");
});

test("a night is no silence: only working time counts, over closing time and opening", async () => {
  const stage = await openStage({ start: "2031-03-04T16:00:00Z", configure: watched });
  await stage.placeInShop({ salesOrder: "SO-1", lines: [["VALVE", 1]] });
  await stage.passTo("17:10");
  await stage.placeInShop({ salesOrder: "SO-2", lines: [["VALVE", 1]] });
  // 20 minutes until the office closes, and less than 20 after it opens.
  await stage.passTo("2031-03-05T08:05:00Z");
  assert.deepEqual(await silences(stage), []);
  await stage.passTo("2031-03-05T08:31:00Z");
  assert.equal((await silences(stage)).length, 1);
});

test("what only a sweep brings is no sign of life; a restart forgets nothing", async () => {
  const stage = await openStage({ start: "2031-03-04T08:00:00Z", configure: watched });
  await stage.placeInShop({ salesOrder: "SO-1", lines: [["VALVE", 1]] });
  await stage.passTo("08:31");
  await stage.restart(watched);
  stage.line.treat(({ system }) => (system === "shop" ? "keep" : "pass"));
  await stage.placeInShop({ salesOrder: "SO-2", lines: [["VALVE", 1]] });
  await stage.api("POST", "/v1/sweeps", { body: { system: "shop" } });
  await stage.until("the sweep has brought it", async () => (await stage.api("GET", "/v1/sales-orders/SO-2")).status === 200);
  await stage.passTo("09:02");
  const [open] = await silences(stage);
  assert.match(open.text, /since 2031-03-04T08:00:00\.000Z/);
});

const silences = async (stage: Stage): Promise<Answered[]> =>
  (await stage.get("/v1/cases?kind=channel-silent&limit=50")).items;
