/** Evidence packs: one file, verified by the page's own code and by the command line; any altered byte is found. */
import assert from 'node:assert/strict';
import { createHash, webcrypto } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import vm from 'node:vm';
import { seededRandom } from '../../src/kernel/random.ts';
import { commandLine } from '../support/command-line.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';
import { event, newKey, orderBody, registered, shipped, STRUCTURED } from './samples.ts';

const SEED = 4_711;
const GBP = (amount: string) => ({ amount, currency: 'GBP' });

let harness: Harness;
let call: Client;
let page: Page;
let pack: Buffer;
const folder = mkdtempSync(join(tmpdir(), 'evidence-'));

before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
  await tellOfInvoice();
  page = openPage(await (await fetch(`${harness.url}/evidence`)).text());
  const file = join(folder, 'pack.jsonl');
  const taken = await commandLine(harness, 'evidence', 'INV-9', '--out', file);
  assert.equal(taken.code, 0, taken.err);
  pack = readFileSync(file);
});
after(async () => {
  await harness.close();
  rmSync(folder, { recursive: true });
});

/** An order that was placed, registered, shipped and billed, and whose invoice a person let stand. */
async function tellOfInvoice(): Promise<void> {
  await call('POST', '/v1/sales-orders', { headers: newKey(), body: orderBody('SO-7') });
  const facts = [
    registered('SO-7'),
    shipped('SO-7', '12'),
    event('erp', 'invoice.posted.v1', {
      salesOrder: 'SO-7', shipment: 'SH-SO-7', invoice: 'INV-9', generation: 1, postingDate: '2031-05-07',
      lines: [{ line: 10, item: 'IT-1', quantity: '12', net: GBP('30.00') }],
      freight: GBP('4.00'), tax: GBP('6.80'), gross: GBP('40.80'),
    }),
  ];
  for (const fact of facts) {
    const answer = await call('POST', '/v1/facts', { headers: STRUCTURED, body: fact });
    assert.ok(answer.status < 300, answer.text);
  }
  await harness.settle();
}

interface Page {
  /** Chooses a file in the page, and answers what it shows. */
  choose(bytes: Uint8Array): Promise<{ verdict: string; checks: readonly string[]; seal: string }>;
}

