/** The commands about codes: what is mapped, what waits for a mapping, and mapping it. */
import type { Command } from 'commander';
import * as contract from '../contract/resources/codes.ts';
import type { Page } from './answers.ts';
import { findServerFile, homeOf, openClient, type Query } from './client.ts';
import { add, examples, type Desk } from './command-desk.ts';
import { CliError } from './exit-codes.ts';
import type { MappedCode } from './handlers.ts';
import { columnsOf, type CliIo } from './io.ts';
import { limitOption } from './options.ts';
import { heldOutcome } from './proposal-commands.ts';
import { askPages } from './questions.ts';
import { plural, table, type Column } from './table.ts';

interface MappingAnswer extends MappedCode {
  readonly version: number;
  readonly reason: string;
  readonly mappedBy: string;
}

interface WaitingAnswer {
  readonly items: readonly {
    readonly system: string;
    readonly list: string;
    readonly code: string;
    readonly waiting: number;
    readonly since: string;
  }[];
}

interface MappedAnswer {
  readonly mapping: MappingAnswer;
  readonly before: string | null;
  readonly redriven: number;
  readonly stillFaulty: number;
}

interface PreviewAnswer {
  readonly before: string | null;
  readonly examined: number;
  readonly wouldComeIn: number;
  readonly stillFaulty: number;
  readonly complete: boolean;
  readonly messages: readonly {
    readonly id: string;
    readonly facts: readonly { readonly type: string; readonly entity: string; readonly key: string }[];
    readonly reason: string | null;
  }[];
}

interface MapOptions {
  readonly reason?: string;
  readonly preview?: true;
  readonly withdraw?: true;
}

/**
 * What people said that the codes of a system mean, those of every system first: its own come after
 * them. Nobody has said anything where no server of this installation runs.
 */
export async function mappedCodes(io: CliIo, system: string): Promise<readonly MappedCode[]> {
  if (io.env['CROSSDOCK_URL'] === undefined && findServerFile(homeOf(io)) === null) return [];
  const client = openClient(io);
  const of = (whose: string): Promise<Page<MappingAnswer>> =>
    askPages<MappingAnswer>(client, contract.listCodes, { system: whose }, Number.MAX_SAFE_INTEGER);
  try {
    return [...(await of('*')).items, ...(await of(system)).items];
  } catch (error) {
    // A server that was killed leaves its file behind; one that was named must answer.
    if (error instanceof CliError && error.code === 'not-running' && io.env['CROSSDOCK_URL'] === undefined) {
      return [];
    }
    throw error;
  }
}

export function addCodes(program: Command, { io, run }: Desk): void {
  const codes = program
    .command('codes')
    .description('What the codes of each system mean to us, and what waits for one that nobody has mapped.')
    .addHelpText('after', examples('codes waiting', 'codes map wms unit CA case --reason "their carton"'));

  const list = add(
    codes, 'list', 'List what is mapped, each code in its newest version.',
    ['codes list', 'codes list --system wms --list unit'], '0 listed, 3 no server.',
  )
    .option('--system <system>', 'only of this system; * for what holds for all')
    .option('--list <list>', 'only of this list, for example unit')
    .addOption(limitOption());
  list.action(({ limit, ...query }: Query & { readonly limit: number }) =>
    run(list, async () => {
      const client = openClient(io);
      const page = await askPages<MappingAnswer>(client, contract.listCodes, query, limit);
      return { result: page, text: showMappings(page.items, columnsOf(io.stdout)), right: true };
    }),
  );

  const waiting = add(
    codes, 'waiting', 'List codes that messages wait for, the most wanted first.',
    ['codes waiting --json'], '0 nothing waits, 1 something does, 3 no server.',
  );
  waiting.action(() =>
    run(waiting, async () => {
      const answer = (await openClient(io).get(contract.listWaitingCodes)) as WaitingAnswer;
      return {
        result: answer,
        text: showWaiting(answer, columnsOf(io.stdout)),
        right: answer.items.length === 0,
      };
    }),
  );

  const map = add(
    codes, 'map', 'Say what a code means, and let in what waited for it.',
    [
      'codes map wms unit CA case --preview',
      'codes map wms unit CA case --reason "CA is their carton"',
      'codes map "*" item-unit IT-1/case 12 --reason "twelve to a case, says the item master"',
    ],
    '0 mapped and nothing waits any more, 1 something still waits, 2 it cannot mean that, 3 no server.',
  )
    .argument('<system>', 'whose code it is; * for every system')
    .argument('<list>', 'kind of code, for example unit')
    .argument('<code>', 'the code, as the system writes it')
    .argument('[meaning]', 'our word')
    .option('--reason <text>', 'why it means that; needed unless it is a preview')
    .option('--preview', 'only show what it would let in')
    .option('--withdraw', 'the code means nothing any more');
  map.action((system: string, name: string, code: string, word: string | undefined, options: MapOptions) =>
    run(map, async () => {
      const meaning = options.withdraw === true ? null : (word ?? map.error('error: a meaning is missing'));
      const wanted = { system, list: name, code, meaning };
      const client = openClient(io);
      if (options.preview === true) {
        const preview = (await client.post(contract.previewCode, wanted)) as PreviewAnswer;
        return { result: preview, text: showPreview(preview), right: preview.stillFaulty === 0 };
      }
      const reason = options.reason ?? map.error('error: --reason is needed: it is kept with the mapping');
      const answer = await client.post(contract.mapCode, { ...wanted, reason });
      const held = heldOutcome(answer);
      if (held !== null) return held;
      const mapped = answer as MappedAnswer;
      return { result: mapped, text: showMapped(mapped), right: mapped.stillFaulty === 0 };
    }),
  );
}

