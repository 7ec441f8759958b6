import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import zen from '@gorules/zen-engine';
import fc from 'fast-check';
import { PolicyQuestionError } from '../../application/ports/policy-book.ts';
import { checkConfig } from '../../main/config/config.ts';
import type { ConfigInput } from '../../main/config/schema.ts';
import distributor from '../../../crossdock.config.ts';
import { compileTable, type DecisionTable } from './decision-table.ts';
import type { ValueSchema } from './model.ts';

const CONFIG_FILE = new URL('../../../crossdock.config.ts', import.meta.url).href;
const TABLES = checkConfig(CONFIG_FILE, distributor satisfies ConfigInput).policyFiles;

/** Values around the numbers that the rows name, so that every border is met. */
function valuesOf(schema: ValueSchema, borders: readonly number[]): fc.Arbitrary<string | number | boolean> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer') {
    return fc.oneof(fc.integer({ min: -5, max: 400 }), fc.constantFrom(...borders.map(Math.trunc)));
  }
  if (schema.format !== 'decimal') return fc.string({ maxLength: 20 });
  const cents = fc.oneof(
    fc.integer({ min: -100, max: 6_000_000 }),
    fc
      .constantFrom(...borders)
      .chain((border) => fc.integer({ min: -1, max: 1 }).map((by) => border * 100 + by)),
  );
  return cents.map((value) => (Math.round(value) / 100).toFixed(2).replace(/^-0\.00$/, '0.00'));
}

const bordersOf = (text: string): number[] => [0, ...[...text.matchAll(/\d+(?:\.\d+)?/g)].map(Number)];

/** Every row that some question reaches, as the engine itself evaluates the whole graph. */
async function agreeWithEngine(table: DecisionTable, text: string): Promise<ReadonlySet<string>> {
  const decision = new zen.ZenEngine().createDecision(JSON.parse(text) as object);
  const { model } = table;
  const borders = bordersOf(JSON.stringify(model.rows));
  const inputs = Object.entries(model.inputs).map(([name, schema]) => [name, valuesOf(schema, borders)]);
  const questions = fc.record(
    Object.fromEntries(inputs) as Record<string, fc.Arbitrary<string | number | boolean>>,
  );
  const reached = new Set<string>();
  const ask = async (inputs: Record<string, string | number | boolean>): Promise<void> => {
    const ours = table.decide(inputs);
    const theirs = await decision.evaluate(inputs, { trace: true });
    const { traceData } = theirs.trace!['table']!;
    assert.equal(ours.stamp.row, (traceData as { rule: { _id: string } }).rule._id);
    assert.deepEqual(ours.outputs, theirs.result);
    reached.add(ours.stamp.row);
  };
  await fc.assert(fc.asyncProperty(questions, ask), { numRuns: 300, seed: 20_311 });
  return reached;
}

describe('the tables that come with Crossdock', () => {
  for (const { table, text } of TABLES) {
    test(`${table.model.table} decides as the Zen engine does, row for row`, async () => {
      const reached = await agreeWithEngine(table, text);
      assert.ok(reached.size >= 2, `only ${[...reached].join()} was reached`);
    });
  }

  test('a decision names table, version, row and inputs', () => {
    const { table } = TABLES.find((one) => one.table.model.table === 'approval-requirement')!;
    assert.deepEqual(table.decide({ kind: 'credit', amount: '250.00' }), {
      outputs: { approvals: 0, role: 'none' },
      stamp: {
        table: 'approval-requirement', version: 1, row: 'credit-small',
        inputs: { amount: '250.00', kind: 'credit' },
      },
    });
    assert.equal(table.decide({ kind: 'credit', amount: '250.01' }).stamp.row, 'credit');
  });

  test('a question that a table does not declare is refused, with everything that is wrong', () => {
    const { table } = TABLES.find((one) => one.table.model.table === 'approval-requirement')!;
    const asked = { kind: 'gift', amount: '1e3', colour: 'blue' };
    assert.throws(() => table.decide(asked), (error: Error) => {
      assert.ok(error instanceof PolicyQuestionError);
      assert.match(error.message, /colour is not declared; kind must be one of .*amount must be a decimal/);
      return true;
    });
    assert.throws(() => table.decide({ kind: 'credit', amount: '1234567890123456' }), /at most 15 digits/);
    assert.throws(() => table.decide({ kind: 'credit' }), /amount must be a string/);
  });
});

/** What a file is refused with once it is changed. */
function faultsOf(change: (text: string) => string): readonly string[] {
  const text = readFileSync(new URL('../../../policies/approval-requirement.json', import.meta.url), 'utf8');
  const changed = change(text);
  assert.notEqual(changed, text, 'the change changed nothing');
  const compiled = compileTable(JSON.parse(changed));
  return compiled.ok ? [] : compiled.error.map(({ path, message }) => `${path} ${message}`);
}

describe('a file is refused', () => {
  const planted: readonly (readonly [what: string, from: string | RegExp, to: string, says: RegExp])[] = [
    ['whose cell has a typing error', '"\\"credit\\""', '"\\"credti\\""', /"credti" is none of/],
    ['whose cell cannot be evaluated', '"<= 250"', '"<= ("', /row credit-small.*cannot be evaluated/],
    ['whose cell compares a number with a text', '"<= 250"', '"> kind"', /cannot be evaluated/],
    ['that has no row for the rest', '"_id": "otherwise", "_description": "Anything else", "kind": ""',
      '"_id": "otherwise", "_description": "Anything else", "kind": "\\"policy\\""',
      /last row must match whatever/],
    ['whose row hides those below', '"kind": "\\"policy\\"", "amount": ""', '"kind": "", "amount": ""',
      /row policy: it matches whatever comes/],
    ['with two rows of one name', '"_id": "credit",', '"_id": "credit-small",', /has the same name/],
    ['whose output is no constant', '"out-approvals": "0"', '"out-approvals": "amount"', /a text in quotes/],
    ['whose output is of another kind', '"out-approvals": "0"', '"out-approvals": "0.5"', /a whole number/],
    ['whose output is no word of the list', '"\\"finance\\""', '"\\"treasury\\""', /must be one of/],
    ['with a cell of no column', '"out-approvals": "0"', '"approvals": "0"', /there is no column approvals/],
    ['that collects rows', '"hitPolicy": "first"', '"hitPolicy": "collect"', /one row decides/],
    ['that compares a decimal as text', '"number(amount)"', '"amount"', /compared as number\(amount\)/],
    ['whose table is not reached', '"targetId": "table"', '"targetId": "answer"', /must lead from the input/],
    ['with a dash where nothing matters', '"kind": "\\"policy\\"", "amount": ""',
      '"kind": "\\"policy\\"", "amount": "-"', /leave a cell empty/],
    ['without a version', '"version": 1', '"version": 0', /\$\.version/],
  ];
  for (const [what, from, to, says] of planted) {
    test(what, () => assert.match(faultsOf((text) => text.replace(from, to)).join('\n'), says));
  }
});
