import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declaredShop } from '../../../test/support/declared-shop.ts';
import { faultsOf } from '../../canonical/fact-type.ts';
import { httpSettings, type HttpSettingsInput } from './settings.ts';

const faults = (change: Partial<HttpSettingsInput> | object): readonly string[] => {
  const parsed = httpSettings.safeParse({ ...declaredShop, ...change });
  assert.ok(!parsed.success);
  return faultsOf(parsed.error).map(({ path, message }) => `${path}: ${message}`);
};

const fact = declaredShop.mappings['order']![0]!;
const mapped = (change: object): object => ({
  mappings: { ...declaredShop.mappings, order: [{ ...fact, ...change }] },
});

test('an expression that does not compile is a fault of the configuration, with its place', () => {
  const place = '$.mappings.order[0]';
  assert.deepEqual(faults(mapped({ content: '{ "a": ' })), [
    `${place}.content: after character 7: Expected "}" before end of expression`,
  ]);
  assert.deepEqual(faults(mapped({ id: '"order/" & $nobody' })), [
    `${place}.id: after character 18: nobody has bound $nobody; bound: $headers, $record, $command, $content`,
  ]);
  assert.deepEqual(faults(mapped({ when: '$eval("1")' })), [
    `${place}.when: after character 6: there is no function $eval`,
  ]);
});

test('a type that does not exist, and a mapping that nobody declared, are faults', () => {
  assert.deepEqual(faults(mapped({ type: 'sales-order.stated.v9' })), [
    '$.mappings.order[0].type: is no fact type',
  ]);
  const [listing] = declaredShop.statement!;
  assert.deepEqual(faults({ statement: [{ ...listing, mapping: 'orders' }] }), [
    '$.statement[0].mapping: "orders" is no mapping; there are: order, customer, product',
  ]);
});

test('a member that nobody reads is a fault', () => {
  assert.match(faults({ retries: 3 })[0]!, /^\$: Unrecognized key: "retries"/);
});

test('messages without a signature are a fault: nobody may push what nobody signed', () => {
  assert.deepEqual(faults({ signature: undefined }), [
    '$.signature: messages and their signature are declared together',
  ]);
});
