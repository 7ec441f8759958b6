/** A thousand damaged files through the front door: nothing breaks, nothing is taken in by half, all is accounted for. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Receipt } from "../../src/application/receive/receive.ts";
import { readInterchanges } from "../../src/connectors/x12/read/envelope.ts";
import type { WrittenSegment } from "../../src/connectors/x12/write/interchange-text.ts";
import { seededRandom, type Random } from "../../src/kernel/random.ts";
import { fromPartner, order850, profileOf } from "../support/x12-partner.ts";
import { openPartnerServer, type PartnerServer } from "../support/x12-server.ts";

const FILES = 1_000;
const AT_A_TIME = 50;
const SEED = 20_310_303;

const AGREED = {
  codes: { "item-unit": { "HOSE/case": "12" }, "deduction-reason": { "01": "price" } },
  orders: { deductions: "debit" },
  warehouse: { site: "leeds" },
};
const profile = profileOf(AGREED);

/** One of each set that a process takes. */
const DOCUMENTS: Readonly<Record<string, (number: number) => readonly (readonly WrittenSegment[])[]>> = {
  850: (n) => [order850(`PO-${n}-1`), order850(`PO-${n}-2`), order850(`PO-${n}-3`)],
  860: (n) => [[
    ["BCH", "01", "SA", `PO-${n}`, "", "1", "20310303"], ["N1", "BY", "ACME", "91", "ACME"],
  ]],
  945: (n) => [[
    ["W06", "F", `SO-${n}-leeds`, "20310302", `SH-${n}`], ["LX", "1"],
    ["W12", "CP", "5", "3", "2", "EA", "", "VN", "VALVE"], ["N9", "LI", "1"], ["W03", "3"],
  ]],
  944: (n) => [[
    ["W17", "F", "20310302", `RC-${n}`], ["W07", "10", "EA", "", "VN", "VALVE"], ["W13", "2", "EA", "01"],
    ["W07", "3", "CA", "", "VN", "HOSE"], ["W14", "13"],
  ]],
  947: (n) => [[["W15", "20310302", `ADJ-${n}`], ["W19", "AA", "-4", "EA", "", "VN", "VALVE"]]],
  820: (n) => [[
    ["BPR", "I", "25.30", "C", "ACH", "", "", "", "", "", "", "", "", "", "", "", "20310302"],
    ["TRN", "1", `T-${n}`], ["ENT", "1"],
    ["RMR", "IV", `INV-${n}`, "PI", "20.30"], ["RMR", "IV", `INV-${n}b`, "PI", "5"],
  ]],
  812: (n) => [
    [
      ["BCD", "20310303", `D-${n}`, "", "1000", "D", "", `INV-${n}`, "", "", "", "04"],
      ["N1", "BY", "ACME", "91", "ACME"],
      ["CDD", "01", "D", "", "1200", "", "", "2", "CA"], ["LIN", "", "VP", "HOSE"], ["CDD", "01", "C", "", "200"],
    ],
    [
      ["BCD", "20310303", `R-${n}`, "", "400", "C", "", `INV-${n}`],
      ["N9", "DB", `D-${n}`], ["N1", "BY", "ACME", "91", "ACME"], ["CDD", "01", "C", "", "400"],
    ],
  ],
  997: (n) => [[["AK1", "SH", String(n)], ["AK2", "856", "0001"], ["AK5", "A"], ["AK9", "A", "1", "1", "1"]]],
};
/** Facts that a whole document of a set brings. */
const FACTS_OF: Readonly<Record<string, number>> = { 850: 1, 860: 1, 945: 2, 944: 3, 947: 1, 820: 2, 812: 1, 997: 1 };

const DAMAGE: readonly ((text: string, random: Random) => string)[] = [
  (text) => text,
  (text, random) => text.slice(0, random.below(text.length)),
  (text, random) => cut(text, random.below(text.length), random.between(1, 20), ""),
  (text, random) => cut(text, random.below(text.length), 1, String.fromCharCode(random.below(256))),
  (text, random) => cut(text, random.below(text.length), 0, random.pick(["*", "~", ">", "\0", "9", "é", "\u{1f600}"])),
  (text, random) => segments(text, (all) => all.filter((_, at) => at !== random.below(all.length))),
  (text, random) => segments(text, (all) => all.flatMap((one, at) => (at === random.below(all.length) ? [one, one] : [one]))),
  (text, random) => segments(text, (all) => [all[0]!, ...random.shuffle(all.slice(1))]),
  (text, random) => elements(text, random, () => ""),
  (text, random) => elements(text, random, () => random.pick(["-1", "1e9", "99999999999999999999", "20311399", "x".repeat(900)])),
  (text, random) => elements(text, random, (value) => `${value}${random.pick(["1", "A", " ", ".5"])}`),
  (text, random) => text.replaceAll("*", random.pick(["|", "^", "A", "~"])),
  (text, random) => text + random.pick(["\r\n", "rubbish", text, text.slice(0, 300)]),
  (text, random) => random.pick(["\ufeff", "\n\n", "x", "\u0000"]) + text,
];

