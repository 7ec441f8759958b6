/** Which client of the API called what, how often. */
import type { Command } from 'commander';
import type { z } from 'zod';
import { listUsage, type usageList } from '../contract/resources/usage.ts';
import { openClient } from './client.ts';
import { add, type Desk } from './command-desk.ts';
import { tableColumnsOf } from './io.ts';
import { limitOption } from './options.ts';
import { plural, table, type Column } from './table.ts';

/** Rows that the server gives at once. */
const ROWS_MAX = 1_000;

type UsageAnswer = z.output<typeof usageList>;

interface UsageOptions {
  readonly from?: string;
  readonly to?: string;
  readonly client?: string;
  readonly operation?: string;
  readonly byDay?: true;
  readonly limit: number;
}

export function addUsage(program: Command, { io, run }: Desk): void {
  const command = add(
    program,
    'usage',
    'Tell which client of the API called what, how often, and what was refused.',
    ['usage', 'usage --by-day --from 2031-05-01', 'usage --client 0f3a9b1c2d4e --json'],
    '0 answered, 2 wrong options, 3 no server.',
  )
    .option('--from <day>', 'not before this day, UTC')
    .option('--to <day>', 'not after this day, UTC')
    .option('--client <id>', 'only this client: the id of its key')
    .option('--operation <id>', 'only this operation, for example placeSalesOrder')
    .option('--by-day', 'a row for each day instead of one in all')
    .addOption(limitOption());
  command.action(({ byDay, limit, ...filter }: UsageOptions) =>
    run(command, async () => {
      const query = { ...filter, by: byDay === true ? 'day' : 'total', limit: Math.min(limit, ROWS_MAX) };
      const answer = (await openClient(io).get(
        listUsage,
        {},
        query,
      )) as UsageAnswer;
      return {
        result: answer,
        text: showUsage(answer, byDay === true, tableColumnsOf(io.stdout)),
        right: true,
      };
    }),
  );
}

type Row = UsageAnswer['items'][number];

function showUsage({ items }: UsageAnswer, byDay: boolean, columnsMax: number): string {
  if (items.length === 0) return 'Nothing was called.';
  const requests = items.reduce((sum, item) => sum + item.requests, 0);
  const columns = byDay ? [DAY, ...COLUMNS] : COLUMNS;
  return `${plural(requests, 'request')}.\n\n${table(columns, items, columnsMax)}`;
}

const DAY: Column<Row> = { heading: 'day', cell: ({ day }) => day };

const COLUMNS: readonly Column<Row>[] = [
  { heading: 'requests', align: 'right', cell: ({ requests }) => String(requests) },
  { heading: 'refused', align: 'right', cell: ({ refused }) => String(refused) },
  { heading: 'over budget', align: 'right', cell: ({ limited }) => String(limited) },
  { heading: 'failed', align: 'right', cell: ({ failed }) => String(failed) },
  {
    heading: 'ms each',
    align: 'right',
    cell: ({ durationMs, requests }) => (durationMs / requests).toFixed(1),
  },
  { heading: 'kB in', align: 'right', cell: ({ bytesIn }) => (bytesIn / 1_000).toFixed(1) },
  { heading: 'kB out', align: 'right', cell: ({ bytesOut }) => (bytesOut / 1_000).toFixed(1) },
  { heading: 'operation', cell: ({ operation }) => operation },
  {
    heading: 'client',
    cell: ({ client, clientName }) => (client === '' ? 'unknown' : `${clientName} (${client})`),
  },
];
