/** A copy of the whole project into which a test may write: commands run there as they would at home. */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

const ROOT = join(import.meta.dirname, "../..");
/** Neither packages nor history nor data; `.build` comes along, it saves the compiler its time. */
const LEFT_OUT = new Set(["node_modules", ".git", ".crossdock"]);

/**
 * Makes the copy and answers its folder; it is removed when the test ends.
 * @throws Error when the packages are not those of the lock file: a command in the copy would install them anew, and
 *   so remove ours, which it shares.
 */
export function projectCopy(t: TestContext): string {
  const lock = createHash("sha256").update(readFileSync(join(ROOT, "package-lock.json"))).digest("hex");
  const stamp = join(ROOT, "node_modules/.crossdock-lock-sha256");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lock) {
    throw new Error("the installed packages are not those of the lock file: run this by npm test");
  }
  const copy = mkdtempSync(join(tmpdir(), "crossdock-copy-"));
  t.after(() => rmSync(copy, { recursive: true, force: true, maxRetries: 5 }));
  for (const part of readdirSync(ROOT).filter((name) => !LEFT_OUT.has(name))) {
    cpSync(join(ROOT, part), join(copy, part), { recursive: true, preserveTimestamps: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"), "junction");
  return copy;
}
