/** A third-party warehouse of the old kind: it gets its orders as CSV, and answers at night, fixed width. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { invoicesOf } from "../support/stage-books.ts";
import {
  acceptanceOf,
  openDepot,
  shipmentOf,
  DEPOT,
  type Depot,
  type DepotRow,
} from "../support/stage-depot.ts";
import { figuresOf, unequalIn } from "../support/stage-sight.ts";
import { openStage, type Answered, type Stage } from "../support/stage.ts";
import { confirmationFile } from "../support/warehouse-file.ts";

interface Story {
  readonly stage: Stage;
  readonly depot: Depot;
  /** Places orders and lets the warehouse take them, by number. */
  order(...salesOrders: string[]): Promise<ReadonlyMap<string, DepotRow[]>>;
  channelCases(): Promise<Answered[]>;
  untilTaken(name: string): Promise<void>;
}

async function begin(): Promise<Story> {
  const depot = openDepot();
  after(() => depot.discard());
  const stage = await openStage({ configure: depot.configure });
  const story: Story = {
    stage,
    depot,
    order: async (...salesOrders) => {
      for (const salesOrder of salesOrders) {
        await stage.placeInShop({
          salesOrder,
          lines: [
            ["VALVE", 5],
            ["HOSE", 2],
          ],
        });
      }
      await stage.until(
        "the orders lie in the folder",
        () => depot.names("out").length === salesOrders.length,
      );
      return Map.groupBy(depot.takeOrders(), (row) => row["Order"]!);
    },
    channelCases: async () => {
      const { items } = await stage.get("/v1/cases?state=open&limit=100");
      return items.filter((one: Answered) => one.instance.endsWith(`/channel/${DEPOT}`));
    },
    untilTaken: (name) =>
      stage.until(`${name} is taken`, () => depot.names("archive/taken").includes(name), 2),
  };
  return story;
}

const kindsOf = (cases: readonly Answered[]): string[] => cases.map(({ kind }) => kind as string).sort();

test("orders leave as CSV, and the confirmations of the night bring them to their invoices", async () => {
  const { stage, depot, order, channelCases, untilTaken } = await begin();
  const orders = await order("SO-1", "SO-2");
  assert.deepEqual(
    orders
      .get("SO-1")!
      .map(({ Company, Reference, Site, Line, Item, Total }) => [
        Company,
        Reference,
        Site,
        Line,
        Item,
        Total,
      ]),
    [
      ["10", "SO-1-leeds", "L01", "1", "VALVE", "5"],
      ["10", "SO-1-leeds", "L01", "2", "HOSE", "2"],
    ],
  );

  // At ten in the evening the warehouse begins to write; the line breaks, and the rest comes an hour later.
  const rows = [...orders.values()];
  const night = confirmationFile({
    accepted: rows.map(acceptanceOf),
    shipments: rows.map((own, at) => shipmentOf(`SH-${at + 1}`, "203103031730", own)),
  });
  await stage.passTo("22:00");
  depot.leave("SC0303.TXT", night.slice(0, 200));
  await stage.pass(1 / 2);
  depot.leave("SC0303.TXT", night.slice(0, night.length / 2));
  await stage.pass(1 / 2);
  assert.deepEqual(depot.names("archive/taken"), [], "what still grows is left alone");
  depot.leave("SC0303.TXT", night);
  await untilTaken("SC0303.TXT");
  assert.equal((await stage.query("select 1 from inbound_message where source = $1", [DEPOT])).length, 1);

  // The same file again, as the warehouse's scheduler likes to do.
  depot.leave("SC0303.TXT", night);
  await stage.until("it is put away", () => depot.names("archive/taken").length === 2, 2);
  const [receipt] = await stage.query("select outcome, repeated from file_receipt where system = $1", [
    DEPOT,
  ]);
  assert.deepEqual(receipt, { outcome: "received", repeated: 1 });

  for (const [at, salesOrder] of ["SO-1", "SO-2"].entries()) {
    await stage.untilLifecycle(salesOrder, "closed");
    const invoices = invoicesOf(await stage.books(), salesOrder);
    assert.deepEqual(
      invoices.map(({ shipment }) => shipment),
      [`SH-${at + 1}`],
    );
    assert.deepEqual(
      { ...figuresOf(await stage.order(salesOrder)), paid: "" },
      {
        ordered: "59.00",
        shipped: "59.00",
        invoiced: "59.00",
        paid: "",
      },
    );
    const explained = await stage.explain(salesOrder);
    assert.ok(explained.settled);
    assert.deepEqual(unequalIn(explained), []);
  }
  assert.equal(
    (await stage.query("select 1 from fact where source = $1", [DEPOT])).length,
    4,
    "each said once",
  );
  assert.deepEqual(
    kindsOf(await channelCases()).filter((kind) => kind !== "late-file"),
    [],
  );
  assert.deepEqual(depot.names("out"), [], "nothing was ordered twice");
});

