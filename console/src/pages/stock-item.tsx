/** One item: what can be promised as a falling bar, where it lies, and the movements behind every number. */
import { useRead } from '../api/client.ts';
import { usePages } from '../api/pages.ts';
import { useNow } from '../api/server-time.ts';
import type { Availability, Movement, Position } from '../api/types.ts';
import { LongTable, type Column } from '../parts/long-table.tsx';
import { Answer, Answers, Card, Empty, Loaded, PageHead } from '../parts/surface.tsx';
import { ofNumbers, TableHead } from '../parts/table-head.tsx';
import { Lots } from './stock/lots.tsx';
import { ReservationsOfItem } from './stock/reservations.tsx';
import { Variances } from './stock/variances.tsx';
import { numberOf, pathOfInstance, To } from '../shell/link.tsx';
import { isZero, moment, number } from '../words/format.ts';
import { plain } from '../words/names.ts';

export default function StockItemPage({ item }: { item: string }) {
  const availability = useRead('/v1/availability', { query: { item } });
  const positions = useRead('/v1/positions', { query: { item, limit: 200 } });
  return (
    <>
      <PageHead crumb={<To to="/stock">Stock</To>} title={item} />
      <Loaded query={availability} what="What can be promised">
        {(data) => (
          <>
            <Question data={data} />
            <div className="grid">
              <Promise data={data} />
              <Card span="c5" title="Where it lies" aside="base units">
                <Loaded query={positions} what="The positions">
                  {({ items }) => <Positions rows={items} />}
                </Loaded>
              </Card>
            </div>
          </>
        )}
      </Loaded>
      <Lots item={item} />
      <ReservationsOfItem item={item} />
      <Variances item={item} />
      <Movements item={item} />
    </>
  );
}

const total = (
  data: Availability,
  member: 'onHand' | 'barred' | 'allocated' | 'availableToPromise',
): number => data.sites.reduce((sum, site) => sum + Number(site[member]), 0);

/** What orders wait for counts once for each entity. */
function missingOf(data: Availability): number {
  const byEntity = new Map(data.sites.map(({ entity, backordered }) => [entity, Number(backordered)]));
  return [...byEntity.values()].reduce((sum, quantity) => sum + quantity, 0);
}

function barredText(data: Availability): string {
  const barred = total(data, 'barred');
  return barred === 0 ? '' : `${number(barred)} of it in lots that are barred; `;
}

function Question({ data }: { data: Availability }) {
  const free = total(data, 'availableToPromise');
  const missing = missingOf(data);
  const isThere = total(data, 'onHand') > 0;
  const best = data.sites.toSorted((a, b) => Number(b.availableToPromise) - Number(a.availableToPromise))[0];
  const share = data.sites.length > 1 ? ` in all, ${number(best?.availableToPromise ?? 0)} of them` : '';
  return (
    <Answers single>
      <Answer
        question="How many can I promise?"
        status={missing > 0 ? 'blocked' : free > 0 ? 'holds' : 'late'}
        sentence={
          best === undefined
            ? 'None: it was never received.'
            : free > 0
              ? `${number(free)}${share} from ${best.site}.`
              : isThere
                ? 'None: all that is there is promised or barred.'
                : 'None: nothing is there.'
        }
        why={
          missing > 0
            ? `Orders wait for ${number(missing)} that nobody has. The oldest is served first.`
            : `${number(total(data, 'onHand'))} on hand, sellable and accessible; ${barredText(data)}` +
              `${number(total(data, 'allocated'))} promised and not yet shipped.`
        }
      />
    </Answers>
  );
}

