/** Which returns need me? One row each: how it stands, what came back, and what was credited. */
import { useState } from 'react';
import { useLocation } from 'wouter';
import { dataOf } from '../../../src/client/client.ts';
import { usePages } from '../api/pages.ts';
import { api } from '../api/request.ts';
import { useNow } from '../api/server-time.ts';
import type { Findings, ReturnSummary } from '../api/types.ts';
import { Act } from '../parts/act.tsx';
import { Choice, Prefix, Selection } from '../parts/filters.tsx';
import { casesColumn, customerColumn, numberColumn } from '../parts/record-columns.tsx';
import { SavedFilters } from '../parts/saved-filters.tsx';
import { LongTable, totalText, type Column } from '../parts/long-table.tsx';
import { Answer, Answers, Empty, PageHead } from '../parts/surface.tsx';
import { Status, type StatusName } from '../parts/status.tsx';
import { pathOfOrder, pathOfReturn, To } from '../shell/link.tsx';
import { useParameter } from '../shell/moment.ts';
import { counted, duration, isZero, money, moment, number } from '../words/format.ts';
import { plain, title } from '../words/names.ts';

/** The governed states of a return, in the order in which they are usually reached, and whose turn it is. */
const STATES: Readonly<Record<string, readonly [status: StatusName, turn: string]>> = {
  unannounced: ['blocked', 'Service: whose goods are these?'],
  requested: ['waiting', 'Crossdock'],
  unmatched: ['blocked', 'Service: which order?'],
  'in-review': ['blocked', 'Service: may they come back?'],
  refused: ['refused', 'nobody'],
  authorized: ['waiting', 'the customer'],
  'part-received': ['waiting', 'the customer'],
  received: ['waiting', 'Quality'],
  inspected: ['sending', 'Warehouse and ERP'],
  'in-approval': ['blocked', 'Finance: approve the credit'],
  credited: ['sending', 'Payments'],
  closed: ['done', 'nobody'],
  cancelled: ['withdrawn', 'nobody'],
  lapsed: ['withdrawn', 'nobody'],
};

/** States in which a person must do something. */
const NEEDS_PERSON = new Set(['unannounced', 'unmatched', 'in-review', 'in-approval']);

const needsPerson = ({ lifecycle, openCases }: ReturnSummary): boolean =>
  NEEDS_PERSON.has(lifecycle) || openCases > 0;

function columnsOf(now: number): readonly Column<ReturnSummary>[] {
  return [
    numberColumn('Return', '13%', ({ rma }) => rma, pathOfReturn),
    customerColumn,
    {
      name: 'From order',
      width: '11%',
      cell: ({ salesOrder }) =>
        salesOrder === null ? (
          <span className="t3">not known</span>
        ) : (
          <To to={pathOfOrder(salesOrder)}>{salesOrder}</To>
        ),
    },
    {
      name: 'Stands',
      width: '13%',
      cell: ({ lifecycle, brokenEquations }) =>
        brokenEquations > 0 ? (
          <Status name="broken" />
        ) : (
          <Status name={STATES[lifecycle]?.[0] ?? 'waiting'}>{title(lifecycle)}</Status>
        ),
    },
    {
      name: 'Waits for',
      width: '17%',
      phone: 'w',
      cell: ({ lifecycle, nextDeadlineAt }) => (
        <>
          {STATES[lifecycle]?.[1] ?? 'the next answer'}
          {nextDeadlineAt === null ? null : <span className="t3">, due {moment(nextDeadlineAt, now)}</span>}
        </>
      ),
    },
    {
      name: 'Age',
      isNumber: true,
      width: '7%',
      cell: ({ openedAt }) => duration(Math.max(0, now - Date.parse(openedAt))),
    },
    { name: 'Allowed', isNumber: true, width: '10%', cell: ({ authorized }) => <Sum value={authorized} /> },
    { name: 'Credited, net', isNumber: true, width: '11%', cell: ({ credited }) => <Sum value={credited} /> },
    casesColumn,
  ];
}

const Sum = ({ value }: { value: ReturnSummary['credited'] }) =>
  value === null || isZero(value.amount) ? <span className="t3">–</span> : <>{money(value)}</>;

export default function ReturnsPage() {
  const now = useNow();
  const [, navigate] = useLocation();
  const [state] = useParameter('state');
  const [prefix] = useParameter('number');
  const [order] = useParameter('order');
  const [which] = useParameter('which');
  const pages = usePages('/v1/returns', {
    lifecycle: state,
    number: prefix,
    salesOrder: order,
    open: which === 'all' ? null : which !== 'finished',
  });
  return (
    <>
      <PageHead title="Returns">
        <span className="t2">
          {totalText(pages.total, pages.items.length)}
          {pages.hasMore ? ' and more' : ''} shown by this filter
        </span>
        <AskForReturn />
      </PageHead>
      {pages.isLoading ? null : <Question rows={pages.items} hasMore={pages.hasMore} />}
      <section className="card">
        <div className="tools">
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
            label="Stands"
            options={Object.keys(STATES).map((word) => [word, title(word)] as const)}
          />
          <Prefix name="number" label="Number begins with" />
          <Prefix name="order" label="From the order" />
          <SavedFilters list="returns" />
        </div>
        <LongTable
          label="Returns"
          pages={pages}
          columns={columnsOf(now)}
          keyOf={({ instance }) => instance}
          open={({ rma }) => navigate(pathOfReturn(rma))}
          empty={
            <Empty title="No return is like this.">
              A return begins when a customer asks for it, or when goods come that nobody announced.
            </Empty>
          }
        />
      </section>
    </>
  );
}

/** A return begins with what was bought: any number of the order will do. */
function AskForReturn() {
  const [, navigate] = useLocation();
  const [said, say] = useState('');
  return (
    <Act
      label="Ask for a return"
      title="Find the order"
      operation="requestReturn"
      explain="What may come back follows from what was billed: begin with any number of the order."
      needsReason={false}
      does={() => dataOf(api.GET('/v1/find', { params: { query: { number: said } } })).then(orderAmong)}
      done={(salesOrder) => navigate(`${pathOfOrder(String(salesOrder))}/return`)}
      isReady={said !== ''}
      size=""
    >
      <label className="fld">
        Number of the order, its invoice or its shipment
        <input value={said} autoFocus onChange={({ target }) => say(target.value.trim())} />
      </label>
    </Act>
  );
}

/**
 * The one order among what a number means.
 * @throws Error when it means none, or several.
 */
function orderAmong({ records }: Findings): { readonly data: string } {
  const orders = records.filter(({ kind }) => kind === 'sales-order');
  const [only] = orders;
  if (only === undefined) throw new Error('That is no number of an order.');
  if (orders.length > 1) {
    const numbers = orders.map(({ number: each }) => each).join(', ');
    throw new Error(`It means several orders: ${numbers}. Take one of them.`);
  }
  return { data: only.number };
}

function Question({ rows, hasMore }: { rows: readonly ReturnSummary[]; hasMore: boolean }) {
  const mine = rows.filter(needsPerson);
  const [first] = mine;
  return (
    <Answers single>
      <Answer
        question="Which ones need me?"
        status={first === undefined ? 'done' : 'blocked'}
        sentence={
          first === undefined
            ? 'None: every return moves by itself, or waits for its customer.'
            : `${number(mine.length)} of ${counted(rows.length, 'return')}${hasMore ? ' read' : ''}: ` +
              `${first.rma} is ${plain(first.lifecycle)}.`
        }
        why="Goods and money settle separately: nothing is credited before it came and was looked at."
      />
    </Answers>
  );
}
