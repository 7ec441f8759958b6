import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import ssh2 from 'ssh2';
import { isFault, mailboxSuite } from '../../../test/support/mailbox-suite.ts';
import { startSftpServer, type SftpServer } from '../../../test/support/sftp-server.ts';
import { MailboxError, type Mailbox } from '../../application/ports/mailbox.ts';
import { openMailbox } from './open-mailbox.ts';
import { mailboxSettings } from './settings.ts';

const never = new AbortController().signal;
const key = ssh2.utils.generateKeyPairSync('ed25519');
const home = mkdtempSync(join(tmpdir(), 'crossdock-sftp-'));
let server: SftpServer;
let boxes = 0;

before(async () => {
  server = await startSftpServer({
    folder: home,
    user: '3pl',
    password: 'p@ss word',
    publicKey: key.public,
  });
});
after(async () => {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

interface Opening {
  readonly path?: string;
  readonly secret?: string;
  readonly user?: string;
  readonly hostKeys?: readonly string[];
}

function open(how: Opening = {}): Mailbox {
  const { path = `box-${++boxes}`, secret = 'p@ss word', user = '3pl', hostKeys = [server.hostKey] } = how;
  mkdirSync(join(home, path), { recursive: true });
  const settings = { ...mailboxSettings.parse({ whole: 'final-name' }), hostKeys };
  return openMailbox({
    url: `sftp://${user}@127.0.0.1:${server.port}/${path}`,
    secret,
    settings: { ...settings, hostKeys: [...hostKeys] },
  });
}

mailboxSuite('sftp', async () => {
  const folder = mkdtempSync(join(home, 'box-'));
  const path = folder.slice(home.length + 1);
  return {
    folder,
    open: (settings) =>
      openMailbox({
        url: `sftp://3pl@127.0.0.1:${server.port}/${path}`,
        secret: 'p@ss word',
        settings: { ...settings, hostKeys: [server.hostKey] },
      }),
  };
});

async function using<T>(box: Mailbox, use: (box: Mailbox) => Promise<T>): Promise<T> {
  try {
    return await use(box);
  } finally {
    server.allow = () => true;
    await box.close();
  }
}

test('a private key opens the mailbox as a password does', async () => {
  await using(open({ secret: key.private }), async (box) => assert.deepEqual(await box.list(never), []));
});

test('a server that proves itself by another key is not told our password', async () => {
  const stranger = `SHA256:${'A'.repeat(43)}`;
  await using(open({ hostKeys: [stranger] }), async (box) => {
    await assert.rejects(box.list(never), (error: unknown) => {
      assert.ok(isFault('unauthorized')(error));
      assert.match((error as Error).message, new RegExp(server.hostKey.replaceAll('+', '\\+')));
      return true;
    });
  });
});

test('a wrong password, and a key that is none, are not worth another attempt', async () => {
  for (const secret of ['wrong', '-----BEGIN OPENSSH PRIVATE KEY-----\nnone\n-----END']) {
    await using(open({ secret }), (box) => assert.rejects(box.list(never), isFault('unauthorized')));
  }
});

test('nobody listens: certainly without effect', async () => {
  // A port that is given to nobody: one that was free a moment ago may be somebody's by now.
  const box = openMailbox({
    url: 'sftp://3pl@127.0.0.1:1/box',
    secret: 'x',
    settings: { ...mailboxSettings.parse({}), hostKeys: [server.hostKey] },
  });
  await assert.rejects(box.deliver('a.csv', Buffer.from('x'), never), isFault('unavailable'));
});

test('a broken connection is made again by the next use', async () => {
  await using(open(), async (box) => {
    await box.list(never);
    server.breakOff();
    await box.deliver('a.csv', Buffer.from('x'), never).catch((error: unknown) => {
      assert.ok(error instanceof MailboxError);
    });
    await box.deliver('a.csv', Buffer.from('x'), never);
    assert.equal(Buffer.from((await box.delivered('a.csv', never))!).toString(), 'x');
  });
});

test('a delivery that breaks off before its name had no effect; at its name it may have', async () => {
  await using(open({ path: 'broken' }), async (box) => {
    await box.list(never);
    server.allow = (operation) => operation !== 'write';
    await assert.rejects(box.deliver('a.csv', Buffer.from('x'), never), isFault('unavailable'));
    server.allow = () => true;
    assert.equal(await box.delivered('a.csv', never), null);
    server.allow = (operation) => operation !== 'rename';
    await assert.rejects(box.deliver('a.csv', Buffer.from('x'), never), isFault('lost'));
    server.allow = () => true;
    assert.equal(await box.delivered('a.csv', never), null);
    assert.deepEqual(readdirSync(join(home, 'broken', 'out')), ['.a.csv.part']);
    let renames = 0;
    server.allow = (operation) => operation !== 'rename' || ++renames < 2;
    await assert.rejects(box.deliver('a.csv', Buffer.from('y'), never), isFault('lost'));
    server.allow = () => true;
    assert.equal(Buffer.from((await box.delivered('a.csv', never))!).toString(), 'y');
  });
});

test('who gives up is told so, and the mailbox goes on', async () => {
  await using(open(), async (box) => {
    await box.list(never);
    const impatient = new AbortController();
    impatient.abort();
    await assert.rejects(box.list(impatient.signal), isFault('unavailable'));
    const patient = new AbortController();
    server.allow = () => {
      patient.abort();
      return true;
    };
    await assert.rejects(box.read('a.csv', patient.signal), isFault('lost'));
    server.allow = () => true;
    assert.deepEqual(await box.list(never), []);
  });
});

test('a URL must say who is who', () => {
  const settings = mailboxSettings.parse({ hostKeys: [`SHA256:${'A'.repeat(43)}`] });
  const opened =
    (url: string, how = settings) =>
    () =>
      openMailbox({ url, secret: 'x', settings: how });
  assert.throws(opened('sftp://host/box'), /must name the user/);
  assert.throws(opened('sftp://me:secret@host/box'), /does not belong into the URL/);
  assert.throws(opened('sftp://me@host/box', mailboxSettings.parse({})), /hostKeys must name/);
  assert.throws(opened('ftp://me@host/box'), /is not a mailbox/);
});
