/** What was read of the server, kept while somebody looks at it. */
import { keepPreviousData, QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { dataOf } from '../../../src/client/client.ts';
import type { AnswerOf, ParamsOf, ReadPath } from './operations.ts';
import { api, RequestError } from './request.ts';
import { noteServerTime } from './server-time.ts';

const RETRIES_MAX = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 1_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) =>
        failures < RETRIES_MAX &&
        error instanceof RequestError &&
        (error.status === 0 || error.status >= 500),
    },
  },
});

interface Options {
  readonly enabled?: boolean;
  /** The past does not change. */
  readonly isPast?: boolean;
  /** Shows the rows of the last question until those of this one are there. */
  readonly keep?: boolean;
}

type Loose = (path: string, init: unknown) => Promise<{ data?: unknown; response: Response }>;

/** Reads one address of the API. */
export const read = <P extends ReadPath>(
  path: P,
  params: ParamsOf<P>,
  signal?: AbortSignal,
): Promise<AnswerOf<P>> =>
  // The client is typed by each path; here it is any of them.
  dataOf((api.GET as unknown as Loose)(path, { params: withoutGaps(params), signal })) as Promise<
    AnswerOf<P>
  >;

/** Members of a query without a value are left out. */
function withoutGaps(params: { readonly path?: unknown; readonly query?: object | undefined }): object {
  const query = Object.entries(params.query ?? {}).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  return { ...params, query: Object.fromEntries(query) };
}

/** How a read is named among what is kept. */
export const keyOfRead = <P extends ReadPath>(path: P, params: ParamsOf<P>) => [path, params] as const;

/** Reads one address; it is read again when the server says that something of it changed. */
export function useRead<P extends ReadPath>(
  path: P,
  params: ParamsOf<P>,
  options: Options = {},
): UseQueryResult<AnswerOf<P>> {
  const { enabled = true, isPast = false, keep = false } = options;
  return useQuery<AnswerOf<P>>({
    queryKey: keyOfRead(path, params),
    queryFn: async ({ signal }) => {
      const answer = await read(path, params, signal);
      if (!isPast) noteServerTime(answer);
      return answer;
    },
    enabled,
    ...(isPast ? { staleTime: Infinity } : {}),
    ...(keep ? { placeholderData: keepPreviousData as never } : {}),
  });
}
