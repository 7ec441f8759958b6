/** The commands about roles that people took in an emergency: which, and whether it was right. */
import { Argument, type Command } from 'commander';
import * as contract from '../contract/resources/break-glass.ts';
import type { Page } from './answers.ts';
import { openClient, type Query } from './client.ts';
import { add, examples, type Desk } from './command-desk.ts';
import { tableColumnsOf } from './io.ts';
import { actorOption, limitOption } from './options.ts';
import { askPages } from './questions.ts';
import { minute, more } from './show-answers.ts';
import { table, wordsOf, type Column } from './table.ts';

interface Glass {
  readonly id: string;
  readonly person: string;
  readonly role: string;
  readonly reason: string;
  readonly takenAt: string;
  readonly endsAt: string;
  readonly returnedAt: string | null;
  readonly acts: number;
  readonly reviewedBy: string | null;
  readonly verdict: 'justified' | 'not-justified' | null;
}

/** A role is taken in the console alone, by a person who signed in: a key is nobody's judgement. */
export function addBreakGlass(program: Command, { io, run }: Desk): void {
  const glass = program
    .command('break-glass')
    .description('Roles that people took in an emergency: in the console, signed in as themselves.')
    .addHelpText(
      'after',
      examples('break-glass list', 'break-glass review bgl_3 justified --reason "agreed by telephone"'),
    );

  const list = add(
    glass, 'list', 'List roles that were taken, the newest first.', ['break-glass list --json'],
    '0 all are reviewed, 1 some are not, 3 no server.',
  ).addOption(limitOption());
  list.action(({ limit, ...query }: Query & { readonly limit: number }) =>
    run(list, async () => {
      const page = await askPages<Glass>(openClient(io), contract.listBrokenGlass, query, limit);
      const right = page.items.every(({ verdict }) => verdict !== null);
      return { result: page, text: showList(page, tableColumnsOf(io.stdout)), right };
    }),
  );

  const review = add(
    glass, 'review', 'Say whether it was right that somebody took a role; its case closes.',
    ['break-glass review bgl_3 justified --reason "one credit, as agreed by telephone" --as grace'],
    '0 reviewed, 2 not over yet or reviewed before, 3 no server, or it was your own, 4 no such glass.',
  )
    .argument('<id>', 'for example bgl_3')
    .addArgument(new Argument('<verdict>', 'what is said').choices(['justified', 'not-justified']))
    .requiredOption('--reason <text>', 'why; it goes into the audit chain')
    .addOption(actorOption());
  review.action((id: string, verdict: string, { reason, as }: { reason: string; as?: string }) =>
    run(review, async () => {
      const operation = contract.reviewBrokenGlass;
      const result = await openClient(io).post(operation, { verdict, reason }, { glass: id }, { actor: as });
      return { result, text: `${id} is reviewed: ${wordsOf(verdict)}.`, right: true };
    }),
  );
}

function showList(page: Page<Glass>, columnsMax: number): string {
  if (page.items.length === 0) return 'Nobody took a role in an emergency.';
  const columns: Column<Glass>[] = [
    { heading: 'id', cell: ({ id }) => id },
    { heading: 'person', cell: ({ person }) => person },
    { heading: 'role', cell: ({ role }) => role },
    { heading: 'from', cell: ({ takenAt }) => minute(takenAt) },
    { heading: 'to', cell: ({ returnedAt, endsAt }) => minute(returnedAt ?? endsAt) },
    { heading: 'acts', align: 'right', cell: ({ acts }) => String(acts) },
    {
      heading: 'review',
      cell: ({ verdict, reviewedBy }) =>
        verdict === null ? 'not reviewed' : `${wordsOf(verdict)}, ${reviewedBy ?? ''}`,
    },
    { heading: 'because', cell: ({ reason }) => reason },
  ];
  return table(columns, page.items, columnsMax) + more(page);
}
