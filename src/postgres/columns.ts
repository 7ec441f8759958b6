/**
 * Set-based parameters: each column of a batch travels as one joined string. The driver escapes
 * arrays slowly (a tenth of our CPU); joining is free, and the server splits quickly.
 */

/** Separates values: no JSON text, identifier or note can hold it. */
const SEPARATOR = '\u001e';
/** Stands for null, which a joined string cannot say otherwise. */
const NULL = '\u001d';

/** A value that a column can carry. */
export type Value = string | number | bigint | boolean | null;

/** One column as a parameter. Values that could be taken for separators are cleaned. */
export function joined(values: readonly Value[]): string {
  let text = '';
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (at > 0) text += SEPARATOR;
    text += value === null ? NULL : typeof value === 'string' ? cleaned(value) : String(value);
  }
  return text;
}

/** Only texts of people and of foreign systems can hold separators, and then by mistake. */
function cleaned(value: string): string {
  if (!value.includes(SEPARATOR) && !value.includes(NULL)) return value;
  return value.replaceAll(SEPARATOR, '\uFFFD').replaceAll(NULL, '\uFFFD');
}

/** SQL that reads parameter `$n` back as an array of a type. */
export const arrayOf = (position: number, type: string): string =>
  type === 'text'
    ? `string_to_array($${position},E'\\x1e',E'\\x1d')`
    : `string_to_array($${position},E'\\x1e',E'\\x1d')::${type}[]`;

/** SQL of a rowset from parameters, for example `unnest(…) as u(key,version)`. */
export function rowset(alias: string, columns: readonly Column<never>[], from = 1): string {
  const arrays = columns.map((column, at) => arrayOf(from + at, column.type));
  const names = columns.map((column) => column.name);
  return `unnest(${arrays.join(',')}) as ${alias}(${names.join(',')})`;
}

/** A column of a statement: its name, its type, and where a row has it. */
export interface Column<Row> {
  readonly name: string;
  readonly type: string;
  /** An empty text is a value of it. Alone in its column it would be taken for no value at all. */
  readonly emptiable?: boolean;
  of(row: Row): Value;
}

let lastTime = 0;
let lastText = new Date(0).toISOString();

/** Milliseconds as an ISO text, which the server reads as timestamptz. */
export function time(at: number | null): string | null {
  if (at === null) return null;
  // Most times of a batch are its own: the text is made once.
  if (at !== lastTime) {
    lastText = new Date(at).toISOString();
    lastTime = at;
  }
  return lastText;
}

/** Parameters of a rowset. */
export const parameters = <Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): string[] => columns.map((column) => joined(rows.map((row) => column.of(row))));

/** A plain insert of many rows. */
export const insertSql = (table: string, columns: readonly Column<never>[], tail = ''): string =>
  `insert into ${table} (${columns.map((column) => column.name).join(',')}) ` +
  `select ${columns.map(selected).join(',')} from ${rowset('u', columns)} ${tail}`;

const selected = ({ name, emptiable }: Column<never>): string =>
  emptiable === true ? `coalesce(${name},'') as ${name}` : name;
