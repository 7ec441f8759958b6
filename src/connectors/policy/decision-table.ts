/** A decision table that can be asked: its conditions are evaluated by the Zen engine, row by row. */
import zen from '@gorules/zen-engine';
import type { Fault } from '../../canonical/fact-type.ts';
import type { PolicyDecision, PolicyValue } from '../../domain/policy/decision.ts';
import { PolicyQuestionError, type PolicyTable } from '../../application/ports/policy-book.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { inputOf, misfitOf, readModel, type TableModel, type ValueSchema } from './model.ts';

type Values = Readonly<Record<string, PolicyValue>>;

export class DecisionTable implements PolicyTable {
  readonly model: TableModel;

  constructor(model: TableModel) {
    this.model = model;
  }

  get name(): string {
    return this.model.table;
  }

  get version(): number {
    return this.model.version;
  }

  get meaning(): string {
    return this.model.meaning;
  }

  /**
   * Decides by the first row whose conditions all hold.
   * @throws PolicyQuestionError when the inputs are not those that the table declares.
   */
  decide(asked: Readonly<Record<string, unknown>>): PolicyDecision {
    const { table, version, rows } = this.model;
    const inputs = this.#checked(asked);
    const looked = new Map<string, unknown>();
    const valueOf = (field: string): unknown => {
      if (!looked.has(field)) looked.set(field, numberOrValue(field, inputs));
      return looked.get(field);
    };
    for (const { row, conditions, outputs } of rows) {
      if (conditions.every(({ field, condition }) => holds(condition, inputs, valueOf(field)))) {
        return { outputs, stamp: { table, version, row, inputs } };
      }
    }
    throw new PolicyQuestionError(`${table} version ${version} has no row for ${JSON.stringify(inputs)}`);
  }

  #checked(asked: Readonly<Record<string, unknown>>): Values {
    const { table, version, inputs: declared } = this.model;
    const wrong: string[] = [];
    for (const input of Object.keys(asked)) {
      if (declared[input] === undefined) wrong.push(`${input} is not declared`);
    }
    for (const [input, schema] of Object.entries(declared)) {
      const misfit = misfitOf(schema, asked[input]);
      if (misfit !== null) wrong.push(`${input} ${misfit}`);
    }
    if (wrong.length > 0) {
      throw new PolicyQuestionError(`${table} version ${version} cannot be asked this: ${wrong.join('; ')}`);
    }
    const names = Object.keys(declared).sort();
    return Object.fromEntries(names.map((input) => [input, asked[input] as PolicyValue]));
  }
}

/** At most 15 digits were let in, so a double holds the decimal exactly enough to be compared. */
const numberOrValue = (field: string, inputs: Values): unknown => {
  const input = inputOf(field);
  return input === field ? inputs[input] : Number(inputs[input]);
};

const holds = (condition: string, inputs: Values, value: unknown): boolean =>
  zen.evaluateUnaryExpressionSync(condition, { ...inputs, $: value });

/** A text in a cell. */
const QUOTED = /"([^"]*)"|'([^']*)'/g;

/** Reads a parsed file, and tries every condition, so that none fails when it is needed. */
export function compileTable(file: unknown): Result<DecisionTable, readonly Fault[]> {
  const read = readModel(file);
  if (!read.ok) return read;
  const { inputs, rows } = read.value;
  const samples: Record<string, PolicyValue> = {};
  for (const [input, schema] of Object.entries(inputs)) samples[input] = sampleOf(schema);
  const faults = rows.flatMap(({ row, conditions }, at) =>
    conditions.flatMap(({ field, condition }): readonly Fault[] => {
      const fault = conditionFault(field, condition, inputs, samples);
      if (fault === null) return [];
      return [{ path: `$.rules[${at}]`, message: `row ${row}: column ${field}: ${fault}` }];
    }),
  );
  return faults.length > 0 ? err(faults) : ok(new DecisionTable(read.value));
}

function conditionFault(
  field: string,
  condition: string,
  inputs: Readonly<Record<string, ValueSchema>>,
  samples: Values,
): string | null {
  const known = inputs[inputOf(field)]?.enum;
  const words = [...condition.matchAll(QUOTED)].map(([, double, single]) => double ?? single ?? '');
  const unknown = known === undefined ? undefined : words.find((word) => !known.includes(word));
  if (unknown !== undefined) return `"${unknown}" is none of ${known!.join(', ')}`;
  try {
    holds(condition, samples, numberOrValue(field, samples));
    return null;
  } catch (error) {
    const [said = ''] = String(error).split('\n');
    return `${condition} cannot be evaluated: ${said}`;
  }
}

function sampleOf(schema: ValueSchema): PolicyValue {
  if (schema.enum !== undefined) return schema.enum[0]!;
  if (schema.format === 'decimal') return '1';
  return { string: 'text', integer: 1, boolean: true }[schema.type];
}
