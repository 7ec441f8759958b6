/** Lots that nobody stated: quality says what they are, many at once, after seeing what comes of it. */
import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { dataOf } from '../../../../src/client/client.ts';
import { usePages } from '../../api/pages.ts';
import { api } from '../../api/request.ts';
import type { LotAtSite, LotsAccount, LotsPreview } from '../../api/types.ts';
import { Act, Refusal } from '../../parts/act.tsx';
import { StatusShape } from '../../parts/status.tsx';
import { ofNumbers, TableHead } from '../../parts/table-head.tsx';
import { counted, number } from '../../words/format.ts';
import { FITNESS } from './fitness.ts';

/** The server takes so many at once. */
const LOTS_MAX = 200;

interface Named {
  readonly entity: string;
  readonly item: string;
  readonly lot: string;
  readonly onHand: number;
}

/** A lot may lie at several sites; it is stated once. */
function lotsIn(rows: readonly LotAtSite[]): readonly Named[] {
  const byLot = Map.groupBy(rows, ({ entity, item, lot }) => `${entity} ${item} ${lot}`);
  return [...byLot.values()].map((some) => {
    const { entity, item, lot } = some[0]!;
    return { entity, item, lot, onHand: some.reduce((sum, { onHand }) => sum + Number(onHand), 0) };
  });
}

export function StateLots({ item }: { item: string | null }) {
  const pages = usePages('/v1/lots', { item, unstated: true });
  const [account, tell] = useState<LotsAccount | null>(null);
  const lots = lotsIn(pages.items);
  // One act is of one entity: its books, its warehouses.
  const entities = [...new Set(lots.map(({ entity }) => entity))];
  if (lots.length === 0 && account === null) return null;
  return (
    <section className="card">
      <header>
        <h2>
          {lots.length === 0
            ? 'Every lot is stated'
            : `${counted(lots.length, 'lot')} that nobody stated: sold to nobody until somebody says what ` +
              `${lots.length === 1 ? 'it is' : 'they are'}`}
        </h2>
      </header>
      {account === null ? null : <Accounted account={account} />}
      {entities.length === 0 ? null : (
        <div className="act">
          {entities.map((entity) => (
            <StateAct
              key={entity}
              entity={entity}
              lots={lots.filter((lot) => lot.entity === entity).slice(0, LOTS_MAX)}
              isOnly={entities.length === 1}
              tell={tell}
            />
          ))}
        </div>
      )}
    </section>
  );
}

/** What became of every lot that was named. */
function Accounted({ account: { total, done, refused } }: { account: LotsAccount }) {
  return (
    <div className="pad" role="status">
      <p className="b">
        {number(done.length)} of {counted(total, 'lot')} stated, {number(refused.length)} refused.
      </p>
      {refused.map(({ item, lot, reason }) => (
        <p key={`${item} ${lot}`} className="t2">
          {item} {lot}: {reason}
        </p>
      ))}
    </div>
  );
}

interface ActProps {
  readonly entity: string;
  readonly lots: readonly Named[];
  readonly isOnly: boolean;
  readonly tell: (account: LotsAccount) => void;
}

const keyOf = ({ item, lot }: Pick<Named, 'item' | 'lot'>): string => `${item} ${lot}`;

function StateAct({ entity, lots, isOnly, tell }: ActProps) {
  const [left, leave] = useState<ReadonlySet<string>>(new Set());
  const [dates, date] = useState<Readonly<Record<string, string>>>({});
  const [needsRelease, demand] = useState(true);
  const chosen = lots.filter((lot) => !left.has(keyOf(lot)));
  const body = {
    entity,
    needsRelease,
    lots: chosen.map(({ item, lot }) => ({ item, lot, expiresOn: dates[keyOf({ item, lot })] || null })),
  };
  const preview = useMutation({
    mutationFn: () => dataOf(api.POST('/v1/lots/statements/preview', { body })) as Promise<LotsPreview>,
  });
  const change = (does: () => void): void => (preview.reset(), does());
  const title = `State ${counted(chosen.length, 'lot')}${isOnly ? '' : ` of ${entity}`}`;
  return (
    <Act
      label={`${title}…`}
      title={title}
      operation="stateLots"
      explain="Each is said by a fact of its own, and stands in the audit chain. See first what comes of it."
      isMain
      isReady={preview.isSuccess && chosen.length > 0}
      does={(reason) => api.POST('/v1/lots/statements', { body: { ...body, reason } })}
      done={(answer) => (preview.reset(), tell(answer as LotsAccount))}
    >
      <label className="fld">
        Last good day of all of them; leave it out if they do not expire
        <input
          type="date"
          onChange={({ target }) =>
            change(() => date(Object.fromEntries(lots.map((lot) => [keyOf(lot), target.value]))))
          }
        />
      </label>
      <div className="scroll" tabIndex={0} role="region" aria-label="Lots" style={{ maxHeight: '32vh' }}>
        <table>
          <TableHead columns={['Lot', ofNumbers('On hand'), 'Last good day']} />
          <tbody>
            {lots.map((lot) => (
              <tr key={keyOf(lot)}>
                <td>
                  <label>
                    <input
                      type="checkbox"
                      checked={!left.has(keyOf(lot))}
                      onChange={() => change(() => leave(toggled(left, keyOf(lot))))}
                    />{' '}
                    <b className="b">{lot.lot}</b> <span className="t3">{lot.item}</span>
                  </label>
                </td>
                <td className="n">{number(lot.onHand)}</td>
                <td>
                  <input
                    type="date"
                    aria-label={`Last good day of ${lot.lot}`}
                    value={dates[keyOf(lot)] ?? ''}
                    onChange={({ target }) => change(() => date({ ...dates, [keyOf(lot)]: target.value }))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <label>
        <input
          type="checkbox"
          checked={needsRelease}
          onChange={() => change(() => demand(!needsRelease))}
        />{' '}
        Quality must release each before it is sold
      </label>
      {preview.data === undefined ? (
        <div>
          <button
            type="button"
            className="btn"
            disabled={chosen.length === 0 || preview.isPending}
            onClick={() => preview.mutate()}
          >
            Preview what comes of it
          </button>
          {preview.isError ? <Refusal error={preview.error} /> : null}
        </div>
      ) : (
        <Preview preview={preview.data} />
      )}
    </Act>
  );
}

function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** How many lots end up how, with what lies in them, and who gains by it. */
function Preview({ preview: { lots, waiting } }: { preview: LotsPreview }) {
  const groups = [...Map.groupBy(lots, ({ after }) => after)];
  return (
    <ul className="does" aria-label="What comes of it">
      {groups.map(([after, some]) => {
        const units = some.reduce((sum, { onHand }) => sum + Number(onHand), 0);
        const [status, word] = FITNESS[after];
        return (
          <li key={after}>
            <StatusShape name={status} />
            <span>
              {counted(some.length, 'lot')}, {number(units)} on hand: {after === 'fit' ? 'may be sold' : word}
            </span>
          </li>
        );
      })}
      {waiting.map(({ item, shortfall }) => (
        <li key={item}>
          <StatusShape name="waiting" />
          <span>
            Orders that wait for {number(shortfall)} of {item} are decided again, the oldest first
          </span>
        </li>
      ))}
    </ul>
  );
}
