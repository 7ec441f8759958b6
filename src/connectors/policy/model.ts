/**
 * The file of a decision table: a JSON Decision Model of one table, with its name, its version and what
 * goes in and comes out. Everything that can be wrong with it is found here, before it decides anything.
 */
import { z } from 'zod';
import { faultsOf, type Fault } from '../../canonical/fact-type.ts';
import { err, ok, type Result } from '../../kernel/result.ts';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be lower-case words with hyphens');
const member = z.string().regex(/^[a-z][A-Za-z0-9]{0,62}$/, 'must be a name such as daysSinceDelivery');

/** What one input or output may be, as JSON Schema says it. */
const valueSchema = z.strictObject({
  type: z.enum(['string', 'integer', 'boolean']),
  description: z.string().min(1),
  enum: z.array(z.string()).min(1).optional(),
  /** An exact number as text, of at most 15 digits, so that no engine rounds it. */
  format: z.literal('decimal').optional(),
});

const column = z.object({ id: z.string(), name: z.string(), field: z.string().min(1) });
const rule = z.object({ _id: name, _description: z.string().optional() }).catchall(z.string());

const tableNode = z.object({
  id: z.string(),
  type: z.literal('decisionTableNode'),
  content: z.object({
    hitPolicy: z.literal('first', 'must be "first": one row decides'),
    inputs: z.array(column).min(1),
    outputs: z.array(column).min(1),
    rules: z.array(rule).min(1),
  }),
});

const fileSchema = z.object({
  table: name,
  version: z.int().min(1),
  meaning: z.string().min(1),
  inputs: z.record(member, valueSchema),
  outputs: z.record(member, valueSchema),
  nodes: z.tuple(
    [
      z.object({ id: z.string(), type: z.literal('inputNode') }),
      tableNode,
      z.object({ id: z.string(), type: z.literal('outputNode') }),
    ],
    'must be an input node, a decision table and an output node, in this order',
  ),
  edges: z.array(z.object({ sourceId: z.string(), targetId: z.string() })),
});

/** What a value of a table may be. */
export type ValueSchema = z.output<typeof valueSchema>;

/** One row: its name, the condition of each column that has one, and what it says. */
export interface TableRow {
  readonly row: string;
  readonly note: string;
  /** By the field of the column; a column without condition is left out. */
  readonly conditions: readonly { readonly field: string; readonly condition: string }[];
  readonly outputs: Readonly<Record<string, string | number | boolean>>;
}

/** A decision table that was read; its conditions are still text. */
export interface TableModel {
  readonly table: string;
  readonly version: number;
  readonly meaning: string;
  readonly inputs: Readonly<Record<string, ValueSchema>>;
  readonly outputs: Readonly<Record<string, ValueSchema>>;
  readonly rows: readonly TableRow[];
}

type TableFile = z.output<typeof fileSchema>;

/** Reads a parsed file; every fault names its row and column. */
export function readModel(file: unknown): Result<TableModel, readonly Fault[]> {
  const parsed = fileSchema.safeParse(file);
  if (!parsed.success) return err(faultsOf(parsed.error));
  const read = rowsOf(parsed.data);
  if (!read.ok) return read;
  const { table, version, meaning, inputs, outputs } = parsed.data;
  return ok({ table, version, meaning, inputs, outputs, rows: read.value });
}

const AMOUNT_FIELD = /^number\((\w+)\)$/;

/** The input that a column looks at: a field is an input, or `number(input)` of a decimal. */
export const inputOf = (field: string): string => AMOUNT_FIELD.exec(field)?.[1] ?? field;

