/** What came back of each line of an order, as its returns say it. */
import { useQueries } from '@tanstack/react-query';
import { keyOfRead, read, useRead } from '../../api/client.ts';
import { momentQuery, type Moment } from '../../shell/moment.ts';

/** Returns of one order that are read. */
const RETURNS_MAX = 50;

/** Received quantities by the lines of the order that billed them. */
export function useReturned(salesOrder: string, moment: Moment): ReadonlyMap<number, number> {
  const list = useRead('/v1/returns', { query: { salesOrder, limit: RETURNS_MAX } });
  const query = momentQuery(moment);
  const returns = useQueries({
    queries: (list.data?.items ?? []).map(({ rma }) => {
      const params = { path: { rma }, query };
      return {
        queryKey: keyOfRead('/v1/returns/{rma}', params),
        queryFn: () => read('/v1/returns/{rma}', params),
      };
    }),
  });
  const sums = new Map<number, number>();
  for (const { received, billed } of returns.flatMap(({ data }) => data?.lines ?? [])) {
    let rest = Number(received);
    for (const { salesOrderLine, quantity } of billed) {
      const part = Math.min(rest, Number(quantity));
      rest -= part;
      sums.set(salesOrderLine, (sums.get(salesOrderLine) ?? 0) + part);
    }
  }
  return sums;
}
