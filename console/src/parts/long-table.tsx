/** A table of any length: only the rows on the screen are drawn, and the next page is read in time. */
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { Pages } from '../api/pages.ts';
import { isTyping, areKeysOn } from '../shell/keys.ts';
import { Failure, Loading } from './surface.tsx';
import { ofNumbers, TableHead } from './table-head.tsx';

export interface Column<T> {
  readonly name: string;
  readonly cell: (row: T) => ReactNode;
  readonly isNumber?: boolean;
  readonly width?: string;
  /** Where it stands on a phone: `w` the whole width; `hide`: not at all. */
  readonly phone?: 'w' | 'w2' | 'hide';
}

interface Props<T> {
  readonly label: string;
  readonly pages: Pages<T>;
  readonly columns: readonly Column<T>[];
  readonly keyOf: (row: T) => string;
  readonly open: (row: T) => void;
  readonly empty: ReactNode;
}

/** Rows beyond the edges that are drawn, so that scrolling never shows a gap. */
const BEYOND = 12;

const PHONE = matchMedia('(max-width: 760px)');

/** Whether the screen is narrow: a phone that is turned may stop being one. */
const useIsPhone = (): boolean =>
  useSyncExternalStore(
    (tell) => {
      PHONE.addEventListener('change', tell);
      return () => PHONE.removeEventListener('change', tell);
    },
    () => PHONE.matches,
  );

export function LongTable<T>({ label, pages, columns, keyOf, open, empty }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const [top, scroll] = useState(0);
  const [height, measure] = useState(600);
  const [selected, select] = useState(0);
  const { items, hasMore, more } = pages;
  const rowHeight = document.documentElement.dataset['density'] === 'comfortable' ? 41 : 33;
  useLayoutEffect(() => measure(box.current?.clientHeight ?? 600), [items.length > 0]);
  const isPhone = useIsPhone();
  const first = isPhone ? 0 : Math.max(0, Math.floor(top / rowHeight) - BEYOND);
  const last = isPhone
    ? items.length
    : Math.min(items.length, Math.ceil((top + height) / rowHeight) + BEYOND);
  useEffect(() => {
    if (!isPhone && last >= items.length - BEYOND) more();
  });
  const move = (to: number): void => {
    const next = Math.min(items.length - 1, Math.max(0, to));
    select(next);
    const y = next * rowHeight;
    const view = box.current;
    if (view === null) return;
    if (y < view.scrollTop) view.scrollTop = y;
    else if (y + 2 * rowHeight > view.scrollTop + view.clientHeight) {
      view.scrollTop = y + 2 * rowHeight - view.clientHeight;
    }
  };
  const press = (event: KeyboardEvent | React.KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 };
    const letters: Readonly<Record<string, number>> = areKeysOn() ? { j: 1, k: -1 } : {};
    const step = steps[event.key] ?? letters[event.key];
    if (step !== undefined) {
      event.preventDefault();
      move(selected + step);
    } else if (event.key === 'Enter' && items[selected] !== undefined) open(items[selected]);
  };
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const isOurs = event.target === document.body || (event.target as HTMLElement).id === 'main';
      if (isOurs && !isTyping(event)) press(event);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  });
  if (pages.error !== null) return <Failure error={pages.error} what={label} retry={pages.again} />;
  if (pages.isLoading) return <Loading lines={9} />;
  if (items.length === 0) return <>{empty}</>;
  const shown = items.slice(first, last);
  return (
    <div
      className="lt"
      ref={box}
      tabIndex={0}
      role="region"
      aria-label={label}
      onScroll={(event) => scroll(event.currentTarget.scrollTop)}
      onKeyDown={press}
    >
      <table className="stack" aria-rowcount={hasMore ? -1 : items.length + 1}>
        <TableHead
          columns={columns.map(({ name, isNumber, width }) => ({
            ...(isNumber === true ? ofNumbers(name) : { name }),
            width,
          }))}
        />
        <tbody>
          {first > 0 ? <Spacer height={first * rowHeight} columns={columns.length} /> : null}
          {shown.map((row, index) => (
            <tr
              key={keyOf(row)}
              className={first + index === selected ? 'sel' : ''}
              aria-rowindex={first + index + 2}
              onClick={(event) => {
                select(first + index);
                if ((event.target as HTMLElement).closest('a,button') === null) open(row);
              }}
            >
              {columns.map(({ name, cell, isNumber, phone }) => (
                <td
                  key={name}
                  className={`${isNumber === true ? 'n' : ''} ${phone === 'hide' ? 'only-d' : (phone ?? '')}`}
                  data-l={phone === 'w' ? undefined : name}
                >
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
          {last < items.length ? (
            <Spacer height={(items.length - last) * rowHeight} columns={columns.length} />
          ) : null}
        </tbody>
      </table>
      {isPhone && hasMore ? (
        <p className="foot-link">
          <button type="button" className="btn" onClick={more}>
            More
          </button>
        </p>
      ) : null}
    </div>
  );
}

const Spacer = ({ height, columns }: { height: number; columns: number }) => (
  <tr aria-hidden="true">
    <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
  </tr>
);

/** Counts of a list as they are said: over ten thousand nobody counts. */
export const totalText = (total: number | null, shown: number): string =>
  total === null ? `${shown}` : total > 10_000 ? 'over 10,000' : total.toLocaleString();
