/**
 * Set-based parameters: each column of a batch travels as one array, in the server's binary format. As
 * text, half of what it costs to store a row was reading its values back; and no value needs escaping.
 * Rows of a COPY travel in the same format, one after the other.
 */
import { DAY_MS } from '../kernel/instant.ts';

/** A value that a column can carry: times in milliseconds, days as `2026-03-01`. */
export type Value = string | number | bigint | boolean | Uint8Array | null;

/** Types of elements, with the number by which PostgreSQL knows each (`pg_type.oid`). */
const TYPES = {
  text: 25,
  bytea: 17,
  boolean: 16,
  smallint: 21,
  integer: 23,
  bigint: 20,
  date: 1082,
  timestamptz: 1184,
} as const;

export type ColumnType = keyof typeof TYPES;

/** A column of a statement: its name, its type, and where a row has it. */
export interface Column<Row> {
  readonly name: string;
  readonly type: ColumnType;
  readonly of: (row: Row) => Value;
}

/** A column by its members. */
export const column = <Row>(name: string, type: ColumnType, of: (row: Row) => Value): Column<Row> => ({
  name,
  type,
  of,
});

/** SQL of parameter `$n` as an array of a type. */
export const arrayOf = (position: number, type: ColumnType): string => `$${position}::${type}[]`;

/** SQL of a rowset from parameters, for example `unnest(…) as u(key,version)`. */
export function rowset(alias: string, columns: readonly Column<never>[], from = 1): string {
  const arrays = columns.map((column, at) => arrayOf(from + at, column.type));
  const names = columns.map((column) => column.name);
  return `unnest(${arrays.join(',')}) as ${alias}(${names.join(',')})`;
}

/** Parameters of a rowset. */
export const parameters = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Buffer[] =>
  columns.map(({ type, of }) => arrayFrom(type, rows, of));

/** One array of values as a parameter. */
export const array = (type: ColumnType, values: readonly Value[]): Buffer =>
  arrayFrom(type, values, (value) => value);

/** An array of texts as a parameter: most keys are texts. */
export const texts = (values: readonly (string | null)[]): Buffer => array('text', values);

/** A plain insert of many rows. */
export const insertSql = (table: string, columns: readonly Column<never>[], tail = ''): string => {
  const names = columns.map((column) => column.name).join(',');
  return `insert into ${table} (${names}) select ${names} from ${rowset('u', columns)} ${tail}`;
};

/** Dimensions, whether there are nulls, type, length, and the first index. */
const HEAD_BYTES = 20;
/** Bytes of the longest element that is no text, with its length before it. */
const ELEMENT_BYTES_MAX = 12;
/** A character of JavaScript takes at most so many bytes in UTF-8. */
const BYTES_PER_CHARACTER_MAX = 3;

/** Where arrays and rows are written before they are cut to size. */
let scratch = Buffer.allocUnsafe(1 << 20);

function arrayFrom<Row>(type: ColumnType, rows: readonly Row[], of: (row: Row) => Value): Buffer {
  let end = HEAD_BYTES;
  let nulls = 0;
  for (const row of rows) {
    const value = of(row);
    if (value === null) nulls = 1;
    end = writeElement(type, value, end);
  }
  scratch.writeInt32BE(rows.length === 0 ? 0 : 1, 0);
  scratch.writeInt32BE(nulls, 4);
  scratch.writeInt32BE(TYPES[type], 8);
  scratch.writeInt32BE(rows.length, 12);
  scratch.writeInt32BE(1, 16);
  return Buffer.from(scratch.subarray(0, rows.length === 0 ? 12 : end));
}

/** What a binary COPY begins with: its signature, no flags, no extension. */
const COPY_SIGNATURE = Buffer.from('PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
/** Of a message: its kind, and the length that follows it. */
const MESSAGE_HEAD_BYTES = 5;
/** The count that stands for the end of the rows, and the message that ends the stream. */
const COPY_END = Buffer.from([0xff, 0xff, 'c'.charCodeAt(0), 0, 0, 0, 4]);

/** The messages of a binary COPY: its rows, and that they are all. */
export function copyMessages<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Buffer {
  scratch.write('d', 0);
  let end = MESSAGE_HEAD_BYTES + COPY_SIGNATURE.copy(scratch, MESSAGE_HEAD_BYTES);
  for (const row of rows) {
    end = scratch.writeInt16BE(columns.length, end);
    for (const { type, of } of columns) end = writeElement(type, of(row), end);
  }
  // The length counts itself and the two bytes that end the rows, but not the kind, nor the message behind.
  scratch.writeInt32BE(end + 2 - 1, 1);
  end += COPY_END.copy(scratch, end);
  return Buffer.from(scratch.subarray(0, end));
}

/** Writes a value, its length before it, with room left for what ends the rows; answers where it ends. */
function writeElement(type: ColumnType, value: Value, at: number): number {
  const room = roomOf(value) + COPY_END.length;
  if (at + room > scratch.length) widen(at + room);
  return value === null ? scratch.writeInt32BE(-1, at) : ELEMENTS[type](value as never, at);
}

/** Bytes that a value takes at most. */
function roomOf(value: Value): number {
  if (typeof value === 'string') return 4 + value.length * BYTES_PER_CHARACTER_MAX;
  return value instanceof Uint8Array ? 4 + value.length : ELEMENT_BYTES_MAX;
}

function widen(bytes: number): void {
  const wider = Buffer.allocUnsafe(Math.max(bytes, scratch.length * 2));
  scratch.copy(wider);
  scratch = wider;
}

/** PostgreSQL counts time from the first moment of 2000, in microseconds, and days from that day. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
/** Values of 32 bits. */
const WORD = 2 ** 32;

/** How each type is written at a place of the scratch; each answers where it ends. */
const ELEMENTS = {
  text: (value: string, at: number): number => {
    const bytes = scratch.write(value, at + 4);
    scratch.writeInt32BE(bytes, at);
    return at + 4 + bytes;
  },
  bytea: (value: Uint8Array, at: number): number => {
    scratch.set(value, at + 4);
    scratch.writeInt32BE(value.length, at);
    return at + 4 + value.length;
  },
  boolean: (value: boolean, at: number): number => {
    scratch.writeInt32BE(1, at);
    return scratch.writeUInt8(value ? 1 : 0, at + 4);
  },
  smallint: (value: number, at: number): number => {
    scratch.writeInt32BE(2, at);
    return scratch.writeInt16BE(value, at + 4);
  },
  integer: (value: number, at: number): number => {
    scratch.writeInt32BE(4, at);
    return scratch.writeInt32BE(value, at + 4);
  },
  bigint: (value: bigint | string, at: number): number => {
    scratch.writeInt32BE(8, at);
    return scratch.writeBigInt64BE(BigInt(value), at + 4);
  },
  date: (value: string, at: number): number => {
    scratch.writeInt32BE(4, at);
    return scratch.writeInt32BE((Date.parse(value) - EPOCH_MS) / DAY_MS, at + 4);
  },
  timestamptz: (value: number, at: number): number => {
    const microseconds = (value - EPOCH_MS) * 1_000;
    const high = Math.floor(microseconds / WORD);
    scratch.writeInt32BE(8, at);
    scratch.writeInt32BE(high, at + 4);
    return scratch.writeUInt32BE(microseconds - high * WORD, at + 8);
  },
} satisfies Record<ColumnType, (value: never, at: number) => number>;

/** Milliseconds as a text that the server reads as timestamptz. */
export const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
