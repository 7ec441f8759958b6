/** Which orders need me? One row each, with how it stands, who owes the answer, and the alignment bar. */
import { useLocation } from 'wouter';
import { useRead } from '../api/client.ts';
import { usePages } from '../api/pages.ts';
import { useNow } from '../api/server-time.ts';
import type { Overview, StandingOrder } from '../api/types.ts';
import { AlignmentBar } from '../charts/alignment-bar.tsx';
import { Choice, Prefix, Selection } from '../parts/filters.tsx';
import { casesColumn, customerColumn, numberColumn } from '../parts/record-columns.tsx';
import { SavedFilters } from '../parts/saved-filters.tsx';
import { LongTable, totalText, type Column } from '../parts/long-table.tsx';
import { Answer, Answers, Empty, PageHead } from '../parts/surface.tsx';
import { Status, type StatusName } from '../parts/status.tsx';
import { pathOfOrder } from '../shell/link.tsx';
import { useParameter } from '../shell/moment.ts';
import { counted, duration, money, number, sums } from '../words/format.ts';
import { owesName, reasonName, title } from '../words/names.ts';

const STANDING: Readonly<Record<string, readonly [StatusName, string]>> = {
  moving: ['sending', 'Moving'],
  'in-time': ['waiting', 'In time'],
  late: ['late', 'Late'],
  blocked: ['blocked', 'Blocked'],
  'in-doubt': ['in-doubt', 'In doubt'],
};

function columnsOf(now: number): readonly Column<StandingOrder>[] {
  return [
    numberColumn('Order', '12%', ({ salesOrder }) => salesOrder, pathOfOrder),
    customerColumn,
    { name: 'Lifecycle', width: '11%', cell: ({ lifecycle }) => title(lifecycle) },
    {
      name: 'Stands',
      width: '11%',
      cell: ({ standing, brokenEquations }) => {
        if (brokenEquations > 0) return <Status name="broken" />;
        const [status, word] = STANDING[standing ?? ''] ?? (['done', 'Finished'] as const);
        return <Status name={status}>{word}</Status>;
      },
    },
    {
      name: 'Waits for',
      width: '20%',
      phone: 'w',
      cell: ({ owes, reason }) =>
        owes === null ? (
          <span className="t3">nobody</span>
        ) : (
          <>
            <b className="b">{owesName(owes)}</b> <span className="t2">{reasonName(reason ?? '')}</span>
          </>
        ),
    },
    {
      name: 'For',
      isNumber: true,
      width: '7%',
      cell: ({ since }) => (since === null ? '' : duration(Math.max(0, now - Date.parse(since)))),
    },
    {
      name: 'Ordered',
      isNumber: true,
      width: '11%',
      cell: ({ ordered }) => (ordered === null ? '–' : money(ordered)),
    },
    {
      name: 'Shipped over invoiced',
      width: '180px',
      phone: 'hide',
      cell: ({ ordered, shipped, invoiced, brokenEquations }) => (
        <AlignmentBar
          ordered={Number(ordered?.amount ?? 0)}
          shipped={Number(shipped?.amount ?? 0)}
          invoiced={Number(invoiced?.amount ?? 0)}
          isHeld
          isBroken={brokenEquations > 0}
        />
      ),
    },
    casesColumn,
  ];
}

export default function OrdersPage() {
  const now = useNow();
  const [, navigate] = useLocation();
  const [state] = useParameter('state');
  const [needs] = useParameter('needs');
  const [owes] = useParameter('owes');
  const [broken] = useParameter('broken');
  const [standing] = useParameter('standing');
  const [prefix] = useParameter('number');
  const [which] = useParameter('which');
  const pages = usePages('/v1/console/orders', {
    lifecycle: state,
    waiting: needs === null ? null : true,
    owes,
    standing,
    broken: broken === null ? null : true,
    number: prefix,
    settled: which === 'all' ? null : which === 'finished',
  });
  const overview = useRead('/v1/console/overview', {});
  return (
    <>
      <PageHead title="Orders">
        <span className="t2">{totalText(pages.total, pages.items.length)} shown by this filter</span>
      </PageHead>
      {overview.data === undefined ? null : <Question data={overview.data} now={now} />}
      <section className="card">
        <div className="tools">
          <Choice name="needs" options={[['1', 'Need somebody']]} />
          <Choice name="broken" options={[['1', 'Systems disagree']]} />
          <Choice
            name="which"
            options={[
              [null, 'Open'],
              ['finished', 'Finished'],
              ['all', 'All'],
            ]}
          />
          <Selection
            name="state"
            label="Lifecycle"
            options={(overview.data?.stages ?? []).map(
              (stage) => [stage.state, `${title(stage.state)} ${stage.total}`] as const,
            )}
          />
          <Selection
            name="owes"
            label="Waits for"
            options={[
              ...new Map((overview.data?.waiting.by ?? []).map((by) => [by.owes.id, owesName(by.owes)])),
            ]}
          />
          <Prefix name="number" label="Number begins with" />
          <SavedFilters list="orders" />
        </div>
        <LongTable
          label="Orders"
          pages={pages}
          columns={columnsOf(now)}
          keyOf={({ instance }) => instance}
          open={({ salesOrder }) => navigate(pathOfOrder(salesOrder))}
          empty={
            <Empty title={needs === null ? 'No order is like this.' : 'No order needs anybody.'}>
              {overview.data === undefined ? '' : `${counted(openOf(overview.data), 'order')} open in all.`}
            </Empty>
          }
        />
      </section>
    </>
  );
}

const openOf = ({ stages }: Overview): number => stages.reduce((sum, { total }) => sum + total, 0);

/** How long the first of a group waits: ` (2 h)`. */
const sinceOf = ({ since }: Overview['waiting']['by'][number], now: number): string =>
  since === null ? '' : ` (${duration(Math.max(0, now - Date.parse(since)))})`;

function Question({ data, now }: { data: Overview; now: number }) {
  const { orders, held, by } = data.waiting;
  const [first] = by;
  const open = openOf(data);
  return (
    <Answers single>
      <Answer
        question="Which ones need me?"
        status={first === undefined ? 'done' : first.standing}
        sentence={
          first === undefined
            ? `None: all ${counted(open, 'open order')} move in time.`
            : `${number(orders)} of ${counted(open, 'open order')}, ${sums(held) ?? 'no money held'}.`
        }
        why={
          first === undefined
            ? 'The list below is what is on its way.'
            : 'Who owes the answer: ' +
              by
                .slice(0, 3)
                .map((group) => `${owesName(group.owes)} ${number(group.orders)}${sinceOf(group, now)}`)
                .join(', ') + `; ${by.length > 1 ? 'the first' : 'the reason'}: ${reasonName(first.reason)}.`
        }
      />
    </Answers>
  );
}
