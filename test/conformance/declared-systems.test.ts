/** Systems that are reached by declaration alone pass the conformance suite, each at its live counterpart. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import { LEGACY_WAREHOUSE } from "../../examples/legacy-warehouse.ts";
import { EMPTY_CODE_BOOK } from "../../src/application/ports/code-book.ts";
import type { Certificate } from "../../src/connectors/conformance/certificate.ts";
import { certify } from "../../src/connectors/conformance/certify.ts";
import { NoSpecimenError } from "../../src/connectors/conformance/specimen.ts";
import { CONNECTOR_KINDS } from "../../src/main/connector-kinds.ts";
import { SIMULATED_SYSTEMS } from "../../src/main/box/box.ts";
import { liveSurroundings } from "../../src/main/check/live.ts";
import { startSimulated } from "../../src/main/check/simulated.ts";
import { FAULT_LEVELS } from "../../src/sandbox/faults.ts";
import type { FaultLevel } from "../../src/sandbox/system.ts";
import { declaredPayment } from "../support/declared-payment.ts";
import { declaredShop } from "../support/declared-shop.ts";
import { BOX_ENTITIES, BOX_SECRET, BOX_START, BOX_WORLD } from "../support/sandbox-box.ts";
import { startSftpServer } from "../support/sftp-server.ts";
import { agreement } from "../support/x12-partner.ts";

const SEED = 7;
const DECLARED = { shop: declaredShop, payment: declaredPayment } as const;

const certifyDeclared = (
  kindName: "http" | "flat-file" | "x12",
  place: { system: string; url: string; secret: string; settings: unknown },
  surroundings: Parameters<typeof certify>[0]["surroundings"],
): Promise<Certificate> =>
  certify({
    kindName,
    kind: CONNECTOR_KINDS[kindName],
    seed: SEED,
    run: `CHECK${SEED}`,
    surroundings,
    options: {
      ...place,
      entities: BOX_ENTITIES,
      budget: {},
      codes: EMPTY_CODE_BOOK,
      settings: CONNECTOR_KINDS[kindName].settings.parse(place.settings),
    },
  });

const said = ({ checks }: Certificate): string =>
  checks.map(({ check, result, evidence }) => `${check}: ${result}: ${evidence}`).join("\n");

async function declaredCertificate(
  system: keyof typeof DECLARED,
  level: FaultLevel,
  settings: unknown = DECLARED[system],
): Promise<Certificate> {
  const simulated = await startSimulated({
    world: BOX_WORLD,
    systems: { [system]: SIMULATED_SYSTEMS[system]! },
    faults: { ...FAULT_LEVELS[level] },
    seed: SEED,
    start: BOX_START,
    secret: BOX_SECRET,
  });
  const url = simulated.sandbox.urls[system]!;
  const place = { system, url, secret: BOX_SECRET, settings };
  try {
    return await certifyDeclared("http", place, simulated.surroundings);
  } finally {
    await simulated.stop();
  }
}

for (const system of ["shop", "payment"] as const) {
  for (const level of ["none", "hell"] as const) {
    test(`the ${system}, declared, passes with faults ${level}`, async () => {
      const certificate = await declaredCertificate(system, level);
      assert.equal(certificate.verdict, "passed", said(certificate));
      assert.ok(certificate.passed >= 11, said(certificate));
    });
  }
}

test("a declaration that believes the first answer does not pass", async () => {
  const publish = declaredShop.commands!["order-status.publish.v1"]!;
  const [first] = publish.probe.answers;
  const probe = { ...publish.probe, answers: [{ status: first!.status, means: "applied" as const }] };
  const commands = { "order-status.publish.v1": { ...publish, probe } };
  const certificate = await declaredCertificate("shop", "none", { ...declaredShop, commands });
  const failed = certificate.checks.filter(({ result }) => result === "failed").map(({ check }) => check);
  assert.ok(failed.includes("read-back") && failed.includes("lost-reply"), said(certificate));
});

test("a declaration without a trial has nothing that may be executed", async () => {
  const { trial: _, ...untried } = declaredShop;
  await assert.rejects(declaredCertificate("shop", "none", untried), NoSpecimenError);
});

/** Folders of a warehouse that takes its orders away as soon as it sees them. */
function warehouseFolder(t: TestContext): { readonly folder: string; taken(): readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), "crossdock-counterpart-"));
  const [out, away] = [join(folder, "out"), join(folder, "away")];
  for (const path of [out, away, join(folder, "in")]) mkdirSync(path);
  const takeAway = (): void => {
    for (const name of readdirSync(out).filter((one) => one.endsWith(".csv"))) {
      renameSync(join(out, name), join(away, name));
    }
  };
  const watcher = watch(out, takeAway);
  t.after(() => {
    watcher.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, taken: () => readdirSync(away) };
}

