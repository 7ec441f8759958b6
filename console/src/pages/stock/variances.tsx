/** Counts, snapshots and write-offs: what was stated, what our books said then, and why they differ. */
import { useState } from 'react';
import { api } from '../../api/request.ts';
import { usePages } from '../../api/pages.ts';
import { useNow } from '../../api/server-time.ts';
import type { Reconciliation } from '../../api/types.ts';
import { Act } from '../../parts/act.tsx';
import { PagedCard } from '../../parts/paged-card.tsx';
import { Answer, Answers, Empty, NoneYet } from '../../parts/surface.tsx';
import { Status, type StatusName } from '../../parts/status.tsx';
import { ACTS, ofNumbers, TableHead } from '../../parts/table-head.tsx';
import { To } from '../../shell/link.tsx';
import { counted, isZero, moment, number } from '../../words/format.ts';
import { plain, title } from '../../words/names.ts';

type Line = Reconciliation['lines'][number];

const statusOf = (state: string): StatusName =>
  /person|approval|reason/.test(state)
    ? 'blocked'
    : /posted|agrees|settled|closed/.test(state)
      ? 'done'
      : 'waiting';

export function Variances({ item }: { item: string | null }) {
  const pages = usePages('/v1/reconciliations', { item });
  return (
    <PagedCard
      title="Counts and variances"
      aside="what was stated, against our ledger at that very moment"
      what="The counts"
      pages={pages}
      empty={
        item === null ? (
          <Empty status="waiting" title="Nothing was counted or written off yet.">
            A count that differs beyond its tolerance waits here for a person; the books are not touched
            before.
          </Empty>
        ) : (
          <NoneYet>It was neither counted nor written off yet.</NoneYet>
        )
      }
    >
      {(rows) => <Table rows={rows} item={item} />}
    </PagedCard>
  );
}

/** What differs, and who must say something; the same rows as below, read once. */
export function VariancesQuestion() {
  const { items, isLoading } = usePages('/v1/reconciliations', { item: null });
  if (isLoading) return null;
  const waiting = items.filter(({ state }) => statusOf(state) === 'blocked');
  const [first] = waiting;
  const line = first?.lines.find(({ change }) => change !== null && !isZero(change));
  const off = line?.change ?? null;
  return (
    <Answers single>
      <Answer
        question="What differs from our books?"
        status={first === undefined ? 'holds' : 'blocked'}
        sentence={
          first === undefined
            ? 'Nothing that a person must decide.'
            : `${counted(waiting.length, 'reconciliation waits', 'reconciliations wait')} for a person; ` +
              `${first.reconciliation}: ${off === null ? '?' : number(off)} ${line?.item ?? ''}.`
        }
        why="The books are not touched before: small differences post themselves, others need a person."
      />
    </Answers>
  );
}

function Table({ rows, item }: { rows: readonly Reconciliation[]; item: string | null }) {
  const now = useNow();
  return (
    <table className="stack">
      <TableHead
        columns={[
          'Reconciliation', 'Of', ofNumbers('Stated'), ofNumbers('In our books'), ofNumbers('Variance'),
          'Cause', 'State', ACTS,
        ]}
      />
      <tbody>
        {rows.flatMap((row) =>
          row.lines
            .filter((line) => item === null || line.item === item)
            .map((line) => (
              <tr key={`${row.entity} ${row.reconciliation} ${line.line}`}>
                <td className="w2">
                  <b className="b">{row.reconciliation}</b>
                  <span className="sub t3" style={{ display: 'block' }}>
                    line {line.line}, {moment(row.updatedAt, now)}
                  </span>
                </td>
                <td data-l="Of">
                  {line.item}{' '}
                  <span className="t3">
                    {[line.site, line.lot].filter((part) => part !== null).join(', ')}
                  </span>
                </td>
                <Quantity name="Stated" value={line.stated} />
                <Quantity name="In our books" value={line.book} />
                <Quantity name="Variance" value={line.change} isChange />
                <td className="w2" data-l="Cause">
                  {plain(line.reason ?? line.cause ?? line.because ?? '–')}
                  <span className="sub t3" style={{ display: 'block' }}>
                    {line.text}
                  </span>
                </td>
                <td data-l="State">
                  <Status name={statusOf(row.state)}>{title(row.state)}</Status>
                </td>
                <td>
                  <span className="tabs">
                    {needsReason(row, line) ? <Reason row={row} line={line} /> : null}
                    {row.openCases === 0 ? null : (
                      <To className="btn s" to={`/cases?view=list&instance=${instanceOf(row)}`}>
                        Open its case
                      </To>
                    )}
                  </span>
                </td>
              </tr>
            )),
        )}
      </tbody>
    </table>
  );
}

function Quantity({
  name,
  value,
  isChange = false,
}: {
  name: string;
  value: string | null;
  isChange?: boolean;
}) {
  if (value === null) {
    return (
      <td className="n t3" data-l={name} title="not said: it is a request to change the books">
        —
      </td>
    );
  }
  const isOff = isChange && !isZero(value);
  return (
    <td className={`n ${isOff ? 'bad b' : ''}`} data-l={name}>
      {isOff && !value.startsWith('-') ? '+' : ''}
      {number(value)}
    </td>
  );
}

const instanceOf = ({ entity, reconciliation }: Reconciliation): string =>
  encodeURIComponent(`${entity}/reconciliation/${reconciliation}`);

const needsReason = (row: Reconciliation, line: Line): boolean =>
  row.openCases > 0 && line.reason === null && line.change !== null && !isZero(line.change);

const REASONS = [
  'damaged',
  'expired',
  'lost',
  'found',
  'sample',
  'scrapped',
  'miscounted',
  'wrong-item',
  'recalled',
  'other',
] as const;

function Reason({ row, line }: { row: Reconciliation; line: Line }) {
  const [why, choose] = useState<(typeof REASONS)[number]>('miscounted');
  return (
    <Act
      label="Say why"
      title={`Why ${line.item} differs`}
      operation="decideAdjustmentReason"
      explain="With its reason the change may be approved; the reason decides which account bears it."
      does={(note) =>
        api.POST('/v1/reconciliations/{reconciliation}/reasons', {
          params: { path: { reconciliation: row.reconciliation } },
          body: { entity: row.entity, line: line.line, reason: why, note },
        })
      }
    >
      <label className="fld">
        Cause
        <select value={why} onChange={(event) => choose(event.target.value as (typeof REASONS)[number])}>
          {REASONS.map((reason) => (
            <option key={reason} value={reason}>
              {title(reason)}
            </option>
          ))}
        </select>
      </label>
    </Act>
  );
}
