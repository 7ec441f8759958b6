// The first file every command runs. Plain JavaScript that any Node from 20 on can read, because at this
// moment neither the packages nor the project's own Node need to be there: it installs what is missing,
// then hands over to the pinned Node 24 inside node_modules, which runs the TypeScript entry as it is.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const stampFile = join(modules, ".crossdock-lock-sha256");

/** The oldest Node that runs our TypeScript files as they are. */
const NODE_MAJOR_MIN = 24;

/** How soon we notice that npm is gone: soon enough for a person, too seldom to cost anything. */
const PARENT_WATCH_MS = 250;

/** What each npm script runs: the entry file, and the arguments that come before the user's own. */
const ENTRIES = {
  start: ["src/main/start.ts"],
  cli: ["src/main/cli.ts"],
  bench: ["src/main/cli.ts", "bench"],
  simulate: ["src/main/cli.ts", "simulate"],
  check: ["tools/check.ts"],
  client: ["tools/client-types.ts"],
  test: ["tools/test.ts"],
  "test:real": ["tools/test.ts", "--real"],
};

const [command = "", ...rest] = process.argv.slice(2);
if (!Object.hasOwn(ENTRIES, command)) {
  fail(`unknown command "${command}"; there are: ${Object.keys(ENTRIES).join(", ")}`, 2);
}
const lockHash = createHash("sha256").update(readFileSync(join(root, "package-lock.json"))).digest("hex");
if (!installed()) install();
hand(ENTRIES[command].concat(rest));

/** Are the packages of this very lock file in node_modules? Says so too after an `npm ci` done by hand. */
function installed() {
  if (existsSync(stampFile)) return readFileSync(stampFile, "utf8") === lockHash;
  if (!existsSync(join(modules, ".package-lock.json"))) return false;
  const there = JSON.parse(readFileSync(join(modules, ".package-lock.json"), "utf8")).packages;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const agrees = Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    if (there[path] === undefined) return entry.optional === true && !forThisMachine(entry);
    return there[path].integrity === entry.integrity;
  });
  if (agrees) stamp();
  return agrees;
}

/** npm leaves out optional packages that name another operating system or processor. */
function forThisMachine(entry) {
  return (entry.os ?? [process.platform]).includes(process.platform)
    && (entry.cpu ?? [process.arch]).includes(process.arch)
    && !(entry.libc ?? []).includes("musl");
}

function stamp() {
  try {
    writeFileSync(stampFile, lockHash);
  } catch {
    // A node_modules we may read but not write: nothing is lost but the shortcut.
  }
}

/**
 * `npm ci` with the npm that called us, or the one on the PATH. No package's install script is run: none of
 * ours needs one (the library links of the embedded PostgreSQL are made when it starts).
 * Everything npm says goes to stderr, so that a command's own output stays clean.
 */
function install() {
  const startedAt = Date.now();
  say("installing the pinned packages into node_modules (once; about 120 packages, 380 MB unpacked) ...");
  const flags = ["ci", "--include=dev", "--include=optional", "--ignore-scripts", "--no-audit", "--no-fund"];
  const npm = process.env["npm_execpath"] ?? "";
  const calledByNpm = basename(npm) === "npm-cli.js" && existsSync(npm);
  const [program, args] = calledByNpm
    ? [process.env["npm_node_execpath"] ?? process.execPath, [npm, ...flags]]
    : ["npm", flags];
  const result = spawnSync(program, [...args, "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: !calledByNpm && process.platform === "win32",
  });
  if (result.error !== undefined) {
    fail(`could not run npm (${result.error.message}); install Node.js with npm, then run this again`, 1);
  }
  if (result.status !== 0) {
    fail("npm ci did not succeed (its own words are above). Check the network and npm's registry setting,"
      + " then run this again; nothing half-installed is used.", 1);
  }
  stamp();
  say(`packages installed in ${Math.round((Date.now() - startedAt) / 1000)} s`);
}

/** The Nodes that can run us, best first: the pinned one, then the one we run on if it is new enough. */
function nodes() {
  const system = process.platform === "win32" ? "win" : process.platform;
  const file = process.platform === "win32" ? "node.exe" : "node";
  const pinned = join(modules, `node-${system}-${process.arch}`, "bin", file);
  const found = existsSync(pinned) ? [pinned] : [];
  if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR_MIN) found.push(process.execPath);
  return found;
}

/** Runs the entry on the best Node that starts; its end is our end. */
function hand(entry, candidates = nodes()) {
  const [node, ...others] = candidates;
  if (node === undefined) {
    const machine = `${process.platform}-${process.arch}`;
    fail(`this needs Node.js ${NODE_MAJOR_MIN} or newer. No pinned Node runs on ${machine} and you have`
      + ` ${process.version}: install Node.js ${NODE_MAJOR_MIN}, then run this again.`, 1);
  }
  const [file, ...args] = entry;
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", join(root, file), ...args], {
    stdio: "inherit",
    env: { NODE_COMPILE_CACHE: join(modules, ".cache", "crossdock"), ...process.env },
  });
  child.once("error", () => hand(entry, others));
  child.once("spawn", () => {
    forwardSignals(child);
    stopWithNpm(child);
  });
}

/**
 * Each signal is passed on once; the child decides what it means and when to end. A Ctrl-C at a terminal is
 * not passed on, because the terminal has already sent it to the child itself.
 */
function forwardSignals(child) {
  const fromTerminal = process.stdin.isTTY ? ["SIGINT", "SIGHUP"] : [];
  const passed = new Set(fromTerminal);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      if (!passed.has(signal)) child.kill(signal);
      passed.add(signal);
    });
  }
  child.once("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/**
 * npm runs us through a shell, and a SIGTERM to npm ends both without a word to us. Their end is then the
 * request to stop; without npm between, whoever started us may leave and we stay.
 */
function stopWithNpm(child) {
  if (process.env["npm_lifecycle_event"] === undefined || process.platform === "win32") return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill("SIGTERM");
  }, PARENT_WATCH_MS);
}

function say(line) {
  process.stderr.write(`crossdock: ${line}\n`);
}

function fail(line, exitCode) {
  say(line);
  process.exit(exitCode);
}
