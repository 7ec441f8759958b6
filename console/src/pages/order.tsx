/** One order: why does it wait, do the systems agree on it, and everything that says so. */
import { useState } from 'react';
import { Way } from '../parts/act.tsx';
import { Failure, Loading, PageHead } from '../parts/surface.tsx';
import { pathOfOrder, To } from '../shell/link.tsx';
import { money, moment as momentText } from '../words/format.ts';
import { title } from '../words/names.ts';
import { Lifecycle } from './order/lifecycle.tsx';
import { Lines } from './order/lines.tsx';
import type { OrderReading } from './order/reading.ts';
import { RecordAnswers } from './record/answers.tsx';
import { Checkpoints } from './record/checkpoints.tsx';
import { Commands } from './record/commands.tsx';
import { Documents } from './order/documents.tsx';
import { Equations } from './record/equations.tsx';
import { EvidencePack } from './record/evidence-pack.tsx';
import { Linked } from './record/linked.tsx';
import { RawMessages } from './record/raw-messages.tsx';
import { useOrder } from './record/reading.ts';
import { Timeline } from './record/timeline.tsx';
import { WhyDialog } from './record/why.tsx';

export default function OrderPage({ number }: { number: string }) {
  const { reading, error, again } = useOrder(number);
  if (reading === null) {
    return (
      <>
        <PageHead crumb={<To to="/orders">Orders</To>} title={number} />
        <div className="card">
          {error === null ? (
            <Loading lines={8} />
          ) : (
            <Failure error={error} what={`The order ${number}`} retry={again} />
          )}
        </div>
      </>
    );
  }
  return <Order reading={reading} />;
}

function Order({ reading }: { reading: OrderReading }) {
  const { record: order, isPast, at } = reading;
  const [asked, ask] = useState<string | null>(null);
  const { customer, customerReference, channel, orderedAt, ordered } = order;
  return (
    <>
      <PageHead
        crumb={
          <>
            <To to="/orders">Orders</To> / {channel === null ? 'not stated yet' : title(channel)}
            {customerReference === null ? '' : `, their PO ${customerReference}`}
            {order.replaces === null ? null : (
              <>
                , replaces goods of{' '}
                <To to={`/returns/${encodeURIComponent(order.replaces.rma)}`}>{order.replaces.rma}</To>
              </>
            )}
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
        {order.invoiced === null ? null : (
          <Way to={`${pathOfOrder(order.salesOrder)}/return`} operation="requestReturn">
            Ask for a return
          </Way>
        )}
        {isPast ? null : <EvidencePack number={order.salesOrder} entity={order.entity} />}
      </PageHead>
      <RecordAnswers reading={reading} why={ask} />
      <Lifecycle reading={reading} />
      <Timeline reading={reading} />
      <Lines reading={reading} />
      <div className="grid">
        <Checkpoints reading={reading} why={ask} />
        <Equations reading={reading} />
      </div>
      <Commands reading={reading} why={ask} />
      <Documents reading={reading} />
      {isPast ? null : (
        <>
          <Linked reading={reading} />
          <RawMessages instance={order.instance} />
        </>
      )}
      <WhyDialog reading={reading} command={asked} close={() => ask(null)} />
    </>
  );
}
