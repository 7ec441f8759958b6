import assert from "node:assert/strict";
import { test } from "node:test";
import { checkLint } from "../../tools/check.ts";
import { plantedCopy } from "./planted-copy.ts";

/** Each bad file with the rule that must find it. */
const PLANTED: readonly (readonly [file: string, text: string, rule: string])[] = [
  ["src/kernel/date-now.ts", "export const bad = Date.now();\n", "no-restricted-globals"],
  ["src/domain/new-date.ts", "export const bad = new Date();\n", "no-restricted-globals"],
  ["src/engine/random.ts", "export const bad = Math.random();\n", "no-restricted-properties"],
  ["src/workflows/wait.ts", "export const bad = setTimeout;\n", "no-restricted-globals"],
  ["src/application/floating.ts", "Promise.resolve(1);\n", "no-floating-promises"],
  ["src/application/side-effect.ts", 'import "./floating.ts";\n', "no-unassigned-import"],
  ["src/application/loose.ts", "export const bad: any = 1;\n", "no-explicit-any"],
  ["src/postgres/a.ts", 'import { b } from "./b.ts";\nexport const a = () => b;\n', "no-cycle"],
  ["src/postgres/b.ts", 'import { a } from "./a.ts";\nexport const b = () => a;\n', "no-cycle"],
  ["src/api/speaks.ts", 'console.log("x");\n', "no-console"],
];

test("the linter finds every planted fault, and leaves good code alone", async (t) => {
  const good = { "src/kernel/good.ts": "export const good = Math.max(1, 2);\n" };
  const bad = Object.fromEntries(PLANTED.map(([file, text]) => [file, text]));
  const { passed, output } = await checkLint(plantedCopy(t, { ...good, ...bad }));
  assert.equal(passed, false);
  const faults = output.split(/\n\s*\n/);
  for (const [file, , rule] of PLANTED) {
    const found = faults.some((fault) => fault.includes(`(${rule})`) && fault.includes(`[${file}:`));
    assert.ok(found, `${file}: ${rule}`);
  }
  assert.ok(!output.includes("good.ts"));
});