const FILES_PASSED = [
  "duplicates", "lost-reply", "refusal-and-fault", "read-back", "order", "translation", "budget",
];

const passedOf = ({ checks }: Certificate): string[] =>
  checks.filter(({ result }) => result === "passed").map(({ check }) => check);

test("a warehouse that lives on files passes in a folder from which it takes them away", async (t) => {
  const { folder, taken } = warehouseFolder(t);
  const place = {
    system: "depot", url: pathToFileURL(folder).href, secret: "", settings: LEGACY_WAREHOUSE,
  };
  const certificate = await certifyDeclared("flat-file", place, liveSurroundings(t.signal));
  assert.equal(certificate.verdict, "passed", said(certificate));
  assert.deepEqual(passedOf(certificate), FILES_PASSED, said(certificate));
  assert.ok(taken().length > 0, "the counterpart took its files");
});

test("and at a server for SFTP", async (t) => {
  const { folder } = warehouseFolder(t);
  const server = await startSftpServer({ folder, user: "3pl", password: "secret" });
  t.after(() => server.stop());
  const settings = {
    ...LEGACY_WAREHOUSE,
    mailbox: { ...LEGACY_WAREHOUSE.mailbox, hostKeys: [server.hostKey] },
  };
  const place = { system: "depot", url: `sftp://3pl@127.0.0.1:${server.port}/`, secret: "secret", settings };
  const certificate = await certifyDeclared("flat-file", place, liveSurroundings(t.signal));
  assert.equal(certificate.verdict, "passed", said(certificate));
  assert.deepEqual(passedOf(certificate), FILES_PASSED, said(certificate));
});

test("a name that does not tell instructions apart does not pass", async (t) => {
  const { folder } = warehouseFolder(t);
  const release = LEGACY_WAREHOUSE.writes!["shipping-order.release.v1"]!;
  const writes = { "shipping-order.release.v1": { ...release, name: "'SO_' & shippingOrder & '.csv'" } };
  const place = {
    system: "depot", url: pathToFileURL(folder).href, secret: "", settings: { ...LEGACY_WAREHOUSE, writes },
  };
  const certificate = await certifyDeclared("flat-file", place, liveSurroundings(t.signal));
  const failed = certificate.checks.filter(({ result }) => result === "failed").map(({ check }) => check);
  assert.deepEqual(failed, ["order"], said(certificate));
});

/** A partner with a folder of his own, who is told of his orders, or only answered. */
function partnerOf(t: TestContext, more: Record<string, unknown> = {}) {
  const { folder } = warehouseFolder(t);
  return { system: "partner", url: pathToFileURL(folder).href, secret: "", settings: agreement({ company: "GB01", ...more }) };
}

for (const [how, sends] of [["is told of his orders by 855", ["855"]], ["is only answered by 997", []]] as const) {
  test(`a partner who speaks X12 and ${how} passes in a folder`, async (t) => {
    const certificate = await certifyDeclared("x12", partnerOf(t, { sends }), liveSurroundings(t.signal));
    assert.equal(certificate.verdict, "passed", said(certificate));
    assert.deepEqual(passedOf(certificate), FILES_PASSED, said(certificate));
    for (const { evidence } of certificate.checks.filter(({ result }) => result === "not-applicable")) {
      assert.ok(evidence.length > 20, `says why: ${evidence}`);
    }
  });
}

test("and at a server for SFTP, like any system of files", async (t) => {
  const { folder } = warehouseFolder(t);
  const server = await startSftpServer({ folder, user: "acme", password: "secret" });
  t.after(() => server.stop());
  const settings = agreement({ company: "GB01", sends: ["855"], mailbox: { hostKeys: [server.hostKey] } });
  const url = `sftp://acme@127.0.0.1:${server.port}/`;
  const place = { system: "partner", url, secret: "secret", settings };
  const certificate = await certifyDeclared("x12", place, liveSurroundings(t.signal));
  assert.equal(certificate.verdict, "passed", said(certificate));
  assert.deepEqual(passedOf(certificate), FILES_PASSED, said(certificate));
});

test("a partner to whom nothing may be sent has nothing that may be tried", async (t) => {
  const place = partnerOf(t, { sends: [], acknowledge: { syntax: "none" } });
  await assert.rejects(certifyDeclared("x12", place, liveSurroundings(t.signal)), NoSpecimenError);
});
