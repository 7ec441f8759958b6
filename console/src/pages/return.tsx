/** One return: why does it wait, may it be credited, and who owes whom what. */
import { useState } from 'react';
import { Failure, Loading, PageHead } from '../parts/surface.tsx';
import { To } from '../shell/link.tsx';
import { moment as momentText } from '../words/format.ts';
import { plain } from '../words/names.ts';
import { RecordAnswers } from './record/answers.tsx';
import { Commands } from './record/commands.tsx';
import { Equations } from './record/equations.tsx';
import { EvidencePack } from './record/evidence-pack.tsx';
import { Linked } from './record/linked.tsx';
import { RawMessages } from './record/raw-messages.tsx';
import { useReturn } from './record/reading.ts';
import { Timeline } from './record/timeline.tsx';
import { WhyDialog } from './record/why.tsx';
import { Changes } from './return/changes.tsx';
import { CreditGates, CreditMoney, OrderOf } from './return/credits.tsx';
import { Goods } from './return/goods.tsx';
import { Inspections } from './return/inspections.tsx';
import { Progress } from './return/progress.tsx';
import type { ReturnReading } from './return/reading.ts';
import { ReturnLines } from './return/return-lines.tsx';

export default function ReturnPage({ number }: { number: string }) {
  const { reading, error, again } = useReturn(number);
  if (reading === null) {
    return (
      <>
        <PageHead crumb={<To to="/returns">Returns</To>} title={number} />
        <div className="card">
          {error === null ? (
            <Loading lines={8} />
          ) : (
            <Failure error={error} what={`The return ${number}`} retry={again} />
          )}
        </div>
      </>
    );
  }
  return <Return reading={reading} />;
}

function Return({ reading }: { reading: ReturnReading }) {
  const { record, isPast, at } = reading;
  const [asked, ask] = useState<string | null>(null);
  const { rma, entity, customer, customerReference, channel, requestedAt, lines } = record;
  const said = lines.find(({ text }) => text !== null)?.text ?? null;
  return (
    <>
      <PageHead
        crumb={
          <>
            <To to="/returns">Returns</To> / <OrderOf record={record} />
            {customerReference === null ? '' : `, their number ${customerReference}`}
          </>
        }
        title={
          <>
            {rma}&ensp;
            <span style={{ fontWeight: 500, color: 'var(--text-2)' }}>
              {customer ?? 'nobody asked for it'}
            </span>
          </>
        }
      >
        <span className="t2">
          {requestedAt === null ? '' : `Asked ${momentText(requestedAt, at)}`}
          {channel === null ? '' : ` by ${plain(channel)}`}
          {said === null ? '' : `, “${said}”`}
        </span>
        <Changes record={record} />
        {isPast ? null : <EvidencePack number={rma} entity={entity} />}
      </PageHead>
      <RecordAnswers reading={reading} why={ask} />
      <Progress reading={reading} />
      <Timeline reading={reading} />
      <ReturnLines reading={reading} />
      <div className="grid">
        <CreditGates reading={reading} />
        <Goods reading={reading} />
      </div>
      <div className="grid">
        <Inspections reading={reading} />
        <CreditMoney reading={reading} />
      </div>
      <div className="grid">
        <Equations reading={reading} span="c12" />
      </div>
      <Commands reading={reading} why={ask} />
      {isPast ? null : (
        <>
          <Linked reading={reading} />
          <RawMessages instance={record.instance} />
        </>
      )}
      <WhyDialog reading={reading} command={asked} close={() => ask(null)} />
    </>
  );
}