test("a file that does not come by its time opens a case, and its arrival closes it", async () => {
  const { stage, depot, order, channelCases, untilTaken } = await begin();
  const orders = await order("SO-1");
  await stage.passTo("22:55");
  assert.deepEqual(await channelCases(), []);
  await stage.passTo("23:30");
  const [late, ...others] = await channelCases();
  assert.deepEqual(others, []);
  assert.equal(late.kind, "late-file");
  assert.equal(
    late.text,
    "SC*.TXT was expected by 2031-03-03T23:00:00.000Z, 23:00 in Europe/London, and did not come",
  );
  const rows = orders.get("SO-1")!;
  depot.leave("SC0303.TXT", confirmationFile({ shipments: [shipmentOf("SH-1", "203103031730", rows)] }));
  await untilTaken("SC0303.TXT");
  await stage.until("the case is closed", async () => (await channelCases()).length === 0, 2);
  await stage.untilLifecycle("SO-1", "closed");
});

test("a trailer that does not add up holds the whole file until a corrected one comes", async () => {
  const { stage, depot, order, channelCases } = await begin();
  const orders = await order("SO-1");
  const shipments = [shipmentOf("SH-1", "203103031730", orders.get("SO-1")!)];
  await stage.passTo("22:00");
  depot.leave("SC0303.TXT", confirmationFile({ shipments, trailer: { units: 8 } }));
  await stage.until("it is held", async () => (await channelCases()).length > 0, 2);
  const [held] = await channelCases();
  assert.equal(held.kind, "file-quarantined");
  assert.match(held.text, /units in all lines: the file says 8, and it is 7/);
  assert.equal(
    (await stage.query("select 1 from fact where source = $1", [DEPOT])).length,
    0,
    "nothing of it counts",
  );

  depot.leave("SC0303.TXT", confirmationFile({ shipments }));
  await stage.untilLifecycle("SO-1", "closed");
  await stage.settle();
  assert.deepEqual(
    kindsOf(await channelCases()).filter((kind) => kind !== "late-file"),
    [],
  );

  // Later the warehouse sends something else under that name: the first counts, and people are told.
  depot.leave("SC0303.TXT", confirmationFile({ shipments: [{ ...shipments[0]!, shipment: "SH-9" }] }));
  await stage.until("it is refused", () => depot.names("archive/refused").length > 0, 2);
  assert.deepEqual(
    kindsOf(await channelCases()).filter((kind) => kind !== "late-file"),
    ["file-with-other-content"],
  );
  assert.equal(invoicesOf(await stage.books(), "SO-1").length, 1);
});

test("a line with a unit that nobody mapped holds its file whole, and the mapping lets it in", async () => {
  const { stage, depot, order, channelCases } = await begin();
  const orders = await order("SO-1", "SO-2");
  const [one, two] = [...orders.values()].map((own, at) => shipmentOf(`SH-${at + 1}`, "203103031730", own));
  const pieces = {
    ...two!,
    lines: two!.lines.map(([line, item, quantity]) => [line, item, quantity, "PC"] as const),
  };
  await stage.passTo("22:00");
  depot.leave("SC0303.TXT", confirmationFile({ shipments: [one!, pieces] }));
  await stage.until("it is held", async () => (await channelCases()).length > 0, 2);
  const { items: waiting } = await stage.get("/v1/codes/waiting");
  assert.deepEqual(
    waiting.map(({ system, list, code }: Answered) => [system, list, code]),
    [[DEPOT, "unit", "PC"]],
  );
  assert.equal((await stage.query("select 1 from fact where source = $1", [DEPOT])).length, 0);

  const body = {
    system: DEPOT,
    list: "unit",
    code: "PC",
    meaning: "each",
    reason: "they say piece since March",
  };
  const answer = await stage.api("POST", "/v1/codes", { body });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.body.redriven, 1);
  for (const salesOrder of ["SO-1", "SO-2"]) await stage.untilLifecycle(salesOrder, "closed");
  await stage.until(
    "no case is left",
    async () => {
      return kindsOf(await channelCases()).every((kind) => kind === "late-file");
    },
    2,
  );
  const [receipt] = await stage.query("select outcome from file_receipt where system = $1", [DEPOT]);
  assert.equal(receipt!["outcome"], "received");
});
