import assert from "node:assert/strict";
import { existsSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { WrittenSegment } from "../../src/connectors/x12/write/interchange-text.ts";
import type { ConfigInput } from "../../src/main/config/schema.ts";
import { invoicesOf } from "../support/stage-books.ts";
import { openStage, type Answered, type Stage } from "../support/stage.ts";
import { fromPartner, profileOf } from "../support/x12-partner.ts";
import { elementsOf, envelopeFaults, readBack, type Foreign } from "../support/x12-read-back.ts";
import { delivered, withPartner } from "../support/x12-server.ts";

/** Twelve hoses are a case: that is what this partner buys and is told. */
const AGREED = {
  codes: { "item-unit": { "HOSE/case": "12" }, "selling-unit": { HOSE: "CA" } },
  sends: ["855", "856", "810"],
};
const profile = profileOf(AGREED);

/** A stage with a partner who speaks X12, and the folder through which he does. */
interface PartnerStage {
  readonly stage: Stage;
  /** He puts a file into his tray; it is collected when time passes. */
  send(text: string): Promise<void>;
  /** Everything that was left for him and that he has not looked at yet, as another parser reads it. */
  take(): Promise<readonly Foreign[][]>;
  configured(more: Record<string, unknown>): (input: ConfigInput) => ConfigInput;
}

async function openPartnerStage(): Promise<PartnerStage> {
  const folder = mkdtempSync(join(tmpdir(), "crossdock-x12-story-"));
  mkdirSync(join(folder, "in"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const configured = (more: Record<string, unknown>) => (input: ConfigInput): ConfigInput => {
    const made = withPartner(input, folder, { ...AGREED, ...more });
    const { sla } = made.orderToCash;
    return { ...made, orderToCash: { ...made.orderToCash, sla: { ...sla, "document-answer": "4 h" } } };
  };
  const stage = await openStage({ configure: configured({}) });
  const seen = new Set<string>();
  let files = 0;
  return {
    stage, configured,
    send: async (text) => {
      const file = join(folder, "in", `${++files}.x12`);
      writeFileSync(file, text);
      await stage.until("it is collected", () => !existsSync(file), 2);
      await stage.settle();
    },
    take: async () => {
      const found: Foreign[][] = [];
      for (const [name, text] of await delivered(folder)) {
        if (seen.has(name)) continue;
        seen.add(name);
        const segments = await readBack(text);
        assert.deepEqual(envelopeFaults(segments), [], name);
        found.push([...segments]);
      }
      return found;
    },
  };
}

const order = (number: string, ...lines: readonly WrittenSegment[]): readonly WrittenSegment[] => [
  ["BEG", "00", "SA", number, "", "20310303"],
  ["N1", "BY", "ACME", "91", "ACME"], ["N1", "ST", "WORKS 41", "92", "W1"], ["N4", "LEEDS", "", "LS1 4AP", "GB"],
  ...lines,
  ["CTT", String(lines.length)],
];
const valves = (count: number, price = "10.00"): WrittenSegment =>
  ["PO1", "1", String(count), "EA", price, "", "VP", "VALVE"];
const hoses = (cases: number, price = "54.00"): WrittenSegment =>
  ["PO1", "2", String(cases), "CA", price, "", "VP", "HOSE"];

const kindOf = (document: readonly Foreign[]): string => elementsOf(document, "ST")[0]![0]!;
const only = (documents: readonly (readonly Foreign[])[], kind: string): readonly Foreign[] => {
  const found = documents.filter((one) => kindOf(one) === kind);
  assert.equal(found.length, 1, `one ${kind} among ${documents.map(kindOf).join(", ")}`);
  return found[0]!;
};

/** His 997 to a document of ours. */
let answers = 5_000;
function answerTo(document: readonly Foreign[], verdict: "A" | "R"): string {
  const [group] = elementsOf(document, "GS");
  return fromPartner(profile, {
    set: "997", control: ++answers,
    documents: [[
      ["AK1", group![0]!, group![5]!], ["AK2", kindOf(document), "0001"],
      ...(verdict === "R" ? [["AK3", "HL", "4", "", "3"] as const] : []),
      ["AK5", verdict, ...(verdict === "R" ? ["5"] : [])], ["AK9", verdict, "1", "1", verdict === "A" ? "1" : "0"],
    ]],
  });
}

const casesOf = async (stage: Stage, instance: string): Promise<Answered[]> => {
  const { items } = await stage.get("/v1/cases?state=open&limit=100");
  return items.filter((one: Answered) => one.instance.endsWith(instance));
};

test("an order by EDI in cases, from the 850 to the paid 810; what the partner does not answer for is a case", async () => {
  const { stage, send, take } = await openPartnerStage();
  await send(fromPartner(profile, { set: "850", control: 1, documents: [order("PO-7", valves(4), hoses(2))] }));
  const [line1, line2] = (await stage.order("PO-7")).lines;
  assert.deepEqual([line1.ordered, line2.ordered], ["4", "24"], "two cases are twenty-four hoses");

  await stage.until("it is answered and acknowledged", async () => {
    const commands = await stage.query("select status from command where type like 'order-acknowledgement%'");
    return commands.some(({ status }) => status === "done");
  });
  const first = await take();
  assert.deepEqual(elementsOf(only(first, "997"), "AK9"), [["A", "1", "1", "1"]]);
  const acknowledgement = only(first, "855");
  assert.deepEqual(elementsOf(acknowledgement, "PO1").map((line) => line.slice(0, 4)), [
    ["1", "4", "EA", "10"], ["2", "2", "CA", "54"],
  ], "he is told what he asked for, in his own units");
  await send(answerTo(acknowledgement, "A"));

  await stage.untilLifecycle("PO-7", "closed");
  const later = await take();
  const notice = only(later, "856");
  assert.deepEqual(elementsOf(notice, "SN1").map(([, count, unit]) => [count, unit]), [["4", "EA"], ["2", "CA"]]);
  assert.deepEqual(elementsOf(notice, "PRF")[0]![0], "PO-7");
  // What the ledger posted, to the penny: the document is made of the posting, not of the order.
  const [posted] = invoicesOf(await stage.books(), "PO-7");
  const [invoice] = await stage.query("select body::jsonb as body from fact where type = 'invoice.posted.v1'");
  const { gross } = (invoice!["body"] as { gross: { amount: string } });
  assert.deepEqual(elementsOf(only(later, "810"), "TDS"), [[String(Math.round(Number(gross.amount) * 100))]]);
  assert.equal(elementsOf(only(later, "810"), "BIG")[0]![1], posted!.number);

  // The 856 is answered in time, the 810 is not.
  await send(answerTo(notice, "A"));
  await stage.until("the missing answer is noticed", async () => (await stage.openCases("PO-7")).length > 0);
  const [missing] = await stage.openCases("PO-7");
  assert.equal(missing.kind, "document-unanswered");
  assert.match(missing.text, /partner has not acknowledged 810:/);
  await send(answerTo(only(later, "810"), "A"));
  assert.deepEqual(await stage.openCases("PO-7"), [], "his answer closes it, however late");
});

test("a document that he rejects is a case; asked for again it goes out under a number of its own (pain 44)", async () => {
  const { stage, send, take } = await openPartnerStage();
  await send(fromPartner(profile, { set: "850", control: 1, documents: [order("PO-8", valves(2))] }));
  await stage.untilLifecycle("PO-8", "closed");
  const documents = await take();
  const notice = only(documents, "856");
  await send(answerTo(notice, "R"));
  const [rejected] = (await stage.openCases("PO-8")).filter(({ kind }) => kind === "document-rejected");
  assert.match(rejected.text, /rejects 856:.*segment 4 HL: code 3/);
  await stage.decide("PO-8", "document-rejected", "resolution", { verdict: "retry", reason: "the map is mended" });
  await stage.settle();
  const again = only(await take(), "856");
  assert.equal(elementsOf(again, "BSN")[0]![0], "05", "it replaces the first");
  assert.notEqual(elementsOf(again, "ISA")[0]![12], elementsOf(notice, "ISA")[0]![12]);
  for (const document of [again, only(documents, "855"), only(documents, "810")]) await send(answerTo(document, "A"));
  assert.deepEqual(await stage.openCases("PO-8"), []);
});

test("one order of three cannot be used: it alone is held, answered by 824, mended and let in", async () => {
  const { stage, send, take, configured } = await openPartnerStage();
  const documents = [order("PO-1", valves(1)), order("PO-2", hoses(2, "25.75")), order("PO-3", valves(1))];
  await send(fromPartner(profile, { set: "850", control: 9, documents }));
  for (const number of ["PO-1", "PO-3"]) assert.equal((await stage.order(number)).lines[0].ordered, "1");
  const answered = (await take()).filter((one) => kindOf(one) === "997");
  assert.deepEqual(elementsOf(answered[0]!, "AK9"), [["A", "3", "3", "3"]], "all three could be read");
  assert.deepEqual(elementsOf(answered[0]!, "OTI").map((one) => [one[0], one[8], one[9]]), [["TR", "0002", "850"]]);
  assert.match(elementsOf(answered[0]!, "TED")[0]![1]!, /25\.75 per CA is no exact price/);
  const [held] = await casesOf(stage, "/partner:000000009");
  assert.equal(held.kind, "document-held");
  const { items } = await stage.get("/v1/quarantine");
  const [entry] = items.filter((one: Answered) => one.source === "partner");
  assert.match(entry.reason, /850 0002, segment 6 PO1 \(character \d+\)/);

  // The profile is mended; what was held is let in as it came, and its case closes.
  await stage.restart(configured({ orders: { inexactPrices: "round" } }));
  const redriven = await stage.api("POST", `/v1/quarantine/${entry.id}/redrive`, { body: { reason: "prices are rounded now" } });
  assert.ok(redriven.status < 300, redriven.text);
  await stage.settle();
  assert.equal((await stage.order("PO-2")).lines[0].ordered, "24");
  assert.deepEqual(await casesOf(stage, "/partner:000000009"), []);
});

test("what cannot be read is answered by 997 with its place; what is not whole by TA1; nothing is half there (pain 44)", async () => {
  const { stage, send, take } = await openPartnerStage();
  const text = fromPartner(profile, {
    set: "850", control: 20, documents: [order("PO-1", valves(1)), order("PO-2", valves(1))],
  });
  await send(text.replace("*PO-2*", "**"));
  const answer = only(await take().then((all) => all.filter((one) => kindOf(one) === "997")), "997");
  assert.deepEqual(elementsOf(answer, "AK9"), [["P", "2", "2", "1"]]);
  assert.deepEqual(elementsOf(answer, "AK3"), [["BEG", "2", "", "8"]]);
  assert.deepEqual(elementsOf(answer, "AK4"), [["3", "", "1"]]);

  const cut = fromPartner(profile, { set: "850", control: 21, documents: [order("PO-4", valves(1))] });
  await send(cut.slice(0, -30));
  const refused = (await take()).find((one) => elementsOf(one, "TA1").length > 0);
  assert.deepEqual(elementsOf(refused!, "TA1")[0]!.slice(0, 1).concat(elementsOf(refused!, "TA1")[0]!.slice(3, 4)), [
    "000000021", "R",
  ]);
  const [held] = await casesOf(stage, "/partner:000000021");
  assert.equal(held.kind, "interchange-held");
  const known = await stage.query("select 1 from instance where key like '%PO-4%'");
  assert.deepEqual(known, []);
});

test("a control number that comes again: the same content is a repetition, another one is a case", async () => {
  const { stage, send, take } = await openPartnerStage();
  const text = fromPartner(profile, { set: "850", control: 30, documents: [order("PO-1", valves(3))] });
  await send(text);
  await send(text);
  assert.deepEqual(await casesOf(stage, "/partner:000000030"), []);
  const facts = await stage.query("select 1 from fact where type = 'sales-order.stated.v1'");
  assert.equal(facts.length, 1);
  await send(fromPartner(profile, { set: "850", control: 30, documents: [order("PO-1", valves(9))] }));
  const [reused] = await casesOf(stage, "/partner:000000030");
  assert.equal(reused.kind, "control-number-reused");
  assert.equal((await stage.order("PO-1")).lines[0].ordered, "3", "the second content is not applied");

  // A second interchange under the number brings a document that the first one did not have.
  const more = [order("PO-1", valves(3)), order("PO-2", valves(1))];
  await send(fromPartner(profile, { set: "850", control: 30, documents: more }));
  assert.deepEqual(await stage.query("select 1 from instance where key like '%PO-2'"), [], "nor what came beside it");
  const [told] = (await take()).filter((one) => elementsOf(one, "TA1").length > 0).slice(-1);
  assert.deepEqual(elementsOf(told!, "TA1")[0]!.slice(3, 5), ["R", "025"], "the partner hears why");
  const { items } = await stage.get("/v1/quarantine");
  assert.match(items[0].reason, /control number 000000030 was used before, for another interchange/);
});

test("a price that is on no price list stops its own order alone, and nothing is acknowledged before it is known (pain 45)", async () => {
  const { stage, send, take } = await openPartnerStage();
  const documents = [order("PO-5", valves(2, "12.00")), order("PO-6", valves(2))];
  await send(fromPartner(profile, { set: "850", control: 40, documents }));
  await stage.untilLifecycle("PO-6", "closed");
  const told = (await take()).filter((one) => kindOf(one) === "855");
  assert.deepEqual(told.map((one) => elementsOf(one, "BAK")[0]![2]), ["PO-6"], "only the order whose price is known");
  const [mismatch] = (await stage.openCases("PO-5")).filter(({ kind }) => kind === "price-mismatch");
  assert.match(mismatch.text, /ordered at 12; the contract says 10/);
  await stage.decide("PO-5", "price-mismatch", "resolution", { verdict: "accept", reason: "agreed by telephone" });
  await stage.until("it is acknowledged", async () => {
    const done = await stage.query(
      "select 1 from command where type like 'order-ack%' and instance like '%PO-5' and status = 'done'");
    return done.length === 1;
  });
  assert.deepEqual(elementsOf(only(await take(), "855"), "PO1")[0]!.slice(0, 4), ["1", "2", "EA", "12"]);
});

test("what a supplier undertakes, ships and bills of an order of ours is read item by item", async () => {
  const { stage, send } = await openPartnerStage();
  const document = (set: string, control: number, segments: readonly WrittenSegment[]) =>
    fromPartner(profile, { set, control, documents: [segments] });
  await send(document("855", 60, [
    ["BAK", "00", "AC", "PO-44", "20310303"],
    ["PO1", "1", "10", "EA", "5.09", "", "VP", "VALVE"], ["ACK", "IA", "8", "EA"], ["ACK", "IB", "2", "EA"],
  ]));
  await send(document("856", 61, [
    ["BSN", "00", "SH-9", "20310304", "0900", "0001"], ["HL", "1", "", "S"], ["HL", "2", "1", "O"], ["PRF", "PO-44"],
    ["HL", "3", "2", "I"], ["LIN", "1", "VP", "VALVE"], ["SN1", "", "8", "EA"],
  ]));
  await send(document("810", 62, [
    ["BIG", "20310305", "I-1", "20310303", "PO-44"], ["IT1", "1", "9", "EA", "5.09", "", "VP", "VALVE"], ["TDS", "4581"],
  ]));
  const { items: [listed] } = await stage.get("/v1/supply-orders");
  assert.deepEqual([listed.purchaseOrder, listed.entity, listed.acknowledged, listed.openCases],
    ["PO-44", "uk", { amount: "50.90", currency: "GBP" }, 1]);
  const order = await stage.get("/v1/supply-orders/PO-44");
  assert.deepEqual(order.items, [{
    item: "VALVE", accepted: "8", backordered: "2", announced: "8", billed: "9", unitPrices: ["5.09"],
  }]);
  assert.deepEqual([order.supplier, order.documents.map((one: Answered) => one.kind)],
    ["partner", ["acknowledgement", "notice", "invoice"]]);
  assert.deepEqual((await stage.get("/v1/supply-orders?lifecycle=rejected")).items, []);
  assert.equal((await stage.api("GET", "/v1/supply-orders/PO-45")).status, 404);
});