function Promise({ data }: { data: Availability }) {
  const onHand = total(data, 'onHand');
  const allocated = total(data, 'allocated');
  const free = total(data, 'availableToPromise');
  const most = Math.max(1, onHand);
  const wide = (quantity: number): string => `${(Math.max(0, quantity) / most) * 100}%`;
  const barred = total(data, 'barred');
  const rows = [
    ['On hand', onHand, 0, 'solid-calm'],
    ...(barred === 0 ? [] : [['In lots that are barred', 0 - barred, onHand - barred, 'solid-bad'] as const]),
    ['Promised', 0 - allocated, free, 'hatch-calm'],
    ['To promise', free, 0, 'solid-ok'],
  ] as const;
  return (
    <Card span="c7" title="From what is there to what can be promised">
      <ul className="atp pad">
        {rows.map(([name, quantity, from, look]) => (
          <li key={name}>
            <span className={name === 'To promise' ? 'b' : ''}>{name}</span>
            <span className="tr">
              <i className={look} style={{ width: wide(Math.abs(quantity)), marginLeft: wide(from) }} />
            </span>
            <span className="num b">{number(quantity)}</span>
          </li>
        ))}
      </ul>
      <table>
        <TableHead
          columns={[
            'Site', ofNumbers('On hand'), ofNumbers('Promised'), ofNumbers('To promise'),
          ]}
        />
        <tbody>
          {data.sites.map((site) => (
            <tr key={`${site.entity} ${site.site}`}>
              <td>
                {site.site} <span className="t3">{site.entity}</span>
              </td>
              <td className="n">{number(site.onHand)}</td>
              <td className="n">
                {isZero(site.allocated) ? <span className="t3">0</span> : number(site.allocated)}
              </td>
              <td className="n b">{number(site.availableToPromise)}</td>
            </tr>
          ))}
          {data.sites.length > 1 ? (
            <tr className="sum">
              <td>All sites</td>
              <td className="n">{number(onHand)}</td>
              <td className="n">{number(allocated)}</td>
              <td className="n">{number(free)}</td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </Card>
  );
}

/** Where goods come from and go to, so that every movement balances: no place of ours. */
const OUTSIDE = new Set(['supplier', 'customer', 'adjustment']);

function Positions({ rows }: { rows: readonly Position[] }) {
  const known = rows.filter(({ onHand, allocated }) => !isZero(onHand) || !isZero(allocated));
  const shown = known.filter(({ location }) => !OUTSIDE.has(location));
  const outside = Map.groupBy(
    known.filter(({ location }) => OUTSIDE.has(location)),
    ({ location }) => location,
  );
  if (shown.length === 0) return <Empty status="waiting" title="It lies nowhere." />;
  return (
    <table>
      <TableHead columns={['Location', 'Disposition', 'Lot', ofNumbers('On hand')]} />
      <tbody>
        {shown.map((position) => (
          <tr key={`${position.entity} ${position.location} ${position.disposition} ${position.lot}`}>
            <td>{position.location}</td>
            <td className="t2">{plain(position.disposition)}</td>
            <td>{position.lot ?? '–'}</td>
            <td className="n">{number(position.onHand)}</td>
          </tr>
        ))}
        {[...outside].map(([location, some]) => (
          <tr key={location} className="t3" title="so that everything sums to zero">
            <td colSpan={3}>{location}, all in all</td>
            <td className="n">{number(some.reduce((sum, { onHand }) => sum + Number(onHand), 0))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Movements({ item }: { item: string }) {
  const now = useNow();
  const pages = usePages('/v1/movements', { item });
  const columns: readonly Column<Movement>[] = [
    { name: 'When', width: '13%', cell: ({ occurredAt }) => moment(occurredAt, now) },
    {
      name: 'Kind',
      width: '10%',
      cell: ({ kind, reverses }) => (reverses === null ? kind : `${kind}, reversed`),
    },
    { name: 'Quantity', isNumber: true, width: '10%', cell: ({ quantity }) => number(quantity) },
    { name: 'From', width: '20%', cell: ({ from }) => `${from.location}, ${plain(from.disposition)}` },
    { name: 'To', width: '20%', cell: ({ to }) => `${to.location}, ${plain(to.disposition)}` },
    { name: 'Lot', width: '9%', cell: ({ lot }) => lot ?? '–' },
    {
      name: 'Because of',
      width: '18%',
      phone: 'w',
      cell: ({ instance }) => {
        const path = pathOfInstance(instance);
        return path === null ? numberOf(instance) : <To to={path}>{numberOf(instance)}</To>;
      },
    },
  ];
  return (
    <Card
      title="The ledger behind every number"
      aside="the newest first; a movement is reversed, never edited"
    >
      <LongTable
        label="Movements"
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        open={() => undefined}
        empty={<Empty status="waiting" title="Nothing of it has moved yet." />}
      />
    </Card>
  );
}
