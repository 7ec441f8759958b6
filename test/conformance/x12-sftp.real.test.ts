/** A partner who speaks X12 earns his certificate at OpenSSH's own server. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { EMPTY_CODE_BOOK } from "../../src/application/ports/code-book.ts";
import { certify } from "../../src/connectors/conformance/certify.ts";
import { CONNECTOR_KINDS } from "../../src/main/connector-kinds.ts";
import { liveSurroundings } from "../../src/main/check/live.ts";
import { sftpMissing, startRealSftp } from "../../tools/real/sftp.ts";
import { BOX_ENTITIES } from "../support/sandbox-box.ts";
import { agreement } from "../support/x12-partner.ts";

const missing = sftpMissing();
const PASSED = ["duplicates", "lost-reply", "refusal-and-fault", "read-back", "order", "translation", "budget"];

test("a partner who speaks X12 passes at OpenSSH's server", { skip: missing ?? false }, async (t) => {
  const server = await startRealSftp();
  t.after(() => server.discard());
  const box = basename(mkdtempSync(join(server.files, "box-")));
  const kind = CONNECTOR_KINDS.x12;
  const settings = agreement({ company: "GB01", sends: ["855"], mailbox: { hostKeys: [server.hostKey] } });
  const certificate = await certify({
    kindName: "x12", kind, seed: 7, run: "CHECK7", surroundings: liveSurroundings(t.signal),
    options: {
      system: "partner", url: `sftp://${server.user}@127.0.0.1:${server.port}/~/${box}`, secret: server.privateKey,
      entities: BOX_ENTITIES, budget: {}, codes: EMPTY_CODE_BOOK, settings: kind.settings.parse(settings),
    },
  });
  const said = certificate.checks.map(({ check, result, evidence }) => `${check}: ${result}: ${evidence}`).join("\n");
  assert.equal(certificate.verdict, "passed", said);
  const passed = certificate.checks.filter(({ result }) => result === "passed").map(({ check }) => check);
  assert.deepEqual(passed, PASSED, said);
});
