/** The how-to about connectors does what it says: its commands and changes are made in a copy of the project. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { projectCopy } from "../support/project-copy.ts";

const PAGE = "docs/how-to/connector.md";
/** The port that the page names; another one here, which may be in use. */
const PORT = "4711";

interface Block {
  readonly language: string;
  /** What stands behind the language: a file. */
  readonly file: string;
  readonly lines: readonly string[];
}

test("a newcomer who follows the page has a connector that is checked, and sees it fail", async (t) => {
  const copy = projectCopy(t);
  const port = String(await freePort());
  const page = readFileSync(join(copy, PAGE), "utf8").replaceAll(PORT, port);
  const blocks = blocksOf(page);
  assert.deepEqual(blocks.map(({ language }) => language), ["sh", "ts", "sh", "text", "diff", "sh", "text"]);
  const exported: string[] = [];
  let output = "";
  for (const [index, block] of blocks.entries()) {
    if (block.language === "ts") configure(copy, block.lines);
    if (block.language === "diff") apply(copy, block);
    if (block.language === "text") assertSaid(output, block.lines);
    if (block.language !== "sh") continue;
    const expected = blocks[index + 1]?.lines.some((line) => line.startsWith("NOT PASSED")) === true ? 1 : 0;
    const ended = await shell(t, copy, [...exported, ...block.lines].join("\n"));
    output = ended.output;
    assert.equal(ended.code, expected, output);
    exported.push(...block.lines.filter((line) => line.startsWith("export ")));
  }
});

function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\w+)(?: ([^\n]+))?\n([^]*?)^```$/gm)].map((match) => ({
    language: match[1]!, file: match[2] ?? "", lines: match[3]!.trimEnd().split("\n"),
  }));
}

/** Puts each line into the configuration: instead of the line with that key, or among the systems. */
function configure(copy: string, lines: readonly string[]): void {
  const file = join(copy, "crossdock.config.ts");
  let text = readFileSync(file, "utf8");
  for (const line of lines) {
    const key = line.slice(0, line.indexOf(": "));
    const known = text.split("\n").find((old) => old.trim().startsWith(`${key}:`));
    text = known === undefined ? text.replace("  systems: {\n", `  systems: {\n${line}\n`) : text.replace(known, line);
  }
  writeFileSync(file, text);
}

/** Replaces the lines with a minus by those with a plus; they must stand there, together. */
function apply(copy: string, { file, lines }: Block): void {
  const path = join(copy, file);
  const text = readFileSync(path, "utf8");
  const side = (sign: string): string =>
    lines.filter((line) => line.startsWith(sign)).map((line) => `${line.slice(1)}\n`).join("");
  assert.ok(text.includes(side("-")), `${file} does not have the lines that the page changes`);
  writeFileSync(path, text.replace(side("-"), side("+")));
}

/** What the page shows was printed; columns may be wider and lines broken elsewhere. */
function assertSaid(output: string, lines: readonly string[]): void {
  const flat = (text: string): string => text.replaceAll(/\s+/g, " ");
  for (const line of lines) assert.ok(flat(output).includes(flat(line)), `"${line}" is not in:\n${output}`);
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a block as one script; what it left in the background is ended with the test. */
function shell(t: TestContext, cwd: string, script: string): Promise<Ended> {
  const { CROSSDOCK_HOME: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  const child = spawn("bash", ["-euo", "pipefail", "-c", script], {
    cwd, env: { ...env, CI: "true" }, detached: true, stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => {
    try {
      process.kill(-child.pid!, "SIGKILL");
    } catch {
      // Nothing of the block is left.
    }
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  // Not "close": a background process keeps the streams open.
  return new Promise((resolve) => child.once("exit", (code) => setImmediate(() => resolve({ code, output }))));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
