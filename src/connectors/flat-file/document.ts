/** The records of a file as one document, which the mapping's expressions look at. Pure. */
import type { CodeBook } from '../../application/ports/code-book.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { rowFault, type FileRecord } from './rows.ts';
import type { FileReading } from './settings.ts';

type Members = Record<string, unknown>;

/** A file as a document: records by kind, each with its row. */
export type FileDocument = Readonly<Members>;

/** Puts the records together; what is missing or in the wrong place is a fault. */
export function documentOf(
  records: readonly FileRecord[],
  reading: FileReading,
  file: { readonly name: string; readonly checksum: string },
): Result<FileDocument, readonly Fault[]> {
  const document: Members = { file };
  const faults = misplaced(records, reading);
  for (const [kind, { place, within }] of Object.entries(reading.records)) {
    if (place === undefined && within === undefined) document[kind] = [];
  }
  const open = new Map<string, Members>();
  for (const { kind, row, fields } of records) {
    const { place, within } = reading.records[kind]!;
    const made: Members = { row, ...fields };
    for (const [inner, record] of Object.entries(reading.records)) {
      if (record.within === kind) {
        made[inner] = [];
        open.delete(inner);
      }
    }
    open.set(kind, made);
    if (place !== undefined) {
      document[kind] = made;
      continue;
    }
    const holder = within === undefined ? document : open.get(within);
    if (holder === undefined) faults.push(rowFault(row, `no ${within} is open that it belongs to`));
    else (holder[kind] as Members[]).push(made);
  }
  if (faults.length > 0) return err(faults);
  return reading.group === undefined ? ok(document) : grouped(document, reading);
}

/** A file that was cut off has no last record. */
function misplaced(records: readonly FileRecord[], { records: kinds }: FileReading): Fault[] {
  const faults: Fault[] = [];
  for (const [kind, { place }] of Object.entries(kinds)) {
    if (place === undefined) continue;
    const found = records.filter((record) => record.kind === kind);
    const expected = place === 'first' ? records[0] : records.at(-1);
    if (found.length === 0) faults.push({ path: '$', message: `the file has no ${kind}: it is not whole` });
    else if (found.length > 1) faults.push(rowFault(found[1]!.row, `there is a second ${kind}`));
    else if (found[0] !== expected)
      faults.push(rowFault(found[0]!.row, `the ${kind} does not come ${place}`));
  }
  return faults;
}

/** Rows with the same values become one record with lines, in the order of their first rows. */
function grouped(
  document: Members,
  { group, records }: FileReading,
): Result<FileDocument, readonly Fault[]> {
  const { as, by, same, lines } = group!;
  const [kind] = Object.keys(records);
  const groups = new Map<string, Members>();
  const faults: Fault[] = [];
  for (const row of document[kind!] as Members[]) {
    const key = JSON.stringify(by.map((name) => row[name] ?? null));
    let found = groups.get(key);
    if (found === undefined) {
      const shared = [...by, ...same].filter((name) => row[name] !== undefined);
      found = {
        row: row['row'],
        ...Object.fromEntries(shared.map((name) => [name, row[name]])),
        [lines]: [],
      };
      groups.set(key, found);
    }
    for (const name of same) {
      if (row[name] === found[name]) continue;
      const before = `in row ${String(found['row'])} it is ${shown(found[name])}`;
      faults.push(rowFault(row['row'] as number, `${name} is ${shown(row[name])}; ${before}`));
    }
    (found[lines] as Members[]).push(row);
  }
  return faults.length > 0 ? err(faults) : ok({ ...document, [as]: [...groups.values()] });
}

const shown = (value: unknown): string => (value === undefined ? 'blank' : JSON.stringify(value));

/** Counts and totals that the file states of itself, held against what is in it. */
export function checked(
  document: FileDocument,
  { checks }: FileReading,
  headers: Readonly<Record<string, unknown>>,
  codes: CodeBook,
): readonly Fault[] {
  const given = { root: document, names: new Map([['headers', headers]]), codes };
  return checks.flatMap(({ what, says, is }): readonly Fault[] => {
    const stated = says.evaluate(given);
    const found = is.evaluate(given);
    const faults = [stated, found].flatMap((result) => (result.ok ? [] : [result.error]));
    if (!stated.ok || !found.ok) return faults;
    if (String(stated.value) === String(found.value)) return [];
    const message = `${what}: the file says ${String(stated.value)}, and it is ${String(found.value)}`;
    return [{ path: '$', message }];
  });
}

/** A fault with the row of the record that its path leads into. */
export function located(fault: Fault, document: FileDocument): Fault {
  let place: unknown = document;
  let row: unknown;
  for (const [, name, index] of fault.path.matchAll(/\.([A-Za-z]\w*)|\[(\d+)\]/g)) {
    place = (place as Members | undefined)?.[name ?? index!];
    if (typeof place !== 'object' || place === null) break;
    row = (place as Members)['row'] ?? row;
  }
  return row === undefined ? fault : { ...fault, message: `row ${String(row)}: ${fault.message}` };
}
