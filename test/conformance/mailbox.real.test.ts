/** The mailbox against OpenSSH's own server. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { openMailbox } from "../../src/connectors/mailbox/open-mailbox.ts";
import { mailboxSettings, type MailboxSettings } from "../../src/connectors/mailbox/settings.ts";
import type { Mailbox } from "../../src/application/ports/mailbox.ts";
import { sftpMissing, startRealSftp, type RealSftp } from "../../tools/real/sftp.ts";
import { isFault, mailboxSuite } from "../support/mailbox-suite.ts";

const missing = sftpMissing();
const never = new AbortController().signal;

if (missing !== null) {
  test(`OpenSSH's server: ${missing}`, { skip: missing });
} else {
  let server: RealSftp;
  before(async () => void (server = await startRealSftp()));
  after(() => server.discard());

  const open = (path: string, settings: MailboxSettings, hostKey: string = server.hostKey): Mailbox =>
    openMailbox({
      url: `sftp://${server.user}@127.0.0.1:${server.port}${path}`,
      secret: server.privateKey,
      settings: { ...settings, hostKeys: [hostKey] },
    });

  mailboxSuite("OpenSSH", async () => {
    const folder = mkdtempSync(join(server.files, "box-"));
    return { folder, open: (settings) => open(`/~/${basename(folder)}`, settings) };
  });

  test("OpenSSH: a path from the root, and where the login leads, are the same place", async () => {
    const folder = mkdtempSync(join(server.files, "box-"));
    const settings = mailboxSettings.parse({});
    const [fromRoot, fromLogin] = [open(folder, settings), open(`/~/${basename(folder)}`, settings)];
    try {
      await fromRoot.deliver("a.csv", Buffer.from("x"), never);
      assert.equal(Buffer.from((await fromLogin.delivered("a.csv", never))!).toString(), "x");
    } finally {
      await Promise.all([fromRoot.close(), fromLogin.close()]);
    }
  });

  test("OpenSSH: a server with another key is not talked to", async () => {
    const box = open("/~/", mailboxSettings.parse({}), `SHA256:${"A".repeat(43)}`);
    await assert.rejects(box.list(never), isFault("unauthorized"));
    await box.close();
  });

  test("OpenSSH: many deliveries at once are each whole", async () => {
    const folder = mkdtempSync(join(server.files, "box-"));
    const box = open(`/~/${basename(folder)}`, mailboxSettings.parse({}));
    try {
      const names = Array.from({ length: 50 }, (_, at) => `order-${at}.csv`);
      await Promise.all(names.map((name) => box.deliver(name, Buffer.from(name.repeat(1_000)), never)));
      assert.deepEqual(readdirSync(join(folder, "out")).sort(), [...names].sort());
      for (const name of names) {
        assert.equal(readFileSync(join(folder, "out", name), "utf8"), name.repeat(1_000));
      }
    } finally {
      await box.close();
    }
  });
}
