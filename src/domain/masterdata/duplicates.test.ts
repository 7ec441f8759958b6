import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../kernel/random.ts';
import { gtin14, likenessOf, nameWords, suggestDuplicates, type Likeness } from './duplicates.ts';

const SEED = process.env['CROSSDOCK_SEED'] ?? 'twice in the books';

const customer = (id: string, name: string, more: Partial<Likeness> = {}): Likeness =>
  ({ id, name, ...more });
const acme = customer('C-1', 'Acme Tools Ltd.', {
  street: '1 Mill Lane', postalCode: 'LS1 4AP', country: 'GB', taxId: 'GB 123 4567 89',
});

test('legal forms, accents, points and the order of words do not tell names apart', () => {
  assert.deepEqual(nameWords('The Müller & Söhne GmbH'), nameWords('sohne, muller'));
  assert.deepEqual(nameWords('A.B.C. Limited'), nameWords('ABC Ltd'));
  assert.deepEqual(nameWords('Co'), ['co']);
});

test('one tax number in two spellings is nearly proof', () => {
  const other = customer('C-2', 'ACME Tools Limited', { taxId: 'gb123456789' });
  const { score, reasons } = likenessOf(acme, other);
  assert.equal(score, 100);
  assert.match(reasons.join('; '), /same tax number.*same name/);
});

test('the same name and place are suggested; the same name in another country is not', () => {
  const near = customer('C-2', 'Acme Tools', { street: '1, Mill Lane', postalCode: 'LS14AP', country: 'GB' });
  const far = customer('C-3', 'Acme Tools', { postalCode: '69001', country: 'FR' });
  assert.deepEqual(suggestDuplicates([acme, near, far]).map(({ a, b }) => [a, b]), [['C-1', 'C-2']]);
});

test('different tax numbers speak against one company, whatever its name', () => {
  const place = { postalCode: 'LS1 4AP', country: 'GB' };
  const branch = customer('C-4', 'Acme Tools Ltd', { ...place, taxId: 'GB987654321' });
  assert.deepEqual(suggestDuplicates([acme, branch]), []);
});

test('an item is the same by its GTIN in any length, or by its maker and its number', () => {
  assert.equal(gtin14('4006381333931'), gtin14('04006381333931'));
  const pen = customer('IT-1', 'Marker black', { gtin: '4006381333931' });
  const same = customer('IT-9', 'BLK MARKER 12', { gtin: '04006381333931' });
  const made = customer('IT-7', 'Drill', { manufacturer: 'Bosch', manufacturerNumber: 'GSR-18' });
  const again = customer('IT-8', 'Cordless drill', { manufacturer: 'BOSCH', manufacturerNumber: 'gsr 18' });
  assert.deepEqual(
    suggestDuplicates([pen, same, made, again]).map(({ a, b }) => [a, b]),
    [['IT-1', 'IT-9'], ['IT-7', 'IT-8']],
  );
});

test(`the score does not depend on the order, and nothing is like nothing (seed ${SEED})`, () => {
  const random = seededRandom(SEED);
  const any = (id: number): Likeness => ({
    id: `C-${id}`,
    name: random.pick([null, 'Acme', 'Acme Ltd', 'Beta', 'Gamma Tools']),
    postalCode: random.pick([null, 'LS1', 'M1']),
    country: random.pick([null, 'GB', 'FR']),
    taxId: random.pick([null, 'GB1', 'GB2']),
  });
  for (let run = 0; run < 300; run++) {
    const records = Array.from({ length: 6 }, (_, id) => any(id));
    assert.deepEqual(suggestDuplicates(random.shuffle(records), 1), suggestDuplicates(records, 1));
  }
  assert.equal(likenessOf({ id: 'a', name: null }, { id: 'b', name: null }).score, 0);
});
