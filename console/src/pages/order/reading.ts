/** An order as it stands at the moment of the page, and as it stands now. */
import { useRead } from '../../api/client.ts';
import { useNow } from '../../api/server-time.ts';
import type { Explanation, SalesOrder } from '../../api/types.ts';
import { momentQuery, useMoment, type Moment } from '../../shell/moment.ts';

export interface OrderReading {
  readonly order: SalesOrder;
  readonly explanation: Explanation;
  /** All that is known today: the slider's ticks. */
  readonly live: SalesOrder;
  readonly moment: Moment;
  /** The moment that is shown, in milliseconds. */
  readonly at: number;
  readonly isPast: boolean;
}

export function useOrder(number: string) {
  const path = `/v1/sales-orders/${encodeURIComponent(number)}`;
  const [moment] = useMoment();
  const now = useNow();
  const isPast = moment.at !== null;
  const query = momentQuery(moment);
  const live = useRead<SalesOrder>(path);
  const order = useRead<SalesOrder>(path, query, { isPast, keep: true });
  const explanation = useRead<Explanation>(`${path}/explanation`, query, { isPast, keep: true });
  const failed = [live, order, explanation].find(({ isError, data }) => isError && data === undefined);
  const isThere = live.data !== undefined && order.data !== undefined && explanation.data !== undefined;
  const reading: OrderReading | null = isThere
    ? {
        live: live.data,
        order: order.data,
        explanation: explanation.data,
        moment,
        at: isPast ? Date.parse(moment.at!) : now,
        isPast,
      }
    : null;
  const again = (): void => void [live, order, explanation].forEach(({ refetch }) => void refetch());
  return { reading, error: failed?.error ?? null, again };
}
