import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { checkTypes } from "../../tools/check.ts";
import { FLOORS } from "./floors.ts";
import { ROOT, plantedCopy } from "./planted-copy.ts";

/** An import of a file that belongs to a project that ours does not refer to. */
const FOREIGN_FILE = "TS6307";
const UNKNOWN_NAME = "TS(2304|2584|2591)";

const GOOD = "export const good = 1;\n";
const importOf = (floor: string): string => `export { good } from "../${floor}/good.ts";\n`;

/** Each bad file with the compiler's complaint it must draw. */
const PLANTED: readonly (readonly [file: string, text: string, complaint: string])[] = [
  ["src/kernel/upward.ts", importOf("engine"), FOREIGN_FILE],
  ["src/domain/upward.ts", importOf("application"), FOREIGN_FILE],
  ["src/application/upward.ts", importOf("postgres"), FOREIGN_FILE],
  ["src/cli/upward.ts", importOf("main"), FOREIGN_FILE],
  ["src/contract/sibling.ts", importOf("canonical"), FOREIGN_FILE],
  ["src/engine/sibling.ts", importOf("domain"), FOREIGN_FILE],
  ["src/api/sibling.ts", importOf("postgres"), FOREIGN_FILE],
  ["src/connectors/sibling.ts", importOf("sandbox"), FOREIGN_FILE],
  ["src/sandbox/downward.ts", importOf("domain"), FOREIGN_FILE],
  ...Object.entries(FLOORS).filter(([, floor]) => floor.pure).flatMap(([name]) => [
    [`src/${name}/names-process.ts`, "export const bad = process.pid;\n", UNKNOWN_NAME],
    [`src/${name}/names-fetch.ts`, 'export const bad = fetch("x");\n', UNKNOWN_NAME],
    [`src/${name}/names-console.ts`, 'console.log("x");\n', UNKNOWN_NAME],
    [`src/${name}/names-node.ts`, 'export * from "node:fs";\n', "TS(2307|2591)"],
  ] as const),
];

test("every planted import and name is refused, and nothing else", async (t) => {
  const good = Object.keys(FLOORS).map((name) => [`src/${name}/good.ts`, GOOD]);
  const bad = PLANTED.map(([file, text]) => [file, text]);
  const allowed = Object.entries(FLOORS).flatMap(([name, { below }]) =>
    below.map((lower) => [`src/${name}/uses-${lower}.ts`, importOf(lower)]));
  const copy = plantedCopy(t, Object.fromEntries([...good, ...allowed, ...bad]) as Record<string, string>);
  const { passed, output } = await checkTypes(copy);
  assert.equal(passed, false);
  for (const [file, , complaint] of PLANTED) {
    assert.match(output, new RegExp(`^${file}\\(.*error ${complaint}`, "m"), file);
  }
  const complained = [...output.matchAll(/^(src\/[^(]+)\(/gm)].map((match) => match[1]);
  const expected = PLANTED.map(([file]) => file);
  assert.deepEqual([...new Set(complained)].filter((file) => !expected.includes(file ?? "")), []);
});

test("each floor's project refers to the floors below it and to no other", () => {
  for (const [name, floor] of Object.entries(FLOORS)) {
    const settings = readFileSync(join(ROOT, "src", name, "tsconfig.json"), "utf8");
    const references = [...settings.matchAll(/"path": "\.\.\/([^"]+)"/g)].map((match) => match[1]);
    assert.deepEqual(references.toSorted(), [...floor.below].toSorted(), name);
    assert.ok(settings.includes(floor.pure ? "tsconfig.pure.json" : "tsconfig.world.json"), name);
  }
});

test("every folder under src is a floor, and every floor is built and its tests are type-checked", () => {
  const entries = readdirSync(join(ROOT, "src"), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  assert.deepEqual(folders.filter((name) => !(name in FLOORS)), []);
  for (const file of ["tsconfig.json", "tsconfig.tests.json"]) {
    const settings = readFileSync(join(ROOT, file), "utf8");
    for (const name of Object.keys(FLOORS)) assert.ok(settings.includes(`"src/${name}"`), `${file}: ${name}`);
  }
  for (const name of Object.keys(FLOORS)) {
    assert.ok(existsSync(join(ROOT, "src", name, "tsconfig.json")), name);
  }
});
