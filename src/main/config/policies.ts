/** Reads the files of the decision tables: each is checked as a whole when the configuration is. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../canonical/fact-type.ts';
import { compileTable, type DecisionTable } from '../../connectors/policy/decision-table.ts';

/** A decision table as its file has it. */
export interface PolicyFile {
  readonly table: DecisionTable;
  /** The file, as it was read: what is in force is compared with it. */
  readonly text: string;
}

/** Reads every table of a folder; what is wrong goes to `faults`, with the file's name. */
export function readPolicies(folder: string, faults: Fault[]): readonly PolicyFile[] {
  const fault = (file: string, message: string): void =>
    void faults.push({ path: `$.policies.${file}`, message });
  const policies: PolicyFile[] = [];
  for (const file of namesIn(folder, fault)) {
    const text = readFileSync(join(folder, file), 'utf8');
    const parsed = jsonOf(text);
    if (parsed === undefined) {
      fault(file, 'is no JSON');
      continue;
    }
    const table = compileTable(parsed);
    if (!table.ok) for (const { path, message } of table.error) fault(file, `${path} ${message}`);
    else if (`${table.value.model.table}.json` === file) policies.push({ table: table.value, text });
    else fault(file, `names the table ${table.value.model.table}`);
  }
  return policies;
}

function namesIn(folder: string, fault: (file: string, message: string) => void): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
  } catch (error) {
    fault('', `the folder ${folder} cannot be read: ${(error as Error).message}`);
    return [];
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
