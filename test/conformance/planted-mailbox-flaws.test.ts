/** What stands before a mailbox finds what is wrong with a connector of files: each planted flaw, by its check. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { EMPTY_CODE_BOOK } from "../../src/application/ports/code-book.ts";
import type { Connector, ExecutionResult, InboundMessage, Translation } from "../../src/application/ports/connector.ts";
import { connectorKind } from "../../src/connectors/connector-kind.ts";
import type { CheckName } from "../../src/connectors/conformance/certificate.ts";
import { certify } from "../../src/connectors/conformance/certify.ts";
import type { Surroundings } from "../../src/connectors/conformance/trial.ts";
import { x12Connector } from "../../src/connectors/x12/connector.ts";
import { x12Settings, type X12Settings } from "../../src/connectors/x12/profile.ts";
import { x12Specimen } from "../../src/connectors/x12/specimen.ts";
import { instant } from "../../src/kernel/instant.ts";
import { agreement } from "../support/x12-partner.ts";

type Flaw = (good: Connector) => Partial<Connector>;

const executing = (change: (result: ExecutionResult) => ExecutionResult): Flaw => (good) => ({
  execute: async (command, signal) => change(await good.execute(command, signal)),
});

/** Goes on with what it knew of a file that began the same way. */
function readingOn(good: Connector): Partial<Connector> {
  let last: { readonly text: string; readonly read: Translation } | null = null;
  return {
    translate: (message: InboundMessage) => {
      const read = good.translate(message);
      const text = Buffer.from(message.body).toString();
      const isBegun = text.length > 0 && last?.text.startsWith(text) === true && last.text !== text;
      if (isBegun) return last!.read;
      if (read.kind === "facts" && (read.held ?? []).length === 0) last = { text, read };
      return read;
    },
  };
}

const FLAWS: readonly (readonly [name: string, caughtBy: readonly CheckName[], flaw: Flaw])[] = [
  ["does not find what it delivered", ["duplicates", "lost-reply"], () => ({
    probe: () => Promise.resolve({ kind: "absent" }),
  })],
  ["takes a delivery that broke off for one that never was", ["lost-reply"], executing((result) =>
    result.kind === "in-doubt" ? { kind: "failed", fault: "unavailable", reason: result.reason } : result)],
  ["takes a mailbox that is locked for the partner's no", ["refusal-and-fault"], executing((result) =>
    result.kind === "failed" && result.fault === "unauthorized"
      ? { kind: "refused", code: "locked", reason: result.reason, facts: [] }
      : result)],
  ["believes in a file that it did not read back", ["read-back"], executing((result) =>
    result.kind === "failed" && result.reason.endsWith("lie there after they were written")
      ? { kind: "done", facts: [] }
      : result)],
  ["takes the first half of a file for all of it", ["translation"], readingOn],
  ["tries again by itself", ["budget"], (good) => ({
    execute: async (command, signal) => {
      const result = await good.execute(command, signal);
      return result.kind === "failed" && result.fault === "unavailable" ? good.execute(command, signal) : result;
    },
  })],
];

const SURROUNDINGS: Surroundings = {
  patienceMs: 2_000,
  now: () => instant(Date.now()),
  call: (_, work) => work(new AbortController().signal),
  wait: () => Promise.resolve(),
};

async function failedChecks(run: string, flaw: Flaw): Promise<readonly CheckName[]> {
  const folder = mkdtempSync(join(tmpdir(), "crossdock-planted-"));
  const kind = connectorKind<X12Settings>({
    settings: x12Settings,
    make: (options) => {
      const good = x12Connector(options);
      return { ...good, ...flaw(good) };
    },
    specimen: x12Specimen,
  });
  const options = {
    system: "partner", url: pathToFileURL(folder).href, secret: "", entities: { 10: "uk" }, budget: {},
    codes: EMPTY_CODE_BOOK, settings: x12Settings.parse(agreement({ sends: ["855"] })),
  };
  try {
    const { checks } = await certify({ kindName: "x12", kind, options, surroundings: SURROUNDINGS, seed: 7, run });
    return checks.filter(({ result }) => result === "failed").map(({ check }) => check);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("the connector of a partner without a flaw passes", async () => {
  assert.deepEqual(await failedChecks("GOOD", () => ({})), []);
});

for (const [index, [name, caughtBy, flaw]] of FLAWS.entries()) {
  test(`a connector of files that ${name} fails ${caughtBy.join(" and ")}`, async () => {
    assert.deepEqual(await failedChecks(`BAD${index}`, flaw), caughtBy);
  });
}
