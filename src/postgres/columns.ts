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
  return joinedBy(values, (value) => value);
}

function joinedBy<Row>(rows: readonly Row[], of: (row: Row) => Value): string {
  let text = '';
  for (let at = 0; at < rows.length; at++) {
    const value = of(rows[at]!);
    if (at > 0) text += SEPARATOR;
    text += value === null ? NULL : typeof value === 'string' ? cleaned(value) : String(value);
  }
  return text;
}

const SEPARATORS = new RegExp(`[${SEPARATOR}${NULL}]`);
const EACH_SEPARATOR = new RegExp(SEPARATORS, 'g');

/** Only texts of people and of foreign systems can hold separators, and then by mistake. */
const cleaned = (value: string): string =>
  SEPARATORS.test(value) ? value.replace(EACH_SEPARATOR, '\uFFFD') : value;

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
  readonly of: (row: Row) => Value;
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
): string[] => columns.map((column) => joinedBy(rows, column.of));

/** A plain insert of many rows. */
export const insertSql = (table: string, columns: readonly Column<never>[], tail = ''): string =>
  `insert into ${table} (${columns.map((column) => column.name).join(',')}) ` +
  `select ${columns.map(selected).join(',')} from ${rowset('u', columns)} ${tail}`;

const selected = ({ name, emptiable }: Column<never>): string =>
  emptiable === true ? `coalesce(${name},'') as ${name}` : name;
