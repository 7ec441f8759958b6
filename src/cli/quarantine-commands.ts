/** The commands about what was not let in: what waits, trying it again, giving it up. */
import type { Command } from 'commander';
import * as contract from '../contract/resources/installation.ts';
import { openClient, type Asked, type Query } from './client.ts';
import { add, examples, type Desk } from './command-desk.ts';
import { columnsOf } from './io.ts';
import { limitOption } from './options.ts';
import { heldOutcome } from './proposal-commands.ts';
import { askPages } from './questions.ts';
import { table, type Column } from './table.ts';

interface EntryAnswer {
  readonly id: string;
  readonly source: string;
  readonly code: string;
  readonly reason: string;
  readonly seen: number;
  readonly receivedAt: string;
}

interface SettledAnswer {
  readonly id: string;
  readonly state: string;
  readonly reason?: string;
}

export function addQuarantine(program: Command, desk: Desk): void {
  const quarantine = program
    .command('quarantine')
    .description('What was not let in: kept whole with its reason, tried again, or given up.')
    .addHelpText(
      'after',
      examples('quarantine list --source wms', 'quarantine discard qua_7 --reason "sent again"'),
    );
  addList(quarantine, desk);
  addSettling(quarantine, desk, 'redrive', contract.redriveQuarantined, 'redriven', 'what was mended');
  addSettling(quarantine, desk, 'discard', contract.discardQuarantined, 'discarded', 'why nobody needs it');
}

function addList(group: Command, { io, run }: Desk): void {
  const list = add(
    group, 'list', 'List what waits, the oldest first.',
    ['quarantine list', 'quarantine list --code not-owner --json'],
    '0 nothing waits, 1 something does, 3 no server.',
  )
    .option('--source <system>', 'only from this system')
    .option('--code <code>', 'only for this reason, for example not-owner')
    .addOption(limitOption());
  list.action(({ limit, ...query }: Query & { readonly limit: number }) =>
    run(list, async () => {
      const page = await askPages<EntryAnswer>(openClient(io), contract.listQuarantine, query, limit);
      const text = showEntries(page.items, columnsOf(io.stdout));
      return { result: page, text, right: page.items.length === 0 };
    }),
  );
}

/** A command that settles one entry for a reason. */
function addSettling(
  group: Command,
  { io, run }: Desk,
  name: 'redrive' | 'discard',
  operation: Asked,
  settled: string,
  reasonIs: string,
): void {
  const texts = {
    redrive: 'Let an entry in again, after its cause was mended.',
    discard: 'Give an entry up: it is kept, and never let in.',
  } as const;
  const command = add(
    group, name, texts[name],
    [`quarantine ${name} qua_7 --reason "…"`],
    `0 ${settled}, 1 it still waits, 2 it cannot be, 4 no such entry.`,
  )
    .argument('<entry>', 'id of the entry, as the list shows it')
    .requiredOption('--reason <text>', `${reasonIs}; it is kept with the audit`);
  command.action((entry: string, { reason }: { readonly reason: string }) =>
    run(command, async () => {
      const sent = await openClient(io).post(operation, { reason }, { entry });
      const held = heldOutcome(sent);
      if (held !== null) return held;
      const answer = sent as SettledAnswer;
      const right = answer.state === settled;
      const why = right ? '' : ` ${answer.reason ?? ''}`;
      return { result: answer, text: `${entry} is ${answer.state}.${why}`, right };
    }),
  );
}

function showEntries(items: readonly EntryAnswer[], columnsMax: number): string {
  if (items.length === 0) return 'Nothing waits in quarantine.';
  const columns: Column<EntryAnswer>[] = [
    { heading: 'entry', cell: ({ id }) => id },
    { heading: 'since', cell: ({ receivedAt }) => receivedAt.slice(0, 16).replace('T', ' ') },
    { heading: 'from', cell: ({ source }) => source },
    { heading: 'seen', align: 'right', cell: ({ seen }) => String(seen) },
    { heading: 'because', cell: ({ code, reason }) => `${code}: ${reason}` },
  ];
  return table(columns, items, columnsMax);
}
