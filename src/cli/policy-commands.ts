/** The commands about policies: the decision tables, asking one, and bringing another version into force. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import * as contract from '../contract/resources/policies.ts';
import { openClient } from './client.ts';
import { add, examples, type Desk } from './command-desk.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { columnsOf, tableColumnsOf } from './io.ts';
import { actorOption, verdictArgument } from './options.ts';
import { indented, minute, section } from './show-answers.ts';
import { pairs, plural, table, type Column } from './table.ts';

type Value = string | number | boolean | null;
type Values = Readonly<Record<string, Value>>;

interface Version {
  readonly version: number;
  readonly state: string;
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly decidedBy: string | null;
}

interface Policy {
  readonly table: string;
  readonly meaning: string;
  readonly inForce: number;
  readonly versions: readonly Version[];
}

interface Answer {
  readonly outputs: Values;
  readonly version: number;
  readonly row: string;
}

interface Preview {
  readonly examined: number;
  readonly same: number;
  readonly changed: number;
  readonly unanswerable: number;
  readonly complete: boolean;
  readonly decisions: readonly {
    readonly instance: string;
    readonly row: string;
    readonly wouldRow: string | null;
    readonly fault: string | null;
  }[];
}

export function addPolicies(program: Command, desk: Desk): void {
  const policies = program
    .command('policies')
    .description('Decision tables: what rules decide, and bringing another version into force.')
    .addHelpText(
      'after',
      examples('policies list', 'policies ask approval-requirement kind=credit amount=300.00'),
    );
  addReading(policies, desk);
  addVersions(policies, desk);
}

function addReading(policies: Command, { io, run }: Desk): void {
  const list = add(
    policies, 'list', 'List the decision tables.', ['policies list'], '0 listed, 3 no server.',
  );
  list.action(() =>
    run(list, async () => {
      const result = (await openClient(io).get(contract.listPolicies)) as { items: readonly Policy[] };
      return { result, text: table(POLICY, result.items, tableColumnsOf(io.stdout)), right: true };
    }),
  );

  const show = add(
    policies, 'show', 'Show a decision table with its versions; --json has the file in force.',
    ['policies show return-eligibility', 'policies show return-eligibility --json'],
    '0 it is known, 3 no server, 4 no such table.',
  ).argument('<table>', 'name of the table');
  show.action((name: string) =>
    run(show, async () => {
      const result = (await openClient(io).get(contract.getPolicy, { table: name })) as Policy;
      return { result, text: showPolicy(result, columnsOf(io.stdout)), right: true };
    }),
  );

  const ask = add(
    policies, 'ask', 'Ask the version in force what it would decide; nothing is recorded.',
    ['policies ask approval-requirement kind=credit amount=300.00'],
    '0 answered, 2 the question is incomplete, 3 no server, 4 no such table.',
  )
    .argument('<table>', 'name of the table')
    .argument('<inputs...>', 'name=value, for each input of the table');
  ask.action((name: string, given: readonly string[]) =>
    run(ask, async () => {
      const body = { inputs: Object.fromEntries(given.map(readInput)) };
      const result = (await openClient(io).post(contract.askPolicy, body, { table: name })) as Answer;
      const outputs = Object.entries(result.outputs).map(([key, value]) => [key, String(value)] as const);
      const text = `Row ${result.row} of ${name} version ${result.version} decides:\n${pairs(outputs)}`;
      return { result, text, right: true };
    }),
  );
}

/** Amounts are text in every table; only whole numbers and truth values are not. */
function readInput(text: string): [string, Value] {
  const at = text.indexOf('=');
  if (at < 1) throw new CliError(EXIT.usage, 'bad-input', `"${text}" is no name=value.`);
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  if (value === 'true' || value === 'false') return [name, value === 'true'];
  return [name, /^-?\d+$/.test(value) && !name.toLowerCase().includes('amount') ? Number(value) : value];
}

