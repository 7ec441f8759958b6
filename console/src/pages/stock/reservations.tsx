/** Reservations: who holds what of the stock, until when, and giving it back. */
import { useRead } from '../../api/client.ts';
import { api } from '../../api/request.ts';
import { usePages } from '../../api/pages.ts';
import { useNow } from '../../api/server-time.ts';
import type { Reservation } from '../../api/types.ts';
import { Act } from '../../parts/act.tsx';
import { Choice, Prefix } from '../../parts/filters.tsx';
import { PagedCard } from '../../parts/paged-card.tsx';
import { Answer, Answers, Card, Empty, Loaded, NoneYet } from '../../parts/surface.tsx';
import { Status, type StatusName } from '../../parts/status.tsx';
import { ACTS, ofNumbers, TableHead } from '../../parts/table-head.tsx';
import { pathOfItem, pathOfOrder, To } from '../../shell/link.tsx';
import { useParameter } from '../../shell/moment.ts';
import { counted, duration, isZero, moment, number } from '../../words/format.ts';
import { title } from '../../words/names.ts';

const STATES: Readonly<Record<Reservation['lifecycle'], readonly [status: StatusName, word: string]>> = {
  held: ['waiting', 'held'],
  drawn: ['done', 'drawn by orders'],
  released: ['withdrawn', 'given back'],
  expired: ['withdrawn', 'expired'],
  lost: ['blocked', 'goods are gone'],
};

/** Those of one item, as its page shows them: the ones that hold something now. */
export function ReservationsOfItem({ item }: { item: string }) {
  const pages = usePages('/v1/inventory-reservations', { item, lifecycle: 'held' });
  return (
    <PagedCard
      title="Held for somebody"
      aside="counts as promised until it ends, is given back, or an order draws it"
      what="The reservations"
      pages={pages}
      empty={<NoneYet>Nobody holds any of it.</NoneYet>}
    >
      {(rows) => <ReservationTable rows={rows} isOfItem />}
    </PagedCard>
  );
}

/** All of them, or the one that somebody searched for. */
export function Reservations() {
  const [reservation, show] = useParameter('reservation');
  if (reservation === null) return <EveryReservation />;
  return (
    <Card
      title={`Reservation ${reservation}`}
      aside={
        <button type="button" className="btn s" onClick={() => show(null)}>
          All reservations
        </button>
      }
    >
      <One reservation={reservation} />
    </Card>
  );
}

function One({ reservation }: { reservation: string }) {
  const found = useRead('/v1/inventory-reservations/{reservation}', { path: { reservation } });
  return (
    <Loaded query={found} what={`Reservation ${reservation}`}>
      {(row) => <ReservationTable rows={[row]} />}
    </Loaded>
  );
}

function EveryReservation() {
  const [lifecycle] = useParameter('lifecycle');
  const [item] = useParameter('item');
  const pages = usePages('/v1/inventory-reservations', { lifecycle, item });
  return (
    <PagedCard
      title="Reservations, the newest first"
      aside="made by shops and sellers over the API, before there is an order"
      what="The reservations"
      pages={pages}
      tools={
        <>
          <Choice
            name="lifecycle"
            options={Object.entries(STATES).map(([state, [, word]]) => [state, title(word)] as const)}
          />
          <Prefix name="item" label="Item" />
        </>
      }
      empty={
        <Empty status="waiting" title="No reservation is like this.">
          A shop holds stock for a basket until a moment; nobody else is promised it meanwhile.
        </Empty>
      }
    >
      {(rows) => <ReservationTable rows={rows} />}
    </PagedCard>
  );
}

/** Who holds stock back, and which ends first; the same rows as below, read once. */
export function ReservationsQuestion() {
  const now = useNow();
  const { items, hasMore, isLoading } = usePages('/v1/inventory-reservations', { lifecycle: 'held' });
  if (isLoading) return null;
  const [next] = items.toSorted((a, b) => Date.parse(a.expiresAt) - Date.parse(b.expiresAt));
  const known = items.flatMap(({ customer }) => customer ?? []);
  const customers = new Set(known).size;
  return (
    <Answers single>
      <Answer
        question="Who holds stock back?"
        status={next === undefined ? 'done' : 'waiting'}
        sentence={
          next === undefined
            ? 'Nobody: nothing is reserved.'
            : `${hasMore ? 'More than ' : ''}${counted(items.length, 'reservation')}` +
              `${customers === 0 ? '' : ` for ${counted(customers, 'customer')}`}; ` +
              `${next.reservation} ends first, in ${duration(Math.max(0, Date.parse(next.expiresAt) - now))}.`
        }
        why="It counts as promised until it ends, is given back, or goes to the order that names it."
      />
    </Answers>
  );
}

