/** What was read of the server, kept while somebody looks at it. */
import { keepPreviousData, QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { get, RequestError } from './request.ts';
import { noteServerTime } from './server-time.ts';

const RETRIES_MAX = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 1_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) =>
        failures < RETRIES_MAX && error instanceof RequestError && (error.status === 0 || error.status >= 500),
    },
  },
});

type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

interface Options {
  readonly enabled?: boolean;
  /** The past does not change. */
  readonly isPast?: boolean;
  /** Shows the rows of the last question until those of this one are there. */
  readonly keep?: boolean;
}

/** Reads one address; it is read again when the server says that something of it changed. */
export function useRead<T>(path: string, query: Query = {}, options: Options = {}): UseQueryResult<T> {
  const { enabled = true, isPast = false, keep = false } = options;
  return useQuery<T>({
    queryKey: [path, query],
    queryFn: async ({ signal }) => {
      const answer = await get<T>(path, query, signal);
      if (!isPast) noteServerTime(answer);
      return answer;
    },
    enabled,
    ...(isPast ? { staleTime: Infinity } : {}),
    ...(keep ? { placeholderData: keepPreviousData as never } : {}),
  });
}