function rowsOf(file: TableFile): Result<readonly TableRow[], readonly Fault[]> {
  const { inputs: columns, outputs: results, rules } = file.nodes[1].content;
  const faults = [...edgeFaults(file), ...columnFaults(file)];
  const rows: TableRow[] = [];
  const seen = new Set<string>();
  for (const [at, { _id: row, _description: note = '', ...cells }] of rules.entries()) {
    const path = `$.rules[${at}]`;
    const fault = (message: string): void => void faults.push({ path, message: `row ${row}: ${message}` });
    if (seen.has(row)) fault('another row has the same name');
    seen.add(row);
    const known = new Set([...columns, ...results].map(({ id }) => id));
    for (const cell of Object.keys(cells)) if (!known.has(cell)) fault(`there is no column ${cell}`);
    const conditions = columns.flatMap(({ id, field }) => {
      const condition = (cells[id] ?? '').trim();
      if (condition === '-') fault(`column ${field}: leave a cell empty where it does not matter`);
      return condition === '' ? [] : [{ field, condition }];
    });
    const isLast = at === rules.length - 1;
    if (isLast && conditions.length > 0) fault('the last row must match whatever comes: no conditions');
    if (!isLast && conditions.length === 0) fault('it matches whatever comes: the rows below never decide');
    const outputs: Record<string, string | number | boolean> = {};
    for (const { id, field } of results) {
      const value = literalOf(cells[id] ?? '');
      const wrong = value === undefined ? 'must be a text in quotes, a number, true or false' : null;
      const misfit = wrong ?? misfitOf(file.outputs[field], value);
      if (misfit === null) outputs[field] = value as string | number | boolean;
      else fault(`column ${field}: ${misfit}`);
    }
    rows.push({ row, note, conditions, outputs });
  }
  return faults.length > 0 ? err(faults) : ok(rows);
}

function edgeFaults({ nodes: [input, table, output], edges }: TableFile): Fault[] {
  const wanted = [[input.id, table.id], [table.id, output.id]];
  const isWhole = wanted.every(([from, to]) =>
    edges.some(({ sourceId, targetId }) => sourceId === from && targetId === to),
  );
  if (isWhole && edges.length === wanted.length) return [];
  return [{ path: '$.edges', message: 'must lead from the input to the table and from it to the output' }];
}

function columnFaults(file: TableFile): Fault[] {
  const { inputs, outputs } = file.nodes[1].content;
  const faults: Fault[] = [];
  for (const { field } of inputs) {
    const input = inputOf(field);
    const declared = file.inputs[input];
    if (declared === undefined) {
      faults.push({ path: '$.inputs', message: `column ${field} looks at ${input}, which is not declared` });
    } else if ((declared.format === 'decimal') !== (field !== input)) {
      const message = `column ${field}: a decimal, and nothing else, is compared as number(${input})`;
      faults.push({ path: '$.inputs', message });
    }
  }
  const said = outputs.map(({ field }) => field).sort();
  const declared = Object.keys(file.outputs).sort();
  if (said.join() !== declared.join()) {
    const message = `the columns say ${said.join(', ')}, declared are ${declared.join(', ')}`;
    faults.push({ path: '$.outputs', message });
  }
  return faults;
}

/** A constant as a cell writes it; `undefined`: it is none. */
function literalOf(cell: string): string | number | boolean | undefined {
  try {
    const value: unknown = JSON.parse(cell);
    return ['string', 'number', 'boolean'].includes(typeof value) ? (value as string) : undefined;
  } catch {
    return undefined;
  }
}

const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
/** Digits that every engine keeps exactly. */
const DIGITS_MAX = 15;

/** Why a value is not what its schema says, or `null` if it is. */
export function misfitOf(schema: ValueSchema | undefined, value: unknown): string | null {
  if (schema === undefined) return 'is not declared';
  const { type, format } = schema;
  const isOfType = type === 'integer' ? Number.isSafeInteger(value) : typeof value === type;
  if (!isOfType) return `must be ${type === 'integer' ? 'a whole number' : `a ${type}`}`;
  if (schema.enum !== undefined && !schema.enum.includes(value as string)) {
    return `must be one of ${schema.enum.join(', ')}`;
  }
  if (format !== 'decimal') return null;
  if (!DECIMAL.test(value as string)) return 'must be a decimal number as text, such as "12.50"';
  const digits = (value as string).replaceAll(/[-.]/g, '').length;
  return digits > DIGITS_MAX ? `must have at most ${DIGITS_MAX} digits` : null;
}
