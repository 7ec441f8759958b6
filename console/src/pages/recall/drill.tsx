/** The drill: how long it takes from the question to the draft, and the drills before it. */
import { useState } from 'react';
import { usePages } from '../../api/pages.ts';
import { api } from '../../api/request.ts';
import { useNow } from '../../api/server-time.ts';
import { useMay } from '../../api/session.ts';
import type { AuditEntry, RecallDrill } from '../../api/types.ts';
import { Act } from '../../parts/act.tsx';
import { Card } from '../../parts/surface.tsx';
import { ofNumbers, TableHead } from '../../parts/table-head.tsx';
import { counted, moment, number, percent } from '../../words/format.ts';

/** What a drill found, and how long that took. */
type Figures = RecallDrill['plan']['figures'] & { readonly tookMs: number };

/** Below a second in milliseconds, above it in seconds. */
const stopwatch = (ms: number): string =>
  ms < 1_000 ? `${number(ms)} ms` : `${number(Math.round(ms / 100) / 10)} s`;

export function Drill({ lot, item }: { lot: string; item: string | null }) {
  const [drilled, finish] = useState<Figures | null>(null);
  const maySeeEarlier = useMay('listAudit');
  return (
    <Card
      span="c5"
      title="The drill"
      aside={
        <Act
          label="Drill it"
          title={`Drill the recall of lot ${lot}`}
          operation="drillRecall"
          needsReason={false}
          explain={
            'Everything is looked up as in earnest, and the time is taken. Nothing is held; ' +
            'the audit chain keeps the result.'
          }
          does={() =>
            api.POST('/v1/recalls/drills', { body: { lot, ...(item === null ? {} : { item }) } })
          }
          done={(answer) => {
            const { plan, tookMs } = answer as RecallDrill;
            finish({ ...plan.figures, tookMs });
          }}
        />
      }
    >
      <div className="pad">
        <p className="big num" style={{ textAlign: 'left' }} role="timer" aria-label="From question to draft">
          {drilled === null ? '–' : stopwatch(drilled.tookMs)}
        </p>
        <p className="t2">
          {drilled === null
            ? 'Not drilled since this page was opened.'
            : `from the question to the draft: ${counted(drilled.customers, 'customer')}, ` +
              `${counted(drilled.orders, 'order')}, ${counted(drilled.sites, 'site')}; ` +
              `${percent(drilled.traced, 1)} traced.`}
        </p>
      </div>
      {maySeeEarlier ? <EarlierDrills lot={lot} /> : null}
    </Card>
  );
}

/** Drills before this one, as the audit chain has them. */
function EarlierDrills({ lot }: { lot: string }) {
  const now = useNow();
  const { items } = usePages('/v1/audit', { action: 'recall.drill', subject: `lot/${lot}` });
  if (items.length === 0) return null;
  return (
    <table>
      <TableHead columns={['Drilled', 'By', ofNumbers('Took'), ofNumbers('Traced')]} />
      <tbody>
        {items.map((entry) => {
          const { tookMs, traced } = figuresOf(entry);
          return (
            <tr key={entry.id}>
              <td className="nw">{moment(entry.at, now)}</td>
              <td>{entry.actor}</td>
              <td className="n">{stopwatch(tookMs)}</td>
              <td className="n">{percent(traced, 1)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const figuresOf = ({ after }: AuditEntry): Figures => JSON.parse(after ?? '{}') as Figures;
