import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { createDatabase, dropDatabase, withClient } from "./databases.ts";
import { serverUserForNewData } from "./embedded-owner.ts";
import { packageFolder, preparePrograms } from "./embedded-programs.ts";
import { startEmbeddedPostgres } from "./embedded-server.ts";
import type { EmbeddedPostgres } from "./embedded-server.ts";
import { sharedBuffersMb } from "./embedded-settings.ts";

const AS_ROOT = process.getuid?.() === 0;
const silent = (): void => undefined;

/** A folder that goes away with its server when the test ends. The server's user may pass through it. */
function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "crossdock-embedded-"));
  chmodSync(folder, 0o755);
  t.after(() => {
    const pid = postmasterPid(folder);
    if (pid !== undefined) process.kill(pid, "SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });
  return folder;
}

function postmasterPid(folder: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(join(folder, "postgres", "postmaster.pid"), "utf8"), 10);
  } catch {
    return undefined;
  }
}

function start(folder: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ folder, log: silent });
}

async function write(url: string, word: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query("create table if not exists note (word text not null)");
    await client.query("insert into note values ($1)", [word]);
  });
}

async function read(url: string): Promise<string[]> {
  const text = "select word from note order by 1";
  const result = await withClient(url, (client) => client.query<{ word: string }>(text));
  return result.rows.map((row) => row.word);
}

test("what was written is there after a stop and a start, under the same URL", async (t) => {
  const folder = temporaryFolder(t);
  const first = await start(folder);
  assert.equal(first.adopted, false);
  await write(first.url, "kept");
  await first.stop();
  await first.stop();
  const second = await start(folder);
  assert.equal(second.adopted, false);
  assert.equal(second.url, first.url);
  assert.deepEqual(await read(second.url), ["kept"]);
  await second.stop();
});

test("the server is set up as promised", async (t) => {
  const { url, stop } = await start(temporaryFolder(t));
  const wanted = {
    fsync: "on", synchronous_commit: "on", max_wal_size: "1GB",
    wal_compression: "off", jit: "off", max_connections: "60", listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    server_encoding: "UTF8", TimeZone: "UTC", data_checksums: "on",
  };
  await withClient(url, async (client) => {
    for (const [name, value] of Object.entries(wanted)) {
      const { rows } = await client.query<{ value: string }>("select current_setting($1) as value", [name]);
      assert.equal(rows[0]?.value, value, name);
    }
    const text = "select datcollate from pg_database where datname = current_database()";
    const { rows } = await client.query(text);
    assert.deepEqual(rows, [{ datcollate: "C" }]);
  });
  await assert.rejects(withClient(url.replace(/:[0-9a-f]+@/, ":wrong@"), silent as never), /password/);
  await stop();
});

test("the server keeps pages in a share of the machine's memory, within bounds", () => {
  const gigabytes = [0.5, 4, 8, 24, 256].map((size) => sharedBuffersMb(size * 2 ** 30));
  assert.deepEqual(gigabytes, [256, 256, 512, 1_536, 2_048]);
});

test("a killed server recovers at the next start, and its old pid file does no harm", async (t) => {
  const folder = temporaryFolder(t);
  const first = await start(folder);
  await write(first.url, "acknowledged");
  process.kill(postmasterPid(folder) ?? assert.fail("no server"), "SIGKILL");
  const second = await start(folder);
  assert.equal(second.adopted, false);
  assert.deepEqual(await read(second.url), ["acknowledged"]);
  await second.stop();
  // The number of the dead server now belongs to a stranger: to this very test.
  const pidFile = join(folder, "postgres", "postmaster.pid");
  writeFileSync(pidFile, `${process.pid}\n${folder}\n1\n1\n\n\n\nready\n`);
  const third = await start(folder);
  assert.equal(third.adopted, false);
  await third.stop();
});

test("a server that outlived its starter is adopted, and can be stopped", async (t) => {
  const folder = temporaryFolder(t);
  const script = `const { startEmbeddedPostgres } = await import(${JSON.stringify(
    new URL("embedded-server.ts", import.meta.url).href)});
    await startEmbeddedPostgres({ folder: ${JSON.stringify(folder)}, log: () => undefined });
    console.log("ready"); setInterval(() => undefined, 1000);`;
  const starter = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", 2],
  });
  await new Promise((resolve) => starter.stdout?.once("data", resolve));
  starter.kill("SIGKILL");
  await new Promise((resolve) => starter.once("exit", resolve));
  const pid = postmasterPid(folder);
  const adopted = await start(folder);
  assert.equal(adopted.adopted, true);
  assert.equal(postmasterPid(folder), pid);
  await write(adopted.url, "alive");
  await adopted.stop();
  assert.equal(postmasterPid(folder), undefined);
  await assert.rejects(read(adopted.url), /ECONNREFUSED/);
});