const cut = (text: string, at: number, length: number, by: string): string => text.slice(0, at) + by + text.slice(at + length);

const segments = (text: string, change: (all: readonly string[]) => readonly string[]): string =>
  change(text.split("~").slice(0, -1)).map((one) => `${one}~`).join("");

/** Changes one element somewhere behind the ISA. */
function elements(text: string, random: Random, change: (value: string) => string): string {
  return segments(text, (all) => {
    if (all.length < 2) return all;
    const at = random.between(1, all.length - 1);
    return all.map((one, index) => {
      if (index !== at) return one;
      const values = one.split("*");
      const which = random.below(values.length);
      return values.map((value, place) => (place === which ? change(value) : value)).join("*");
    });
  });
}

let partner: PartnerServer;
before(async () => {
  partner = await openPartnerServer(AGREED);
});
after(() => partner.close());

test(`${FILES} damaged files, seed ${SEED}: no crash, no half document, each accounted for`, async () => {
  const random = seededRandom(SEED);
  const sets = Object.keys(DOCUMENTS);
  const files = Array.from({ length: FILES }, (_, index) => {
    const set = random.pick(sets);
    const number = random.chance(0.02) && index > 0 ? random.between(1, index) : index + 1;
    const whole = fromPartner(profile, { set, control: number, documents: DOCUMENTS[set]!(number) });
    const damaged = random.pick(DAMAGE)(whole, random);
    return random.chance(0.2) ? random.pick(DAMAGE)(damaged, random) : damaged;
  });
  const receipts: Receipt[] = [];
  for (let at = 0; at < files.length; at += AT_A_TIME) {
    const some = files.slice(at, at + AT_A_TIME);
    receipts.push(...await Promise.all(some.map((text) => partner.receive(text))));
  }

  // Every file is answered for, and its bytes are kept.
  assert.equal(receipts.length, FILES);
  for (const receipt of receipts) assert.ok(receipt.kind === "received" || receipt.kind === "quarantined", receipt.kind);
  const [kept] = await partner.query("select count(distinct body_hash)::int as bodies from inbound_message");
  assert.equal(kept!["bodies"], new Set(files).size);
  const refused = receipts.filter(({ kind }) => kind === "quarantined").length;
  const held = receipts.flatMap((receipt) => (receipt.kind === "received" ? receipt.facts : []))
    .filter((fact) => fact.status === "quarantined").length;
  const [quarantined] = await partner.query("select coalesce(sum(seen_count), 0)::int as entries from quarantine");
  assert.equal(quarantined!["entries"], refused + held, "what was not let in lies in quarantine, as often as it came");
  assert.ok(refused > 50 && held > 50, `${refused} files and ${held} documents were held`);

  // Of a document all facts are known, or none; and none of a document that is held.
  const facts = await partner.query("select id, type from fact where id like 'x12/%'");
  const byDocument = new Map<string, number>();
  for (const { id } of facts) {
    const document = String(id).split("/").slice(0, 4).join("/");
    byDocument.set(document, (byDocument.get(document) ?? 0) + 1);
  }
  const taken = await partner.query(
    "select body::jsonb as body from fact where type = 'document.received.v1'");
  const outcomes = new Map<string, Set<string>>();
  for (const row of taken) {
    const body = row["body"] as { interchange: string; group: string; control: string; outcome: string };
    const document = `x12/${body.interchange.split(":")[1]}/${body.group}/${body.control}`;
    outcomes.set(document, (outcomes.get(document) ?? new Set()).add(body.outcome));
  }
  const waiting = await partner.query("select id from waiting_fact");
  const waitingIds = waiting.map(({ id }) => String(id));
  for (const [document, outcome] of outcomes) {
    const known = (byDocument.get(document) ?? 0) + waitingIds.filter((id) => id.startsWith(`${document}`)).length;
    if (!outcome.has("taken")) assert.equal(known, 0, `${document} is held, and still ${known} facts of it are known`);
  }
  // A whole file that was not damaged brings what its set brings.
  for (const [index, text] of files.entries()) {
    const receipt = receipts[index]!;
    if (receipt.kind !== "received") continue;
    const inside = readInterchanges(text).flatMap(({ groups }) => groups.flatMap(({ sets: all }) => all));
    const undamaged = receipt.facts.every(({ status }) => status !== "quarantined");
    if (!undamaged || inside.some(({ set }) => set === "850" || FACTS_OF[set] === undefined)) continue;
    assert.ok(receipt.facts.length >= inside.length, `file ${index} brings ${receipt.facts.length} facts`);
  }
});

test("the same files again are repetitions, to the last one", async () => {
  const random = seededRandom(`${SEED} again`);
  const set = random.pick(Object.keys(DOCUMENTS).filter((one) => one !== "997"));
  const text = fromPartner(profile, { set, control: 900_001, documents: DOCUMENTS[set]!(900_001) });
  await partner.receive(text);
  const again = await partner.receive(text);
  assert.ok(again.kind === "received");
  assert.deepEqual([...new Set(again.facts.map((fact) => (fact.status === "waiting" ? "waiting" : fact.status)))]
    .filter((status) => status !== "waiting"), ["duplicate"]);
});
