/** The glossary and the code say the same words: what it lists is used, what it bans is not. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "./planted-copy.ts";

/** What speaks the words of foreign systems: the last one plays the customers of the shop. */
const FOREIGN = /^src\/(?:connectors\/|sandbox\/|main\/box\/customers\.ts$)/;
const BANNED_HEADING = "## Words we do not say";

const [used, banned] = readFileSync(join(ROOT, "GLOSSARY.md"), "utf8").split(BANNED_HEADING) as [string, string];
const ours = globSync("src/**/*.ts", { cwd: ROOT })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => !FOREIGN.test(path))
  .map((path): [path: string, text: string] => [path, readFileSync(join(ROOT, path), "utf8")]);

/** The words in the first column of the tables: alone in backticks. */
function firstColumn(tables: string): string[] {
  return [...tables.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? "");
}

/** `salesOrder` as an identifier or a part of one: also SalesOrder…, sales-order, sales_order. */
function patternOf(word: string): RegExp {
  const parts = word.split(/-|(?=[A-Z])/).map((part) => part.toLowerCase());
  const camel = parts.map((part, at) => at === 0 ? part : capital(part)).join("");
  const whole = `(?:${camel}|${parts.join("-")}|${parts.join("_")})`;
  return new RegExp(`(?<![a-zA-Z])${whole}(?![a-z]{2})|(?<![A-Z])${parts.map(capital).join("")}(?![a-z]{2})`);
}

const capital = (part: string): string => part.charAt(0).toUpperCase() + part.slice(1);

/** The code without its comments: a word must be used, not only talked about. */
const codeOf = (text: string): string => text.replaceAll(/\/\*[^]*?\*\/|(?<!:)\/\/.*$/gm, "");

function unused(words: readonly string[], files: readonly (readonly [path: string, text: string])[]): string[] {
  const code = files.map(([, text]) => codeOf(text)).join("\n");
  return words.filter((word) => !patternOf(word).test(code));
}

function violations(words: readonly string[], files: readonly (readonly [path: string, text: string])[]): string[] {
  return files.flatMap(([path, text]) =>
    words.filter((word) => patternOf(word).test(text)).map((word) => `${path} says ${word}`));
}

test("every word of the glossary is used in the code", () => {
  assert.ok(firstColumn(used).length > 60);
  assert.deepEqual(unused(firstColumn(used), ours), []);
});

test("no word is explained twice", () => {
  const words = firstColumn(used);
  assert.deepEqual(words.filter((word, at) => words.indexOf(word) !== at), []);
});

test("no banned word is said in our own code", () => {
  assert.ok(firstColumn(banned).length > 10);
  assert.ok(ours.length > 100);
  assert.deepEqual(violations(firstColumn(banned), ours), []);
});

test("a word that nobody uses, and each banned word that is planted, are found", () => {
  const planted: [string, string][] = [["src/domain/x.ts", "// the wombat sleeps\nconst sleepingKoalas = 1;"]];
  assert.deepEqual(unused(["wombat", "sleep", "koala", "sleepingKoala"], planted), ["wombat", "sleep"]);
  for (const word of firstColumn(banned)) {
    for (const text of [word, `const ${word} = 1`, `line.${word}Minor`, `shipped${capital(word)}`]) {
      assert.notDeepEqual(violations([word], [["src/domain/x.ts", text]]), [], text);
    }
  }
  assert.deepEqual(violations(["sku", "article"], [["src/x.ts", "task.skull; particle"]]), []);
});
