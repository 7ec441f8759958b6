/** The commands about records: find one by any number, see and settle duplicates. */
import { Argument, type Command } from 'commander';
import * as contract from '../contract/resources/records.ts';
import { openClient, type Query } from './client.ts';
import { add, examples, type Desk, type Outcome } from './command-desk.ts';
import { columnsOf } from './io.ts';
import { entityOption, limitOption } from './options.ts';
import { table, type Column } from './table.ts';

interface FindingsAnswer {
  readonly records: readonly {
    readonly kind: string;
    readonly number: string;
    readonly entity: string;
    readonly lifecycle: string;
    readonly openCases: number;
    readonly matched: readonly { readonly as: string; readonly whose: string | null }[];
    readonly merged: readonly string[];
  }[];
}

interface DuplicatesAnswer {
  readonly items: readonly {
    readonly a: string;
    readonly b: string;
    readonly score: number;
    readonly reasons: readonly string[];
  }[];
}

interface MergeAnswer {
  readonly kind: string;
  readonly record: string;
  readonly into: string;
}

interface OwnershipAnswer {
  readonly types: readonly {
    readonly type: string;
    readonly owners: readonly string[];
    readonly told: readonly string[];
    readonly fields: readonly {
      readonly field: string;
      readonly owners: readonly string[];
      readonly conflict: string | null;
      readonly otherwise: string;
      readonly ignored: readonly { readonly system: string; readonly count: number }[];
    }[];
  }[];
}

interface Deciding extends Settling {
  readonly number: string;
}

interface Settling {
  readonly reason: string;
  readonly entity?: string;
}

const kindArgument = (): Argument => new Argument('<kind>', 'kind of record').choices(['customer', 'item']);

/** `find`: the one record that a number means. */
export function addFind(program: Command, { io, run }: Desk): void {
  const command = add(
    program, 'find', "Find the record that any system's number means: an order, a customer, an item.",
    ['find SH-1', 'find 10017 --entity uk'], '0 found, 3 no server, 4 no record has this number.',
  )
    .argument('<number>', 'number of a document or a record in any system')
    .addOption(entityOption());
  command.action((number: string, query: Query) =>
    run(command, async () => {
      const answer = (await openClient(io).get(contract.findNumber, {}, { ...query, number }));
      const result = answer as FindingsAnswer;
      return { result, text: showFindings(result, columnsOf(io.stdout)), right: true };
    }),
  );
}

/** `records`: duplicates, merging and splitting. */
export function addRecords(program: Command, { io, run }: Desk): void {
  const records = program
    .command('records')
    .description('Customers and items over all systems: which may be one, and saying that they are.')
    .addHelpText('after', examples('records duplicates customer', 'records split customer C-99 --reason x'));

  const duplicates = add(
    records, 'duplicates', 'Suggest records that may be one, the most alike first.',
    ['records duplicates customer --entity uk'], '0 none, 1 there are some, 3 no server.',
  )
    .addArgument(kindArgument())
    .addOption(entityOption())
    .addOption(limitOption());
  duplicates.action((kind: string, query: Query) =>
    run(duplicates, async () => {
      const answer = await openClient(io).get(contract.listDuplicates, { kind }, query);
      const result = answer as DuplicatesAnswer;
      const text = showDuplicates(result, columnsOf(io.stdout));
      return { result, text, right: result.items.length === 0 };
    }),
  );

  const merge = add(
    records, 'merge', 'Say that a record is another one. Nothing is rewritten; `split` takes it back.',
    ['records merge customer C-99 C-17 --entity uk --reason "same tax number, asked them"'],
    '0 merged, 2 not possible, 3 no server, 4 no such record.',
  )
    .addArgument(kindArgument())
    .argument('<record>', 'our number of the record that is the other one')
    .argument('<into>', 'our number of the record that stands for both')
    .option('--reason <text>', 'why they are one; needed unless it is a dry run')
    .option('--dry-run', 'tell what would be different, and change nothing')
    .addOption(entityOption());
  merge.action((kind: string, record: string, into: string, given: Merging) =>
    run(merge, async () => {
      const { reason, entity, dryRun } = given;
      if (dryRun === true) return previewOutcome(io, { kind, record, into, entity });
      if (reason === undefined) merge.error("error: required option '--reason <text>' not specified");
      const body = { into, reason, ...(entity === undefined ? {} : { entity }) };
      const answer = await openClient(io).post(contract.mergeRecord, body, { kind, record });
      const result = answer as MergeAnswer;
      return { result, text: `${kind} ${record} is ${result.into} from now on.`, right: true };
    }),
  );

  const decide = add(
    records, 'decide', 'Pick whose word about a field counts, where owners contradict each other.',
    ['records decide customer C-20 name shop --number U-20 --entity uk --reason "renamed in May"'],
    '0 decided, 2 there is nothing to decide, 3 no server.',
  )
    .addArgument(kindArgument())
    .argument('<record>', 'our number of the record')
    .argument('<field>', 'the field, for example name')
    .argument('<system>', 'whose word counts')
    .requiredOption('--number <number>', 'number of the record in that system')
    .requiredOption('--reason <text>', 'why')
    .addOption(entityOption());
  decide.action((kind: string, record: string, field: string, system: string, options: Deciding) =>
    run(decide, async () => {
      const { number, reason, entity } = options;
      const body = { field, system, number, reason, ...(entity === undefined ? {} : { entity }) };
      const answer = await openClient(io).post(contract.decideField, body, { kind, record });
      const result = answer as { readonly value: string };
      const text = `${field} of ${kind} ${record} is ${result.value}, says ${system}.`;
      return { result, text, right: true };
    }),
  );

  const split = add(
    records, 'split', 'Take a merge back: both records are as they were.',
    ['records split customer C-99 --entity uk --reason "two branches"'],
    '0 split, 2 it is not merged, 3 no server.',
  )
    .addArgument(kindArgument())
    .argument('<record>', 'our number of the record that was merged')
    .requiredOption('--reason <text>', 'why they are two')
    .addOption(entityOption());
  split.action((kind: string, record: string, { reason, entity }: Settling) =>
    run(split, async () => {
      const body = { reason, ...(entity === undefined ? {} : { entity }) };
      const answer = await openClient(io).post(contract.splitRecord, body, { kind, record });
      const result = answer as MergeAnswer;
      const text = `${kind} ${record} is a record of its own again, no longer ${result.into}.`;
      return { result, text, right: true };
    }),
  );
}

