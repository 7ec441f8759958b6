/** Aligned plain text. No colours, no boxes: it reads the same in a terminal, a mail and a log. */

/** A column: its heading, and to which side its cells keep. */
export interface Column<Row> {
  readonly heading: string;
  readonly align?: 'left' | 'right';
  cell(row: Row): string;
}

const GAP = '  ';
/** Below this many characters the last column has no room of its own: it goes under its row. */
const WIDTH_MIN = 24;
/** How far a last column that has no room of its own is set in. */
const UNDER = '    ';

/**
 * Rows under their headings. Nothing is left out: the last column is wrapped under its heading where
 * the screen ends, or under its row where the other columns leave it no room.
 * @param columnsMax characters of the screen; `Infinity` for one line each row
 */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  columnsMax: number,
): string {
  const texts = rows.map((row) => columns.map((column) => oneLine(column.cell(row))));
  const widths = columns.map(({ heading }, at) =>
    Math.max(heading.length, ...texts.map((cells) => cells[at]!.length)),
  );
  const last = columns.length - 1;
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + GAP.length, 0);
  const room = columnsMax - before;
  const isUnder = room < Math.min(WIDTH_MIN, widths[last]!);
  const pad = (cell: string, at: number): string =>
    columns[at]!.align === 'right' ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!);
  const line = (cells: readonly string[]): string => {
    const text = cells[last]!;
    const start = cells.slice(0, last).map(pad).join(GAP);
    if (isUnder) {
      const under = text === '' ? [] : wrapped(text, Math.max(WIDTH_MIN, columnsMax - UNDER.length));
      return [start.trimEnd(), ...under.map((part) => UNDER + part)].join('\n');
    }
    const [first, ...rest] = widths[last]! <= room ? [pad(text, last)] : wrapped(text, room);
    const head = last === 0 ? first! : `${start}${GAP}${first}`;
    return [head.trimEnd(), ...rest.map((part) => ' '.repeat(before) + part)].join('\n');
  };
  return [columns.map(({ heading }) => heading), ...texts].map(line).join('\n');
}

/** A text in lines of at most `width` characters, broken between words where that is possible. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > 0 ? space : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

/** Names and values under each other, the values aligned. */
export function pairs(rows: readonly (readonly [name: string, value: string])[], indent = '  '): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${indent}${name.padEnd(width)}  ${value}`.trimEnd()).join('\n');
}

/** A text of at most `width` characters, with a mark where something was left out. */
export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** Counts by name on one line, `done 412 · queued 3`; zeros are left out. */
export function countsLine(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).filter(([, count]) => count !== 0);
  if (parts.length === 0) return 'none';
  return parts.map(([name, count]) => `${wordsOf(name)} ${count}`).join(' · ');
}

/** `inDoubt` as people write it: `in doubt`. */
export const wordsOf = (name: string): string =>
  name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll('-', ' ').toLowerCase();

/** One noun with its number: `1 order`, `12 orders`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
