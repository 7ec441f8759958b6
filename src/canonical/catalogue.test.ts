import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { COMMAND_TYPES, FACT_TYPES, FACTS } from './catalogue.ts';
import { compileDecoder } from './decoder.ts';
import { compileEncoder } from './encoder.ts';

const price = { amount: '12.75', currency: 'GBP' };
const invoice = {
  salesOrder: 'SO-1',
  shipment: 'SH-1',
  invoice: 'INV-1',
  generation: 1,
  postingDate: '2026-11-20',
  lines: [{ line: 1, item: 'A', quantity: '5', net: price }],
  freight: { amount: '2.00', currency: 'GBP' },
  tax: { amount: '2.95', currency: 'GBP' },
  gross: { amount: '17.70', currency: 'GBP' },
};

test('names of facts and commands are versioned, unique, and say what they mean', () => {
  const names = [...FACT_TYPES, ...COMMAND_TYPES].map((type) => type.type);
  assert.equal(new Set(names).size, names.length);
  for (const type of [...FACT_TYPES, ...COMMAND_TYPES]) {
    assert.match(type.type, /^[a-z-]+\.[a-z-]+\.v[1-9]\d*$/);
    assert.match(type.meaning, /\.$/);
  }
});

test('decimal text that means the same gives the same canonical text', () => {
  const [first, second] = ['5', '5.000'].map((quantity) =>
    FACTS.invoicePosted.decode({ ...invoice, lines: [{ ...invoice.lines[0], quantity }] }),
  );
  assert.ok(first?.ok && second?.ok);
  assert.equal(first.value.text, second.value.text);
});

test('members that we do not know are let pass and are not part of the content', () => {
  const decoded = FACTS.invoicePosted.decode({ ...invoice, colour: 'blue' });
  assert.ok(decoded.ok);
  assert.ok(!decoded.value.text.includes('colour'));
});

test('everything that is wrong is said at once, with its place', () => {
  const decoded = FACTS.invoicePosted.decode({
    ...invoice,
    tax: { amount: '2.955', currency: 'GBP' },
    lines: [{ line: 1, item: 'A', quantity: '-5', net: price }],
  });
  assert.ok(!decoded.ok);
  assert.deepEqual(decoded.error.map((fault) => fault.path).sort(), ['$.lines[0].quantity', '$.tax']);
});

test('the compiled encoder says what zod says, for every member that it can meet', () => {
  const decoded = FACTS.invoicePosted.decode(invoice);
  assert.ok(decoded.ok);
  const { schema } = FACTS.invoicePosted;
  assert.deepEqual(compileEncoder(schema)(decoded.value.content), z.encode(schema, decoded.value.content));
  for (const type of [...FACT_TYPES, ...COMMAND_TYPES]) compileEncoder(type.schema);
  assert.throws(() => compileEncoder(z.string().transform(Number)), /cannot be encoded/);
});

test('the compiled decoder reads back what the encoder wrote, as zod reads it', () => {
  const decoded = FACTS.invoicePosted.decode(invoice);
  assert.ok(decoded.ok);
  const { content, text } = decoded.value;
  assert.deepEqual(FACTS.invoicePosted.read(text), content);
  assert.equal(FACTS.invoicePosted.encode(FACTS.invoicePosted.read(text)), text);
  assert.throws(() => FACTS.invoicePosted.read(text.replace('"5"', '"five"')), /cannot be read/);
  for (const type of [...FACT_TYPES, ...COMMAND_TYPES]) compileDecoder(type.schema);
  assert.throws(() => compileDecoder(z.string().catch('')), /cannot be decoded/);
});

test('every schema can be shown as JSON Schema of its wire form', () => {
  for (const type of [...FACT_TYPES, ...COMMAND_TYPES]) {
    const shown = z.toJSONSchema(type.schema, { io: 'input', unrepresentable: 'any' });
    assert.equal(shown.type, 'object', type.type);
  }
});
