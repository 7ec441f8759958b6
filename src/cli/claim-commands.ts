/** The commands about supplier claims: what suppliers owe for what customers gave back. */
import type { Command } from 'commander';
import * as contract from '../contract/resources/supplier-claims.ts';
import { moneyText, type MoneyAnswer, type Page } from './answers.ts';
import { openClient, type Query } from './client.ts';
import { add, examples, type Desk } from './command-desk.ts';
import { tableColumnsOf } from './io.ts';
import { entityOption, limitOption } from './options.ts';
import { askPages } from './questions.ts';
import { minute, more } from './show-answers.ts';
import { pairs, table, wordsOf, type Column } from './table.ts';

interface Claim {
  readonly claim: string;
  readonly entity: string;
  readonly lifecycle: string;
  readonly cost: MoneyAnswer | null;
  readonly claimed: MoneyAnswer | null;
  readonly settled: MoneyAnswer | null;
  readonly openedAt: string;
}

interface ClaimDetail extends Claim {
  readonly accepted: MoneyAnswer | null;
  readonly reason: string;
  readonly rma: string;
  readonly item: string;
  readonly lot: string | null;
  readonly quantity: string;
  readonly fault: string;
  readonly supplier: string | null;
  readonly purchaseOrder: string | null;
  readonly claimBy: string | null;
  readonly answer: string | null;
  readonly answerReason: string | null;
  readonly waiting: string;
}

interface Recovery {
  readonly items: readonly {
    readonly currency: string;
    readonly claims: number;
    readonly fault: MoneyAnswer;
    readonly unclaimed: MoneyAnswer;
    readonly lost: MoneyAnswer;
    readonly notClaimed: MoneyAnswer;
    readonly claimed: MoneyAnswer;
    readonly settled: MoneyAnswer;
  }[];
}

export function addClaims(program: Command, { io, run }: Desk): void {
  const claims = program
    .command('claims')
    .description('Claims against suppliers for what customers gave back.')
    .addHelpText('after', examples('claims list --lifecycle review', 'claims recovery'));

  const list = add(
    claims, 'list', 'List supplier claims, the newest first.',
    ['claims list', 'claims list --lifecycle review --json'], '0 listed, 3 no server.',
  )
    .option('--lifecycle <state>', 'only in this state, for example claimed')
    .addOption(entityOption())
    .addOption(limitOption());
  list.action(({ limit, ...query }: Query & { readonly limit: number }) =>
    run(list, async () => {
      const page = await askPages<Claim>(openClient(io), contract.listSupplierClaims, query, limit);
      return { result: page, text: showList(page, tableColumnsOf(io.stdout)), right: true };
    }),
  );

  const show = add(
    claims, 'show', 'Show a claim, from the inspection to the settlement.',
    ['claims show CLM-0K3B9A1X7D2F4C'], '0 it is known, 3 no server, 4 no such claim.',
  )
    .argument('<claim>', 'number of the claim')
    .addOption(entityOption());
  show.action((claim: string, query: Query) =>
    run(show, async () => {
      const operation = contract.getSupplierClaim;
      const result = (await openClient(io).get(operation, { claim }, query)) as ClaimDetail;
      return { result, text: showDetail(result), right: true };
    }),
  );

  const recovery = add(
    claims, 'recovery', 'Tell what suppliers owe, have paid, and what nobody has claimed yet.',
    ['claims recovery --entity uk'], '0 nothing is unclaimed, 1 something is, 3 no server.',
  ).addOption(entityOption());
  recovery.action((query: Query) =>
    run(recovery, async () => {
      const operation = contract.getSupplierRecovery;
      const result = (await openClient(io).get(operation, {}, query)) as Recovery;
      const text = result.items.length === 0
        ? 'Nothing was the fault of a supplier.'
        : table(RECOVERY, result.items, tableColumnsOf(io.stdout));
      return { result, text, right: result.items.every(({ unclaimed }) => Number(unclaimed.amount) === 0) };
    }),
  );
}

function showList(page: Page<Claim>, columnsMax: number): string {
  if (page.items.length === 0) return 'No claim matches.';
  const columns: Column<Claim>[] = [
    { heading: 'claim', cell: ({ claim }) => claim },
    { heading: 'state', cell: ({ lifecycle }) => wordsOf(lifecycle) },
    { heading: 'cost', align: 'right', cell: ({ cost }) => moneyText(cost) },
    { heading: 'claimed', align: 'right', cell: ({ claimed }) => moneyText(claimed) },
    { heading: 'settled', align: 'right', cell: ({ settled }) => moneyText(settled) },
    { heading: 'since', cell: ({ openedAt }) => minute(openedAt) },
  ];
  return table(columns, page.items, columnsMax) + more(page);
}

function showDetail(answer: ClaimDetail): string {
  const { claim, entity, lifecycle, item, lot, quantity, answerReason } = answer;
  const said = answer.answer === null ? 'nothing yet' : `${wordsOf(answer.answer)}: ${answerReason ?? '–'}`;
  return [
    `${claim} (${entity}) is ${wordsOf(lifecycle)}: ${wordsOf(answer.reason)}.`,
    answer.waiting,
    pairs([
      ['goods', `${quantity} of ${item}${lot === null ? '' : `, lot ${lot}`}: ${wordsOf(answer.fault)}`],
      ['return', answer.rma],
      ['supplier', answer.supplier ?? 'not known'],
      ['purchase order', answer.purchaseOrder ?? 'not known'],
      ['claim by', answer.claimBy ?? 'no deadline is known'],
      ['cost', moneyText(answer.cost)],
      ['claimed', moneyText(answer.claimed)],
      ['supplier said', said],
      ['accepted', moneyText(answer.accepted)],
      ['settled', moneyText(answer.settled)],
    ]),
  ].join('\n');
}

type Sums = Recovery['items'][number];
const sum = (heading: string, of: (row: Sums) => MoneyAnswer): Column<Sums> => ({
  heading, align: 'right', cell: (row) => of(row).amount,
});

const RECOVERY: readonly Column<Sums>[] = [
  { heading: 'currency', cell: ({ currency }) => currency },
  { heading: 'claims', align: 'right', cell: ({ claims }) => String(claims) },
  sum('fault', ({ fault }) => fault),
  sum('unclaimed', ({ unclaimed }) => unclaimed),
  sum('lost', ({ lost }) => lost),
  sum('not claimed', ({ notClaimed }) => notClaimed),
  sum('claimed', ({ claimed }) => claimed),
  sum('settled', ({ settled }) => settled),
];