function addVersions(policies: Command, { io, run }: Desk): void {
  const propose = add(
    policies, 'propose',
    'Propose another version of a table; it decides nothing until another person approved it.',
    ['policies propose approval-requirement new.json --reason "agreed in June"'],
    '0 proposed, 2 the file is not right, 3 no server, 4 no such table.',
  )
    .argument('<table>', 'name of the table')
    .argument('<file>', 'its JSON Decision Model')
    .requiredOption('--reason <text>', 'why; it goes into the audit chain')
    .addOption(actorOption());
  propose.action((name: string, path: string, options: { reason: string; as?: string }) =>
    run(propose, async () => {
      const { as: actor, reason } = options;
      const body = { file: await readJson(resolve(io.cwd, path)), reason };
      const operation = contract.proposePolicy;
      const result = (await openClient(io).post(operation, body, { table: name }, { actor })) as Version;
      const { version } = result;
      const next = `crossdock policies preview ${name} ${version}`;
      const text = `Version ${version} of ${name} is proposed. What it would change: ${next}`;
      return { result, text, right: true };
    }),
  );

  const preview = add(
    policies, 'preview', 'Show which decisions of the past a version would make otherwise.',
    ['policies preview approval-requirement 2'], '0 none, 1 some, 3 no server, 4 no such version.',
  )
    .argument('<table>', 'name of the table')
    .argument('<version>', 'number of the version');
  preview.action((name: string, version: string) =>
    run(preview, async () => {
      const operation = contract.previewPolicy;
      const result = (await openClient(io).get(operation, { table: name, version })) as Preview;
      const right = result.changed + result.unanswerable === 0;
      return { result, text: showPreview(result, tableColumnsOf(io.stdout)), right };
    }),
  );

  const decide = add(
    policies, 'decide', 'Approve or reject a version that another person proposed.',
    ['policies decide approval-requirement 2 approve --reason "agreed in June" --as grace'],
    '0 decided, 2 not possible, 3 no server or not allowed, 4 no such version.',
  )
    .argument('<table>', 'name of the table')
    .argument('<version>', 'number of the version')
    .addArgument(verdictArgument())
    .requiredOption('--reason <text>', 'why; it goes into the audit chain')
    .addOption(actorOption());
  type Decision = [table: string, version: string, verdict: string, options: { reason: string; as?: string }];
  decide.action((...[name, version, verdict, { as: actor, reason }]: Decision) =>
    run(decide, async () => {
      const params = { table: name, version };
      const operation = contract.decidePolicy;
      const body = { verdict, reason };
      const result = (await openClient(io).post(operation, body, params, { actor })) as Version;
      return { result, text: `Version ${version} of ${name} is ${result.state}.`, right: true };
    }),
  );
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    throw new CliError(EXIT.usage, 'no-file', `${file} cannot be read as JSON: ${(error as Error).message}.`);
  }
}

function showPolicy(answer: Policy, columnsMax: number): string {
  const versions = table(VERSION, answer.versions, columnsMax - 2);
  return [
    `${answer.table}: ${answer.meaning}`,
    `Version ${answer.inForce} is in force.`,
    section('Versions', indented(versions)),
  ].join('\n');
}

function showPreview(answer: Preview, columnsMax: number): string {
  const { examined, same, changed, unanswerable, complete, decisions } = answer;
  const head =
    `${plural(examined, 'decision')} made again${complete ? '' : ' (not all)'}: ` +
    `${same} the same, ${changed} otherwise, ${unanswerable} that it cannot be asked.`;
  return decisions.length === 0 ? head : `${head}\n${table(OTHERWISE, decisions, columnsMax)}`;
}

const POLICY: readonly Column<Policy>[] = [
  { heading: 'table', cell: ({ table: name }) => name },
  { heading: 'in force', align: 'right', cell: ({ inForce }) => String(inForce) },
  {
    heading: 'proposed',
    cell: ({ versions }) =>
      versions
        .filter(({ state }) => state === 'proposed')
        .map(({ version }) => version)
        .join(', '),
  },
  { heading: 'meaning', cell: ({ meaning }) => meaning },
];

const VERSION: readonly Column<Version>[] = [
  { heading: 'version', align: 'right', cell: ({ version }) => String(version) },
  { heading: 'state', cell: ({ state }) => state },
  { heading: 'proposed', cell: ({ proposedBy, proposedAt }) => `${minute(proposedAt)} by ${proposedBy}` },
  { heading: 'decided by', cell: ({ decidedBy }) => decidedBy ?? '–' },
  { heading: 'because', cell: ({ reason }) => reason },
];

const OTHERWISE: readonly Column<Preview['decisions'][number]>[] = [
  { heading: 'instance', cell: ({ instance }) => instance },
  { heading: 'by row', cell: ({ row }) => row },
  { heading: 'would be by', cell: ({ wouldRow, fault }) => wouldRow ?? fault ?? '–' },
];
