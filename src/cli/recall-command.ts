/** `recall`: who has a lot, what to block, what to credit; as a draft, as a drill, or in earnest. */
import type { Command } from 'commander';
import * as contract from '../contract/resources/lots.ts';
import { openClient } from './client.ts';
import { add, type Desk } from './command-desk.ts';
import { columnsOf } from './io.ts';
import { entityOption } from './options.ts';
import { pairs, table, type Column } from './table.ts';

interface PlanAnswer {
  readonly lot: string;
  readonly items: readonly {
    readonly entity: string;
    readonly item: string;
    readonly state: string;
    readonly received: string;
    readonly returned: string;
    readonly lies: readonly { location: string; disposition: string; onHand: string; allocated: string }[];
    readonly promised: readonly { salesOrder: string; line: number; site: string; quantity: string }[];
    readonly shipped: readonly {
      readonly salesOrder: string;
      readonly customer: string | null;
      readonly shipment: string;
      readonly invoice: string | null;
      readonly quantity: string;
      readonly net: { readonly amount: string; readonly currency: string } | null;
    }[];
  }[];
  readonly figures: {
    readonly sites: number;
    readonly orders: number;
    readonly customers: number;
    readonly onHand: string;
    readonly shipped: string;
    readonly traced: number;
    readonly credits: readonly { readonly amount: string; readonly currency: string }[];
  };
}

interface RecallOptions {
  readonly item?: string;
  readonly entity?: string;
  readonly drill?: boolean;
  readonly declare?: string;
  readonly reason?: string;
}

export function addRecall(program: Command, { io, run }: Desk): void {
  const command = add(
    program, 'recall', 'Draft the recall of a lot: who has it, what to block, what to credit.',
    ['recall L-4711', 'recall L-4711 --drill', 'recall L-4711 --declare RC-7 --reason "glass splinters"'],
    '0 the lot is known, 1 nothing is known of it, 2 not possible, 3 no server.',
  )
    .argument('<lot>', 'number of the lot')
    .option('--item <item>', 'only of this item')
    .addOption(entityOption())
    .option('--drill', 'time it, and leave a line in the audit chain')
    .option('--declare <recall>', 'hold the lot everywhere, under this name')
    .option('--reason <text>', 'why it is declared');
  command.action((lot: string, { drill, declare, reason, ...where }: RecallOptions) =>
    run(command, async () => {
      const client = openClient(io);
      const body = { lot, ...where };
      if (declare !== undefined) {
        const declared = { ...body, recall: declare, reason: reason ?? '' };
        const result = (await client.post(contract.declareRecall, declared)) as {
          held: readonly string[];
          plan: PlanAnswer;
        };
        const text = `Held: ${result.held.join(', ')}.\n${showPlan(result.plan, columnsOf(io.stdout))}`;
        return { result, text, right: true };
      }
      if (drill === true) {
        const result = (await client.post(contract.drillRecall, body)) as {
          plan: PlanAnswer;
          tookMs: number;
        };
        const text = `${showPlan(result.plan, columnsOf(io.stdout))}\nDrafted in ${result.tookMs} ms.`;
        return { result, text, right: result.plan.items.length > 0 };
      }
      const result = (await client.get(contract.planRecall, {}, body)) as PlanAnswer;
      return { result, text: showPlan(result, columnsOf(io.stdout)), right: result.items.length > 0 };
    }),
  );
}

function showPlan({ lot, items, figures }: PlanAnswer, columnsMax: number): string {
  if (items.length === 0) return `Nothing is known of a lot ${lot}.`;
  const credits = figures.credits.map(({ amount, currency }) => `${amount} ${currency}`).join(', ');
  return [
    pairs([
      ['still with us', `${figures.onHand} at ${figures.sites} sites`],
      ['with customers', `${figures.shipped}; ${Math.round(figures.traced * 100)} % of it traced`],
      ['concerned', `${figures.orders} orders, ${figures.customers} customers`],
      ['to credit', credits === '' ? 'nothing' : `${credits} net, as a draft`],
    ]),
    ...items.flatMap((one) => itemText(one, columnsMax)),
  ].join('\n');
}

type Item = PlanAnswer['items'][number];

function itemText({ lies, promised, shipped, ...one }: Item, columnsMax: number): string[] {
  const block: Column<Item['lies'][number]>[] = [
    { heading: 'block at', cell: ({ location }) => location },
    { heading: 'state', cell: ({ disposition }) => disposition },
    { heading: 'on hand', align: 'right', cell: ({ onHand }) => onHand },
    { heading: 'promised', align: 'right', cell: ({ allocated }) => allocated },
  ];
  const stop: Column<Item['promised'][number]>[] = [
    { heading: 'promised to', cell: ({ salesOrder }) => salesOrder },
    { heading: 'line', align: 'right', cell: ({ line }) => String(line) },
    { heading: 'from', cell: ({ site }) => site },
    { heading: 'quantity', align: 'right', cell: ({ quantity }) => quantity },
  ];
  const tell: Column<Item['shipped'][number]>[] = [
    { heading: 'customer', cell: ({ customer }) => customer ?? 'not known' },
    { heading: 'order', cell: ({ salesOrder }) => salesOrder },
    { heading: 'shipment', cell: ({ shipment }) => shipment },
    { heading: 'invoice', cell: ({ invoice }) => invoice ?? 'none yet' },
    { heading: 'quantity', align: 'right', cell: ({ quantity }) => quantity },
    {
      heading: 'credit',
      align: 'right',
      cell: ({ net }) => (net === null ? '?' : `${net.amount} ${net.currency}`),
    },
  ];
  return [
    `\n${one.item} (${one.entity}): ${one.state}; received ${one.received}, came back ${one.returned}`,
    ...(lies.length === 0 ? [] : [table(block, lies, columnsMax)]),
    ...(promised.length === 0 ? [] : [table(stop, promised, columnsMax)]),
    ...(shipped.length === 0 ? [] : [table(tell, shipped, columnsMax)]),
  ];
}
