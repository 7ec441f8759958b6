import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openStore, type Store } from '../../../test/support/store.ts';
import { order } from '../../../test/support/toy-workflow.ts';
import { openMailbox } from '../../connectors/mailbox/open-mailbox.ts';
import { mailboxSettings } from '../../connectors/mailbox/settings.ts';
import { ALWAYS_OPEN } from '../../kernel/calendar.ts';
import { HOUR_MS, type Instant } from '../../kernel/instant.ts';
import { postgresFiles } from '../../postgres/queries/files.ts';
import { PostgresUpkeepStore } from '../../postgres/upkeep-store.ts';
import type { Connector } from '../ports/connector.ts';
import type { FileLedger } from '../ports/file-ledger.ts';
import { SILENT } from '../ports/logger.ts';
import type { Mailbox } from '../ports/mailbox.ts';
import { FrontDoor } from '../receive/receive.ts';
import { redrive } from '../receive/redrive.ts';
import type { Observation } from '../watch/condition-desk.ts';
import { Collector, type CollectPlan } from './collector.ts';
import { COLLECT_LIMITS } from './limits.ts';

const home = mkdtempSync(join(tmpdir(), 'crossdock-collect-'));
const admission = { ownership: new Map([['sales-order.stated.v1', new Set(['erp'])]]), skewMaxMs: 60_000 };
let store: Store;
let door: FrontDoor;
let ledger: FileLedger;
let folder: string;
let mailbox: Mailbox;
let mapped = true;
/** Conditions as they were said, newest last. */
let said: Observation[] = [];

/** A system whose files name one order in each line. */
const erp = {
  system: 'erp',
  translate: ({ body, headers }) => {
    const messageId = headers['x-file-name']!;
    if (!mapped) return { kind: 'faults', messageId, faults: [{ path: '$', message: 'no mapping' }] };
    const lines = Buffer.from(body)
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split(' '));
    const facts = lines.map(([number, quantity]) => {
      const { id, type, entity, occurredAt, content } = order(
        { number: number!, quantity: Number(quantity) },
        `order/${number}`,
      );
      return { id, type, entity, occurredAt, content };
    });
    return { kind: 'facts', messageId, facts };
  },
} as Partial<Connector> as Connector;
const connectors = new Map([['erp', erp]]);