/** `ownership`: who may say what, field by field, and what was left out because of it. */
export function addOwnership(program: Command, { io, run }: Desk): void {
  const command = add(
    program, 'ownership', 'Tell who may say which fact and which of its fields, and who wins a conflict.',
    ['ownership', 'ownership --type customer.stated.v1 --json'], '0 told, 3 no server.',
  ).option('--type <type>', 'only this fact type');
  command.action(({ type }: { readonly type?: string }) =>
    run(command, async () => {
      const answer = (await openClient(io).get(contract.getOwnership)) as OwnershipAnswer;
      const types = answer.types.filter((one) => type === undefined || one.type === type);
      return { result: { types }, text: showOwnership(types, columnsOf(io.stdout)), right: true };
    }),
  );
}

interface OwnedRow {
  readonly what: string;
  readonly owners: string;
  readonly rule: string;
  readonly leftOut: string;
}

function showOwnership(types: OwnershipAnswer['types'], columnsMax: number): string {
  const rows = types.flatMap(({ type, owners, told, fields }): OwnedRow[] => [
    {
      what: type,
      owners: owners.join(', ') || 'nobody',
      rule: told.length === 0 ? '' : `told to ${told.join(', ')}`,
      leftOut: '',
    },
    ...fields.map(({ field, owners: whose, conflict, otherwise, ignored }): OwnedRow => ({
      what: `${type} ${field}`,
      owners: whose.join(', '),
      rule: [conflict ?? '', `others: ${otherwise}`].filter((word) => word !== '').join('; '),
      leftOut: ignored.map(({ system, count }) => `${count} of ${system}`).join(', '),
    })),
  ]);
  const columns: Column<OwnedRow>[] = [
    { heading: 'fact and field', cell: ({ what }) => what },
    { heading: 'owners', cell: ({ owners }) => owners },
    { heading: 'rule', cell: ({ rule }) => rule },
    { heading: 'left out', cell: ({ leftOut }) => leftOut },
  ];
  return table(columns, rows, columnsMax);
}

function showFindings({ records }: FindingsAnswer, columnsMax: number): string {
  const columns: Column<FindingsAnswer['records'][number]>[] = [
    { heading: 'what', cell: ({ kind }) => kind },
    { heading: 'number', cell: ({ number }) => number },
    { heading: 'entity', cell: ({ entity }) => entity },
    { heading: 'state', cell: ({ lifecycle }) => lifecycle },
    { heading: 'cases', align: 'right', cell: ({ openCases }) => String(openCases) },
    {
      heading: 'found as',
      cell: ({ matched, merged }) => {
        const ways = matched.map(({ as, whose }) => (whose === null ? as : `${as} of ${whose}`));
        return [...new Set(ways), ...merged.map((record) => `merged ${record}`)].join(', ');
      },
    },
  ];
  return table(columns, records, columnsMax);
}

function showDuplicates({ items }: DuplicatesAnswer, columnsMax: number): string {
  if (items.length === 0) return 'No records look like one.';
  const columns: Column<DuplicatesAnswer['items'][number]>[] = [
    { heading: 'score', align: 'right', cell: ({ score }) => String(score) },
    { heading: 'record', cell: ({ a }) => a },
    { heading: 'and', cell: ({ b }) => b },
    { heading: 'because', cell: ({ reasons }) => reasons.join('; ') },
  ];
  return table(columns, items, columnsMax);
}

interface Merging {
  readonly reason?: string;
  readonly entity?: string;
  readonly dryRun?: boolean;
}

interface PreviewAnswer {
  readonly fields: readonly {
    readonly field: string;
    readonly now: string | null;
    readonly merged: string | null;
    readonly isOpen: boolean;
  }[];
  readonly numbers: readonly { readonly number: string; readonly whose: string | null }[];
}

/** What a merge would come to. */
async function previewOutcome(
  io: Desk['io'],
  { kind, record, into, entity }: { kind: string; record: string; into: string; entity?: string | undefined },
): Promise<Outcome> {
  const body = { into, ...(entity === undefined ? {} : { entity }) };
  const answer = await openClient(io).post(contract.previewMerge, body, { kind, record });
  const result = answer as PreviewAnswer;
  const fields = result.fields.map(({ field, now, merged, isOpen }) =>
    `${field}: ${now ?? '–'} → ${isOpen ? 'a person must pick' : (merged ?? '–')}`,
  );
  const numbers = result.numbers.map(({ number, whose }) => number + (whose === null ? '' : ` of ${whose}`));
  const text = [
    `${kind} ${record} would be ${into}. Nothing was changed.`,
    ...(fields.length === 0 ? ['No field would change.'] : fields),
    `Numbers that would lead to ${into}: ${numbers.join(', ') || 'none'}.`,
  ].join('\n');
  return { result, text, right: true };
}
