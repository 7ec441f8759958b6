import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { RULES } from "./rules.ts";
import { ROOT } from "./planted-copy.ts";

/** A file larger than this is data, not text that somebody wrote. */
const TEXT_BYTES_MAX = 2_000_000;

const files = repositoryFiles();

for (const { name, rule, planted } of RULES) {
  test(`${name}: the repository`, () => {
    const faults = files.flatMap(([path, text]) => rule(path, text));
    assert.deepEqual(faults, []);
  });

  test(`${name}: each planted fault is found`, () => {
    for (const [path, text] of planted) {
      assert.notDeepEqual(rule(path, text), [], `${path}: ${text.slice(0, 80)}`);
    }
  });
}

test("the rules read the repository, not an empty list", () => {
  assert.ok(files.some(([path]) => path === "package.json"));
  assert.ok(files.some(([path]) => path.startsWith("src/kernel/")));
});

/** Path and text of what git tracks or would track; without git, of everything that looks like ours. */
function repositoryFiles(): [path: string, text: string][] {
  const git = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT, encoding: "utf8",
  });
  const paths = git.status === 0
    ? git.stdout.split("\n").filter((path) => path !== "")
    : globSync(["{src,test,tools,bench,docs,db}/**/*.*", "*.*"], { cwd: ROOT });
  return paths
    .filter((path) => existsSync(join(ROOT, path)) && statSync(join(ROOT, path)).isFile())
    .filter((path) => statSync(join(ROOT, path)).size <= TEXT_BYTES_MAX)
    .map((path) => [path.replaceAll("\\", "/"), readFileSync(join(ROOT, path), "utf8")]);
}
