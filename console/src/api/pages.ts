/** Lists that the server gives page by page. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { get } from './request.ts';
import type { Page } from './types.ts';

type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

const PAGE_SIZE = 100;

export interface Pages<T> {
  readonly items: readonly T[];
  readonly total: number | null;
  readonly isLoading: boolean;
  readonly error: unknown;
  readonly hasMore: boolean;
  readonly more: () => void;
  readonly again: () => void;
}

/** Every page that was read so far; `more` reads the next one. */
export function usePages<T>(path: string, query: Query): Pages<T> {
  const found = useInfiniteQuery({
    queryKey: [path, query],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => get<Page<T>>(path, { ...query, limit: PAGE_SIZE, cursor: pageParam }, signal),
    getNextPageParam: ({ next }) => next,
  });
  const pages = found.data?.pages ?? [];
  return {
    items: pages.flatMap(({ items }) => items),
    total: pages[0]?.total ?? null,
    isLoading: found.isPending,
    error: found.isError && found.data === undefined ? found.error : null,
    hasMore: found.hasNextPage,
    more: () => {
      if (found.hasNextPage && !found.isFetchingNextPage) void found.fetchNextPage();
    },
    again: () => void found.refetch(),
  };
}
