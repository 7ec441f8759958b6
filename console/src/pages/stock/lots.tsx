/** Lots, the first to expire first: how long each lives, who may be promised it, and holds. */
import { useState } from 'react';
import { api } from '../../api/request.ts';
import { usePages } from '../../api/pages.ts';
import type { LotAtSite } from '../../api/types.ts';
import { Act } from '../../parts/act.tsx';
import { PagedCard } from '../../parts/paged-card.tsx';
import { Answer, Answers, Empty, NoneYet } from '../../parts/surface.tsx';
import { Status } from '../../parts/status.tsx';
import { ACTS, ofNumbers, TableHead } from '../../parts/table-head.tsx';
import { pathOfItem, pathOfRecall, To } from '../../shell/link.tsx';
import { counted, isZero, number } from '../../words/format.ts';
import { FITNESS } from './fitness.ts';

/** Days that fill the bar of a lot's life: two years. */
const BAR_DAYS = 730;

/** Days of life below which a lot should be looked at: its bar is amber. */
const SOON_DAYS = 30;

const isSoon = ({ daysLeft }: LotAtSite): boolean => daysLeft !== null && daysLeft <= SOON_DAYS;

export function Lots({ item }: { item: string | null }) {
  const pages = usePages('/v1/lots', { item });
  return (
    <PagedCard
      title="Lots, the first to expire first"
      aside="bars end at two years; amber: it expires soon"
      what="The lots"
      pages={pages}
      empty={
        item === null ? (
          <Empty status="waiting" title="No lot is known.">
            Goods without lots are promised by quantity alone.
          </Empty>
        ) : (
          <NoneYet>No lot of it is known: it is promised by quantity alone.</NoneYet>
        )
      }
    >
      {(rows) => <LotTable rows={rows} isOfItem={item !== null} />}
    </PagedCard>
  );
}

/** Which of them may not leave; the same rows as below, read once. */
export function LotsQuestion() {
  const { items, hasMore, isLoading } = usePages('/v1/lots', { item: null });
  if (isLoading) return null;
  const barred = items.filter(({ fitness }) => fitness !== 'fit');
  const soon = items.filter((row) => row.fitness === 'fit' && isSoon(row));
  const words = [...Map.groupBy(barred, ({ fitness }) => FITNESS[fitness][1])].map(
    ([word, rows]) => `${number(rows.length)} ${word}`,
  );
  return (
    <Answers single>
      <Answer
        question="Which lots may not leave?"
        status={barred.length > 0 ? 'blocked' : soon.length > 0 ? 'late' : 'done'}
        sentence={
          barred.length === 0
            ? 'None: every lot may be promised.'
            : `${number(barred.length)} of ${counted(items.length, 'lot')}${hasMore ? ' read' : ''}: ` +
              `${words.join(', ')}.`
        }
        why={
          `${counted(soon.length, 'other expires', 'others expire')} within ${SOON_DAYS} days. The first ` +
          'to expire is promised first; what is barred is promised to nobody.'
        }
      />
    </Answers>
  );
}

function LotTable({ rows, isOfItem }: { rows: readonly LotAtSite[]; isOfItem: boolean }) {
  return (
    <table className="stack">
      <TableHead
        columns={[
          'Lot', ...(isOfItem ? [] : ['Item']), 'Site', ofNumbers('On hand'), ofNumbers('Promised'),
          { name: 'Days left', width: '28%' }, 'Fitness', ACTS,
        ]}
      />
      <tbody>
        {rows.map((row) => (
          <LotRow key={`${row.entity} ${row.item} ${row.lot} ${row.site}`} row={row} isOfItem={isOfItem} />
        ))}
      </tbody>
    </table>
  );
}

function LotRow({ row, isOfItem }: { row: LotAtSite; isOfItem: boolean }) {
  const [status, word] = FITNESS[row.fitness];
  return (
    <tr>
      <td className={isOfItem ? 'w2' : ''} data-l={isOfItem ? undefined : 'Lot'}>
        <To to={pathOfRecall(row)} className="b">
          {row.lot}
        </To>
      </td>
      {isOfItem ? null : (
        <td data-l="Item">
          <To to={pathOfItem(row.item)}>{row.item}</To>
        </td>
      )}
      <td data-l="Site">
        {row.site} <span className="t3">{row.entity}</span>
      </td>
      <td className="n" data-l="On hand">
        {number(row.onHand)}
      </td>
      <td className="n" data-l="Promised">
        {isZero(row.allocated) ? <span className="t3">0</span> : number(row.allocated)}
      </td>
      <td className="w">
        <Life row={row} />
      </td>
      <td className="w2" data-l="Fitness">
        <Status name={status}>{word}</Status>
      </td>
      <td>
        <Hold row={row} />
      </td>
    </tr>
  );
}

function Life({ row }: { row: LotAtSite }) {
  const { daysLeft, expiresOn, fitness } = row;
  if (daysLeft === null) return <span className="t3">not stated</span>;
  const share = Math.max(0, Math.min(1, daysLeft / BAR_DAYS));
  const isLate = fitness === 'short-dated' || (fitness === 'fit' && isSoon(row));
  const look = isLate ? 'solid-late' : fitness === 'fit' ? 'solid-calm' : 'hatch-calm';
  return (
    <span className="ex2" title={`until ${expiresOn}`}>
      <span className="ebar life" role="img" aria-label={`${daysLeft} days left, until ${expiresOn}`}>
        <i className={look} style={{ width: `${share * 100}%` }} />
      </span>
      <span className={`nw ${daysLeft < 0 ? 'bad' : isLate ? 'late' : ''}`}>
        {daysLeft < 0 ? `${number(-daysLeft)} d over` : `${number(daysLeft)} d`}
      </span>
    </span>
  );
}

/** A hold is lifted by its own name. */
function Hold({ row: { entity, item, lot, fitness } }: { row: LotAtSite }) {
  const [hold, name] = useState(`QH-${lot}`);
  const isHeld = fitness === 'held';
  return (
    <Act
      label={isHeld ? 'Lift a hold' : 'Hold'}
      title={isHeld ? `Lift a hold of lot ${lot}` : `Hold lot ${lot}`}
      operation="holdLot"
      explain={
        isHeld
          ? 'The lot may be promised again unless something else stands against it.'
          : 'Promises of it are taken back at once, and its orders are decided again from other lots.'
      }
      isReady={hold.trim() !== ''}
      does={(reason) =>
        api.POST('/v1/lots/{item}/{lot}/holds', {
          params: { path: { item, lot } },
          body: { entity, hold: hold.trim(), holds: !isHeld, kind: 'quality', reason },
        })
      }
    >
      <label className="fld">
        Name of the hold
        <input required maxLength={64} value={hold} onChange={(event) => name(event.target.value)} />
      </label>
    </Act>
  );
}
