/** The rows of a file as records of their kinds, field by field. Pure. */
import { CsvError, parse } from 'csv-parse/sync';
import type { Fault } from '../../canonical/fact-type.ts';
import { err, ok, quoted, type Result } from '../../kernel/result.ts';
import { fieldValue } from './fields.ts';
import { FILE_LIMITS } from './limits.ts';
import type { CsvReading, FieldReading, FileReading, FixedReading } from './settings.ts';

/** One row of a file. */
export interface FileRecord {
  /** Kind of record, as the declaration names it. */
  readonly kind: string;
  readonly row: number;
  readonly fields: Readonly<Record<string, string | number>>;
}

/** Every row of a file, or everything that is wrong with them. */
export function recordsOf(
  text: string,
  reading: FileReading,
): Result<readonly FileRecord[], readonly Fault[]> {
  const rows = reading.format === 'csv' ? csvRows(text, reading) : fixedRows(text);
  if (!rows.ok) return err([rows.error]);
  if (rows.value.length > FILE_LIMITS.rowsMax) {
    return err([
      { path: '$', message: `has ${rows.value.length} rows; ${FILE_LIMITS.rowsMax} are the limit` },
    ]);
  }
  const records: FileRecord[] = [];
  const faults: Fault[] = [];
  const readRow = reading.format === 'csv' ? csvReader(reading, rows.value) : fixedReader(reading);
  if (!readRow.ok) return err(readRow.error);
  for (const row of reading.format === 'csv' && reading.header ? rows.value.slice(1) : rows.value) {
    const record = readRow.value(row);
    if (record.ok) records.push(record.value);
    else faults.push(...record.error);
  }
  return faults.length > 0 ? err(faults) : ok(records);
}

/** A row as it stands in the file. */
interface Row {
  readonly row: number;
  readonly cells: readonly string[];
}

type RowReader = (row: Row) => Result<FileRecord, readonly Fault[]>;

function csvRows(text: string, reading: CsvReading): Result<readonly Row[], Fault> {
  try {
    const parsed = parse(text, {
      delimiter: reading.delimiter,
      quote: reading.quote,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: FILE_LIMITS.rowLengthMax,
    }) as unknown as readonly { record: string[]; info: { lines: number } }[];
    return ok(parsed.map(({ record, info }) => ({ row: info.lines, cells: record })));
  } catch (error) {
    if (error instanceof CsvError) return err({ path: '$', message: `is no CSV: ${error.message}` });
    throw error;
  }
}

function fixedRows(text: string): Result<readonly Row[], Fault> {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const long = lines.findIndex((line) => line.length > FILE_LIMITS.rowLengthMax);
  if (long >= 0) return err(rowFault(long + 1, `has ${lines[long]!.length} characters`));
  const rows = lines.map((line, at) => ({ row: at + 1, cells: [line] }));
  return ok(rows.filter(({ cells: [line] }) => line!.trim() !== ''));
}

/** Columns by title are looked up once, in the first row. */
function csvReader(reading: CsvReading, rows: readonly Row[]): Result<RowReader, readonly Fault[]> {
  const titles = reading.header ? (rows[0]?.cells.map((title) => title.trim()) ?? []) : [];
  const faults: Fault[] = [];
  const places = new Map<string, number>();
  for (const [kind, { columns }] of Object.entries(reading.records)) {
    for (const [name, { column }] of Object.entries(columns)) {
      const at = typeof column === 'number' ? column - 1 : titles.indexOf(column);
      if (at < 0) faults.push({ path: '$', message: `there is no column ${quoted(String(column))}` });
      else if (titles.indexOf(titles[at]!, at + 1) > 0 && typeof column === 'string') {
        faults.push({ path: '$', message: `two columns are called ${quoted(column)}` });
      }
      places.set(`${kind}.${name}`, at);
    }
  }
  if (faults.length > 0) return err(faults);
  const width = reading.header ? titles.length : null;
  return ok(({ row, cells }) => {
    if (width !== null && cells.length !== width) {
      return err([rowFault(row, `has ${cells.length} columns; the first row has ${width}`)]);
    }
    const kind = kindOf(reading, cells[reading.tagColumn - 1] ?? '', row);
    if (!kind.ok) return err([kind.error]);
    return readFields(kind.value, row, reading.records[kind.value]!.columns, (name) => {
      return cells[places.get(`${kind.value}.${name}`)!] ?? null;
    });
  });
}

function fixedReader(reading: FixedReading): Result<RowReader, readonly Fault[]> {
  const { from, length } = reading.tagAt;
  const widths = new Map(
    Object.entries(reading.records).map(([kind, { columns }]) => {
      const ends = Object.values(columns).map((column) => column.from + column.length - 1);
      return [kind, Math.max(from + length - 1, ...ends)];
    }),
  );
  return ok(({ row, cells }) => {
    const line = cells[0]!;
    const kind = kindOf(reading, line.slice(from - 1, from - 1 + length), row);
    if (!kind.ok) return err([kind.error]);
    const width = widths.get(kind.value)!;
    if (line.slice(width).trim() !== '') {
      return err([rowFault(row, `has ${line.trimEnd().length} characters; ${width} are declared`)]);
    }
    const { columns } = reading.records[kind.value]!;
    return readFields(kind.value, row, columns, (_, column) => {
      return line.slice(column.from - 1, column.from - 1 + column.length);
    });
  });
}

function kindOf({ records }: FileReading, tag: string, row: number): Result<string, Fault> {
  const kinds = Object.entries(records);
  const found = kinds.find(([, kind]) => kind.tag === undefined || kind.tag === tag.trim());
  return found === undefined
    ? err(rowFault(row, `${quoted(tag.trim())} is no kind of record`))
    : ok(found[0]);
}

function readFields<C extends FieldReading>(
  kind: string,
  row: number,
  columns: Readonly<Record<string, C>>,
  textOf: (name: string, column: C) => string | null,
): Result<FileRecord, readonly Fault[]> {
  const fields: Record<string, string | number> = {};
  const faults: Fault[] = [];
  for (const [name, column] of Object.entries(columns)) {
    const text = textOf(name, column);
    if (text === null) {
      faults.push(rowFault(row, `has no column for ${name}`));
      continue;
    }
    const value = fieldValue(text, column);
    if (!value.ok) faults.push(rowFault(row, `${name}: ${value.error}`));
    else if (value.value !== undefined) fields[name] = value.value;
  }
  return faults.length > 0 ? err(faults) : ok({ kind, row, fields });
}

/** A fault of one row; people look it up by its number. */
export const rowFault = (row: number, message: string): Fault => ({
  path: '$',
  message: `row ${row}: ${message}`,
});
