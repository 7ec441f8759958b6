/** A copy of the whole project into which a test may write: commands run there as they would at home. */
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

const ROOT = join(import.meta.dirname, "../..");
/** What compiles, runs and is tested; `.build` only saves the compiler its time. */
const PARTS = [
  "package.json", "package-lock.json", ".npmrc", ".oxlintrc.json", "crossdock.config.ts", "src", "test", "tools", "bench",
  "db", "docs", ".build", "tsconfig.base.json", "tsconfig.config.json", "tsconfig.json", "tsconfig.tests.json",
];

/** Makes the copy and answers its folder; it is removed when the test ends. */
export function projectCopy(t: TestContext): string {
  const copy = mkdtempSync(join(tmpdir(), "crossdock-copy-"));
  t.after(() => rmSync(copy, { recursive: true, force: true, maxRetries: 5 }));
  for (const part of PARTS) {
    if (existsSync(join(ROOT, part))) {
      cpSync(join(ROOT, part), join(copy, part), { recursive: true, preserveTimestamps: true });
    }
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"), "junction");
  return copy;
}
