/** Aligned plain text. No colours, no boxes: it reads the same in a terminal, a mail and a log. */

/** A column: its heading, and to which side its cells keep. */
export interface Column<Row> {
  readonly heading: string;
  readonly align?: 'left' | 'right';
  cell(row: Row): string;
}

const GAP = '  ';
/** A column is not squeezed below this many characters. */
const WIDTH_MIN = 8;

/** Rows under their headings; the last column is cut where the screen ends. */
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
  widths[last] = Math.max(WIDTH_MIN, Math.min(widths[last]!, columnsMax - before));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => {
        const text = at === last ? cut(cell, widths[at]!) : cell;
        return columns[at]!.align === 'right' ? text.padStart(widths[at]!) : text.padEnd(widths[at]!);
      })
      .join(GAP)
      .trimEnd();
  return [line(columns.map(({ heading }) => heading)), ...texts.map(line)].join('\n');
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
