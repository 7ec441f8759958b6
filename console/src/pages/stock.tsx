/** How many can I promise? Every item with what is there, promised, and missing. */
import { useLocation } from 'wouter';
import { usePages } from '../api/pages.ts';
import type { ItemStock } from '../api/types.ts';
import { Choice, Prefix } from '../parts/filters.tsx';
import { SavedFilters } from '../parts/saved-filters.tsx';
import { LongTable, type Column } from '../parts/long-table.tsx';
import { Answer, Answers, Empty, PageHead } from '../parts/surface.tsx';
import { To } from '../shell/link.tsx';
import { useParameter } from '../shell/moment.ts';
import { Lots, LotsQuestion } from './stock/lots.tsx';
import { Reservations, ReservationsQuestion } from './stock/reservations.tsx';
import { StateLots } from './stock/state-lots.tsx';
import { Variances, VariancesQuestion } from './stock/variances.tsx';
import { counted, isZero, number } from '../words/format.ts';

const Quantity = ({ value, tone = '' }: { value: string; tone?: string }) =>
  isZero(value) ? <span className="t3">0</span> : <span className={tone}>{number(value)}</span>;

const columns: readonly Column<ItemStock>[] = [
  {
    name: 'Item',
    width: '16%',
    phone: 'w2',
    cell: ({ item }) => (
      <To to={`/stock/${encodeURIComponent(item)}`} className="b">
        {item}
      </To>
    ),
  },
  { name: 'Entity', width: '8%', cell: ({ entity }) => entity },
  {
    name: 'To promise',
    isNumber: true,
    width: '12%',
    cell: ({ availableToPromise }) => (
      <b className="b">
        <Quantity value={availableToPromise} />
      </b>
    ),
  },
  { name: 'Of on hand', width: '16%', phone: 'hide', cell: (row) => <Promised row={row} /> },
  { name: 'On hand', isNumber: true, width: '12%', cell: ({ onHand }) => <Quantity value={onHand} /> },
  {
    name: 'Allocated',
    isNumber: true,
    width: '12%',
    cell: ({ allocated }) => <Quantity value={allocated} />,
  },
  {
    name: 'Not sellable',
    isNumber: true,
    width: '12%',
    cell: ({ elsewhere }) => <Quantity value={elsewhere} />,
  },
  {
    name: 'Missing',
    isNumber: true,
    width: '12%',
    cell: ({ backordered }) => <Quantity value={backordered} tone="bad b" />,
  },
];

function Promised({ row }: { row: ItemStock }) {
  const onHand = Math.max(0, Number(row.onHand));
  const free = Math.max(0, Number(row.availableToPromise));
  if (onHand === 0) return <span className="t3">nothing there</span>;
  return (
    <span
      className="bar"
      role="img"
      aria-label={`${row.availableToPromise} of ${row.onHand} can be promised`}
    >
      <i className="solid-ok" style={{ width: `${(free / onHand) * 100}%` }} />
      <i className="solid-calm" style={{ width: `${((onHand - free) / onHand) * 100}%` }} />
    </span>
  );
}

export default function StockPage() {
  const [, navigate] = useLocation();
  const [short] = useParameter('short');
  const [item] = useParameter('item');
  const [view] = useParameter('view');
  const pages = usePages('/v1/console/stock', { short: short === null ? null : true, item });
  return (
    <>
      <PageHead title="Stock" />
      {view === null ? <Question rows={pages.items} /> : null}
      {view === 'lots' ? <LotsQuestion /> : null}
      {view === 'reservations' ? <ReservationsQuestion /> : null}
      {view === 'variances' ? <VariancesQuestion /> : null}
      <div className="tabs" role="group" aria-label="What is listed">
        <Choice
          name="view"
          options={[
            [null, 'Items'],
            ['lots', 'Lots and expiry'],
            ['reservations', 'Reservations'],
            ['variances', 'Counts and variances'],
          ]}
        />
      </div>
      {view === 'lots' ? <StateLots item={null} /> : null}
      {view === 'lots' ? <Lots item={null} /> : null}
      {view === 'reservations' ? <Reservations /> : null}
      {view === 'variances' ? <Variances item={null} /> : null}
      <section className="card" hidden={view !== null}>
        <div className="tools">
          <Choice name="short" options={[['1', 'Orders wait for it']]} />
          <Prefix name="item" label="Item begins with" />
          <SavedFilters list="stock" />
        </div>
        <LongTable
          label="Items"
          pages={pages}
          columns={columns}
          keyOf={({ entity, item: name }) => `${entity} ${name}`}
          open={({ item: name }) => navigate(`/stock/${encodeURIComponent(name)}`)}
          empty={<Empty title="No item is like this." />}
        />
      </section>
    </>
  );
}

function Question({ rows }: { rows: readonly ItemStock[] }) {
  const missing = rows.filter(({ backordered }) => !isZero(backordered));
  const others = missing.length > 1 ? ' and others' : '';
  return (
    <Answers single>
      <Answer
        question="What can we not promise?"
        status={missing.length === 0 ? 'done' : 'blocked'}
        sentence={
          missing.length === 0
            ? 'Nothing that an order waits for is missing.'
            : `${counted(missing.length, 'item')}: orders wait for ${missing[0]!.item}${others}.`
        }
        why="To promise is what is on hand, sellable and accessible, less what is promised already."
      />
    </Answers>
  );
}
