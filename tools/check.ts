/** `npm run check`: the compiler over every floor, then the linter with types. Says what it looked at. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** What one checker said. */
export interface Verdict {
  readonly passed: boolean;
  /** Everything it printed, both streams, in the order it came, without colours. */
  readonly output: string;
}

/** Type-checks every project of `folder` that changed since the last time. */
export function checkTypes(folder: string): Promise<Verdict> {
  const pretty = String(process.stdout.isTTY === true);
  return runTool(folder, commandOf("typescript", "tsc"), ["-b", "--pretty", pretty]);
}

/** Lints every file of `folder` by the rules of its `.oxlintrc.json`; warnings fail too. */
export function checkLint(folder: string): Promise<Verdict> {
  return runTool(folder, commandOf("oxlint", "oxlint"), ["--deny-warnings"]);
}

/** Runs both checkers, prints what they say, and answers whether both passed. */
export async function check(): Promise<boolean> {
  const startedAt = performance.now();
  const types = await checkTypes(ROOT);
  report("types", types, `types: ${countProjects()} projects compile, upward imports included`);
  const lint = await checkLint(ROOT);
  report("lint", lint, `lint: ${/on (\d+ files)/.exec(lint.output)?.[1] ?? "all files"} follow the rules`);
  console.log(`check: ${types.passed && lint.passed ? "passed" : "FAILED"} in ${seconds(startedAt)} s`);
  return types.passed && lint.passed;
}

function report(name: string, verdict: Verdict, good: string): void {
  if (verdict.passed) console.log(good);
  else console.error(`${verdict.output.trim()}\n${name}: FAILED`);
}

function countProjects(): number {
  return readFileSync(join(ROOT, "tsconfig.json"), "utf8").match(/"path":/g)?.length ?? 0;
}

/** The script file behind a package's command. */
function commandOf(packageName: string, command: string): string {
  const file = require.resolve(`${packageName}/package.json`);
  const { bin } = JSON.parse(readFileSync(file, "utf8")) as { bin: Record<string, string> };
  const script = bin[command];
  if (script === undefined) throw new Error(`the package ${packageName} has no command ${command}`);
  return join(dirname(file), script);
}

function runTool(folder: string, script: string, args: readonly string[]): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const tool = spawn(process.execPath, [script, ...args], {
      cwd: folder, stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    tool.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    tool.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    tool.once("error", reject);
    // The linter colours its words wherever CI is set, whatever NO_COLOR says.
    tool.once("close", (code) => resolve({ passed: code === 0, output: stripVTControlCharacters(output) }));
  });
}

function seconds(startedAt: number): string {
  return ((performance.now() - startedAt) / 1_000).toFixed(1);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = (await check()) ? 0 : 1;
}