/** Runs the page's own script, with WebCrypto and a document, and nothing that could reach a network. */
function openPage(text: string): Page {
  const script = /<script type="module">([\s\S]*)<\/script>/.exec(text)?.[1];
  assert.ok(script, 'the page has a script');
  const hash = createHash('sha256').update(script).digest('base64');
  assert.ok(text.includes(`script-src 'sha256-${hash}'`), 'its policy lets its own script run, and no other');
  assert.ok(text.includes(`default-src 'none'`), 'its policy allows no network');
  assert.doesNotMatch(text, /\b(?:src|href)=|import\s*\(|fetch\(/);

  const elements = new Map<string, Element>();
  const byId = (id: string): Element => {
    if (!elements.has(id)) elements.set(id, newElement());
    return elements.get(id)!;
  };
  const document = { getElementById: byId, createElement: () => newElement() };
  vm.runInNewContext(script, { document, crypto: webcrypto, TextDecoder, TextEncoder, Uint8Array });
  return {
    choose: async (bytes) => {
      const file = { arrayBuffer: async () => bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) };
      await byId('file').listener({ target: { files: [file] } });
      const checks = byId('checks').children.map((row) => row.children.map((cell) => cell.textContent).join(' | '));
      return { verdict: byId('verdict').textContent, checks, seal: byId('seal').textContent };
    },
  };
}

interface Element {
  textContent: string;
  className: string;
  hidden: boolean;
  children: Element[];
  listener(event: unknown): Promise<void>;
  append(...more: Element[]): void;
  replaceChildren(...more: Element[]): void;
  addEventListener(name: string, listener: Element['listener']): void;
}

function newElement(): Element {
  const element: Element = {
    textContent: '', className: '', hidden: true, children: [],
    listener: () => Promise.reject(new Error('nobody listens')),
    append: (...more) => void element.children.push(...more),
    replaceChildren: (...more) => void (element.children = more),
    addEventListener: (_name, listener) => void (element.listener = listener),
  };
  return element;
}

const verifyByCommand = async (bytes: Uint8Array, ...options: string[]) => {
  const file = join(folder, 'given.jsonl');
  writeFileSync(file, bytes);
  return commandLine(harness, 'evidence', 'verify', file, ...options);
};

/** What both verifiers say; they must agree. */
async function isSound(bytes: Uint8Array): Promise<boolean> {
  const { verdict } = await page.choose(bytes);
  const { code } = await verifyByCommand(bytes);
  assert.equal(code === 0, verdict.startsWith('Sound'), 'the page and the command line disagree');
  return code === 0;
}

const lines = (): string[] => pack.toString().split('\n').slice(0, -1);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const sealed = (body: readonly string[]): Buffer => {
  const text = body.map((line) => `${line}\n`).join('');
  return Buffer.from(`${text}{"seal":"${sha256(text)}"}\n`);
};

test('a pack holds every fact with the hash of its message, the commands, and adds up', async () => {
  assert.ok(await isSound(pack));
  const records = lines().slice(1, -1).map((line) => JSON.parse(line) as Record<string, string>);
  const kinds = new Set(records.map(({ kind }) => kind));
  for (const kind of ['fact sales-order.stated.v1', 'fact shipment.confirmed.v1', 'fact invoice.posted.v1']) {
    assert.ok(kinds.has(kind), `${kind} is missing in ${[...kinds].join()}`);
  }
  assert.ok([...kinds].some((kind) => kind?.startsWith('command ')), 'commands are missing');
  const shipment = records.find(({ kind }) => kind === 'fact shipment.confirmed.v1')!;
  const [message] = await harness.query(
    'select body_hash from inbound_message where source = $1 and message_id = $2',
    [shipment['name']!.split('/')[0], shipment['message']],
  );
  assert.equal(shipment['messageSha256'], message?.['body_hash']);
  const { checks } = await page.choose(pack);
  assert.ok(checks.includes('holds | invoice INV-9 | lines, freight and tax: adds up'), checks.join('\n'));
  assert.ok(checks.some((check) => /holds \| shipment SH-SO-7 \| no more is billed than was shipped/.test(check)));
});

test('whoever alters one byte is found, by the page and by the command line', async () => {
  const random = seededRandom(String(SEED));
  const places = [
    ...Array.from({ length: 150 }, () => random.below(pack.length)),
    // The seal itself, and the ends.
    ...Array.from({ length: 80 }, (_, from) => pack.length - 1 - from), 0, 1,
  ];
  for (const [index, place] of places.entries()) {
    const altered = Buffer.from(pack);
    altered[place] = altered[place]! ^ (1 << random.below(8));
    const { verdict } = await page.choose(altered);
    assert.match(verdict, /^Not sound/, `seed ${SEED}: byte ${place} of the page`);
    // Every command line starts anew: a share of them is enough.
    if (index % 10 === 0) assert.equal((await verifyByCommand(altered)).code, 1, `seed ${SEED}: byte ${place}`);
  }
});

test('what is cut off, added, doubled or moved is found', async () => {
  const all = lines();
  const altered: readonly (readonly [what: string, bytes: Buffer])[] = [
    ['cut off', pack.subarray(0, pack.length - 1)],
    ['halved', pack.subarray(0, Math.floor(pack.length / 2))],
    ['empty', Buffer.alloc(0)],
    ['one byte more', Buffer.concat([pack, Buffer.from('\n')])],
    ['doubled', Buffer.concat([pack, pack])],
    ['without its seal', Buffer.from(all.slice(0, -1).join('\n'))],
    ['two records swapped', Buffer.from([all[0], all[2], all[1], ...all.slice(3)].join('\n') + '\n')],
    // Sealed anew, but not consistently.
    ['a record left out, sealed anew', sealed([...all.slice(0, 2), ...all.slice(3, -1)])],
    ['a text altered, sealed anew', sealed(all.slice(0, -1).map((line) => line.replace('40.80', '40.90')))],
  ];
  for (const [what, bytes] of altered) assert.ok(!(await isSound(bytes)), what);
});

test('whoever forges all hashes and seals anew has another seal, and the audit chain does not know it', async () => {
  const forged = sealed(
    lines().slice(0, -1).map((line) => {
      const record = JSON.parse(line) as { text?: string; kind?: string };
      if (record.kind !== 'command invoice.post.v1' && record.kind !== 'fact sales-order.stated.v1') return line;
      const text = record.text!.replaceAll('IT-1', 'IT-2');
      return JSON.stringify({ ...record, text, sha256: sha256(text) });
    }),
  );
  assert.ok(await isSound(forged), 'it is consistent in itself');
  const { seal } = await page.choose(pack);
  assert.notEqual((await page.choose(forged)).seal, seal);
  assert.equal((await verifyByCommand(forged, '--seal', seal)).code, 1);
  assert.equal((await verifyByCommand(pack, '--seal', seal)).code, 0);
  const unknown = await verifyByCommand(forged, '--server');
  assert.deepEqual([unknown.code, /no pack with this seal was taken here/.test(unknown.out)], [1, true]);
  const known = await verifyByCommand(pack, '--server');
  assert.deepEqual([known.code, /tester took it of uk\/sales-order\/SO-7/.test(known.out)], [0, true]);
});

test('a pack whose documents do not agree is sealed, and still not sound', async () => {
  const wrong = lines().slice(0, -1).map((line) => {
    const record = JSON.parse(line) as { text?: string; kind?: string };
    if (record.kind !== 'fact invoice.posted.v1') return line;
    const text = record.text!.replace('"quantity":"12"', '"quantity":"13"').replace('40.80', '41.80');
    return JSON.stringify({ ...record, text, sha256: sha256(text) });
  });
  const { verdict, checks } = await page.choose(sealed(wrong));
  assert.match(verdict, /^Not sound/);
  assert.ok(checks.includes('FAILS | invoice INV-9 | lines, freight and tax: does not add up'), checks.join('\n'));
  assert.ok(checks.includes('FAILS | shipment SH-SO-7 | more is billed than was shipped'), checks.join('\n'));
});

/** A warehouse that wants something written off; what else its request leads to happens by itself. */
const adjustmentRequested = (adjustment: string, change: string) =>
  event('wms', 'adjustment.requested.v1', {
    adjustment, version: 1, site: 'leeds', requestedBy: 's.dekker',
    lines: [{
      line: 1, item: 'IT-1', change, text: 'crushed', abcClass: 'A', unitCost: { amount: '250.00', currency: 'GBP' },
    }],
  });

test('a write-off has its evidence before it is posted: request, policy, approval; both verifiers confirm it', async () => {
  const stocked = event('wms', 'movement.recorded.v1', {
    movement: 'IN-1', version: 1, kind: 'receipt', item: 'IT-1', quantity: '20',
    from: { location: 'supplier', disposition: 'sellable_accessible' },
    to: { location: 'leeds', disposition: 'sellable_accessible' },
  });
  for (const fact of [stocked, adjustmentRequested('WO-1', '-3')]) {
    const answer = await call('POST', '/v1/facts', { headers: STRUCTURED, body: fact });
    assert.ok(answer.status < 300, answer.text);
    await harness.settle();
  }
  const { body: { items: [task] } } = await call('GET', '/v1/approvals?instance=uk/reconciliation/adjustment-WO-1');
  const said = await call('POST', `/v1/approvals/${task.id}/decision`, {
    headers: { 'x-crossdock-actor': 'grace' }, body: { verdict: 'approve', reason: 'seen the damage' },
  });
  assert.ok(said.status < 300, said.text);
  await harness.settle();

  const file = join(folder, 'write-off.jsonl');
  const taken = await commandLine(harness, 'evidence', 'adjustment-WO-1', '--out', file);
  assert.equal(taken.code, 0, taken.err);
  const text = readFileSync(file, 'utf8');
  for (const kind of ['fact adjustment.requested.v1', 'fact policy.decided.v1', 'fact approval.decided.v1']) {
    assert.ok(text.includes(`"${kind}"`), `${kind} is in it`);
  }
  assert.ok(!text.includes('"fact adjustment.posted.v1"'), 'nothing is posted yet');
  assert.match(text, /approval-requirement version \d/, 'the table that asked for approval, as it was');
  assert.ok(text.includes('seen the damage'), 'and who approved it, with the reason');
  assert.equal(await isSound(Buffer.from(text)), true);
  assert.equal(await isSound(Buffer.from(text.replace('seen the damage', 'seen no damage'))), false);
});

test('a number that nobody knows has no evidence; a file that is none is not sound', async () => {
  assert.equal((await commandLine(harness, 'evidence', 'INV-404')).code, 4);
  assert.equal((await verifyByCommand(Buffer.from('{"a":1}\n'))).code, 1);
  assert.equal((await commandLine(harness, 'evidence', 'verify', join(folder, 'none'))).code, 2);
  const written = join(folder, 'page.html');
  assert.equal((await commandLine(harness, 'evidence', 'page', written)).code, 0);
  assert.equal(readFileSync(written, 'utf8'), await (await fetch(`${harness.url}/evidence`)).text());
});
