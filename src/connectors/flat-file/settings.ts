/**
 * What a system that lives on files declares about them: which names, how rows become records, which
 * facts the records say, and how commands are written. Expressions are compiled while the
 * configuration is read.
 */
import { z } from 'zod';
import { commandTypeOf } from '../../canonical/catalogue.ts';
import { factMapping, using, word } from '../mapping/fact-mapping.ts';
import { mailboxSettings } from '../mailbox/settings.ts';
import { isTimeFormat } from './fields.ts';
import { trialSettings } from './trial-settings.ts';

const member = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,40}$/, 'must be a name such as "shipmentNo"')
  .refine((name) => name !== 'row' && name !== 'file', 'is taken: every record has its row');

const encoding = z.enum(['utf-8', 'latin1', 'windows-1252', 'iso-8859-15']).default('utf-8');

/** How the text of a field is read. Blank: the record does not have the member. */
const reading = {
  is: z.enum(['text', 'integer', 'decimal', 'date', 'time']).default('text'),
  /** Of a date or time: `YYYYMMDD`, `DD.MM.YYYY HH:mm`. */
  format: z.string().optional(),
  /** Of a time: the zone in which the sender's clock shows it. */
  zone: z.string().optional(),
  /** Of a decimal without a mark: how many of its last digits are decimals. */
  decimals: z.int().min(0).max(9).optional(),
  /** Of a decimal: what stands before the decimals. */
  mark: z.enum(['.', ',']).default('.'),
};

const csvColumn = z
  .strictObject({
    /** Its title in the first row, or its number from 1. */
    column: z.union([z.string().min(1), z.int().min(1)]),
    ...reading,
  })
  .superRefine(checkReading);

const fixedColumn = z
  .strictObject({ from: z.int().min(1), length: z.int().min(1), ...reading })
  .superRefine(checkReading);

function checkReading(
  { is, format, zone }: { is: string; format?: string | undefined; zone?: string | undefined },
  context: z.RefinementCtx,
): void {
  const fault = (message: string, path: string): void =>
    context.addIssue({ code: 'custom', path: [path], message });
  const timed = is === 'date' || is === 'time';
  if (timed && (format === undefined || !isTimeFormat(format, is))) {
    fault(`of a ${is} must be made of YYYY, MM, DD${is === 'time' ? ', HH, mm, ss' : ''}`, 'format');
  }
  if (is === 'time' && zone === undefined) fault('of a time must be said', 'zone');
}

const recordOf = <C extends z.ZodType>(column: C) =>
  z.strictObject({
    /** What tells it from records of other kinds; none where all rows are alike. */
    tag: z.string().min(1).optional(),
    /** It comes exactly once, there: a header, a trailer. */
    place: z.enum(['first', 'last']).optional(),
    /** The kind of record before it that it belongs to: a list of that one. */
    within: member.optional(),
    columns: z.record(member, column),
  });

/** Rows with the same values are one record, and the rows its lines. */
const group = z.strictObject({
  as: member,
  by: z.array(member).min(1),
  /** Members that must be the same in all of its rows. */
  same: z.array(member).default([]),
  lines: member.default('lines'),
});

/** Two figures of the file that must be equal: a count or a total, and what it counts. */
const check = z.strictObject({ what: z.string().min(1), says: using('headers'), is: using('headers') });

const readingCommon = {
  /** Names of the files that are read so, with `*` and `?`. */
  names: z.array(z.string().min(1)).min(1),
  encoding,
  group: group.optional(),
  checks: z.array(check).default([]),
  /** What the file says; expressions look at the file as a document. */
  facts: z.array(factMapping),
};

const csvReading = z.strictObject({
  format: z.literal('csv'),
  delimiter: z.string().length(1).default(','),
  quote: z.string().length(1).nullable().default('"'),
  /** The first row holds titles. */
  header: z.boolean().default(true),
  /** Number of the column that holds the tag, from 1. */
  tagColumn: z.int().min(1).default(1),
  records: z.record(member, recordOf(csvColumn)),
  ...readingCommon,
});

