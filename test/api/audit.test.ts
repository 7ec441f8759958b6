/** The audit chain: what is written, what the database refuses, and every forgery that is found. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { plainKey } from '../../src/application/access/api-keys.ts';
import { hashOfEntry } from '../../src/application/access/audit.ts';
import { commandLine } from '../support/command-line.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
  for (let made = 1; made <= 6; made++) await harness.keyWith(plainKey(`robot ${made}`, null));
});
after(() => harness.close());

const verdict = async () => (await call('GET', '/v1/audit/verification')).body;
const faults = async (): Promise<string[]> =>
  (await verdict()).faults.map(({ fault }: { fault: string }) => fault);

/** Does something to the tables that the triggers forbid, looks, and puts everything back. */
async function tampered(sql: string): Promise<string[]> {
  await harness.query(`create table kept_entries as table audit_entry`);
  await harness.query(`create table kept_head as table audit_head`);
  try {
    await harness.query(`alter table audit_entry disable trigger all; alter table audit_head disable trigger all; ${sql}`);
    return await faults();
  } finally {
    await harness.query(`alter table audit_entry disable trigger all; alter table audit_head disable trigger all;
      delete from audit_entry;
      insert into audit_entry overriding system value select * from kept_entries;
      delete from audit_head; insert into audit_head select * from kept_head;
      drop table kept_entries; drop table kept_head;
      alter table audit_entry enable trigger all; alter table audit_head enable trigger all`);
  }
}

test('every act stands in the chain, with who, what and why, page by page', async () => {
  const first = (await call('GET', '/v1/audit?order=oldest&limit=3')).body;
  const rest = (await call('GET', `/v1/audit?order=oldest&cursor=${first.next}`)).body;
  const all = [...first.items, ...rest.items];
  assert.equal(first.items.length, 3);
  assert.equal(all.filter(({ actor }: { actor: string }) => actor === 'test').length, 7);
  assert.equal(all[0].previous, '');
  for (const [at, entry] of all.slice(1).entries()) assert.equal(entry.previous, all[at].hash);
  const newest = (await call('GET', '/v1/audit?actor=test&action=api-key.create&limit=1')).body;
  assert.equal(newest.items[0].id, all.at(-1).id);
  assert.equal(JSON.parse(newest.items[0].after).name, 'robot 6');
  assert.equal((await call('GET', '/v1/audit?actor=nobody')).body.items.length, 0);
});

test('an untouched chain is whole', async () => {
  const found = await verdict();
  const all = (await call('GET', '/v1/audit?order=oldest')).body.items;
  assert.deepEqual([found.sound, found.entries, found.faults], [true, all.length, []]);
});

test('the database lets nobody change or remove an entry', async () => {
  for (const sql of [
    `update audit_entry set reason = 'better'`,
    'delete from audit_entry',
    'truncate audit_entry',
    'delete from audit_head',
    `update audit_head set entries = 1`,
  ]) {
    await assert.rejects(harness.query(sql), /append-only|grows by one/, sql);
  }
});

test('every edit of every member is found', async () => {
  const columns = ['actor', 'action', 'entity', 'subject', 'before', 'after', 'reason', 'principal'];
  for (const column of columns) {
    const sql = `update audit_entry set ${column} = 'forged' where id = (select min(id) + 2 from audit_entry)`;
    assert.deepEqual(await tampered(sql), ['edited'], column);
  }
  const later = `update audit_entry set at = at + interval '1 ms' where id = (select min(id) from audit_entry)`;
  assert.deepEqual(await tampered(later), ['edited']);
});

test('what is removed, put in, moved or cut off is found', async () => {
  const third = '(select id from audit_entry order by id offset 2 limit 1)';
  assert.deepEqual(await tampered(`delete from audit_entry where id = ${third}`), ['out-of-line', 'cut-off']);
  const last = '(select max(id) from audit_entry)';
  assert.deepEqual(await tampered(`delete from audit_entry where id = ${last}`), ['cut-off']);
  const all = await tampered('delete from audit_entry');
  assert.deepEqual(all, ['cut-off']);
  const moved = `create temp table one as select * from audit_entry where id = ${third};
    delete from audit_entry where id = ${third}; update one set id = id + 1000;
    insert into audit_entry overriding system value select * from one; drop table one`;
  const inserted = `insert into audit_entry (at, actor, action, subject, previous_hash, hash)
      values (now(), 'x', 'x', 'x', 'made up', 'made up')`;
  assert.deepEqual(await tampered(inserted), ['out-of-line', 'edited', 'cut-off']);
  assert.ok((await tampered(moved)).includes('out-of-line'));
  assert.deepEqual(await faults(), []);
});

test('a chain that was forged whole is found by a head that was kept elsewhere', async () => {
  const { entries, hash } = await verdict();
  const [row] = await harness.query(
    `select *, (extract(epoch from at) * 1000)::bigint as ms from audit_entry order by id desc limit 1`,
  );
  const { actor, action, entity, subject, before: earlier, after: later, principal, previous_hash: previous } = row as Record<string, string>;
  const entry = { at: Number(row!['ms']) as never, actor: actor!, principal: principal ?? null, action: action!,
    entity: entity ?? null, subject: subject!, before: earlier ?? null, after: later ?? null, reason: 'forged' };
  const forged = hashOfEntry(entry, previous!);
  const sql = `update audit_entry set reason = 'forged', hash = '${forged}' where hash = '${hash}';
    update audit_head set hash = '${forged}'`;
  assert.deepEqual(await tampered(sql), [], 'all hashes agree with each other');
  harness.keptHeads.push({ entries, hash });
  assert.deepEqual(await tampered(sql), ['not-as-kept']);
  harness.keptHeads.push({ entries, hash: forged });
  assert.deepEqual(await tampered(sql), ['not-as-kept'], 'the first head of a length counts');
  harness.keptHeads.length = 0;
});

test('the command line lists, verifies and exports; an export is verified without a server', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'crossdock-audit-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'audit.ndjson');
  const line = (...words: string[]) => commandLine(harness, 'audit', ...words);
  assert.match((await line('list', '--limit', '2')).out, /api-key\.create/);
  assert.match((await line('verify')).out, /is whole/);
  const { code, out } = await line('export', file);
  assert.equal(code, 0);
  const head = /Head: (\S+)/.exec(out)![1]!;
  assert.equal((await line('verify', file, '--head', head)).code, 0);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  await writeFile(file, `${lines.slice(0, -1).join('\n')}\n`);
  assert.equal((await line('verify', file, '--head', head)).code, 1, 'the tail is cut off');
  await writeFile(file, lines.join('\n').replace('robot 3', 'robot X'));
  const edited = await line('verify', file);
  assert.equal(edited.code, 1);
  assert.match(edited.out, /NOT WHOLE/);
});
