import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeText, encodeText } from './encoding.ts';
import { fieldValue, isTimeFormat } from './fields.ts';
import type { FieldReading } from './settings.ts';

const read = (text: string, how: Partial<FieldReading>): unknown => {
  const found = fieldValue(text, { is: 'text', mark: '.', ...how } as FieldReading);
  return found.ok ? found.value : new Error(found.error);
};

test('text is trimmed, and a blank field is none', () => {
  assert.equal(read('  AB C ', {}), 'AB C');
  assert.equal(read('   ', {}), undefined);
  assert.equal(read('', { is: 'decimal' }), undefined);
});

test('decimals as legacy systems write them', () => {
  const cases: [string, Partial<FieldReading>, unknown][] = [
    ['0001500', { decimals: 3 }, '1.5'],
    ['0000005', { decimals: 3 }, '0.005'],
    ['5', { decimals: 3 }, '0.005'],
    ['0001500', { decimals: 0 }, '1500'],
    ['1.234,50', { mark: ',' }, '1234.5'],
    ['1,234.50', {}, '1234.5'],
    ['-3,0', { mark: ',' }, '-3'],
    ['3-', {}, '-3'],
    ['+7', {}, '7'],
    ['-0,0', { mark: ',' }, '0'],
    ['007', {}, '7'],
  ];
  for (const [text, how, value] of cases) assert.equal(read(text, { is: 'decimal', ...how }), value, text);
});

test('what is no decimal is said, never guessed', () => {
  for (const text of ['1.2.3', '1,23', '1e3', 'abc', '.5', '5.', '--1', '-1-', '12.345,6', '0x1', '１']) {
    assert.ok(read(text, { is: 'decimal' }) instanceof Error, text);
  }
  assert.match(String(read('1.5', { is: 'decimal', decimals: 2 })), /has a decimal mark/);
});

test('an implied decimal point moves and nothing else', () => {
  fc.assert(
    fc.property(fc.nat(999_999_999), fc.integer({ min: 0, max: 6 }), (digits, decimals) => {
      const value = read(String(digits).padStart(12, '0'), { is: 'decimal', decimals }) as string;
      const [whole = '', fraction = ''] = value.split('.');
      assert.equal(BigInt(whole + fraction.padEnd(decimals, '0')), BigInt(digits));
    }),
  );
});

test('dates and times follow their format, and times the zone of the sender', () => {
  assert.equal(read('03032031', { is: 'date', format: 'DDMMYYYY' }), '2031-03-03');
  assert.equal(read('03.03.31', { is: 'date', format: 'DD.MM.YY' }), '2031-03-03');
  const time = { is: 'time', format: 'YYYYMMDDHHmm', zone: 'Europe/London' } as const;
  assert.equal(read('203103031200', time), '2031-03-03T12:00:00.000Z');
  assert.equal(read('203107011200', time), '2031-07-01T11:00:00.000Z');
  assert.equal(read('00000000', { is: 'date', format: 'YYYYMMDD' }), undefined);
  for (const text of ['20310230', '2031-03-03', '203103', '99999999']) {
    assert.ok(read(text, { is: 'date', format: 'YYYYMMDD' }) instanceof Error, text);
  }
  assert.ok(read('203103032500', time) instanceof Error);
});

test('a format says a whole date', () => {
  for (const format of ['YYYYMMDD', 'DD/MM/YY', 'MM.DD.YYYY'])
    assert.ok(isTimeFormat(format, 'date'), format);
  for (const format of ['YYYYMM', 'YYYYMMDDHH', 'YYYYYYYYMMDD', 'DDMM', '']) {
    assert.ok(!isTimeFormat(format, 'date'), format);
  }
  assert.ok(isTimeFormat('YYYY-MM-DD HH:mm:ss', 'time'));
});

test('what was read in an encoding is written as the same bytes', () => {
  for (const encoding of ['latin1', 'windows-1252', 'iso-8859-15'] as const) {
    const body = Uint8Array.from({ length: 255 }, (_, at) => at + 1).filter((byte) => byte !== 0x1a);
    const text = decodeText(body, encoding);
    assert.ok(text.ok);
    assert.deepEqual(encodeText(text.value, encoding), { ok: true, value: body });
  }
});

test('a byte-order mark, and the mark that ends a file of DOS, are no text', () => {
  assert.deepEqual(decodeText(Buffer.from('\ufeffa'), 'utf-8'), { ok: true, value: 'a' });
  assert.deepEqual(decodeText(Buffer.from('a\u001a'), 'latin1'), { ok: true, value: 'a' });
});

test('what an encoding cannot say is a fault', () => {
  assert.ok(!decodeText(Buffer.from([0x47, 0xfc]), 'utf-8').ok);
  assert.deepEqual(encodeText('5 €', 'latin1'), { ok: false, error: 'latin1 has no "€"' });
  assert.ok(encodeText('5 €', 'windows-1252').ok);
});
