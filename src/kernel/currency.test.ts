import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Currency } from './currency.ts';
import { CURRENCIES, minorUnitDigits, parseCurrency } from './currency.ts';
import { expectOk } from './result.ts';

function digitsOf(code: string): number {
  return minorUnitDigits(expectOk(parseCurrency(code), code));
}

test('the decimals follow ISO 4217', () => {
  assert.deepEqual(
    ['JPY', 'ISK', 'EUR', 'USD', 'HUF', 'KWD', 'TND', 'CLF'].map(digitsOf),
    [0, 0, 2, 2, 2, 3, 3, 4],
  );
});

test('codes that money cannot be stated in are refused, each with its reason', () => {
  assert.deepEqual(parseCurrency('XAU'), {
    ok: false,
    error: 'XAU has no minor unit: money cannot be stated in it',
  });
  assert.deepEqual(parseCurrency('ANG'), {
    ok: false,
    error: 'ANG is no longer a currency: use XCG',
  });
  for (const code of ['', 'eur', 'EURO', 'ZZZ', ' EUR', 'constructor']) {
    assert.deepEqual(parseCurrency(code), {
      ok: false,
      error: `${JSON.stringify(code)} is not a currency code of ISO 4217`,
    });
  }
});

test('a currency that nobody parsed has no decimals', () => {
  assert.throws(() => minorUnitDigits('XXX' as Currency), { name: 'InvariantError' });
});

const datasets = process.env['CROSSDOCK_DATASETS'];
const skip =
  datasets === undefined ? 'CROSSDOCK_DATASETS does not name a folder of data sets' : false;

test('the table is the published one, but for XCG in the place of ANG', { skip }, async () => {
  const xml = await readFile(join(datasets ?? '', 'codes', 'iso4217-table_a1.xml'), 'utf8');
  const published = new Map<string, string>();
  for (const [entry] of xml.matchAll(/<CcyNtry>[\s\S]*?<\/CcyNtry>/g)) {
    const code = /<Ccy>(\w{3})<\/Ccy>/.exec(entry)?.[1];
    const units = /<CcyMnrUnts>([^<]+)<\/CcyMnrUnts>/.exec(entry)?.[1];
    if (code !== undefined && units !== undefined) published.set(code, units);
  }
  assert.equal(published.size, 179);
  assert.equal(published.delete('ANG'), true);
  published.set('XCG', '2');
  for (const [code, units] of published) {
    const parsed = parseCurrency(code);
    assert.equal(parsed.ok ? String(minorUnitDigits(parsed.value)) : 'N.A.', units, code);
  }
  const withMinorUnit = [...published].filter(([, units]) => units !== 'N.A.');
  assert.deepEqual([...CURRENCIES], withMinorUnit.map(([code]) => code).sort());
});
