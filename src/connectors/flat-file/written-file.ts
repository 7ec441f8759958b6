/** A command as the file that tells the other system: its name and its bytes. Pure. */
import { stringify } from 'csv-stringify/sync';
import type { OutboundCommand } from '../../application/ports/connector.ts';
import { commandTypeOf } from '../../canonical/catalogue.ts';
import { err, ok, quoted, type Result } from '../../kernel/result.ts';
import type { Expression } from '../expression/expression.ts';
import type { Reading } from '../mapping/facts.ts';
import { encodeText } from './encoding.ts';
import type { FileWriting, FlatFileSettings } from './settings.ts';

/** A file that is to be delivered. */
export interface WrittenFile {
  readonly name: string;
  readonly body: Uint8Array;
}

interface Writing {
  readonly content: unknown;
  readonly names: ReadonlyMap<string, unknown>;
  readonly reading: Reading;
}

/** Writes a command by its template, or says why it cannot be written. */
export function writtenFile(
  command: OutboundCommand,
  { writes }: FlatFileSettings,
  reading: Reading,
): Result<WrittenFile, string> {
  const type = commandTypeOf(command.type);
  const template = Object.hasOwn(writes, command.type) ? writes[command.type] : undefined;
  if (type === undefined || template === undefined)
    return err(`${command.type} is not declared for this system`);
  const company = reading.companies.codeOf(command.entity);
  if (company === null) return err(`no company for ${command.entity}`);
  const { key, id, entity, generation, correlationId } = command;
  const about = { key, id, entity, company, generation, correlationId };
  const content = JSON.parse(type.encode(command.content)) as unknown;
  const writing: Writing = { content, names: new Map([['command', about]]), reading };
  const name = textOf(template.name, content, writing);
  if (!name.ok) return err(`name of the file: ${name.error}`);
  const rows = rowsOf(template, writing);
  if (!rows.ok) return rows;
  const body = encodeText(joined(template, rows.value), template.encoding);
  return body.ok ? ok({ name: name.value, body: body.value }) : body;
}

function rowsOf(template: FileWriting, writing: Writing): Result<readonly string[][], string> {
  const made: string[][] = [];
  for (const { each, cells } of template.rows) {
    const items = each === undefined ? ok([writing.content]) : itemsOf(each, writing);
    if (!items.ok) return items;
    for (const item of items.value) {
      const row: string[] = [];
      for (const cell of cells) {
        const text = textOf(cell.value, item, writing);
        if (!text.ok) return err(`${cell.title ?? `cell ${row.length + 1}`}: ${text.error}`);
        const placed = 'length' in cell ? padded(text.value, cell) : text;
        if (!placed.ok) return err(`${cell.title ?? `cell ${row.length + 1}`}: ${placed.error}`);
        row.push(placed.value);
      }
      made.push(row);
    }
  }
  return ok(made);
}

function joined(template: FileWriting, rows: readonly string[][]): string {
  const { newline } = template;
  if (template.format === 'fixed') return rows.map((row) => row.join('') + newline).join('');
  const { delimiter, quote, header } = template;
  const titles = template.rows[0]!.cells.map(({ title }) => title ?? '');
  return stringify([...(header ? [titles] : []), ...rows], { delimiter, quote, record_delimiter: newline });
}

/** Never cut off: a number that lost a digit is another number. */
function padded(
  text: string,
  { length, align, fill }: { length: number; align: 'left' | 'right'; fill: string },
): Result<string, string> {
  if (text.length > length) return err(`${quoted(text)} is longer than ${length}`);
  return ok(align === 'left' ? text.padEnd(length, fill) : text.padStart(length, fill));
}

function itemsOf(
  each: Expression,
  { content, names, reading }: Writing,
): Result<readonly unknown[], string> {
  const list = each.evaluate({ root: content, names, codes: reading.codes });
  if (!list.ok) return err(`${list.error.path} ${list.error.message}`);
  if (list.value === undefined || list.value === null) return ok([]);
  return ok(Array.isArray(list.value) ? list.value : [list.value]);
}

function textOf(expression: Expression, focus: unknown, writing: Writing): Result<string, string> {
  const { content, names, reading } = writing;
  const value = expression.evaluate({ root: content, focus, names, codes: reading.codes });
  if (!value.ok) return err(`${value.error.path} ${value.error.message}`);
  const found = value.value;
  if (found === undefined || found === null) return ok('');
  if (typeof found !== 'string' && typeof found !== 'number') return err('is neither text nor number');
  const text = String(found);
  // A line break inside of a field is a row to whoever reads it.
  return /[\r\n\0]/.test(text) ? err(`${quoted(text)} holds a line break`) : ok(text);
}
