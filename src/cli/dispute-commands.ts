/** The commands about disputes and deductions: open one with its evidence, look into it, classify it. */
import { Option, type Command } from 'commander';
import * as contract from '../contract/resources/disputes.ts';
import { openClient } from './client.ts';
import { add, examples, type Desk } from './command-desk.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { actorOption } from './options.ts';
import { pairs, wordsOf } from './table.ts';

const CLASSIFICATIONS = [
  'price', 'shortage', 'damage', 'not-received', 'duplicate', 'returned', 'promotion', 'freight', 'tax',
  'unknown',
] as const;

interface Taken {
  readonly dispute: string;
  readonly status: 'accepted' | 'duplicate';
}

interface Dispute {
  readonly dispute: string;
  readonly entity: string;
  readonly lifecycle: string;
  readonly resolution: string;
  readonly reason: string;
  readonly classification: string;
  readonly settled: unknown;
  readonly waiting: string;
}

interface OpenOptions {
  readonly kind: string;
  readonly as?: string;
  readonly classification: string;
  readonly text: string;
  readonly payment?: string;
  readonly customerReference?: string;
  readonly entity?: string;
}

interface SettleOptions {
  readonly as?: string;
  readonly creditMemo?: string;
  readonly reversal?: string;
  readonly invoice?: string;
  readonly note?: string;
}

const classificationOption = (): Option =>
  new Option('--classification <what>', 'what it is about').choices(CLASSIFICATIONS).default('unknown');

/** `20.00 GBP`, as one word or two. */
function readMoney(amount: string, currency: string): { amount: string; currency: string } {
  if (/^\d+(\.\d+)?$/.test(amount) && /^[A-Z]{3}$/.test(currency)) return { amount, currency };
  throw new CliError(EXIT.usage, 'bad-money', `"${amount} ${currency}" is no amount such as 20.00 GBP.`);
}

export function addDisputes(program: Command, { io, run }: Desk): void {
  const disputes = program
    .command('disputes')
    .description('What customers do not pay or do not accept: open, look into, classify, settle.')
    .addHelpText('after', examples('disputes show DSP-0A1B2C3D4E5F', 'cases --kind dispute-review'));

  const open = add(
    disputes, 'open', 'Open a dispute or a deduction; the evidence of its order is attached.',
    ['disputes open INV-1001 20.00 GBP --classification shortage --text "we got 10"'],
    '0 it is open, 2 not possible, 3 no server, 4 no such invoice.',
  )
    .argument('<invoice>', 'number of the invoice')
    .argument('<amount>', 'how much')
    .argument('<currency>', 'for example GBP')
    .requiredOption('--text <text>', 'what the customer says')
    .addOption(
      new Option('--kind <kind>', 'deduction: the customer kept it back')
        .choices(['deduction', 'dispute'])
        .default('dispute'),
    )
    .addOption(classificationOption())
    .option('--payment <payment>', 'payment that was short')
    .option('--customer-reference <number>', 'its number at the customer')
    .option('--entity <name>', 'business entity, where several have the invoice')
    .addOption(actorOption());
  open.action((invoice: string, amount: string, currency: string, { as, ...more }: OpenOptions) =>
    run(open, async () => {
      const body = { invoice, amount: readMoney(amount, currency), ...more };
      const operation = contract.openDispute;
      const result = (await openClient(io).post(operation, body, {}, { actor: as })) as Taken;
      const text = result.status === 'duplicate' ? 'was open before' : 'is open';
      return { result, text: `${result.dispute} ${text}.`, right: true };
    }),
  );

  const show = add(
    disputes, 'show', 'Show a dispute: what is right, why, and what it waits for.',
    ['disputes show DSP-0A1B2C3D4E5F', 'disputes show DSP-0A1B2C3D4E5F --json'],
    '0 it is known, 3 no server, 4 no such dispute.',
  ).argument('<dispute>', 'number of the dispute');
  show.action((dispute: string) =>
    run(show, async () => {
      const result = (await openClient(io).get(contract.getDispute, { dispute })) as Dispute;
      return { result, text: showDispute(result), right: true };
    }),
  );

  const classify = add(
    disputes, 'classify', 'Say what a dispute is really about: the policy decides again.',
    ['disputes classify DSP-0A1B2C3D4E5F price --reason "their purchase order says so"'],
    '0 said, 2 not possible, 3 no server, 4 no such dispute.',
  )
    .argument('<dispute>', 'number of the dispute')
    .argument('<classification>', CLASSIFICATIONS.join(', '))
    .requiredOption('--reason <text>', 'why; it goes into the audit chain')
    .addOption(actorOption());
  classify.action((dispute: string, classification: string, options: { reason: string; as?: string }) =>
    run(classify, async () => {
      const { as: actor, reason } = options;
      const body = { classification, reason };
      const operation = contract.classifyDispute;
      const result = (await openClient(io).post(operation, body, { dispute }, { actor })) as Taken;
      return { result, text: `${dispute} is about ${wordsOf(classification)} now.`, right: true };
    }),
  );

  const settle = add(
    disputes, 'settle', 'Tell what was posted for a dispute.',
    [
      'disputes settle DSP-0A1B2C3D4E5F credit 20.00 GBP --credit-memo CM-7',
      'disputes settle DSP-0A1B2C3D4E5F rebill 20.00 GBP --reversal R-7 --invoice INV-1002',
    ],
    '0 said, 2 not possible, 3 no server, 4 no such dispute.',
  )
    .argument('<dispute>', 'number of the dispute')
    .argument('<how>', 'credit or rebill')
    .argument('<amount>', 'what the customer owes less because of it')
    .argument('<currency>', 'for example GBP')
    .option('--credit-memo <number>', 'credit memo that was posted')
    .option('--reversal <number>', 'reversal of the invoice')
    .option('--invoice <number>', 'invoice that was billed anew')
    .option('--note <text>', 'remark')
    .addOption(actorOption());
  type Settled = [dispute: string, how: string, amount: string, currency: string, options: SettleOptions];
  settle.action((...[dispute, how, amount, currency, { as: actor, ...documents }]: Settled) =>
    run(settle, async () => {
      const body = { how, amount: readMoney(amount, currency), ...documents };
      const operation = contract.settleDispute;
      const result = (await openClient(io).post(operation, body, { dispute }, { actor })) as Taken;
      return { result, text: `${dispute} is settled by ${how}.`, right: true };
    }),
  );
}

function showDispute(answer: Dispute): string {
  return [
    `${answer.dispute} (${answer.entity}) is ${wordsOf(answer.lifecycle)}.`,
    answer.waiting,
    pairs([
      ['about', wordsOf(answer.classification)],
      ['right is', wordsOf(answer.resolution)],
      ['because', wordsOf(answer.reason)],
      ['posted', answer.settled === null ? 'nothing yet' : 'yes; --json tells what'],
    ]),
  ].join('\n');
}
