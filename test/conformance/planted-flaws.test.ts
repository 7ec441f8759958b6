/** Each check can fail: a connector with one planted flaw is caught by exactly the check that is for it. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { z } from "zod";
import type {
  CanonicalFact, Connector, ExecutionResult, InboundMessage, OutboundCommand,
} from "../../src/application/ports/connector.ts";
import { EMPTY_CODE_BOOK } from "../../src/application/ports/code-book.ts";
import { CHECK_NAMES, type CheckName } from "../../src/connectors/conformance/certificate.ts";
import { certify } from "../../src/connectors/conformance/certify.ts";
import type { Surroundings } from "../../src/connectors/conformance/trial.ts";
import { connectorKind, type ConnectorOptions } from "../../src/connectors/connector-kind.ts";
import { skeletonConnector } from "../../src/connectors/skeleton/connector.ts";
import { skeletonSpecimen } from "../../src/connectors/skeleton/specimen.ts";
import { startStandIn, type StandIn } from "../../src/connectors/skeleton/stand-in.ts";
import { HOUR_MS, instant, type Instant } from "../../src/kernel/instant.ts";

const SECRET = "a secret";
const SEED = 1;
/** Long for a connector that ends when it is told to, short for the one that does not. */
const PATIENCE_MS = 400;

let system: StandIn;
before(async () => (system = await startStandIn(SECRET)));
after(() => system.stop());

/** The good connector with something changed. */
type Flaw = (good: Connector) => Partial<Connector>;

const executing = (change: (result: ExecutionResult) => ExecutionResult | Promise<ExecutionResult>): Flaw =>
  (good) => ({ execute: async (command, signal) => change(await good.execute(command, signal)) });

const told = (result: ExecutionResult, change: (fact: CanonicalFact) => CanonicalFact): ExecutionResult =>
  result.kind === "done" ? { ...result, facts: result.facts.map(change) } : result;

const later = (fact: CanonicalFact): CanonicalFact =>
  ({ ...fact, occurredAt: (fact.occurredAt + 5 * HOUR_MS) as Instant });

const shifted = (from: Instant, ms: number): Instant => (from + ms) as Instant;

const signed = ({ headers, body }: InboundMessage): InboundMessage => ({
  headers: {
    "x-skeleton-id": "1", ...headers,
    "x-skeleton-signature": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
  },
  body,
});