function ReservationTable({ rows, isOfItem = false }: { rows: readonly Reservation[]; isOfItem?: boolean }) {
  return (
    <table className="stack">
      <TableHead
        columns={[
          'Reservation', ...(isOfItem ? [] : ['Item']), ofNumbers('Held'), { name: 'Of', width: '14%' },
          'Where', 'For', 'Until', 'State', ACTS,
        ]}
      />
      <tbody>
        {rows.map((row) => (
          <Row key={row.instance} row={row} isOfItem={isOfItem} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row, isOfItem }: { row: Reservation; isOfItem: boolean }) {
  const now = useNow();
  const { reservation, entity, item, lifecycle, customer, reference, held, places, drawn, expiresAt } = row;
  const [status, word] = STATES[lifecycle];
  const left = Date.parse(expiresAt) - now;
  return (
    <tr>
      <td className="w2">
        <b className="b">{reservation}</b>
        <span className="sub">{reference ?? entity}</span>
      </td>
      {isOfItem ? null : (
        <td data-l="Item">
          <To to={pathOfItem(item)}>{item}</To>
        </td>
      )}
      <td className="n" data-l="Held">
        {isZero(held) ? <span className="t3">0</span> : <b className="b">{number(held)}</b>}
      </td>
      <td data-l="Of">
        <Parts row={row} />
      </td>
      <td data-l="Where">
        {places.length === 0 ? <span className="t3">–</span> : null}
        {places.map(({ site, lot, quantity }) => (
          <span key={`${site} ${lot}`} style={{ display: 'block' }}>
            {places.length > 1 ? `${number(quantity)} at ` : ''}
            {site}
            {lot === null ? '' : <span className="t3"> lot {lot}</span>}
          </span>
        ))}
      </td>
      <td data-l="For">{customer ?? <span className="t2">whoever names it</span>}</td>
      <td data-l="Until">
        <span className="nw">{moment(expiresAt, now)}</span>
        {lifecycle === 'held' && left > 0 ? <span className="sub">in {duration(left)}</span> : null}
      </td>
      <td className="w2" data-l="State">
        <Status name={status}>{word}</Status>
        {drawn.map(({ salesOrder, quantity }) => (
          <span key={salesOrder} className="sub">
            {number(quantity)} by <To to={pathOfOrder(salesOrder)}>{salesOrder}</To>
          </span>
        ))}
        {row.released === null ? null : <span className="sub">{row.released}</span>}
      </td>
      <td>{lifecycle === 'held' ? <Release row={row} /> : null}</td>
    </tr>
  );
}

/** What was reserved, by what became of it. */
function Parts({ row: { quantity, held, lost, drawn } }: { row: Reservation }) {
  const whole = Number(quantity);
  const taken = drawn.reduce((sum, part) => sum + Number(part.quantity), 0);
  const parts = [
    ['drawn', taken, 'solid-ok'],
    ['held', Number(held), 'hatch-calm'],
    ['gone', Number(lost), 'solid-bad'],
  ] as const;
  const shown = parts.filter(([, part]) => part > 0);
  const said = shown.map(([name, part]) => `${number(part)} ${name}`).join(', ') || 'nothing is held';
  return (
    <span className="ex2">
      <span className="bar" style={{ flex: 1 }} role="img" aria-label={`Of ${number(quantity)}: ${said}`}>
        {shown.map(([name, part, look]) => (
          <i key={name} className={look} style={{ width: `${(part / Math.max(1, whole)) * 100}%` }} />
        ))}
      </span>
      <span className="nw num">{number(quantity)}</span>
    </span>
  );
}

function Release({ row: { reservation, entity, held, item, decision } }: { row: Reservation }) {
  return (
    <Act
      label="Give back"
      title={`Give back ${number(held)} of ${item}`}
      operation="releaseReservation"
      explain={
        `What ${reservation} still holds may be promised at once; ` +
        'whoever counted on it is not told by Crossdock.'
      }
      does={(reason) =>
        api.POST('/v1/inventory-reservations/{reservation}/release', {
          params: {
            path: { reservation },
            // Whoever drew on it meanwhile is not overruled unseen.
            header: { 'Idempotency-Key': crypto.randomUUID(), 'If-Match': `"${decision}"` },
          },
          body: { entity, reason },
        })
      }
    />
  );
}
