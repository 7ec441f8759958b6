/** The commands about personal data that somebody asked to have erased. */
import type { Command } from 'commander';
import * as contract from '../contract/resources/erasures.ts';
import type { Page } from './answers.ts';
import { openClient, type Query } from './client.ts';
import { add, examples, type Desk } from './command-desk.ts';
import { tableColumnsOf } from './io.ts';
import { actorOption, limitOption } from './options.ts';
import { heldOutcome } from './proposal-commands.ts';
import { askPages } from './questions.ts';
import { indented, minute, more, section } from './show-answers.ts';
import { pairs, table, type Column } from './table.ts';

interface Erasure {
  readonly id: string;
  readonly entity: string;
  readonly customer: string;
  readonly erasedBy: string;
  readonly erasedAt: string;
  readonly reason: string;
  readonly keys: number;
  readonly instances: number;
  readonly messages: number;
  readonly sharedMessages: number;
}

interface Preview {
  readonly customer: string;
  readonly customers: readonly string[];
  readonly facts: readonly {
    readonly type: string;
    readonly count: number;
    readonly members: readonly string[];
  }[];
  readonly keys: number;
  readonly messages: number;
  readonly sharedMessages: number;
  readonly attachments: number;
  readonly quarantined: number;
  readonly instanceCount: number;
  readonly unsettledCount: number;
  readonly unsettled: readonly string[];
}

export function addErasures(program: Command, desk: Desk): void {
  const erasures = program
    .command('erasures')
    .description('Personal data: what would become unreadable, asking for it, and what was erased.')
    .addHelpText(
      'after',
      examples(
        'erasures preview C-17 --entity uk',
        'erasures ask C-17 --entity uk --reason "letter of 2 May"',
      ),
    );
  addList(erasures, desk);
  addPreview(erasures, desk);
  addAsk(erasures, desk);
}

function addList(erasures: Command, { io, run }: Desk): void {
  const list = add(
    erasures, 'list', 'List what was erased, the newest first.',
    ['erasures list --json'], '0 listed, 3 no server.',
  ).addOption(limitOption());
  list.action(({ limit, ...query }: Query & { readonly limit: number }) =>
    run(list, async () => {
      const page = await askPages<Erasure>(openClient(io), contract.listErasures, query, limit);
      return { result: page, text: showList(page, tableColumnsOf(io.stdout)), right: true };
    }),
  );
}

function addPreview(erasures: Command, { io, run }: Desk): void {
  const preview = add(
    erasures, 'preview', 'Tell what would become unreadable, and what still needs it; nothing is changed.',
    ['erasures preview C-17 --entity uk'],
    '0 it may be erased now, 1 something is not over and needs the data, 3 no server, ' +
      '4 nobody by that number.',
  )
    .argument('<customer>', 'our number of the customer')
    .requiredOption('--entity <name>', 'business entity, for example uk');
  preview.action((customer: string, { entity }: { readonly entity: string }) =>
    run(preview, async () => {
      const result = (await openClient(io).post(contract.previewErasure, { entity, customer })) as Preview;
      const text = showPreview(result, tableColumnsOf(io.stdout));
      return { result, text, right: result.unsettledCount === 0 };
    }),
  );
}

function addAsk(erasures: Command, { io, run }: Desk): void {
  const ask = add(
    erasures, 'ask', 'Ask that what tells of a customer becomes unreadable for good; a second person agrees.',
    ['erasures ask C-17 --entity uk --reason "asked for by letter of 2 May"'],
    '0 it waits for a second person, or is erased where one is enough, 2 not possible, 3 no server, ' +
      '4 nobody by that number.',
  )
    .argument('<customer>', 'our number of the customer')
    .requiredOption('--entity <name>', 'business entity, for example uk')
    .requiredOption('--reason <text>', 'why; it goes into the audit chain')
    .addOption(actorOption());
  ask.action((customer: string, { as, ...body }: { as?: string; entity: string; reason: string }) =>
    run(ask, async () => {
      const act = { actor: as };
      const operation = contract.erasePersonalData;
      const answer = await openClient(io).post(operation, { ...body, customer }, {}, act);
      const held = heldOutcome(answer);
      if (held !== null) return held;
      const { id, keys, messages } = answer as Erasure;
      const text = `${id}: ${customer} is erased; ${keys} keys destroyed, ${messages} raw messages emptied.`;
      return { result: answer, text, right: true };
    }),
  );
}

function showPreview(answer: Preview, columnsMax: number): string {
  const { customer, customers, facts, keys, messages, sharedMessages, instanceCount } = answer;
  const parts = [
    answer.unsettledCount === 0
      ? `${customer} may be erased now: nothing needs the data any more.`
      : `${customer} may not be erased yet: ${answer.unsettledCount} are not over and need the data.`,
    pairs([
      ['numbers of the customer', customers.join(', ')],
      ['orders, returns, records', String(instanceCount)],
      ['keys to destroy', String(keys)],
      ['raw messages to empty', String(messages)],
      ['raw messages that stay', `${sharedMessages}: they carried facts of others, too`],
      ['files beside cases to empty', String(answer.attachments)],
      ['quarantined, to discard', String(answer.quarantined)],
    ]),
  ];
  if (facts.length > 0) {
    parts.push(section('Unreadable from then on', indented(table(REACHED, facts, columnsMax - 2))));
  }
  if (answer.unsettled.length > 0) parts.push(section('Not over', indented(answer.unsettled.join('\n'))));
  return parts.join('\n');
}

const REACHED: readonly Column<Preview['facts'][number]>[] = [
  { heading: 'fact', cell: ({ type }) => type },
  { heading: 'of them', align: 'right', cell: ({ count }) => String(count) },
  { heading: 'members', cell: ({ members }) => members.join(', ') },
];

function showList(page: Page<Erasure>, columnsMax: number): string {
  if (page.items.length === 0) return 'Nothing was erased yet.';
  const columns: Column<Erasure>[] = [
    { heading: 'id', cell: ({ id }) => id },
    { heading: 'customer', cell: ({ entity, customer }) => `${entity}/${customer}` },
    { heading: 'when', cell: ({ erasedAt }) => minute(erasedAt) },
    { heading: 'by', cell: ({ erasedBy }) => erasedBy },
    { heading: 'keys', align: 'right', cell: ({ keys }) => String(keys) },
    { heading: 'instances', align: 'right', cell: ({ instances }) => String(instances) },
    { heading: 'messages', align: 'right', cell: ({ messages }) => String(messages) },
    { heading: 'because', cell: ({ reason }) => reason },
  ];
  return table(columns, page.items, columnsMax) + more(page);
}
