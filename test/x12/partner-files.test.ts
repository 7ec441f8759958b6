/** Real files of real partners: each becomes facts, or is refused with a reason that names the place. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Translation } from "../../src/application/ports/connector.ts";
import { readInterchanges } from "../../src/connectors/x12/read/envelope.ts";
import { textOf } from "../../src/connectors/x12/read/text.ts";
import { translateFile } from "../../src/connectors/x12/translate.ts";
import { businessOf, optionsOf, profileOf, wrongOf } from "../support/x12-partner.ts";

const folder = join(process.env["CROSSDOCK_DATASETS"] ?? "", "x12");
const isHere = process.env["CROSSDOCK_DATASETS"] !== undefined && existsSync(folder);
const files = isHere ? readdirSync(folder).sort() : [];
const SKIPPED = "the partner files are not here: CROSSDOCK_DATASETS names no folder with x12/";

/** What each file comes to: its facts, and what is said of the rest. */
const EXPECTED: Readonly<Record<string, readonly [facts: readonly string[], said: readonly RegExp[]]>> = {
  "180-easistandards.txt": [[], [/version "003030"/, /a group of BS cannot hold 180/, /unknown return-reason "DR"/]],
  "810-adobe.txt": [[], [/test data \(ISA15 is "T"\): it never posts/]],
  "810-multi-invoice.txt": [[], [/version "004030"/]],
  "820-safeway.txt": [[], [/4 adjustments \(ADX\)/, /BPR02 is 416093\.15, its lines are 416303\.15/]],
  "846-1.txt": [[], [/names no quantity on hand \(QTY01 17\) of .*; named: 34, QH, QB, 87/]],
  "850-adobe-tlp.txt": [["sales-order.stated.v1"], []],
  "850-pgwglass.txt": [["sales-order.stated.v1"], []],
  "855-simmons.txt": [["purchase-order.acknowledged.v1", "purchase-order.acknowledged.v1"], []],
  "856-1.txt": [[], [/segment 18 HL .*how many base units a pound of 1234-654321 is/]],
  "856-2.txt": [[], [/version "003060"/, /element 2: BSN02 \(shipment\) is missing/]],
  "940-simplot.txt": [[], [/IEA02 "940001777" is not ISA13 "398161180"/]],
  "999-sample.txt": [["document.acknowledged.v1"], []],
};

/** The agreement that the sender of a file seems to have; nothing else in it is bent to the file. */
function translated(file: string): Translation {
  const body = readFileSync(join(folder, file));
  const text = textOf(body);
  assert.ok(text.ok, file);
  const [{ header, groups }] = readInterchanges(text.value) as [ReturnType<typeof readInterchanges>[number]];
  assert.ok(header, file);
  const [group] = groups;
  const profile = profileOf({
    partner: { qualifier: header.senderQualifier, id: header.sender, group: group!.sender },
    us: { qualifier: header.receiverQualifier, id: header.receiver, group: group!.receiver },
    orders: { customer: "ACME" },
  });
  return translateFile({ headers: {}, body }, optionsOf(profile));
}

test("every file is known to this test", { skip: isHere ? false : SKIPPED }, () => {
  assert.deepEqual(files, Object.keys(EXPECTED));
});

for (const file of files) {
  test(`${file} becomes facts, or is refused with a precise reason`, () => {
    const translation = translated(file);
    const [facts, said] = EXPECTED[file]!;
    assert.deepEqual(businessOf(translation).map(({ type }) => type), facts);
    const wrong = wrongOf(translation);
    for (const reason of said) assert.match(wrong, reason);
    if (said.length === 0) assert.equal(wrong, "");
  });
}

test("an order of a glass wholesaler is read to the last figure", { skip: isHere ? false : SKIPPED }, () => {
  const [order] = businessOf(translated("850-pgwglass.txt"));
  const { salesOrder, lines, shipTo } = order!.content as {
    salesOrder: string; shipTo: unknown; lines: { line: number; item: string; quantity: bigint; unitPrice: bigint }[];
  };
  assert.equal(salesOrder, "S41000439");
  assert.deepEqual(shipTo, { country: "US", postalCode: "40403" });
  const cents = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0n) / 10n ** 10n;
  assert.equal(cents, 88_406n, "what its sender states as the total (AMT TT)");
  assert.deepEqual(lines[1], { line: 2, item: "0650002027", quantity: 12_000_000n, unitPrice: 63_110_000n });
});