function showMappings(items: readonly MappingAnswer[], columnsMax: number): string {
  if (items.length === 0) return 'Nothing is mapped.';
  const columns: Column<MappingAnswer>[] = [
    { heading: 'system', cell: ({ system }) => system },
    { heading: 'list', cell: ({ list }) => list },
    { heading: 'code', cell: ({ code }) => code },
    { heading: 'means', cell: ({ meaning }) => meaning ?? '(withdrawn)' },
    { heading: 'version', align: 'right', cell: ({ version }) => String(version) },
    { heading: 'by', cell: ({ mappedBy }) => mappedBy },
    { heading: 'because', cell: ({ reason }) => reason },
  ];
  return table(columns, items, columnsMax);
}

function showWaiting({ items }: WaitingAnswer, columnsMax: number): string {
  if (items.length === 0) return 'No message waits for a code.';
  const columns: Column<WaitingAnswer['items'][number]>[] = [
    { heading: 'waiting', align: 'right', cell: ({ waiting }) => String(waiting) },
    { heading: 'since', cell: ({ since }) => since.slice(0, 16).replace('T', ' ') },
    { heading: 'system', cell: ({ system }) => system },
    { heading: 'list', cell: ({ list }) => list },
    { heading: 'code', cell: ({ code }) => code },
  ];
  return table(columns, items, columnsMax);
}

function showMapped({ mapping, before, redriven, stillFaulty }: MappedAnswer): string {
  const { system, list, code, meaning, version } = mapping;
  const now = meaning === null ? 'means nothing any more' : `means ${meaning}`;
  const was = before === null ? '' : `, no longer ${before}`;
  const left = plural(stillFaulty, 'message');
  const waits = stillFaulty === 0 ? '' : ` ${left} more must wait for something else.`;
  return (
    `${system} ${list} "${code}" ${now}${was} (version ${version}). ` +
    `${plural(redriven, 'message')} let in.${waits}`
  );
}

function showPreview(preview: PreviewAnswer): string {
  const { before, examined, wouldComeIn, stillFaulty, complete, messages } = preview;
  const lines = messages.map(({ id, facts, reason }) =>
    reason === null
      ? `  ${id}  ${facts.map(({ type, entity, key }) => `${type} ${entity}/${key}`).join(', ')}`
      : `  ${id}  still waits: ${reason}`,
  );
  const more = complete ? '' : ', the oldest ones only';
  return [
    `Nothing was changed. It means ${before ?? 'nothing'} now.`,
    `Waiting: ${plural(examined, 'message')}${more}. ${wouldComeIn} would come in, ` +
      `${stillFaulty} would still wait.`,
    ...lines,
  ].join('\n');
}
