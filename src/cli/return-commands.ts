/** The commands about returns: what comes back, asking for it, calling it off. */
import { randomUUID } from 'node:crypto';
import { Option, type Command } from 'commander';
import type { z } from 'zod';
import * as contract from '../contract/resources/returns.ts';
import { reason as reasons, use as uses } from '../contract/resources/return-shapes.ts';
import { moneyText, type Page } from './answers.ts';
import { openClient, type Query } from './client.ts';
import { add, examples, type Desk } from './command-desk.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { tableColumnsOf } from './io.ts';
import { actorOption, entityOption, limitOption } from './options.ts';
import { askPages } from './questions.ts';
import { indented, minute, more, section } from './show-answers.ts';
import { pairs, table, wordsOf, type Column } from './table.ts';

type Summary = z.output<typeof contract.returnSummary>;
type Detail = z.output<typeof contract.returnDetail>;

interface Taken {
  readonly rma: string;
  readonly instance: string;
  readonly status: 'accepted' | 'duplicate';
}

interface Eligibility {
  readonly lines: readonly {
    readonly salesOrderLine: number;
    readonly item: string;
    readonly invoice: string;
    readonly billed: string;
    readonly returnable: string;
    readonly value: { readonly amount: string; readonly currency: string } | null;
    readonly verdict: string;
    readonly code: string;
  }[];
}

interface RequestOptions {
  readonly customer: string;
  readonly order?: string;
  readonly rma?: string;
  readonly entity?: string;
  readonly reason: string;
  readonly use: string;
  readonly text?: string;
  readonly as?: string;
}

export function addReturns(program: Command, desk: Desk): void {
  const returns = program
    .command('returns')
    .description('What customers give back: list, look into, ask what may come back, request, call off.')
    .addHelpText('after', examples('returns list --lifecycle in-approval', 'returns show RMA-1'));
  addList(returns, desk);
  addShow(returns, desk);
  addEligible(returns, desk);
  addRequest(returns, desk);
  addCancel(returns, desk);
}

function addList(returns: Command, { io, run }: Desk): void {
  const list = add(
    returns, 'list', 'List returns, the newest first.',
    ['returns list', 'returns list --open true --customer C-17', 'returns list --sales-order SO-1001 --json'],
    '0 listed, 3 no server.',
  )
    .option('--lifecycle <state>', 'only in this state, for example received')
    .option('--customer <customer>', 'only of this customer')
    .option('--sales-order <order>', 'only of goods of this sales order')
    .addOption(
      new Option('--open <flag>', 'true: not settled yet; false: settled').choices(['true', 'false']),
    )
    .addOption(entityOption())
    .addOption(limitOption());
  list.action(({ limit, ...query }: Query & { readonly limit: number }) =>
    run(list, async () => {
      const page = await askPages<Summary>(openClient(io), contract.listReturns, query, limit);
      return { result: page, text: showList(page, tableColumnsOf(io.stdout)), right: true };
    }),
  );
}

function addShow(returns: Command, { io, run }: Desk): void {
  const show = add(
    returns, 'show', 'Show a return: its goods, where they are, what was credited and why it waits.',
    ['returns show RMA-1'], '0 it is known, 3 no server, 4 no such return.',
  )
    .argument('<rma>', 'number of the return')
    .addOption(entityOption());
  show.action((rma: string, query: Query) =>
    run(show, async () => {
      const result = (await openClient(io).get(contract.getReturn, { rma }, query)) as Detail;
      return { result, text: showDetail(result, tableColumnsOf(io.stdout)), right: true };
    }),
  );
}

const reasonOption = (): Option =>
  new Option('--reason <reason>', 'why it comes back').choices(reasons.options).default('not-wanted');
const useOption = (): Option =>
  new Option('--use <use>', 'what was done with it').choices(uses.options).default('unknown');

function addEligible(returns: Command, { io, run }: Desk): void {
  const eligible = add(
    returns, 'eligible', 'Ask what of a sales order may come back now, and why not; nothing is held.',
    ['returns eligible SO-1001 --customer C-17 --reason damaged'],
    '0 something may, 1 nothing may, 3 no server, 4 no such order.',
  )
    .argument('<sales order>', 'number of the sales order')
    .requiredOption('--customer <customer>', 'who gives back')
    .addOption(reasonOption())
    .addOption(useOption())
    .addOption(entityOption());
  eligible.action((salesOrder: string, options: Readonly<Record<string, string>>) =>
    run(eligible, async () => {
      const operation = contract.inquireReturnEligibility;
      const result = (await openClient(io).post(operation, { ...options, salesOrder })) as Eligibility;
      const right = result.lines.some(({ verdict }) => verdict !== 'refuse');
      const text = result.lines.length === 0
        ? `Nothing of ${salesOrder} was billed to ${options['customer']}.`
        : table(ELIGIBLE, result.lines, tableColumnsOf(io.stdout));
      return { result, text, right };
    }),
  );
}

