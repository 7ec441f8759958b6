import assert from 'node:assert/strict';
import { test } from 'node:test';
import jsonata from 'jsonata';
import type { Fault } from '../../canonical/fact-type.ts';
import { expectOk } from '../../kernel/result.ts';
import { parseExactJson } from './exact-json.ts';
import { expression } from './expression.ts';

const CODES = {
  meaning: (list: string, code: string) => (list === 'site' && code === '655441491' ? 'leeds' : null),
  codeFor: () => null,
};

const DOCUMENT = {
  id: 450789469,
  name: '#1001',
  po_number: null,
  note: '',
  rate: 0.06,
  customer: { code: 'C-17', tags: ['a', 'b'] },
  none: [],
  one: [{ sku: 'BOLT', quantity: 3, price: '1.25', sizes: [1] }],
  line_items: [
    { id: 1, sku: 'BOLT', quantity: 3, price: '1.25', sizes: [1, 2], location_id: 655441491 },
    { id: 2, sku: 'NUT', quantity: 0, price: '0.0425', sizes: [], location_id: 7 },
  ],
  created_at: '2023-10-03T13:17:01-04:00',
  updated_at: '2023-10-03T13:17:05-04:00',
};

const run = (text: string, document: unknown = DOCUMENT) => {
  const compiled = expression(text, ['headers']);
  if (!compiled.ok) throw new Error(`${text}: ${compiled.error.message}`);
  const names = new Map([['headers', { 'x-topic': 'orders/create' }]]);
  return compiled.value.evaluate({ root: document, names, codes: CODES });
};

const valueOf = (text: string, document?: unknown): unknown => expectOk(run(text, document), text);

const faultOf = (text: string, document?: unknown): Fault => {
  const result = run(text, document);
  if (result.ok) throw new Error(`${text} gave ${JSON.stringify(result.value)}`);
  return result.error;
};

/** Every form of the language; what it answers here, JSONata answers as well. */
const ALIKE = [
  'id',
  'customer.code',
  'customer.tags',
  'line_items.sku',
  'line_items.sizes',
  'one.sizes',
  'one.sku',
  'none',
  'none.sku',
  'line_items[0].sku',
  'line_items[-1].sku',
  'line_items[9].sku',
  "line_items[sku='NUT'].quantity",
  'line_items[quantity > 0].sku',
  'line_items[quantity > 0].sku[]',
  '[line_items.{"item": sku, "quantity": $string(quantity)}]',
  '[one.{"item": sku}]',
  'one.{"item": sku}',
  '[none.{"item": sku}]',
  'po_number ?: "none"',
  'missing ?? 7',
  'customer.missing ?? customer.code',
  'note ?: ()',
  '{"a": note ?: (), "b": 1}',
  'rate * 2',
  '1 + 2 * 3 - 4 / 2',
  '-id',
  '7 % 4',
  '"order/" & id & "/" & rate',
  'customer.code = "C-17" and quantityless ?? true',
  'name in ["#1001", "x"]',
  'id > 5 ? "big" : "small"',
  '$exists(missing)',
  '$exists(name)',
  '$not(note)',
  '$substringAfter(name, "#")',
  '$substringBefore("a.b", ".")',
  'name.$substring(1)',
  '$substring("hello", -3, 2)',
  '$uppercase("a")',
  '$lowercase("A")',
  '$trim("  a  b ")',
  '$length(name)',
  '$contains(name, "00")',
  '$split("a,b", ",")',
  '$join(line_items.sku, "+")',
  '$replace("aXbX", "X", "-")',
  '$pad("7", -3, "0")',
  '$pad("7", 3)',
  '$number("12.50")',
  '$number(true)',
  '$floor(2.7)',
  '$ceil(2.1)',
  '$round(2.5)',
  '$round(-1.255, 2)',
  '$abs(-3)',
  '$sum(line_items.quantity)',
  '$max(line_items.id)',
  '$min(line_items.id)',
  '$count(line_items)',
  '$count(none)',
  '$append([1], [2, 3])',
  '$reverse([1, 2])',
  '$distinct([1, 1, 2])',
  '$keys(customer)',
  '$type(none)',
  '$type(po_number)',
  '$map(line_items, function($line, $i) { $i & ":" & $line.sku })',
  '$map(one, function($v) { $v.sku })',
  '$filter(line_items, function($l) { $l.quantity > 0 }).sku',
  '$reduce([1, 2, 3], function($a, $b) { $a + $b })',
  '($x := customer.code; $y := $x & "!"; $y)',
  '()',
  '[1..4]',
  '$$.name',
  'line_items.($$.name & sku)',
  'line_items.[id, sku]',
  'customer.*',
  'name ~> $substringAfter("#") ~> $number',
  '$headers."x-topic"',
  '$toMillis(updated_at) - $toMillis(created_at)',
  '$fromMillis(0)',
  'missing.deeper ?? ()',
  '[[1], 2]',
  'line_items.sizes[0]',
  '(line_items.sizes)[0]',
  'customer.tags[1]',
  '"a" != "b"',
  'true',
  'null',
  '[1, "a", null]',
  '{"k" & id: name}',
  'line_items[$exists(colour)]',
  '$boolean([0, 0])',
  '"b" > "a"',
] as const;

