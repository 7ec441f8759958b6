/** The commands about drift: what vendors' messages no longer are, and saying that it is right. */
import type { Command } from 'commander';
import * as contract from '../contract/resources/drift.ts';
import { openClient, type Query } from './client.ts';
import { add, examples, type Desk } from './command-desk.ts';
import { columnsOf } from './io.ts';
import { plural, table, type Column } from './table.ts';

interface DriftRow {
  readonly system: string;
  readonly topic: string;
  readonly path: string;
  readonly text: string;
}

interface LearnedAnswer {
  readonly items: readonly {
    readonly system: string;
    readonly topic: string;
    readonly messages: number;
    readonly drifts: readonly Omit<DriftRow, 'system' | 'topic'>[];
  }[];
}

interface Accepting {
  readonly reason: string;
  readonly topic?: string;
}

export function addDrift(program: Command, { io, run }: Desk): void {
  const drift = program
    .command('drift')
    .description("Members of vendors' messages that vanished, appeared or changed their type.")
    .addHelpText(
      'after',
      examples('drift list', 'drift accept shop $.discount --reason "their notes of May"'),
    );

  const list = add(
    drift, 'list', 'List what is not as it was, and since when.',
    ['drift list --system shop'], '0 all is as it was, 1 something is not, 3 no server.',
  ).option('--system <system>', 'only of this system');
  list.action((query: Query) =>
    run(list, async () => {
      const answer = (await openClient(io).get(contract.listDrift, {}, query)) as LearnedAnswer;
      const rows = answer.items.flatMap(({ system, topic, drifts }) =>
        drifts.map((one): DriftRow => ({ system, topic, ...one })),
      );
      const text = rows.length === 0 ? nothing(answer) : showDrift(rows, columnsOf(io.stdout));
      return { result: answer, text, right: rows.length === 0 };
    }),
  );

  const accept = add(
    drift, 'accept', 'Say that a member is right as it is now; its case closes.',
    ['drift accept shop $.discount --topic orders/create --reason "their release notes"'],
    '0 accepted, 2 it cannot be, 3 no server, 4 it is as it was.',
  )
    .argument('<system>', 'whose message it is')
    .argument('<path>', 'the member, as the list shows it')
    .option('--topic <topic>', 'kind of message, where the system names it')
    .requiredOption('--reason <text>', 'why it is right');
  accept.action((system: string, path: string, { reason, topic = '' }: Accepting) =>
    run(accept, async () => {
      const body = { system, topic, path, reason };
      const answer = (await openClient(io).post(contract.acceptDrift, body)) as { left: number };
      const left = answer.left === 0 ? '' : ` ${plural(answer.left, 'member')} more are not as they were.`;
      return { result: answer, text: `${path} of ${system} is right as it is now.${left}`, right: true };
    }),
  );
}

const nothing = ({ items }: LearnedAnswer): string =>
  items.length === 0
    ? 'No kind of message has been learned yet.'
    : `${plural(items.length, 'kind')} of messages look as they did.`;

function showDrift(rows: readonly DriftRow[], columnsMax: number): string {
  const columns: Column<DriftRow>[] = [
    { heading: 'system', cell: ({ system }) => system },
    { heading: 'kind', cell: ({ topic }) => topic },
    { heading: 'member', cell: ({ path }) => path },
    { heading: 'what', cell: ({ text }) => text },
  ];
  return table(columns, rows, columnsMax);
}