function addRequest(returns: Command, { io, run }: Desk): void {
  const request = add(
    returns, 'request', 'Request a return.',
    [
      'returns request IT-1:2 --customer C-17 --order SO-1001 --reason damaged',
      'returns request IT-1:2:10 IT-7:1:20 --customer C-17 --order SO-1001 --rma RMA-88',
    ],
    '0 recorded, 2 not possible, 3 no server.',
  )
    .argument('<lines...>', 'item:quantity, or item:quantity:line of the sales order')
    .requiredOption('--customer <customer>', 'who gives back')
    .option('--order <order>', 'sales order that the goods were bought with')
    .option('--rma <rma>', 'number of the return; made up if missing')
    .addOption(reasonOption())
    .addOption(useOption())
    .option('--text <text>', 'what the customer says')
    .addOption(actorOption())
    .option('--entity <name>', 'business entity, for example uk');
  request.action((lines: readonly string[], { order, as, reason, use, text, ...rest }: RequestOptions) =>
    run(request, async () => {
      const body = {
        ...rest,
        channel: 'desk',
        ...(order === undefined ? {} : { salesOrder: order }),
        lines: lines.map((line, at) => ({
          line: at + 1,
          ...readLine(line),
          reason,
          use,
          ...(text === undefined ? {} : { text }),
        })),
      };
      const act = { actor: as, name: randomUUID() };
      const result = (await openClient(io).post(contract.requestReturn, body, {}, act)) as Taken;
      const said = `${result.rma} is requested. What may come back: crossdock returns show ${result.rma}`;
      return { result, text: said, right: true };
    }),
  );
}

/** `item:quantity[:line]`, read from its end: an item may hold a colon. */
function readLine(text: string): { item: string; quantity: string; salesOrderLine?: number } {
  const withLine = /^(.+):(\d+(?:\.\d+)?):([1-9]\d*)$/.exec(text);
  if (withLine !== null) {
    return { item: withLine[1]!, quantity: withLine[2]!, salesOrderLine: Number(withLine[3]) };
  }
  const plain = /^(.+):(\d+(?:\.\d+)?)$/.exec(text);
  if (plain !== null) return { item: plain[1]!, quantity: plain[2]! };
  throw new CliError(EXIT.usage, 'bad-line', `"${text}" is no item:quantity and no item:quantity:line.`);
}

function addCancel(returns: Command, { io, run }: Desk): void {
  const cancel = add(
    returns, 'cancel', 'Call a return off: what has not arrived is not awaited any more.',
    ['returns cancel RMA-1 --reason "the customer keeps the goods"'],
    '0 recorded, 2 not possible, 3 no server, 4 no such return.',
  )
    .argument('<rma>', 'number of the return')
    .requiredOption('--reason <text>', 'why; it goes into the audit chain')
    .addOption(actorOption())
    .option('--entity <name>', 'business entity, for example uk');
  cancel.action((rma: string, { as, ...body }: { as?: string; reason: string; entity?: string }) =>
    run(cancel, async () => {
      const act = { actor: as, name: randomUUID() };
      const result = (await openClient(io).post(contract.cancelReturn, body, { rma }, act)) as Taken;
      const text = `${rma} is called off; what was received is credited all the same.`;
      return { result, text, right: true };
    }),
  );
}

function showList(page: Page<Summary>, columnsMax: number): string {
  if (page.items.length === 0) return 'No return matches.';
  const columns: Column<Summary>[] = [
    { heading: 'return', cell: ({ rma }) => rma },
    { heading: 'state', cell: ({ lifecycle }) => wordsOf(lifecycle) },
    { heading: 'customer', cell: ({ customer }) => customer ?? '–' },
    { heading: 'order', cell: ({ salesOrder }) => salesOrder ?? '–' },
    { heading: 'may come back', align: 'right', cell: ({ authorized }) => moneyText(authorized) },
    { heading: 'credited', align: 'right', cell: ({ credited }) => moneyText(credited) },
    { heading: 'cases', align: 'right', cell: ({ openCases }) => String(openCases) },
    { heading: 'since', cell: ({ openedAt }) => minute(openedAt) },
  ];
  return table(columns, page.items, columnsMax) + more(page);
}

