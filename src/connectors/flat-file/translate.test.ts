import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LEGACY_WAREHOUSE } from '../../../examples/legacy-warehouse.ts';
import { confirmationFile, type ConfirmationFile } from '../../../test/support/warehouse-file.ts';
import { EMPTY_CODE_BOOK } from '../../application/ports/code-book.ts';
import type { Translation } from '../../application/ports/connector.ts';
import { factTypeOf } from '../../canonical/catalogue.ts';
import { seededRandom } from '../../kernel/random.ts';
import { companyCodes } from '../company-codes.ts';
import { declaredCodes } from '../declared-codes.ts';
import { flatFileSettings, type FlatFileInput, type FlatFileSettings } from './settings.ts';
import { translate } from './translate.ts';

/** A declaration is read once, and reads many files. */
const parsed = new Map<FlatFileInput, FlatFileSettings>();

function translated(input: FlatFileInput, name: string, body: string | Uint8Array): Translation {
  const settings = parsed.get(input) ?? flatFileSettings.parse(input);
  parsed.set(input, settings);
  const reading = {
    companies: companyCodes({ '10': 'uk' }),
    codes: declaredCodes(settings.codes, EMPTY_CODE_BOOK),
    fallbackEntity: 'uk',
  };
  return translate({ headers: { 'x-file-name': name }, body: Buffer.from(body) }, settings, reading);
}

const warehouse = (body: string | Uint8Array): Translation => translated(LEGACY_WAREHOUSE, 'SC1.TXT', body);
const faults = (translation: Translation): string[] => {
  assert.equal(translation.kind, 'faults');
  return translation.kind === 'faults' ? translation.faults.map(({ message }) => message) : [];
};
/** Ids and wire contents of what was said. */
const said = (translation: Translation): [id: string, content: unknown][] => {
  assert.equal(translation.kind, 'facts', translation.kind === 'faults' ? JSON.stringify(translation) : '');
  if (translation.kind !== 'facts') return [];
  return translation.facts.map(({ id, type, content }) => [
    id,
    JSON.parse(factTypeOf(type)!.encode(content)) as unknown,
  ]);
};

const NIGHT: ConfirmationFile = {
  accepted: [
    { salesOrder: 'SO-2', shippingOrder: 'SO-2/leeds', instruction: 'abc', lines: [[1, 'HOSE', 3]] },
  ],
  shipments: [
    {
      shipment: 'SH-1',
      salesOrder: 'SO-1',
      shippedAt: '203103031730',
      lines: [
        [1, 'VALVE', 5],
        [2, 'HOSE', 2.5],
      ],
    },
    { shipment: 'SH-2', salesOrder: 'SO-2', shippedAt: '203107011730', lines: [[1, 'HOSE', 3]] },
  ],
};

test('records of a fixed-width file become documents with their lines', () => {
  assert.deepEqual(said(warehouse(confirmationFile(NIGHT))), [
    [
      'accepted/SO-2/leeds/abc',
      {
        salesOrder: 'SO-2',
        shippingOrder: 'SO-2/leeds',
        version: 1,
        of: 'abc',
        site: 'leeds',
        lines: [{ line: 1, item: 'HOSE', quantity: '3' }],
      },
    ],
    [
      'shipment/SH-1/1',
      {
        salesOrder: 'SO-1',
        shipment: 'SH-1',
        version: 1,
        site: 'leeds',
        shippedAt: '2031-03-03T17:30:00.000Z',
        lines: [
          { line: 1, item: 'VALVE', quantity: '5' },
          { line: 2, item: 'HOSE', quantity: '2.5' },
        ],
      },
    ],
    [
      'shipment/SH-2/1',
      {
        salesOrder: 'SO-2',
        shipment: 'SH-2',
        version: 1,
        site: 'leeds',
        shippedAt: '2031-07-01T16:30:00.000Z',
        lines: [{ line: 1, item: 'HOSE', quantity: '3' }],
      },
    ],
  ]);
});

test('a file without documents says nothing, and is whole', () => {
  assert.deepEqual(said(warehouse(confirmationFile({}))), []);
});

