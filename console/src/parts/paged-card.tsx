/** A card of rows that come page by page, where few are read: it says when there is none, or no answer. */
import type { ReactNode } from 'react';
import type { Pages } from '../api/pages.ts';
import { Card, Failure, Loading } from './surface.tsx';

interface Props<T> {
  readonly title: string;
  readonly aside: string;
  readonly what: string;
  readonly pages: Pages<T>;
  readonly empty: ReactNode;
  /** What narrows the list, above it. */
  readonly tools?: ReactNode;
  readonly children: (rows: readonly T[]) => ReactNode;
}

export function PagedCard<T>({ title, aside, what, pages, empty, tools, children }: Props<T>) {
  const { items, error, isLoading, hasMore, more, again } = pages;
  return (
    <Card title={title} aside={aside}>
      {tools === undefined ? null : <div className="tools">{tools}</div>}
      {error === null ? null : <Failure error={error} what={what} retry={again} />}
      {isLoading ? <Loading /> : null}
      {!isLoading && error === null && items.length === 0 ? empty : null}
      {items.length === 0 ? null : children(items)}
      {hasMore ? (
        <p className="foot-link">
          <button type="button" className="btn s" onClick={more}>
            More
          </button>
        </p>
      ) : null}
    </Card>
  );
}