const FLAWS: readonly (readonly [name: string, caughtBy: CheckName, flaw: Flaw])[] = [
  ["invents a new idempotency key for every attempt", "duplicates", (good) => {
    let attempts = 0;
    return {
      execute: (command, signal) => good.execute({ ...command, key: `${command.key}/${attempts++}` }, signal),
    };
  }],
  ["forgets that it was told of a system without keys to look first", "duplicates", (good) => ({
    proof: { ...good.proof, honoursKey: false },
    probe: async (command, signal) => {
      const proof = await good.probe(command, signal);
      // Right after a lost answer it looks well, later it looks no more.
      return proof.kind === "applied" && command.correlationId.endsWith("-0001") ? { kind: "absent" } : proof;
    },
  })],
  ["takes a lost answer for a failure without effect", "lost-reply", executing((result) =>
    result.kind === "in-doubt" && /closed|hang up|reset/.test(result.reason)
      ? { kind: "failed", fault: "unavailable", reason: result.reason } : result)],
  ["never finds what was done", "lost-reply", (good) => ({
    probe: async (command, signal) => {
      const proof = await good.probe(command, signal);
      return proof.kind === "applied" ? { kind: "absent" } : proof;
    },
  })],
  ["does not hear how long to wait", "throttling", executing((result) =>
    result.kind === "failed" ? { kind: "failed", fault: result.fault, reason: result.reason } : result)],
  ["takes trouble for a business no", "refusal-and-fault", executing((result) =>
    result.kind === "failed" && result.fault === "unavailable"
      ? { kind: "refused", code: "trouble", reason: result.reason, facts: [] } : result)],
  ["takes a business no for trouble", "refusal-and-fault", executing((result) =>
    result.kind === "refused" ? { kind: "failed", fault: "malformed", reason: result.reason } : result)],
  ["believes a 200 without reading back", "read-back", executing((result) =>
    result.kind === "in-doubt" && result.reason.startsWith("read back") ? { kind: "done", facts: [] } : result)],
  ["gives its facts other ids in statements", "statement", (good) => ({
    statement: async (window, signal) =>
      (await good.statement(window, signal)).map((fact) => ({ ...fact, id: `statement/${fact.id}` })),
  })],
  ["says something else in statements", "statement", (good) => ({
    statement: async (window, signal) => (await good.statement(window, signal))
      .map((fact) => ({ ...fact, content: { ...(fact.content as object), site: "elsewhere" } })),
  })],
  ["sends the first content again for a later generation", "order", (good) => {
    const first = new Map<string, OutboundCommand>();
    return {
      execute: (command, signal) => {
        const id = command.instance + command.id;
        const known = first.get(id) ?? command;
        first.set(id, known);
        return good.execute(known, signal);
      },
    };
  }],
  ["numbers every version one", "order", executing((result) =>
    told(result, (fact) => ({ ...fact, content: { ...(fact.content as object), version: 1 } })))],
  ["asks for statements after the moment, not from it", "clock", (good) => ({
    statement: ({ from, to }, signal) => good.statement({ from: shifted(from, 1), to }, signal),
  })],
  ["reads the system's local time as if it were UTC", "clock", (good) => ({
    execute: async (command, signal) => told(await good.execute(command, signal), later),
    statement: async (window, signal) => (await good.statement(window, signal)).map(later),
  })],
  ["tries wrong credentials again like an outage", "unauthorised", executing((result) =>
    result.kind === "failed" && result.fault === "unauthorized" ? { ...result, fault: "unavailable" } : result)],
  ["does not look at signatures", "unauthorised", (good) => ({
    translate: (message) => good.translate(signed(message)),
  })],
  ["throws at an answer that is no JSON", "malformed-answers", executing((result) => {
    if (result.kind === "in-doubt" && result.reason.includes("$ ")) throw new SyntaxError("Unexpected token <");
    return result;
  })],
  ["takes a statement that cannot be read for an empty one", "malformed-answers", (good) => ({
    statement: (window, signal) => good.statement(window, signal).catch(() => []),
  })],
  ["throws at a message that is no JSON", "translation", (good) => ({
    translate: (message) => {
      const read = good.translate(message);
      if (read.kind === "faults" && read.faults[0]?.message.startsWith("not JSON") === true) throw new SyntaxError("bad");
      return read;
    },
  })],
  ["fills in what a message does not say", "translation", (good) => ({
    translate: (message) => {
      const read = good.translate(message);
      if (read.kind !== "faults" || read.messageId === null) return read;
      return { kind: "facts", messageId: read.messageId, facts: [] };
    },
  })],
  ["tries again by itself", "budget", (good) => ({
    execute: async (command, signal) => {
      const result = await good.execute(command, signal);
      return result.kind === "failed" && result.fault === "unavailable" ? good.execute(command, signal) : result;
    },
  })],
  ["goes on waiting after it was given up", "budget", (good) => ({
    execute: (command) => good.execute(command, new AbortController().signal),
  })],
];

const SURROUNDINGS: Surroundings = {
  patienceMs: PATIENCE_MS,
  now: () => instant(Date.now()),
  call: (_, work) => work(new AbortController().signal),
  wait: () => Promise.resolve(),
};

async function failedChecks(run: string, flaw: Flaw): Promise<readonly (readonly [CheckName, string])[]> {
  const kind = connectorKind({
    settings: z.strictObject({}),
    make: (options: ConnectorOptions): Connector => {
      const good = skeletonConnector(options);
      return { ...good, ...flaw(good) };
    },
    specimen: skeletonSpecimen,
  });
  const options = { system: "planted", url: system.url, secret: SECRET, entities: { "10": "uk" }, budget: {}, codes: EMPTY_CODE_BOOK, settings: {} };
  const { checks } = await certify({ kindName: "planted", kind, options, surroundings: SURROUNDINGS, seed: SEED, run });
  return checks.filter(({ result }) => result === "failed").map(({ check, evidence }) => [check, evidence] as const);
}

test("the connector without a flaw passes every check", async () => {
  assert.deepEqual(await failedChecks("GOOD", () => ({})), []);
});

for (const [index, [name, caughtBy, flaw]] of FLAWS.entries()) {
  test(`a connector that ${name} fails "${caughtBy}" and nothing else`, async (t) => {
    const failed = await failedChecks(`BAD${index}`, flaw);
    t.diagnostic(failed.map(([check, evidence]) => `${check}: ${evidence}`).join(" | "));
    assert.deepEqual(failed.map(([check]) => check), [caughtBy], JSON.stringify(failed));
  });
}

test("every check has a connector that it catches", () => {
  const caught = new Set(FLAWS.map(([, check]) => check));
  assert.deepEqual(CHECK_NAMES.filter((check) => !caught.has(check)), []);
});
