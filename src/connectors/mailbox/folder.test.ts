import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { isFault, mailboxSuite } from '../../../test/support/mailbox-suite.ts';
import { openMailbox } from './open-mailbox.ts';
import { mailboxSettings, matchesAny, type MailboxSettings } from './settings.ts';

const home = mkdtempSync(join(tmpdir(), 'crossdock-mailbox-'));
after(() => rmSync(home, { recursive: true, force: true }));

const settings = mailboxSettings.parse({});
const never = new AbortController().signal;
const open = (folder: string, how: MailboxSettings = settings): ReturnType<typeof openMailbox> =>
  openMailbox({ url: pathToFileURL(folder).href, secret: '', settings: how });

mailboxSuite('folder', async () => {
  const folder = mkdtempSync(join(home, 'box-'));
  return { folder, open: (how) => open(folder, how) };
});

test('a folder that is not there is not made: its share is not mounted', async () => {
  const box = open(join(home, 'missing'));
  await assert.rejects(box.list(never), isFault('unavailable'));
  await assert.rejects(box.deliver('a.csv', Buffer.from('x'), never), isFault('unavailable'));
});

test('a link is no file: it could lead anywhere', async () => {
  const folder = mkdtempSync(join(home, 'box-'));
  mkdirSync(join(folder, 'in'));
  writeFileSync(join(home, 'secret'), 'x');
  symlinkSync(join(home, 'secret'), join(folder, 'in', 'a.csv'));
  assert.deepEqual(await open(folder, { ...settings, whole: 'final-name' }).list(never), []);
});

test('settings name folders below the mailbox', () => {
  for (const inbox of ['in', 'a/b', 'a..b']) assert.ok(mailboxSettings.safeParse({ inbox }).success, inbox);
  for (const inbox of ['', '/in', '../in', 'a/../../b', '..', 'a/..', 'in/']) {
    assert.ok(!mailboxSettings.safeParse({ inbox }).success, inbox);
  }
  assert.ok(!mailboxSettings.safeParse({ inbocks: 'in' }).success);
});

test('a pattern matches as the same regular expression would', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.'), maxLength: 8 });
  const names = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 10 });
  fc.assert(
    fc.property(letters, names, (pattern, name) => {
      const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
      assert.equal(matchesAny([pattern], name), new RegExp(`^${source}$`).test(name));
    }),
  );
});