function showDetail(answer: Detail, columnsMax: number): string {
  const { rma, entity, lifecycle, settled, waiting, agreement, money, lines, refusals, credits } = answer;
  const width = columnsMax - 2;
  const parts = [
    `${rma} (${entity}) is ${wordsOf(lifecycle)}${settled ? ', settled' : ''}.`,
    waiting,
    agreement,
    pairs([
      ['customer', answer.customer ?? 'not known'],
      ['order', answer.salesOrder ?? 'not known'],
      ['may come back', moneyText(answer.authorized)],
      ['credited', moneyText(money?.credited)],
      ['set off', moneyText(money?.applied)],
      ['paid back', moneyText(money?.paidBack)],
      ['on account', moneyText(money?.onAccount)],
    ]),
  ];
  if (lines.length > 0) parts.push(section('Goods', indented(table(GOODS, lines, width))));
  if (refusals.length > 0) parts.push(section('Turned down', indented(table(REFUSED, refusals, width))));
  const inspected = answer.inspections.flatMap(({ parts: found, inspection, inspectedBy }) =>
    found.map((part) => ({ ...part, inspection, inspectedBy })),
  );
  if (inspected.length > 0) parts.push(section('Inspected', indented(table(INSPECTED, inspected, width))));
  if (credits.length > 0) parts.push(section('Credits', indented(table(CREDIT, credits, width))));
  return parts.join('\n');
}

const ELIGIBLE: readonly Column<Eligibility['lines'][number]>[] = [
  { heading: 'line', align: 'right', cell: ({ salesOrderLine }) => String(salesOrderLine) },
  { heading: 'item', cell: ({ item }) => item },
  { heading: 'invoice', cell: ({ invoice }) => invoice },
  { heading: 'billed', align: 'right', cell: ({ billed }) => billed },
  { heading: 'left', align: 'right', cell: ({ returnable }) => returnable },
  { heading: 'worth', align: 'right', cell: ({ value }) => moneyText(value) },
  { heading: 'verdict', cell: ({ verdict }) => verdict },
  { heading: 'because', cell: ({ code }) => wordsOf(code) },
];

const GOODS: readonly Column<Detail['lines'][number]>[] = [
  { heading: 'line', align: 'right', cell: ({ line }) => String(line) },
  { heading: 'item', cell: ({ item }) => item },
  { heading: 'asked', align: 'right', cell: ({ asked: wanted }) => wanted },
  { heading: 'allowed', align: 'right', cell: ({ authorized }) => authorized },
  { heading: 'in review', align: 'right', cell: ({ inReview }) => inReview },
  { heading: 'received', align: 'right', cell: ({ received }) => received },
  {
    heading: 'why',
    cell: ({ reason, text }) => (text === null ? wordsOf(reason) : `${wordsOf(reason)}: ${text}`),
  },
];

const REFUSED: readonly Column<Detail['refusals'][number]>[] = [
  { heading: 'line', align: 'right', cell: ({ line }) => String(line) },
  { heading: 'quantity', align: 'right', cell: ({ quantity }) => quantity },
  { heading: 'because', cell: ({ reason }) => reason },
];

type Inspected = Detail['inspections'][number]['parts'][number] & {
  readonly inspection: string;
  readonly inspectedBy: string;
};

const INSPECTED: readonly Column<Inspected>[] = [
  { heading: 'inspection', cell: ({ inspection }) => inspection },
  { heading: 'by', cell: ({ inspectedBy }) => inspectedBy },
  { heading: 'item', cell: ({ item }) => item },
  { heading: 'quantity', align: 'right', cell: ({ quantity }) => quantity },
  { heading: 'grade', cell: ({ grade }) => wordsOf(grade) },
  { heading: 'fault of', cell: ({ faultOf }) => wordsOf(faultOf) },
  {
    heading: 'goes to',
    cell: ({ disposition, placed }) =>
      `${wordsOf(disposition ?? 'not decided')}${placed ? '' : ' (not yet)'}`,
  },
];

const CREDIT: readonly Column<Detail['credits'][number]>[] = [
  {
    heading: 'memo',
    cell: ({ creditMemo, rejected }) => creditMemo ?? (rejected ? 'rejected' : 'not posted'),
  },
  { heading: 'invoice', cell: ({ invoice }) => invoice },
  { heading: 'gross', align: 'right', cell: ({ gross }) => moneyText(gross) },
  { heading: 'of it set off', align: 'right', cell: ({ applied }) => moneyText(applied) },
  {
    heading: 'waits for',
    cell: ({ gates }) =>
      gates
        .filter(({ status }) => status !== 'cleared')
        .map(({ reason }) => reason)
        .join('; '),
  },
];
