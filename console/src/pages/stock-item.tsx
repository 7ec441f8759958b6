/** One item: what can be promised, who says how much there is, its lots, and the ledger behind it. */
import { useRead } from '../api/client.ts';
import { Answers, Loaded, PageHead } from '../parts/surface.tsx';
import { To } from '../shell/link.tsx';
import { Ledger, OUTSIDE } from './stock/ledger.tsx';
import { Lots } from './stock/lots.tsx';
import { PromiseAnswer, PromiseCard } from './stock/promise.tsx';
import { AgreementAnswer, Readings } from './stock/readings.tsx';
import { ReservationsOfItem } from './stock/reservations.tsx';
import { StateLots } from './stock/state-lots.tsx';
import { Variances } from './stock/variances.tsx';

export default function StockItemPage({ item }: { item: string }) {
  const availability = useRead('/v1/availability', { query: { item } });
  const reading = useRead('/v1/console/stock/{item}', { path: { item } });
  const positions = useRead('/v1/positions', { query: { item, limit: 200 } });
  const places = (positions.data?.items ?? []).filter(({ location }) => !OUTSIDE.has(location));
  return (
    <>
      <PageHead crumb={<To to="/stock">Stock</To>} title={item}>
        <span className="t2">counted in base units</span>
      </PageHead>
      <Loaded query={availability} what="What can be promised">
        {(data) => (
          <>
            <Answers single={reading.data === undefined}>
              <PromiseAnswer data={data} />
              {reading.data === undefined ? null : <AgreementAnswer data={reading.data} />}
            </Answers>
            <div className="grid">
              <PromiseCard data={data} positions={places} />
              <Loaded query={reading} what="Who says what">
                {(read) => <Readings data={read} />}
              </Loaded>
            </div>
          </>
        )}
      </Loaded>
      <StateLots item={item} />
      <Lots item={item} />
      <ReservationsOfItem item={item} />
      <Variances item={item} />
      <Ledger
        item={item}
        sites={[...new Set(places.map(({ location }) => location))].sort()}
        lots={[...new Set(places.flatMap(({ lot }) => lot ?? []))].sort()}
      />
    </>
  );
}