const fixedReading = z.strictObject({
  format: z.literal('fixed'),
  tagAt: z.strictObject({ from: z.int().min(1), length: z.int().min(1) }).default({ from: 1, length: 1 }),
  records: z.record(member, recordOf(fixedColumn)),
  ...readingCommon,
});

const fileReading = z
  .discriminatedUnion('format', [csvReading, fixedReading])
  .superRefine((file, context) => {
    const kinds = Object.entries(file.records);
    const fault = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    if (kinds.length === 0) fault(['records'], 'must name at least one kind');
    for (const [kind, { tag, within, place }] of kinds) {
      if (kinds.length > 1 && tag === undefined)
        fault(['records', kind, 'tag'], 'must tell it from the others');
      if (within === undefined) continue;
      const outer = file.records[within];
      if (outer === undefined || within === kind)
        fault(['records', kind, 'within'], 'is no other kind of record');
      else if (outer.place !== undefined || place !== undefined) {
        fault(
          ['records', kind, 'within'],
          'a record that comes once neither holds others nor lies within one',
        );
      }
    }
    const [[, only] = []] = kinds;
    for (const [at, name] of [...(file.group?.by ?? []), ...(file.group?.same ?? [])].entries()) {
      if (kinds.length !== 1) fault(['group'], 'groups rows that are all alike');
      else if (!Object.hasOwn(only!.columns, name)) fault(['group', at], `"${name}" is no column`);
    }
  });

const cell = { title: z.string().optional(), value: using('command') };

const rowsOf = <C extends z.ZodType>(one: C) =>
  z
    .array(
      z.strictObject({
        /** A list: one row for each item, which the cells look at; `$$` is still the whole. */
        each: using('command').optional(),
        cells: z.array(one).min(1),
      }),
    )
    .min(1);

const writingCommon = {
  /** Name of the file: the same for the same instruction, another for another. */
  name: using('command'),
  encoding,
  newline: z.enum(['\n', '\r\n']).default('\r\n'),
};

const csvWriting = z.strictObject({
  format: z.literal('csv'),
  delimiter: z.string().length(1).default(','),
  quote: z.string().length(1).default('"'),
  /** Begins with the titles of the first kind of row. */
  header: z.boolean().default(true),
  rows: rowsOf(z.strictObject(cell)),
  ...writingCommon,
});

const fixedWriting = z.strictObject({
  format: z.literal('fixed'),
  rows: rowsOf(
    z.strictObject({
      ...cell,
      length: z.int().min(1),
      align: z.enum(['left', 'right']).default('left'),
      fill: z.string().length(1).default(' '),
    }),
  ),
  ...writingCommon,
});

const fileWriting = z.discriminatedUnion('format', [csvWriting, fixedWriting]);

const unchecked = z.strictObject({
  mailbox: mailboxSettings.prefault({}),
  reads: z.array(fileReading).default([]),
  writes: z
    .record(
      z.string().refine((type) => commandTypeOf(type) !== undefined, 'is no command type'),
      fileWriting,
    )
    .default({}),
  /** Meanings of the system's codes by list, before those that people map while it runs. */
  codes: z.record(word, z.record(z.string(), z.string())).default({}),
  /** Samples for `connector check`. */
  trial: trialSettings.optional(),
});

/** Settings of the kind `flat-file`. */
export const flatFileSettings = unchecked.superRefine(({ trial, writes }, context) => {
  if (trial === undefined || Object.hasOwn(writes, trial.type)) return;
  const message = `"${trial.type}" is none of the commands that are written`;
  context.addIssue({ code: 'custom', path: ['trial', 'type'], message });
});

export type FlatFileInput = z.input<typeof flatFileSettings>;
export type FlatFileSettings = z.output<typeof flatFileSettings>;
export type FileReading = z.output<typeof fileReading>;
export type CsvReading = z.output<typeof csvReading>;
export type FixedReading = z.output<typeof fixedReading>;
export type FileWriting = z.output<typeof fileWriting>;
export type Encoding = z.output<typeof encoding>;
/** How the text of one field is read. */
export type FieldReading = Pick<z.output<typeof csvColumn>, keyof typeof reading>;

/** Gives the declaration of a system its types; the check is made when the configuration is loaded. */
export const defineFiles = (settings: FlatFileInput): FlatFileInput => settings;
