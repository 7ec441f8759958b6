/** A stage with a trading partner who speaks X12, and the folder through which he does. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import type { WrittenSegment } from "../../src/connectors/x12/write/interchange-text.ts";
import type { ConfigInput } from "../../src/main/config/schema.ts";
import { openStage, type Answered, type Stage } from "./stage.ts";
import { fromPartner, profileOf } from "./x12-partner.ts";
import { elementsOf, envelopeFaults, readBack, type Foreign } from "./x12-read-back.ts";
import { delivered, withPartner } from "./x12-server.ts";

export interface PartnerStage {
  readonly stage: Stage;
  /** His trays: `in` is what he leaves for us, `out` what we leave for him. */
  readonly folder: string;
  /** He puts a document into his tray, written at a time of day; it is collected when time passes. */
  send(set: string, segments: readonly WrittenSegment[], time?: string): Promise<void>;
  /** Every document of a kind that was left for him, as another parser reads it. */
  told(set: string): Promise<readonly (readonly Foreign[])[]>;
}

/** @param agreed members of his profile that differ from the usual ones */
export async function openPartnerStage(
  agreed: Record<string, unknown>,
  configure: (input: ConfigInput) => ConfigInput = (input) => input,
): Promise<PartnerStage> {
  const folder = mkdtempSync(join(tmpdir(), "crossdock-x12-story-"));
  mkdirSync(join(folder, "in"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const profile = profileOf(agreed);
  const stage = await openStage({
    configure: (input) => {
      const made = withPartner(input, folder, agreed);
      const sla = { ...made.orderToCash.sla, "document-answer": "4 h" };
      return configure({ ...made, orderToCash: { ...made.orderToCash, sla } });
    },
  });
  let control = 0;
  return {
    stage,
    folder,
    send: async (set, segments, time = "0700") => {
      const file = join(folder, "in", `${++control}.x12`);
      writeFileSync(file, fromPartner(profile, { set, control, time, documents: [segments] }));
      await stage.until("it is collected", () => !existsSync(file), 2);
      await stage.settle();
    },
    told: async (set) => {
      const found: (readonly Foreign[])[] = [];
      for (const [name, text] of await delivered(folder)) {
        const segments = await readBack(text);
        assert.deepEqual(envelopeFaults(segments), [], name);
        if (elementsOf(segments, "ST")[0]?.[0] === set) found.push(segments);
      }
      return found;
    },
  };
}

/** His order PO-7: four valves at 10.00, and two cases of twelve hoses at 54.00. */
export const ORDER_PO_7: readonly WrittenSegment[] = [
  ["BEG", "00", "SA", "PO-7", "", "20310303"],
  ["N1", "BY", "ACME", "91", "ACME"], ["N1", "ST", "WORKS 41", "92", "W1"], ["N4", "LEEDS", "", "LS1 4AP", "GB"],
  ["PO1", "1", "4", "EA", "10.00", "", "VP", "VALVE"], ["PO1", "2", "2", "CA", "54.00", "", "VP", "HOSE"],
  ["CTT", "2"],
];

/** What is open of an instance, of one kind where one is named. */
export async function casesOf(stage: Stage, instance: string, kind?: string): Promise<Answered[]> {
  const only = kind === undefined ? "" : `&kind=${kind}`;
  const { items } = await stage.get(`/v1/cases?state=open${only}&limit=100`);
  return items.filter((one: Answered) => one.instance.endsWith(instance));
}
