import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';
import { LEGACY_WAREHOUSE } from '../../../examples/legacy-warehouse.ts';
import { EMPTY_CODE_BOOK } from '../../application/ports/code-book.ts';
import type { Connector, OutboundCommand } from '../../application/ports/connector.ts';
import { arrangeTransport, releaseShippingOrder } from '../../canonical/commands.ts';
import { expectOk } from '../../kernel/result.ts';
import { flatFileConnector } from './connector.ts';
import { flatFileSettings, type FlatFileInput } from './settings.ts';

const home = mkdtempSync(join(tmpdir(), 'crossdock-files-'));
after(() => rmSync(home, { recursive: true, force: true }));
const never = new AbortController().signal;

function open(input: FlatFileInput = LEGACY_WAREHOUSE): { connector: Connector; folder: string } {
  const folder = mkdtempSync(join(home, 'box-'));
  const connector = flatFileConnector({
    system: '3pl',
    url: pathToFileURL(folder).href,
    secret: '',
    entities: { '10': 'uk' },
    codes: EMPTY_CODE_BOOK,
    settings: flatFileSettings.parse(input),
  });
  return { connector, folder };
}

function release(of: string, change: object = {}): OutboundCommand {
  const wire = {
    salesOrder: 'SO-1',
    shippingOrder: 'SO-1-leeds',
    of,
    site: 'leeds',
    shipTo: { country: 'GB', postalCode: 'EC1' },
    lines: [
      { line: 1, item: 'VALVE "5;0"', quantity: '5' },
      { line: 2, item: 'ROHR Ø', quantity: '2.5' },
    ],
    ...change,
  };
  return {
    key: `uk/sales-order/SO-1/release#${of}`,
    entity: 'uk',
    instance: 'uk/sales-order/SO-1',
    id: 'release-shipping-order:leeds',
    generation: 1,
    type: releaseShippingOrder.type,
    content: expectOk(releaseShippingOrder.decode(wire), 'an instruction'),
    correlationId: 'SO-1',
    traceparent: null,
  };
}

test('a command is written as a file that another reader reads', async () => {
  const { connector, folder } = open();
  assert.deepEqual(await connector.probe(release('v1'), never), { kind: 'absent' });
  assert.deepEqual(await connector.execute(release('v1'), never), { kind: 'done', facts: [] });
  assert.deepEqual(readdirSync(join(folder, 'out')), ['SO_SO-1-leeds_v1.csv']);
  const text = readFileSync(join(folder, 'out', 'SO_SO-1-leeds_v1.csv'), 'latin1');
  assert.ok(text.endsWith('\r\n'));
  assert.deepEqual(parse(text, { delimiter: ';', columns: true }), [
    {
      Company: '10',
      Order: 'SO-1',
      Reference: 'SO-1-leeds',
      Instruction: 'v1',
      Site: 'L01',
      Country: 'GB',
      Line: '1',
      Item: 'VALVE "5;0"',
      Total: '5',
    },
    {
      Company: '10',
      Order: 'SO-1',
      Reference: 'SO-1-leeds',
      Instruction: 'v1',
      Site: 'L01',
      Country: 'GB',
      Line: '2',
      Item: 'ROHR Ø',
      Total: '2,5',
    },
  ]);
});

test('the same command again delivers nothing, also when the other side took the file away', async () => {
  const { connector, folder } = open();
  await connector.execute(release('v1'), never);
  unlinkSync(join(folder, 'out', 'SO_SO-1-leeds_v1.csv'));
  assert.deepEqual(await connector.probe(release('v1'), never), { kind: 'applied', facts: [] });
  assert.deepEqual(await connector.execute(release('v1'), never), { kind: 'done', facts: [] });
  assert.deepEqual(readdirSync(join(folder, 'out')), []);
  assert.deepEqual(await connector.probe(release('v2'), never), { kind: 'absent' });
});

test('one name for two instructions is found out', async () => {
  const { connector } = open();
  await connector.execute(release('v1'), never);
  const other = release('v1', { lines: [] });
  const answer = await connector.execute(other, never);
  assert.equal(answer.kind === 'failed' && answer.fault, 'malformed');
  assert.equal((await connector.probe(other, never)).kind, 'unknown');
});

test('what cannot be written is said, and nothing is delivered', async () => {
  const { connector, folder } = open();
  const refused = async (command: OutboundCommand): Promise<string> => {
    const answer = await connector.execute(command, never);
    assert.equal(answer.kind === 'failed' && answer.fault, 'malformed');
    return answer.kind === 'failed' ? answer.reason : '';
  };
  assert.match(
    await refused(release('v1', { site: 'lyon' })),
    /^Site: .*nobody has said the code for site "lyon"/,
  );
  const greek = { lines: [{ line: 1, item: 'ΣΩΛΗΝ', quantity: '1' }] };
  assert.match(await refused(release('v1', greek)), /latin1 has no "Σ"/);
  assert.match(await refused({ ...release('v1'), entity: 'fr' }), /no company for fr/);
  assert.match(await refused({ ...release('v1'), type: arrangeTransport.type }), /is not declared/);
  assert.ok(!existsSync(join(folder, 'out')) || readdirSync(join(folder, 'out')).length === 0);
});

test('a mailbox that is away is no effect, and is tried again', async () => {
  const { connector, folder } = open();
  rmSync(folder, { recursive: true });
  const answer = await connector.execute(release('v1'), never);
  assert.equal(answer.kind === 'failed' && answer.fault, 'unavailable');
  assert.equal((await connector.probe(release('v1'), never)).kind, 'absent');
  mkdirSync(folder);
  assert.equal((await connector.execute(release('v1'), never)).kind, 'done');
});

test('a fixed-width file has its cells at their places, and no cell is cut off', async () => {
  const cell = (value: string, length: number, more: object = {}) => ({ value, length, ...more });
  const { connector, folder } = open({
    writes: {
      'shipping-order.release.v1': {
        format: 'fixed',
        name: "$replace(shippingOrder, '-', '') & of & '.txt'",
        newline: '\n',
        rows: [
          {
            cells: [
              cell("'H'", 1),
              cell('salesOrder', 8),
              cell('$count(lines)', 4, { align: 'right', fill: '0' }),
            ],
          },
          {
            each: 'lines',
            cells: [cell("'L'", 1), cell('item', 12), cell('quantity', 6, { align: 'right' })],
          },
        ],
      },
    },
  });
  assert.equal((await connector.execute(release('v1'), never)).kind, 'done');
  assert.equal(
    readFileSync(join(folder, 'out', 'SO1leedsv1.txt'), 'utf8'),
    'HSO-1    0002\nLVALVE "5;0"      5\nLROHR Ø         2.5\n',
  );
  const long = await connector.execute(release('v2', { salesOrder: 'SO-1234567' }), never);
  assert.match(long.kind === 'failed' ? long.reason : '', /"SO-1234567" is longer than 8/);
});

test('the mailbox is the one that is collected, and its statement says nothing', async () => {
  const { connector, folder } = open({ ...LEGACY_WAREHOUSE, mailbox: { whole: 'final-name' } });
  mkdirSync(join(folder, 'in'));
  writeFileSync(join(folder, 'in', 'a.txt'), 'x');
  assert.deepEqual(
    (await connector.mailbox!.list(never)).map(({ name }) => name),
    ['a.txt'],
  );
  assert.deepEqual(await connector.statement({ from: 0 as never, to: 1 as never }, never), []);
});
