/** `connector list` and `connector check` as a person meets them: certificates, exit codes, refusals. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import { runCli } from "../../src/cli/run.ts";
import { startStandIn } from "../../src/connectors/skeleton/stand-in.ts";
import { makeHandlers } from "../../src/main/handlers.ts";
import { PROJECT_FOLDER } from "../../src/main/version.ts";

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in an installation whose ERP is a real system at `url`. */
async function crossdock(t: TestContext, url: string, secret: string | undefined, ...line: string[]): Promise<Said> {
  const home = mkdtempSync(join(tmpdir(), "crossdock-kit-"));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const base = pathToFileURL(join(PROJECT_FOLDER, "crossdock.config.ts")).href;
  const config = join(home, "crossdock.config.mjs");
  writeFileSync(config, `import base from ${JSON.stringify(base)};
    const erp = { connector: 'erp', url: ${JSON.stringify(url)}, secretFrom: 'ERP_SECRET' };
    export default { ...base, systems: { ...base.systems, erp } };`);
  const env = {
    CROSSDOCK_HOME: home, CROSSDOCK_CONFIG: config, ...(secret === undefined ? {} : { ERP_SECRET: secret }),
  };
  let [out, err] = ["", ""];
  const code = await runCli(line, makeHandlers(env), {
    stdout: { isTTY: false, columns: 100, write: (text) => void (out += text) },
    stderr: { isTTY: false, columns: 100, write: (text) => void (err += text) },
    env, cwd: home, signal: new AbortController().signal,
    monotonicMs: () => performance.now(), fetch: (target, init) => fetch(target, init),
  });
  return { code, out, err };
}

const NOWHERE = "http://127.0.0.1:9";

test("a simulated system needs nothing but its name; the certificate has a row for each check", async (t) => {
  const { code, out, err } = await crossdock(t, NOWHERE, undefined, "connector", "check", "tax", "--faults", "rough");
  assert.equal(code, 0, out + err);
  assert.match(out, /^Certificate of tax\n {2}kind {4}tax\n {2}system {2}simulated, faults: rough\n/);
  assert.match(out, /^lost-reply +passed +\d+ requests or answers lost one by one/m);
  assert.match(out, /^order +not applicable +every question is answered for itself/m);
  assert.match(out, /\nPASSED: 11 checks, 1 not applicable\.\n$/);
  assert.match(err, /checking/);
});

test("as JSON it is one object with the evidence of each check", async (t) => {
  const asked = ["connector", "check", "shop", "--only", "duplicates", "statement", "--seed", "7", "--json"];
  const { code, out } = await crossdock(t, NOWHERE, undefined, ...asked);
  assert.equal(code, 0);
  const certificate = JSON.parse(out) as { checks: Record<string, string>[]; seed: number; verdict: string };
  assert.deepEqual([certificate.seed, certificate.verdict], [7, "passed"]);
  assert.deepEqual(certificate.checks.map(({ check, result }) => [check, result]), [
    ["duplicates", "passed"], ["statement", "passed"],
  ]);
  for (const { proves, evidence } of certificate.checks) assert.ok(proves !== "" && evidence !== "");
});

test("a system that is not what its connector takes it for fails, and the exit code is 1", async (t) => {
  // An answer it gives, but it is another system's: the specimen cannot even look.
  const stranger = await startStandIn("a secret");
  t.after(() => stranger.stop());
  const asked = ["connector", "check", "erp", "--yes", "--only", "duplicates", "translation"];
  const { code, out } = await crossdock(t, stranger.url, "a secret", ...asked);
  assert.equal(code, 1, out);
  assert.match(out, /^duplicates +FAILED +\S/m);
  assert.match(out, /^translation +passed +/m);
  assert.match(out, /^NOT PASSED: 1 check failed, 1 passed, 0 not applicable\.$/m);
});

const REFUSED: readonly (readonly [line: string, secret: string | undefined, code: number, text: RegExp])[] = [
  ["check nowhere", "s", 4, /There is no system "nowhere" in the configuration; there are: shop, erp,/],
  ["check erp", "s", 2, /erp at http:\/\/127\.0\.0\.1:9 is a real system.*\n.*add --yes/],
  ["check erp --yes", undefined, 2, /environment variable ERP_SECRET is not set/],
  ["check erp --yes --faults rough", "s", 2, /--faults is for simulated ones/],
  ["check tax --only colours", "s", 2, /There is no check "colours"; there are: duplicates, lost-reply,/],
  ["check", "s", 2, /missing required argument 'system'/],
  ["new Acme", "s", 2, /"Acme" is no name for a connector/],
];

for (const [line, secret, expected, text] of REFUSED) {
  test(`connector ${line}: a sentence and exit code ${expected}`, async (t) => {
    const { code, err } = await crossdock(t, NOWHERE, secret, "connector", ...line.split(" "));
    assert.equal(code, expected);
    assert.match(err, text);
    const json = await crossdock(t, NOWHERE, secret, "connector", ...line.split(" "), "--json");
    assert.equal(json.code, expected);
    const { error } = JSON.parse(json.out) as { error: { exitCode: number; message: string } };
    assert.equal(error.exitCode, expected);
  });
}

test("the list shows each system with its promises, and each kind with its settings", async (t) => {
  const { code, out } = await crossdock(t, NOWHERE, "s", "connector", "list");
  assert.equal(code, 0);
  assert.match(out, /^erp +erp +yes +20 s +8 +50 +no +http:\/\/127\.0\.0\.1:9$/m);
  assert.match(out, /^carrier +carrier +no +20 s +8 +40 +yes +simulated$/m);
  assert.match(out, /^wms +yes +none$/m);
  const missing = await crossdock(t, NOWHERE, undefined, "connector", "list", "--json");
  const { systems } = JSON.parse(missing.out) as { systems: { system: string; problem: string | null }[] };
  const problems = systems.filter(({ problem }) => problem !== null);
  assert.deepEqual(problems.map(({ system }) => system), ["erp"]);
});