test('a trailer that does not add up holds the whole file', () => {
  assert.deepEqual(faults(warehouse(confirmationFile({ ...NIGHT, trailer: { lines: 5 } }))), [
    'number of lines: the file says 5, and it is 4',
  ]);
  assert.deepEqual(faults(warehouse(confirmationFile({ ...NIGHT, trailer: { units: 13 } }))), [
    'units in all lines: the file says 13, and it is 13.5',
  ]);
});

test('a file that was cut off has no trailer, and one that was put together has two', () => {
  const whole = confirmationFile(NIGHT);
  const cut = whole.slice(0, whole.indexOf('TRL'));
  assert.deepEqual(faults(warehouse(cut)), ['the file has no trailer: it is not whole']);
  assert.deepEqual(faults(warehouse('')), [
    'the file has no header: it is not whole',
    'the file has no trailer: it is not whole',
  ]);
  assert.match(faults(warehouse(whole + whole)).join('; '), /there is a second header/);
});

test('a fault names its row', () => {
  const whole = confirmationFile(NIGHT);
  const bad = (from: string, to: string): string => faults(warehouse(whole.replace(from, to))).join('; ');
  assert.equal(bad('SLN0001', 'SLN00O1'), 'row 5: line: "00O1" is no whole number');
  assert.equal(bad('SHPSH-2', 'XXXSH-2'), 'row 7: "XXX" is no kind of record');
  assert.match(
    bad('203107011730', '203113011730'),
    /row 7: shippedAt: "203113011730" is no time as YYYYMMDDHHmm/,
  );
  assert.match(bad('0000005000EA', '0000005000EAXY'), /row 5: has 33 characters; 31 are declared/);
  const lines = whole.split('\r\n');
  const orphan = [lines[0], lines[4], ...lines.slice(1)].join('\r\n');
  assert.match(faults(warehouse(orphan)).join('; '), /row 2: no shipment is open that it belongs to/);
});

test('a code that nobody mapped waits for its mapping, by row', () => {
  const translation = warehouse(confirmationFile(NIGHT).replace('0000002500EA', '0000002500CS'));
  assert.ok(translation.kind === 'faults');
  const [fault] = translation.faults;
  assert.deepEqual(fault!.unknown, { list: 'unit', code: 'CS' });
  assert.match(fault!.message, /^row 6: unknown unit "CS"/);
});

test('a name that nobody declared is held, and what was not collected is not read at all', () => {
  assert.match(faults(translated(LEGACY_WAREHOUSE, 'OTHER.TXT', '')).join(), /nobody has declared/);
  const settings = flatFileSettings.parse(LEGACY_WAREHOUSE);
  const reading = { companies: companyCodes({}), codes: EMPTY_CODE_BOOK, fallbackEntity: '' };
  assert.equal(translate({ headers: {}, body: Buffer.from('x') }, settings, reading).kind, 'rejected');
});

const CSV: FlatFileInput = {
  reads: [
    {
      names: ['*.csv'],
      format: 'csv',
      delimiter: ';',
      encoding: 'windows-1252',
      records: {
        line: {
          columns: {
            shipment: { column: 'Lieferschein' },
            order: { column: 'Auftrag' },
            shippedAt: {
              column: 'Versandt am',
              is: 'time',
              format: 'DD.MM.YYYY HH:mm',
              zone: 'Europe/Berlin',
            },
            position: { column: 'Pos', is: 'integer' },
            article: { column: 'Größe/Artikel' },
            quantity: { column: 'Menge', is: 'decimal', mark: ',' },
          },
        },
      },
      group: { as: 'shipments', by: ['shipment'], same: ['order', 'shippedAt'] },
      facts: [
        {
          type: 'shipment.confirmed.v1',
          each: 'shipments',
          id: "'shipment/' & shipment",
          company: "'10'",
          occurredAt: 'shippedAt',
          content: `{
            "salesOrder": order, "shipment": shipment, "version": 1, "site": "lyon", "shippedAt": shippedAt,
            "lines": lines.{"line": position, "item": article, "quantity": quantity}[]
          }`,
        },
      ],
    },
  ],
};
const TITLES = 'Lieferschein;Auftrag;Versandt am;Pos;Größe/Artikel;Menge;Rest';
const csv = (...rows: string[]): Translation =>
  translated(CSV, 'a.csv', Buffer.from([TITLES, ...rows, ''].join('\r\n'), 'latin1'));

