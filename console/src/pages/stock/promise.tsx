/** What can be promised of an item: from what is there as a falling bar, and where all of it lies. */
import type { Availability, Position } from '../../api/types.ts';
import { Answer, Card, NoneYet } from '../../parts/surface.tsx';
import { ofNumbers, TableHead } from '../../parts/table-head.tsx';
import { isZero, number } from '../../words/format.ts';
import { capital, plain } from '../../words/names.ts';
import { DISPOSITIONS, OUTSIDE } from './ledger.tsx';

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

export function PromiseAnswer({ data }: { data: Availability }) {
  const free = total(data, 'availableToPromise');
  const missing = missingOf(data);
  const isThere = total(data, 'onHand') > 0;
  const best = data.sites.toSorted((a, b) => Number(b.availableToPromise) - Number(a.availableToPromise))[0];
  const share = data.sites.length > 1 ? ` in all, ${number(best?.availableToPromise ?? 0)} of them` : '';
  return (
    <Answer
      question="How many can I promise?"
      status={missing > 0 ? 'blocked' : free > 0 ? 'done' : 'late'}
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
  );
}

export function PromiseCard({ data, positions }: { data: Availability; positions: readonly Position[] }) {
  const onHand = total(data, 'onHand');
  const allocated = total(data, 'allocated');
  const free = total(data, 'availableToPromise');
  const barred = total(data, 'barred');
  const most = Math.max(1, onHand);
  const wide = (quantity: number): string => `${(Math.max(0, quantity) / most) * 100}%`;
  const rows = [
    ['On hand, sellable', onHand, 0, 'solid-calm'],
    ...(barred === 0 ? [] : [['In lots that are barred', 0 - barred, onHand - barred, 'hatch-bad'] as const]),
    ['Promised', 0 - allocated, Math.max(0, free), 'hatch-calm'],
    ['To promise', free, 0, 'tx'],
  ] as const;
  return (
    <Card span="c7" title="Available to promise" aside="base units, all sites">
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
      <Places positions={positions} />
    </Card>
  );
}

/** A phone shows as many sites as fit; of more than this the sum alone. */
const SITES_MAX = 4;

/** Everything that we hold, by disposition and site. */
function Places({ positions }: { positions: readonly Position[] }) {
  const ours = positions.filter(({ location, onHand }) => !OUTSIDE.has(location) && !isZero(onHand));
  if (ours.length === 0) return <NoneYet>It lies nowhere.</NoneYet>;
  const all = [...new Set(ours.map(({ location }) => location))].sort();
  const sites = all.length < 2 || all.length > SITES_MAX ? [] : all;
  const states = [...Map.groupBy(ours, ({ disposition }) => disposition)].sort(
    ([a], [b]) => Number(b === 'sellable_accessible') - Number(a === 'sellable_accessible'),
  );
  const sum = (some: readonly Position[]): number =>
    some.reduce((held, { onHand }) => held + Number(onHand), 0);
  return (
    <table>
      <TableHead
        columns={['Everything we hold', ...sites.map(ofNumbers), ofNumbers('In all')]}
      />
      <tbody>
        {states.map(([disposition, some]) => (
          <tr key={disposition}>
            <td>{capital(DISPOSITIONS[disposition] ?? plain(disposition))}</td>
            {sites.map((site) => {
              const there = sum(some.filter(({ location }) => location === site));
              return (
                <td key={site} className={there === 0 ? 'n t3' : 'n'}>
                  {number(there)}
                </td>
              );
            })}
            <td className="n b">{number(sum(some))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
