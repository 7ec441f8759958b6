/** How far the order is, step by step. */
import { money, moment, number } from '../../words/format.ts';
import { plain } from '../../words/names.ts';
import { Rail, type Step } from '../record/rail.tsx';
import type { OrderReading } from './reading.ts';

function stepsOf({ record: order, explanation, at }: OrderReading): Step[] {
  const total = (
    member: 'ordered' | 'cancelled' | 'allocated' | 'released' | 'shipped' | 'invoiced',
  ): number => order.lines.reduce((sum, line) => sum + Number(line[member]), 0);
  const wanted = total('ordered') - total('cancelled');
  const share = (part: number): number => (wanted <= 0 ? 0 : Math.min(1, part / wanted));
  const timeOf = (type: string): string | null => {
    const fact = order.timeline.findLast((known) => known.type === type && known.effect === 'applied');
    return fact === undefined ? null : moment(fact.occurredAt, at);
  };
  const credit = timeOf('credit.decided.v1');
  const isHeld = order.lifecycle === 'on-hold' || order.lifecycle === 'captured';
  const quantity = (part: number): string =>
    part === 0 ? 'not yet' : part >= wanted ? number(part) : `${number(part)} of ${number(wanted)}`;
  const invoiced = total('invoiced');
  const invoice = order.timeline.findLast(({ type }) => type === 'invoice.posted.v1')?.data as
    { readonly invoice?: string } | undefined;
  const paidShare =
    order.paid === null || order.invoiced === null || Number(order.invoiced.amount) === 0
      ? 0
      : Math.min(1, Number(order.paid.amount) / Number(order.invoiced.amount));
  const due = explanation.deadlines.find(({ milestone }) => milestone === 'payment');
  return [
    {
      name: 'Accepted',
      share: isHeld ? 0 : credit === null ? 0 : 1,
      text: isHeld ? plain(order.lifecycle) : (credit ?? 'not yet'),
    },
    { name: 'Allocated', share: share(total('allocated')), text: quantity(total('allocated')) },
    { name: 'Released', share: share(total('released')), text: quantity(total('released')) },
    { name: 'Shipped', share: share(total('shipped')), text: quantity(total('shipped')) },
    { name: 'Invoiced', share: share(invoiced), text: invoice?.invoice ?? quantity(invoiced) },
    {
      name: 'Paid',
      share: order.lifecycle === 'closed' ? 1 : paidShare,
      text:
        order.paid !== null && Number(order.paid.amount) > 0
          ? money(order.paid)
          : due === undefined
            ? 'not yet'
            : `due ${moment(due.dueAt, at)}`,
    },
  ];
}

export const Lifecycle = ({ reading }: { reading: OrderReading }) => <Rail steps={stepsOf(reading)} />;
