/** A trading partner who speaks X12: his agreement with us, and what he sends. */
import { EMPTY_CODE_BOOK, type CodeBook } from "../../src/application/ports/code-book.ts";
import type { CanonicalFact, Translation } from "../../src/application/ports/connector.ts";
import { companyCodes } from "../../src/connectors/company-codes.ts";
import { partnerCodes, partnerProfile, type PartnerProfile } from "../../src/connectors/x12/profile.ts";
import { SETS } from "../../src/connectors/x12/sets/document.ts";
import { LAYOUTS } from "../../src/connectors/x12/sets/layouts.ts";
import { translateFile, type TranslateOptions } from "../../src/connectors/x12/translate.ts";
import { writeInterchange, type WrittenSegment } from "../../src/connectors/x12/write/interchange-text.ts";

/** What was agreed, with members that differ from the usual ones. */
export const profileOf = (more: Record<string, unknown> = {}): PartnerProfile => partnerProfile.parse(agreement(more));

/** The same as a person writes it. */
export const agreement = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  company: "10",
  us: { qualifier: "ZZ", id: "CROSSDOCK" },
  partner: { qualifier: "01", id: "828513080" },
  currency: "GBP",
  country: "GB",
  zone: "Europe/London",
  receives: SETS,
  sends: ["855", "856", "810", "940"],
  ...more,
});

export interface Sent {
  readonly control?: number;
  /** GS06; the same as ISA13 unless told. */
  readonly group?: number;
  readonly date?: string;
  readonly time?: string;
  /** Sets of one kind; the control numbers are 0001, 0002 … */
  readonly set: string;
  readonly documents: readonly (readonly WrittenSegment[])[];
}

/** An interchange as the partner writes it. */
export function fromPartner(profile: PartnerProfile, sent: Sent): string {
  const { control = 1, group = control, date = "20310303", time = "0700", set, documents } = sent;
  return writeInterchange(
    { us: profile.partner, partner: profile.us, writes: profile.writes },
    {
      control, date, time,
      groups: [{
        functionalId: LAYOUTS[set]!.functionalId,
        control: group,
        sets: documents.map((segments, index) => ({ set, control: String(index + 1).padStart(4, "0"), segments })),
      }],
    },
  );
}

export const optionsOf = (profile: PartnerProfile, book: CodeBook = EMPTY_CODE_BOOK): TranslateOptions => ({
  system: "partner",
  profile,
  codes: partnerCodes(profile, book),
  companies: companyCodes({ 10: "uk" }),
});

/** Reads a text as the connector does. */
export const read = (
  text: string, profile = profileOf(), headers: Record<string, string> = {}, book?: CodeBook,
): Translation => translateFile({ headers, body: Buffer.from(text) }, optionsOf(profile, book));

/** The facts about business that a translation brings; those about the exchange are left out. */
export function businessOf(translation: Translation): readonly CanonicalFact[] {
  if (translation.kind !== "facts") return [];
  return translation.facts.filter(({ type }) => !/^(?:interchange|document)\.received/.test(type));
}

/** Everything that a translation says is wrong, as one text. */
export function wrongOf(translation: Translation): string {
  if (translation.kind === "rejected") return translation.reason;
  const faults = translation.kind === "faults"
    ? translation.faults
    : (translation.held ?? []).flatMap((part) => part.faults);
  return faults.map(({ path, message }) => `${path}: ${message}`).join("\n");
}

/** An order of two lines: five pieces at 5.09 and two cases at 24.00. */
export const order850 = (number: string, more: readonly WrittenSegment[] = []): readonly WrittenSegment[] => [
  ["BEG", "00", "SA", number, "", "20310303"],
  ["DTM", "010", "20310310"],
  ["N1", "BY", "ACME", "91", "ACME"],
  ["N1", "ST", "WORKS 41", "92", "W1"],
  ["N4", "LEEDS", "", "LS1 4AP", "GB"],
  ["PO1", "1", "5", "EA", "5.09", "", "VP", "VALVE"],
  ["PO1", "2", "2", "CA", "24", "", "VP", "HOSE"],
  ...more,
  ["CTT", "2"],
];