test('rows of a CSV file become one document by their number, wherever they stand', () => {
  const translation = csv(
    'L1;A1;03.03.2031 17:30;1;"ROHR; 5""";1.234,5;x',
    'L2;A2;03.03.2031 18:00;1;VENTIL;2;',
    'L1;A1;03.03.2031 17:30;2;VENTIL;3;',
  );
  assert.deepEqual(
    said(translation).map(([id, content]) => [id, (content as { lines: unknown }).lines]),
    [
      [
        'shipment/L1',
        [
          { line: 1, item: 'ROHR; 5"', quantity: '1234.5' },
          { line: 2, item: 'VENTIL', quantity: '3' },
        ],
      ],
      ['shipment/L2', [{ line: 1, item: 'VENTIL', quantity: '2' }]],
    ],
  );
});

test('rows of one document that do not agree hold the file', () => {
  assert.deepEqual(faults(csv('L1;A1;03.03.2031 17:30;1;X;1;', 'L1;A2;03.03.2031 17:30;2;X;1;')), [
    'row 3: order is "A2"; in row 2 it is "A1"',
  ]);
});

test('a blank where a value is needed, a missing column and a short row are told', () => {
  const blank = csv('L1;;03.03.2031 17:30;1;X;1;');
  assert.match(faults(blank).join(), /^row 2: is missing/);
  assert.equal(blank.kind === 'faults' && blank.faults[0]!.path, '$.shipments[0].order');
  const other = translated(CSV, 'a.csv', Buffer.from('Lieferschein;Auftrag\r\nL1;A1\r\n', 'latin1'));
  assert.match(faults(other).join('; '), /there is no column "Versandt am"/);
  assert.deepEqual(faults(csv('L1;A1;03.03.2031')), ['row 2: has 3 columns; the first row has 7']);
  assert.match(faults(csv('L1;A1;"03.03.2031')).join(), /is no CSV/);
});

test('a declaration that cannot work is a fault of the configuration', () => {
  const broken = (change: (input: FlatFileInput) => void): string => {
    const input = structuredClone(CSV);
    change(input);
    const parsed = flatFileSettings.safeParse(input);
    return parsed.success ? 'fine' : parsed.error.issues.map(({ message }) => message).join('; ');
  };
  assert.equal(
    broken(() => {}),
    'fine',
  );
  assert.match(
    broken(({ reads }) => void (reads![0]!.group!.by = ['nothing'])),
    /"nothing" is no column/,
  );
  assert.match(
    broken(({ reads }) => void (reads![0]!.facts[0]!.type = 'x')),
    /is no fact type/,
  );
  assert.match(
    broken(({ reads }) => void (reads![0]!.facts[0]!.content = '{')),
    /after character|expected|ends/i,
  );
  assert.match(
    broken(({ reads }) => void (reads![0]!.records['line']!.columns['shippedAt']!.format = 'HH:mm')),
    /must be made of YYYY/,
  );
});

test('a thousand files with a fault: each is facts or faults as a whole, and none breaks the reader', () => {
  const seed = Number(process.env['SEED'] ?? 20310303);
  const random = seededRandom(`files ${seed}`);
  const whole = Buffer.from(confirmationFile(NIGHT), 'latin1');
  let held = 0;
  for (let round = 0; round < 1_000; round++) {
    const bytes = [...whole];
    for (let changes = random.between(1, 4); changes > 0 && bytes.length > 0; changes--) {
      const at = random.between(0, bytes.length - 1);
      const kind = random.between(0, 3);
      if (kind === 0) bytes[at] = random.between(0, 255);
      else if (kind === 1) bytes.splice(at, random.between(1, 40));
      else if (kind === 2) bytes.splice(at, 0, ...bytes.slice(at, at + random.between(1, 60)));
      else bytes.length = at + 1;
    }
    const translation = warehouse(Uint8Array.from(bytes));
    assert.notEqual(translation.kind, 'rejected', `seed ${seed}, round ${round}`);
    if (translation.kind === 'facts')
      assert.equal(translation.facts.length, 3, `seed ${seed}, round ${round}`);
    else held += 1;
  }
  assert.ok(held > 500, `seed ${seed}: ${held} of 1000 were held`);
});