before(async () => {
  store = await openStore();
  ledger = postgresFiles(store.pool);
  door = new FrontDoor({ processor: store.process().processor, connectors, admission, clock: store.clock });
});
after(async () => {
  await store.close();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(async () => {
  folder = mkdtempSync(join(home, 'box-'));
  mkdirSync(join(folder, 'in'));
  mailbox = openMailbox({
    url: pathToFileURL(folder).href,
    secret: '',
    settings: mailboxSettings.parse({ whole: 'final-name' }),
  });
  mapped = true;
  said = [];
  await store.query('delete from file_receipt');
});

interface World {
  readonly plan?: Partial<CollectPlan>;
  readonly ledger?: Partial<FileLedger>;
  readonly door?: Pick<FrontDoor, 'receive'>;
}

const collector = (world: World = {}): Collector =>
  new Collector({
    ledger: { ...ledger, ...world.ledger },
    door: world.door ?? door,
    conditions: { observe: (seen) => Promise.resolve(said.push(seen) > 0) },
    connectors: new Map([['erp', { ...erp, mailbox }]]),
    clock: store.clock,
    logger: SILENT,
    entity: 'uk',
    planOf: () => ({
      intervalMs: 60_000,
      bytesMax: 1_000,
      reusesNames: false,
      expects: [],
      ...world.plan,
    }),
  });

const put = (name: string, content: string): void => writeFileSync(join(folder, 'in', name), content);
const names = (path: string): string[] => {
  const at = join(folder, path);
  return existsSync(at) ? readdirSync(at).sort() : [];
};
const factsOf = async (number: string): Promise<number> =>
  (await store.query('select 1 from fact where id = $1', [`order/${number}`])).length;
const receipts = (): Promise<Record<string, unknown>[]> =>
  store.query('select name, outcome, repeated from file_receipt order by received_at, name, checksum');
const holding = (): string[] => {
  const last = new Map(said.map(({ condition, holds }) => [condition, holds]));
  return [...last].filter(([, holds]) => holds).map(([condition]) => condition);
};
const counts = { received: 0, quarantined: 0, duplicates: 0, refused: 0, system: 'erp' };

test('a file is let in, written down and put away', async () => {
  put('a.txt', 'A-1 5\nA-2 6');
  assert.deepEqual(await collector().look('erp', mailbox), { ...counts, received: 1 });
  assert.deepEqual([await factsOf('A-1'), await factsOf('A-2')], [1, 1]);
  assert.deepEqual(await receipts(), [{ name: 'a.txt', outcome: 'received', repeated: 0 }]);
  assert.deepEqual([names('in'), names('archive/taken')], [[], ['a.txt']]);
  assert.deepEqual(await collector().look('erp', mailbox), counts);
  const [message] = await store.query(`select headers from inbound_message where message_id = 'a.txt'`);
  assert.match(String(message!['headers']), /"x-file-checksum":"[0-9a-f]{64}"/);
});

test('the same file again is answered and put away, and nothing comes in twice', async () => {
  for (let times = 0; times < 3; times++) {
    put('b.txt', 'B-1 5');
    await collector().look('erp', mailbox);
  }
  assert.equal(await factsOf('B-1'), 1);
  assert.deepEqual(await receipts(), [{ name: 'b.txt', outcome: 'received', repeated: 2 }]);
  assert.deepEqual(names('archive/taken'), ['b.txt', 'b.txt.2', 'b.txt.3']);
  const messages = await store.query(`select 1 from inbound_message where message_id = 'b.txt'`);
  assert.equal(messages.length, 1);
});

test('the same name with other content is kept out and told', async () => {
  put('c.txt', 'C-1 5');
  await collector().look('erp', mailbox);
  put('c.txt', 'C-1 6');
  assert.deepEqual(await collector().look('erp', mailbox), { ...counts, refused: 1 });
  put('c.txt', 'C-1 6');
  assert.deepEqual(await collector().look('erp', mailbox), { ...counts, duplicates: 1 });
  assert.deepEqual(holding(), ['file-with-other-content:c.txt']);
  assert.deepEqual(names('archive/refused'), ['c.txt', 'c.txt.2']);
  assert.equal(await factsOf('C-1'), 1);
  assert.equal((await receipts()).length, 2);
});

test('a sender that reuses names sends the next file under the same one', async () => {
  for (const content of ['D-1 5', 'D-2 5']) {
    put('export.txt', content);
    await collector({ plan: { reusesNames: true } }).look('erp', mailbox);
  }
  assert.deepEqual([await factsOf('D-1'), await factsOf('D-2')], [1, 1]);
  assert.deepEqual(holding(), []);
});

test('a file over the limit is not read, and kept whole', async () => {
  put('e.txt', `E-1 5\n${' '.repeat(2_000)}`);
  put('f.txt', 'F-1 5');
  assert.deepEqual(await collector().look('erp', mailbox), { ...counts, refused: 1, received: 1 });
  assert.deepEqual([await factsOf('E-1'), await factsOf('F-1')], [0, 1]);
  assert.deepEqual(names('archive/refused'), ['e.txt']);
  assert.deepEqual(holding(), ['file-too-large:e.txt']);
  put('e.txt', 'E-1 5');
  await collector().look('erp', mailbox);
  assert.deepEqual(holding(), []);
});

/** The process dies here. */
const die = (): Promise<never> => Promise.reject(new Error('killed'));

test('whoever is killed between two steps leaves nothing half done', async () => {
  const deaths: Record<string, () => Collector> = {
    'before it is let in': () => collector({ door: { receive: die } }),
    'after it was let in': () => collector({ ledger: { record: die } }),
    'after it was written down': () => {
      mailbox = { ...boundTo(mailbox), archive: die };
      return collector();
    },
  };
  for (const [number, [when, dying]] of Object.entries(deaths).entries()) {
    const alive = mailbox;
    put(`${number}.txt`, `K-${number} 5`);
    await assert.rejects(dying().look('erp', mailbox), /killed/, when);
    mailbox = alive;
    assert.deepEqual(names('in'), [`${number}.txt`], when);
    await collector().look('erp', mailbox);
    assert.equal(await factsOf(`K-${number}`), 1, when);
    assert.deepEqual(names('in'), [], when);
  }
  assert.deepEqual(
    (await receipts()).map(({ outcome }) => outcome),
    ['received', 'received', 'received'],
  );
  assert.deepEqual(holding(), []);
});

function boundTo(box: Mailbox): Mailbox {
  return {
    list: (signal) => box.list(signal),
    read: (name, signal) => box.read(name, signal),
    archive: (name, as, signal) => box.archive(name, as, signal),
    deliver: (name, body, signal) => box.deliver(name, body, signal),
    delivered: (name, signal) => box.delivered(name, signal),
    close: () => box.close(),
  };
}

test('two processes that look at once take a file once', async () => {
  for (let file = 0; file < 10; file++) put(`${file}.txt`, `L-${file} 5`);
  await Promise.all([collector().look('erp', mailbox), collector().look('erp', mailbox)]);
  for (let file = 0; file < 10; file++) assert.equal(await factsOf(`L-${file}`), 1);
  assert.deepEqual(names('in'), []);
  assert.deepEqual(holding(), []);
  assert.equal((await receipts()).length, 10);
});

test('a quarantined file is told until nothing of it is held any more', async () => {
  mapped = false;
  put('g.txt', 'G-1 5');
  assert.deepEqual(await collector().look('erp', mailbox), { ...counts, quarantined: 1 });
  await collector().look('erp', mailbox);
  assert.deepEqual(holding(), ['file-quarantined:g.txt']);
  mapped = true;
  const upkeep = new PostgresUpkeepStore(store.pool);
  await redrive({ store: upkeep, door, connectors, admission, clock: store.clock }, { source: 'erp' });
  await collector().look('erp', mailbox);
  assert.deepEqual(holding(), []);
  assert.equal(await factsOf('G-1'), 1);
  assert.deepEqual(await receipts(), [{ name: 'g.txt', outcome: 'received', repeated: 0 }]);
});

test('a corrected file of the same name replaces one that is held', async () => {
  mapped = false;
  put('i.txt', 'I-1 5');
  await collector().look('erp', mailbox);
  mapped = true;
  put('i.txt', 'I-1 6');
  assert.deepEqual(await collector().look('erp', mailbox), { ...counts, received: 1 });
  assert.deepEqual(holding(), []);
  assert.equal(await factsOf('I-1'), 1);
  const held = await store.query(`select state, settled_by from quarantine where message_id = 'i.txt'`);
  assert.deepEqual(held, [{ state: 'discarded', settled_by: 'crossdock' }]);
  assert.deepEqual((await receipts()).map(({ outcome }) => outcome).sort(), ['received', 'refused']);
});

test('a file that did not come by its time is late until it comes', async () => {
  const { clock } = store;
  const by = new Date(clock.now() + HOUR_MS).toISOString().slice(11, 16);
  const when = { by, days: 'every', zone: 'UTC', calendar: ALWAYS_OPEN } as const;
  const expected = { name: 'S-*.txt', entity: 'fr', ...when };
  const one = collector({ plan: { expects: [expected] } });
  one.start();
  await one.stop();
  await one.look('erp', mailbox);
  assert.deepEqual(holding(), [], 'the deadline before it was started is nobody\u2019s');
  clock.advanceTo((clock.now() + HOUR_MS) as Instant);
  put('other.txt', 'S-0 5');
  await one.look('erp', mailbox);
  assert.deepEqual(holding(), ['late-file:S-*.txt']);
  assert.equal(said.at(-1)!.entity, 'fr');
  assert.match(said.at(-1)!.text, /^S-\*\.txt was expected by .* in UTC, and did not come$/);
  put('S-1.txt', 'S-1 5');
  await one.look('erp', mailbox);
  assert.deepEqual(holding(), []);
});

test('a mailbox that stays away is told, and forgotten when it is back', async () => {
  const one = collector();
  rmSync(folder, { recursive: true });
  for (let look = 1; look < COLLECT_LIMITS.failuresMax; look++) await one.look('erp', mailbox);
  assert.deepEqual(holding(), []);
  await one.look('erp', mailbox);
  assert.deepEqual(holding(), ['mailbox-unreachable']);
  mkdirSync(folder);
  await one.look('erp', mailbox);
  assert.deepEqual(holding(), []);
});

test('looks come by the clock, one after another, and end with the collector', async () => {
  const { clock } = store;
  const one = collector({ plan: { intervalMs: 1_000 } });
  one.start();
  put('h.txt', 'H-1 5');
  clock.advanceTo((clock.now() + 1_000) as Instant);
  assert.equal(one.running(), 1);
  await one.stop();
  assert.equal(one.running(), 0);
  clock.advanceTo((clock.now() + 10_000) as Instant);
  assert.equal(one.running(), 0);
});
