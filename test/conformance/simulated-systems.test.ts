/** Each simulated system passes the conformance suite over real HTTP, on a good day and on a bad one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY_CODE_BOOK } from "../../src/application/ports/code-book.ts";
import type { Certificate } from "../../src/connectors/conformance/certificate.ts";
import { certify } from "../../src/connectors/conformance/certify.ts";
import { CONNECTOR_KINDS } from "../../src/main/connector-kinds.ts";
import { SIMULATED_SYSTEMS } from "../../src/main/box/box.ts";
import { startSimulated } from "../../src/main/check/simulated.ts";
import { FAULT_LEVELS } from "../../src/sandbox/faults.ts";
import type { FaultLevel } from "../../src/sandbox/system.ts";
import { BOX_ENTITIES, BOX_SECRET, BOX_START, BOX_WORLD } from "../support/sandbox-box.ts";

const KINDS = ["shop", "erp", "wms", "carrier", "tax", "payment"] as const;

async function certificateOf(kindName: (typeof KINDS)[number], level: FaultLevel, seed: number): Promise<Certificate> {
  const systems = { [kindName]: SIMULATED_SYSTEMS[kindName]! };
  const simulated = await startSimulated({
    world: BOX_WORLD, systems, faults: { ...FAULT_LEVELS[level] }, seed, start: BOX_START, secret: BOX_SECRET,
  });
  try {
    return await certify({
      kindName, kind: CONNECTOR_KINDS[kindName], seed, run: `CHECK${seed}`,
      surroundings: simulated.surroundings,
      options: {
        system: kindName, url: simulated.sandbox.urls[kindName]!, secret: BOX_SECRET, entities: BOX_ENTITIES,
        budget: {}, codes: EMPTY_CODE_BOOK, settings: {},
      },
    });
  } finally {
    await simulated.stop();
  }
}

const said = ({ checks }: Certificate): string =>
  checks.map(({ check, result, evidence }) => `${check}: ${result}: ${evidence}`).join("\n");

for (const kind of KINDS) {
  for (const level of ["none", "hell"] as const) {
    test(`the ${kind} passes with faults ${level}`, async (t) => {
      const certificate = await certificateOf(kind, level, 7);
      t.diagnostic(`seed ${certificate.seed}, ${certificate.samples} samples`);
      assert.equal(certificate.verdict, "passed", said(certificate));
      assert.equal(certificate.failed, 0);
      assert.ok(certificate.passed >= 8, said(certificate));
      if (process.env["CROSSDOCK_SHOW"] !== undefined) console.log(said(certificate));
    });
  }
}
