/** The page of known faults names stories: each must be among the tests, in the words that the page quotes. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "./planted-copy.ts";

const PAGE = "docs/known-faults.md";
/** A cell that leads to a story: a link from `docs/` to its file, and words of its name. */
const STORY = /\]\(\.\.\/(?<file>[^)]+\.test\.ts)\) "(?<words>[^"]+)" \|$/;

/** Objections to a page, one for each row whose story is not there. */
function objections(page: string): string[] {
  const rows = page.split("\n").filter((line) => /^\| \d/.test(line));
  return rows.flatMap((row) => {
    const { file, words } = STORY.exec(row)?.groups ?? {};
    if (file === undefined || words === undefined) return [`names no story: ${row}`];
    if (!existsSync(join(ROOT, file))) return [`${file} is not there`];
    return readFileSync(join(ROOT, file), "utf8").includes(words) ? [] : [`${file} has no story "${words}"`];
  });
}

test("every known fault has the story that the page names", () => {
  const page = readFileSync(join(ROOT, PAGE), "utf8");
  assert.deepEqual(objections(page), []);
  assert.ok(page.match(/^\| .* \|$/gm)!.length > 40, "the page was read");
});

test("a story that is gone or renamed is found", () => {
  const row = (story: string): string => `| 1 | It is lost | ${story} |`;
  assert.equal(objections(row('[a](../test/tidy/gone.test.ts) "lost"')).length, 1);
  const renamed = ["renamed", "since"].join(" ");
  assert.equal(objections(row(`[a](../test/tidy/known-faults.test.ts) "${renamed}"`)).length, 1);
  assert.equal(objections(row("somewhere")).length, 1);
});
