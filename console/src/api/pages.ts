/** Lists that the server gives page by page. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { keyOfRead, read } from './client.ts';
import type { AnswerOf, ItemOf, ListPath, ParamsOf } from './operations.ts';

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

interface PageOf<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  readonly total?: number;
}

/** Every page that was read so far; `more` reads the next one. */
export function usePages<P extends ListPath>(
  path: P,
  query: NonNullable<ParamsOf<P>['query']>,
): Pages<ItemOf<P>> {
  const found = useInfiniteQuery({
    queryKey: [...keyOfRead(path, { query } as unknown as ParamsOf<P>), 'pages'],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const params = { query: { ...query, limit: PAGE_SIZE, cursor: pageParam } } as unknown as ParamsOf<P>;
      const page: AnswerOf<P> = await read(path, params, signal);
      return page as PageOf<ItemOf<P>>;
    },
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