for (const text of ALIKE) {
  test(`${text} is what JSONata answers`, async () => {
    const theirs = jsonata(text);
    const expected: unknown = await theirs.evaluate(DOCUMENT, {
      headers: { 'x-topic': 'orders/create' },
    });
    assert.deepEqual(JSON.stringify(valueOf(text)), JSON.stringify(expected));
  });
}

test('a member that is not there is a fault with its place, unless somebody asks', () => {
  assert.deepEqual(faultOf('customer.colour'), { path: '$.customer.colour', message: 'is missing' });
  assert.deepEqual(faultOf('line_items.colour'), {
    path: '$.line_items[0].colour',
    message: 'is missing',
  });
  assert.deepEqual(faultOf('line_items[colour = "red"]').path, '$.line_items[0].colour');
  assert.deepEqual(faultOf('colour ?: "red"').path, '$.colour');
  assert.deepEqual(faultOf('po_number.x'), { path: '$.po_number', message: 'is null and has no "x"' });
  assert.equal(valueOf('colour ?? "red"'), 'red');
});

test('null is never written out as a word', () => {
  assert.match(faultOf('"PO " & po_number').message, /null has no text/);
  assert.match(faultOf('$string(po_number)').message, /null has no text/);
});

test('arithmetic is exact, or a fault', () => {
  assert.equal(valueOf('0.1 + 0.2'), 0.3);
  assert.equal(valueOf('1.1 * 3'), 3.3);
  assert.equal(valueOf('1 / 8'), 0.125);
  assert.match(faultOf('1 / 3').message, /no exact result/);
  assert.match(faultOf('1 / 0').message, /no exact result/);
  assert.match(faultOf('9007199254740991 + 1').message, /no exact result/);
  assert.match(faultOf('"1" + 1').message, /needs a number/);
  assert.match(faultOf('$number("9223372036854775807")').message, /carried exactly/);
});

test('the one division that rounds says how far', () => {
  assert.equal(valueOf('$divide(1, 3, 6)'), 0.333333);
  assert.equal(valueOf('$divide(-2, 3, 2)'), -0.67);
  assert.equal(valueOf('$divide(5, 1000, 2)'), 0);
  assert.equal(valueOf('$divide(15, 1000, 2)'), 0.02);
  assert.match(faultOf('$divide(1, 0, 2)').message, /cannot be carried/);
});

test('long numbers keep their digits', () => {
  const text =
    '{"id":9223372036854775807,"near":9007199254740993,"small":12,"rate":0.06,"long":0.12345678901234567}';
  const document = parseExactJson(text);
  assert.equal(valueOf('"order/" & id', document), 'order/9223372036854775807');
  assert.equal(valueOf('$string(near)', document), '9007199254740993');
  assert.equal(valueOf('$string(long)', document), '0.12345678901234567');
  assert.equal(valueOf('small + 1', document), 13);
  assert.equal(valueOf('rate', document), 0.06);
  assert.equal(valueOf('$string(n)', parseExactJson('{"n":1.50,"x":"1234567890.123456"}')), '1.5');
});

test('a code without a meaning is a fault that says which, never a default', () => {
  assert.equal(valueOf('$meaning("site", line_items[0].location_id)'), 'leeds');
  assert.deepEqual(faultOf('line_items.$meaning("site", location_id)'), {
    path: '$.line_items[1]',
    message: 'unknown site "7"',
    unknown: { list: 'site', code: '7' },
  });
});

test('what is not part of the language does not compile, and says where', () => {
  const faulty: readonly [string, RegExp, number | null][] = [
    ['a.b[', /Expected|expected/, 4],
    ['$nosuch(a)', /no function \$nosuch/, 8],
    ['$colour', /nobody has bound \$colour; bound: \$headers/, 7],
    ['/a+/', /"regex" is not supported/, 4],
    ['a^(b)', /"sort" is not supported/, 2],
    ['a.%', /not supported|parent/, null],
    ['a#$i', /"@" and "#"/, null],
    ['items{sku: id}', /grouping/, null],
    ['$eval("1")', /no function \$eval/, 6],
    ['{"a": 1, "a": 2}', /given twice/, 1],
    ['function($x) { $x }', /only be given to/, null],
    ['$substring()', /takes 2 to 3/, null],
    [`${'('.repeat(100)}1${')'.repeat(100)}`, /too deep/, null],
  ];
  for (const [text, message, position] of faulty) {
    const compiled = expression(text, ['headers']);
    assert.ok(!compiled.ok, text);
    assert.match(compiled.error.message, message, text);
    if (position !== null) assert.equal(compiled.error.position, position, text);
  }
});

test('no expression runs for long, makes much or reaches out of the document', () => {
  const long = '$map([1..2000], function($a) { $map([1..2000], function($b) { $a * $b }) })';
  assert.match(faultOf(long).message, /gave up after/);
  assert.match(faultOf('[1..1000000]').message, /at most/);
  const doubling = '$reduce([1..40], function($a, $b) { $string($a) & $string($a) }, "xxxxxxxxxx")';
  assert.match(faultOf(doubling).message, /more than 1000000 characters/);
  assert.deepEqual(faultOf('__proto__').message, 'is missing');
  assert.deepEqual(faultOf('constructor.constructor').message, 'is missing');
  assert.match(faultOf('{"__proto" & "__": 1}').message, /cannot name a member/);
  let nested: unknown = 1;
  for (let depth = 0; depth < 200_000; depth++) nested = [nested];
  assert.match(faultOf('$digest(a)', { a: nested }).message, /nested too deep/);
});
