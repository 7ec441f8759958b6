/** The commands about approvals: what waits for somebody's yes, and saying it. */
import { Option, type Command } from 'commander';
import type { z } from 'zod';
import * as contract from '../contract/resources/approvals.ts';
import { moneyText, type Page } from './answers.ts';
import { openClient, type Query } from './client.ts';
import { add, examples, type Desk } from './command-desk.ts';
import { tableColumnsOf } from './io.ts';
import { actorOption, entityOption, limitOption, verdictArgument } from './options.ts';
import { askPages } from './questions.ts';
import { indented, minute, more, section } from './show-answers.ts';
import { pairs, table, type Column } from './table.ts';

type Approval = z.output<typeof contract.approval>;
type ApprovalDetail = z.output<typeof contract.approvalDetail>;

interface Decided {
  readonly role: string;
  readonly state: ApprovalDetail['state'];
}

interface DecideOptions {
  readonly reason: string;
  readonly as?: string;
}

export function addApprovals(program: Command, { io, run }: Desk): void {
  const approvals = program
    .command('approvals')
    .description('Credits, write-offs and settlements that wait for a person who did not begin them.')
    .addHelpText(
      'after',
      examples('approvals list --role finance', 'approvals decide apr_42 approve --reason "checked"'),
    );

  const list = add(
    approvals, 'list', 'List what waits for approval, the largest amount first.',
    ['approvals list --role finance', 'approvals list --state closed --sort age'], '0 listed, 3 no server.',
  )
    .option('--role <role>', 'only of this queue, for example finance')
    .option('--instance <instance>', 'only of this instance, for example uk/return/RMA-1')
    .addOption(
      new Option('--state <state>', 'waiting, or decided').choices(['open', 'closed']).default('open'),
    )
    .addOption(new Option('--sort <by>', 'what comes first').choices(['exposure', 'age']).default('exposure'))
    .addOption(entityOption())
    .addOption(limitOption());
  list.action(({ limit, ...query }: Query & { readonly limit: number }) =>
    run(list, async () => {
      const page = await askPages<Approval>(openClient(io), contract.listApprovals, query, limit);
      return { result: page, text: showList(page, tableColumnsOf(io.stdout)), right: true };
    }),
  );

  const show = add(
    approvals, 'show', 'Show a task: what it covers, who began it, and what was said.',
    ['approvals show apr_42'], '0 it is known, 2 nothing waits for it any more, 3 no server, 4 no such task.',
  ).argument('<id>', 'for example apr_42');
  show.action((approval: string) =>
    run(show, async () => {
      const result = (await openClient(io).get(contract.getApproval, { approval })) as ApprovalDetail;
      return { result, text: showDetail(result, tableColumnsOf(io.stdout)), right: true };
    }),
  );

  const decide = add(
    approvals, 'decide', 'Approve or reject a task. Whoever began it may not.',
    [
      'approvals decide apr_42 approve --reason "checked against the delivery note"',
      'approvals decide apr_42 reject --reason "goods are used" --as grace',
    ],
    '0 said, 2 not possible, 3 no server or no such authority, 4 no such task.',
  )
    .argument('<id>', 'for example apr_42')
    .addArgument(verdictArgument())
    .requiredOption('--reason <text>', 'why; it goes into the audit chain')
    .addOption(actorOption());
  decide.action((approval: string, verdict: string, { reason, as }: DecideOptions) =>
    run(decide, async () => {
      const body = { verdict, reason };
      const operation = contract.decideApproval;
      const result = (await openClient(io).post(operation, body, { approval }, { actor: as })) as Decided;
      const text = `${approval}: said ${verdict} as ${result.role}; it is ${result.state}.`;
      return { result, text, right: true };
    }),
  );
}

function showList(page: Page<Approval>, columnsMax: number): string {
  if (page.items.length === 0) return 'Nothing waits for approval.';
  const columns: Column<Approval>[] = [
    { heading: 'id', cell: ({ id }) => id },
    { heading: 'queue', cell: ({ role, assignee }) => (assignee === null ? role : `${role}: ${assignee}`) },
    { heading: 'since', cell: ({ openedAt }) => minute(openedAt) },
    { heading: 'amount', align: 'right', cell: ({ amount }) => moneyText(amount) },
    { heading: 'about', cell: ({ instance }) => instance },
    { heading: 'what', cell: ({ text }) => text },
  ];
  return table(columns, page.items, columnsMax) + more(page);
}

function showDetail(answer: ApprovalDetail, columnsMax: number): string {
  const { id, text, state, approvals, makers, words } = answer;
  const parts = [
    `${id} is ${state}: ${text}.`,
    pairs([
      ['amount', moneyText(answer.amount)],
      ['queue', answer.role],
      ['people needed', String(approvals)],
      ['begun by', makers.join(', ') || 'nobody by name'],
      ['about', answer.instance],
      ['covers', answer.task],
    ]),
  ];
  if (words.length > 0) parts.push(section('Said', indented(table(WORD, words, columnsMax - 2))));
  return parts.join('\n');
}

const WORD: readonly Column<ApprovalDetail['words'][number]>[] = [
  { heading: 'by', cell: ({ by, role }) => `${by} (${role})` },
  { heading: 'verdict', cell: ({ verdict }) => verdict },
  { heading: 'up to', align: 'right', cell: ({ covers }) => moneyText(covers) },
  { heading: 'by right of', cell: ({ authority }) => authority },
  { heading: 'because', cell: ({ reason }) => reason },
];
