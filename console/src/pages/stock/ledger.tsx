/** The ledger behind a number: its movements, each with what was there after it. */
import { usePages } from '../../api/pages.ts';
import { useNow } from '../../api/server-time.ts';
import type { LedgerEntry } from '../../api/types.ts';
import { LongTable, type Column } from '../../parts/long-table.tsx';
import { Choice, Selection } from '../../parts/filters.tsx';
import { Card, Empty } from '../../parts/surface.tsx';
import { numberOf, pathOfInstance, To } from '../../shell/link.tsx';
import { useParameter } from '../../shell/moment.ts';
import { isZero, moment, number } from '../../words/format.ts';
import { plain, title } from '../../words/names.ts';
import { signed } from './readings.tsx';

const placeName = ({ location, disposition }: LedgerEntry['from']): string =>
  OUTSIDE.has(location) ? location : `${DISPOSITIONS[disposition] ?? plain(disposition)}, ${location}`;

/** Where goods come from and go to, so that every movement balances: no place of ours. */
export const OUTSIDE = new Set(['supplier', 'customer', 'adjustment']);

/** Dispositions as people on the floor say them. */
export const DISPOSITIONS: Readonly<Record<string, string>> = {
  sellable_accessible: 'sellable',
  sellable_not_accessible: 'sellable, not accessible',
  non_sellable_other: 'not sellable',
};

interface Props {
  readonly item: string;
  readonly sites: readonly string[];
  readonly lots: readonly string[];
}

export function Ledger({ item, sites, lots }: Props) {
  const now = useNow();
  const [site] = useParameter('site');
  const [lot] = useParameter('lot');
  const [which] = useParameter('which');
  const disposition = which === null ? 'sellable_accessible' : null;
  const pages = usePages('/v1/ledger', { item, location: site, lot, disposition });
  const [newest] = pages.items;
  const columns: readonly Column<LedgerEntry>[] = [
    {
      name: 'Entered',
      width: '11%',
      cell: ({ recordedAt }) => <span className="t2">{moment(recordedAt, now)}</span>,
    },
    {
      name: 'Movement',
      width: '24%',
      phone: 'w',
      cell: ({ kind, reverses, reason, instance }) => {
        const path = pathOfInstance(instance);
        const name = numberOf(instance);
        return (
          <span title={reason ?? undefined}>
            <b className="b">{title(kind)}</b>
            {reverses === null ? '' : ', taken back'}
            {' '}
            {path === null ? <span className="t3">{reason ?? name}</span> : <To to={path}>{name}</To>}
          </span>
        );
      },
    },
    { name: 'Lot', width: '9%', cell: ({ lot: of }) => of ?? <span className="t3">–</span> },
    { name: 'From', width: '18%', cell: ({ from }) => placeName(from) },
    { name: 'To', width: '18%', cell: ({ to }) => placeName(to) },
    {
      name: 'Change',
      isNumber: true,
      width: '10%',
      cell: ({ change, quantity }) =>
        isZero(change) ? (
          <span className="t3" title={`${number(quantity)} moved, within what is counted`}>
            0
          </span>
        ) : (
          <b className="b">{signed(change)}</b>
        ),
    },
    { name: 'After', isNumber: true, width: '10%', cell: ({ balance }) => number(balance) },
  ];
  return (
    <Card
      title={newest === undefined ? 'The ledger' : `The ledger behind ${number(newest.balance)}`}
      aside="the newest first; a movement is reversed, never edited"
    >
      <div className="tools">
        <Choice name="which" options={[[null, 'Sellable'], ['all', 'Everything we hold']]} />
        {sites.length < 2 ? null : <Choice name="site" options={sites.map((one) => [one, one] as const)} />}
        {lots.length === 0 ? null : (
          <Selection name="lot" label="Lot" options={lots.map((one) => [one, one] as const)} />
        )}
      </div>
      <LongTable
        label="Movements"
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        open={() => undefined}
        empty={<Empty status="waiting" title="Nothing of it has moved there yet." />}
      />
    </Card>
  );
}
