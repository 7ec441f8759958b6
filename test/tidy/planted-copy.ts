/** A copy of the project's settings, without its sources, into which a test plants good and bad files. */
import { copyFileSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

/** The repository. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Makes the copy with these files in it and answers its folder; it is removed when the test ends. */
export function plantedCopy(t: TestContext, files: Readonly<Record<string, string>>): string {
  const copy = mkdtempSync(join(tmpdir(), "crossdock-tidy-"));
  t.after(() => rmSync(copy, { recursive: true, force: true }));
  const patterns = [
    "package.json", ".oxlintrc.json", "tsconfig*.json", "{src,test,tools,bench}/**/tsconfig*.json",
  ];
  const settings = globSync(patterns, { cwd: ROOT });
  for (const path of settings) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    copyFileSync(join(ROOT, path), join(copy, path));
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), text);
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"), "junction");
  return copy;
}
