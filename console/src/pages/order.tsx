/** One order: why does it wait, do the systems agree on it, and everything that says so. */
import { useState } from 'react';
import { Failure, Loading, PageHead } from '../parts/surface.tsx';
import { To } from '../shell/link.tsx';
import { money, moment as momentText } from '../words/format.ts';
import { title } from '../words/names.ts';
import { OrderAnswers } from './order/answers.tsx';
import { Checkpoints } from './order/checkpoints.tsx';
import { Commands } from './order/commands.tsx';
import { Equations } from './order/equations.tsx';
import { Lifecycle } from './order/lifecycle.tsx';
import { Lines } from './order/lines.tsx';
import { Linked } from './order/linked.tsx';
import { useOrder, type OrderReading } from './order/reading.ts';
import { Timeline } from './order/timeline.tsx';
import { WhyDialog } from './order/why.tsx';

export default function OrderPage({ number }: { number: string }) {
  const { reading, error, again } = useOrder(number);
  if (reading === null) {
    return (
      <>
        <PageHead crumb={<To to="/orders">Orders</To>} title={number} />
        <div className="card">
          {error === null ? <Loading lines={8} /> : <Failure error={error} what={`The order ${number}`} retry={again} />}
        </div>
      </>
    );
  }
  return <Order reading={reading} />;
}

function Order({ reading }: { reading: OrderReading }) {
  const { order, isPast, at } = reading;
  const [asked, ask] = useState<string | null>(null);
  const { customer, customerReference, channel, orderedAt, ordered } = order;
  return (
    <>
      <PageHead
        crumb={
          <>
            <To to="/orders">Orders</To> / {channel === null ? 'not stated yet' : title(channel)}
            {customerReference === null ? '' : `, their PO ${customerReference}`}
          </>
        }
        title={
          <>
            {order.salesOrder}&ensp;
            <span style={{ fontWeight: 500, color: 'var(--text-2)' }}>{customer ?? ''}</span>
          </>
        }
      >
        <span className="t2">
          {orderedAt === null ? '' : `Ordered ${momentText(orderedAt, at)}, `}
          {ordered === null ? '' : 'net '}
          <b className="b" style={{ color: 'var(--text)' }}>
            {ordered === null ? '' : money(ordered)}
          </b>
        </span>
      </PageHead>
      <OrderAnswers reading={reading} why={ask} />
      <section className="card">
        <header style={{ paddingBottom: 14 }}>
          <Lifecycle reading={reading} />
        </header>
      </section>
      <Timeline reading={reading} />
      <Lines reading={reading} />
      <div className="grid">
        <Checkpoints reading={reading} why={ask} />
        <Equations reading={reading} />
      </div>
      <Commands reading={reading} why={ask} />
      {isPast ? null : <Linked reading={reading} />}
      <WhyDialog reading={reading} command={asked} close={() => ask(null)} />
    </>
  );
}