test("two starts of one new folder at once share one server; another folder has its own", async (t) => {
  const shared = temporaryFolder(t);
  const servers = await Promise.all([start(shared), start(shared), start(temporaryFolder(t))]);
  assert.equal(servers[0].url, servers[1].url);
  assert.notEqual(new URL(servers[0].url).port, new URL(servers[2].url).port);
  await write(servers[0].url, "here");
  await assert.rejects(read(servers[2].url), /note/);
  await Promise.all(servers.map((server) => server.stop()));
});

test("a port that somebody else has taken meanwhile is exchanged for a free one", async (t) => {
  const folder = temporaryFolder(t);
  const first = await start(folder);
  await first.stop();
  const settings = join(folder, "postgres", "postgresql.conf");
  const other = await start(temporaryFolder(t));
  const taken = `port = ${new URL(other.url).port}`;
  writeFileSync(settings, readFileSync(settings, "utf8").replace(/^port = .*$/m, taken));
  const second = await start(folder);
  assert.notEqual(new URL(second.url).port, new URL(other.url).port);
  await Promise.all([second.stop(), other.stop()]);
});

test("a failed start shows the server's last words and what to do", async (t) => {
  const folder = temporaryFolder(t);
  await (await start(folder)).stop();
  writeFileSync(join(folder, "postgres", "local.conf"), "no_such_setting = 1\n");
  await assert.rejects(start(folder), (error: Error) => {
    assert.match(error.message, /did not start/);
    assert.match(error.message, /no_such_setting/);
    assert.match(error.message, /What to do: /);
    return true;
  });
});

test("databases can be made and removed", async (t) => {
  const server = await start(temporaryFolder(t));
  const url = await createDatabase(server.url, "Odd name");
  await write(url, "somewhere else");
  await dropDatabase(server.url, "Odd name");
  await dropDatabase(server.url, "Odd name");
  await assert.rejects(read(url), { code: "3D000" });
  await server.stop();
});

const noLinks = { skip: process.platform === "win32" };
test("the programs run although no install script made the library links", noLinks, (t) => {
  const folder = temporaryFolder(t);
  const origin = join(folder, "package");
  cpSync(packageFolder(), origin, { recursive: true, verbatimSymlinks: true });
  const list = join(origin, "native", "pg-symlinks.json");
  const links = JSON.parse(readFileSync(list, "utf8")) as { target: string }[];
  for (const { target } of links) rmSync(join(origin, target), { force: true });
  const bare = spawnSync(join(origin, "native", "bin", "postgres"), ["--version"]);
  assert.notEqual(bare.status, 0, "without the links the server must fail, or this test proves nothing");
  for (let round = 0; round < 2; round += 1) {
    const { postgres } = preparePrograms(serverUserForNewData(), folder, silent, origin);
    assert.equal(dirname(dirname(dirname(postgres))), origin);
    const result = spawnSync(postgres, ["--version"], { encoding: "utf8", ...serverUserForNewData() });
    assert.match(result.stdout, /PostgreSQL/);
  }
});

test("root: a folder and packages that the server's user cannot reach", { skip: !AS_ROOT }, async (t) => {
  const closed = temporaryFolder(t);
  chmodSync(closed, 0o700);
  const folder = join(closed, "deep");
  mkdirSync(folder);
  const first = await start(folder);
  assert.ok(lstatSync(join(folder, "postgres")).isSymbolicLink());
  const outside = dirname(readlinkSync(join(folder, "postgres")));
  await write(first.url, "outside");
  await first.stop();
  const second = await start(folder);
  assert.deepEqual(await read(second.url), ["outside"]);
  await second.stop();
  rmSync(outside, { recursive: true });
  await assert.rejects(start(folder), /no longer there/);

  const origin = join(closed, "package");
  cpSync(packageFolder(), origin, { recursive: true, verbatimSymlinks: true });
  const user = serverUserForNewData();
  const { postgres } = preparePrograms(user, temporaryFolder(t), silent, origin);
  assert.match(spawnSync(postgres, ["--version"], { encoding: "utf8", ...user }).stdout, /PostgreSQL/);
});
