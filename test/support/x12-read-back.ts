/** Reads X12 by a parser that is not ours, to hold what we write against it. */
import { Readable } from "node:stream";
import { X12parser } from "x12-parser";

/** A segment as the other parser sees it: `name`, and elements by their numbers. */
export type Foreign = Readonly<Record<string, string>>;

export async function readBack(text: string): Promise<readonly Foreign[]> {
  const parser = new X12parser("utf8");
  const found: Foreign[] = [];
  for await (const segment of Readable.from([Buffer.from(text)]).pipe(parser)) found.push(segment as Foreign);
  return found;
}

/** The elements of every segment of a name, in order. */
export const elementsOf = (segments: readonly Foreign[], name: string): string[][] =>
  segments.filter((segment) => segment["name"] === name).map((segment) => {
    const last = Math.max(0, ...Object.keys(segment).map(Number).filter((key) => !Number.isNaN(key)));
    return Array.from({ length: last }, (_, at) => segment[String(at + 1)] ?? "");
  });

/** What two readers must agree on: counts and control numbers of the whole envelope. */
export function envelopeFaults(segments: readonly Foreign[]): string[] {
  const faults: string[] = [];
  const names = segments.map(({ name }) => name!);
  const [isa] = elementsOf(segments, "ISA");
  const [iea] = elementsOf(segments, "IEA");
  if (names[0] !== "ISA" || names.at(-1) !== "IEA") faults.push("not from ISA to IEA");
  if (isa?.[12] !== iea?.[1]) faults.push("ISA13 is not IEA02");
  const groups = elementsOf(segments, "GS");
  if (iea?.[0] !== String(groups.length)) faults.push("IEA01");
  elementsOf(segments, "GE").forEach((end, at) => {
    if (end[1] !== groups[at]?.[5]) faults.push("GS06 is not GE02");
  });
  let since = 0;
  segments.forEach((segment, at) => {
    if (segment["name"] === "ST") since = at;
    if (segment["name"] !== "SE") return;
    if (segment["1"] !== String(at - since + 1)) faults.push(`SE01 ${segment["1"]}`);
    if (segment["2"] !== segments[since]!["2"]) faults.push("ST02 is not SE02");
  });
  return faults;
}
