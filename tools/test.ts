/**
 * `npm test [-- <part of a path> ...]`: the checks, then every test on one embedded PostgreSQL that is made
 * for the run and goes away with it. `--real` runs the tests against real systems (*.real.test.ts) instead;
 * `--skip-check` leaves the checks out.
 */
import { globSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";
import { startEmbeddedPostgres } from "../src/postgres/embedded-server.ts";
import { discardServer, temporaryServerFolder } from "../test/support/database.ts";
import { check } from "./check.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Test files at a time: the smallest machine we know has two cores, and the database wants its share. */
const FILES_AT_A_TIME = 2;
/** No test file needs so long; one that hangs must not hang the run. A month of documents takes more. */
const FILE_TIMEOUT_MS = { own: 10 * 60 * 1_000, real: 40 * 60 * 1_000 } as const;
/** How a shell reports a program that was ended by Ctrl-C. */
const EXIT_INTERRUPTED = 130;

const args = process.argv.slice(2);
const real = args.includes("--real");
const filters = args.filter((arg) => !arg.startsWith("--"));
process.exitCode = await main();

async function main(): Promise<number> {
  const files = testFiles();
  if (files.length === 0) {
    console.log(real ? "There are no tests against real systems yet." : "No test file matches.");
    return real ? 0 : 1;
  }
  if (!args.includes("--skip-check") && !(await check())) return 1;
  const folder = temporaryServerFolder();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      discardServer(folder);
      process.exit(EXIT_INTERRUPTED);
    });
  }
  try {
    const { url } = await startEmbeddedPostgres({ folder, log: () => undefined });
    process.env["CROSSDOCK_TEST_DATABASE_URL"] = url;
    return await runFiles(files);
  } finally {
    discardServer(folder);
  }
}

/** The files to run, those of the wanted kind whose path contains one of the filters. */
function testFiles(): string[] {
  return globSync("{src,test,tools}/**/*.test.ts", { cwd: ROOT })
    .filter((file) => file.endsWith(".real.test.ts") === real)
    .filter((file) => filters.length === 0 || filters.some((part) => file.includes(part)))
    .sort()
    .map((file) => join(ROOT, file));
}

/** Runs them, prints what node's own reporter prints and one line of totals, answers the exit code. */
function runFiles(files: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const timeout = real ? FILE_TIMEOUT_MS.real : FILE_TIMEOUT_MS.own;
    const events = run({ files, concurrency: FILES_AT_A_TIME, timeout });
    let code = 1;
    let totals = "no totals: the runner broke off";
    events.on("test:summary", ({ file, success, counts }) => {
      if (file !== undefined) return;
      const { passed, failed = 0, cancelled, skipped } = counts as typeof counts & { failed?: number };
      code = success ? 0 : 1;
      totals = `${passed} passed, ${failed + cancelled} failed, ${skipped} skipped`;
    });
    const report = events.compose(new spec());
    report.pipe(process.stdout, { end: false });
    report.once("end", () => {
      console.log(totals);
      resolve(code);
    });
  });
}
