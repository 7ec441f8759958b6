/** An order or a return as it stands at the moment of the page, and as it stands now. */
import type { UseQueryResult } from '@tanstack/react-query';
import { useRead } from '../../api/client.ts';
import { useNow } from '../../api/server-time.ts';
import type { Explanation, ReturnRecord, SalesOrder } from '../../api/types.ts';
import { momentQuery, useMoment, type Moment } from '../../shell/moment.ts';

/** What every kind of record has. */
export type RecordAnswer = Pick<SalesOrder, 'instance' | 'entity' | 'lifecycle' | 'timeline' | 'commands'>;
export type RecordExplanation = Omit<Explanation, 'salesOrder'>;

export interface RecordReading<T extends RecordAnswer = RecordAnswer> {
  readonly record: T;
  readonly explanation: RecordExplanation;
  /** All that is known today: the slider's ticks. */
  readonly live: T;
  readonly moment: Moment;
  /** The moment that is shown, in milliseconds. */
  readonly at: number;
  readonly isPast: boolean;
}

export interface Found<T extends RecordAnswer> {
  readonly reading: RecordReading<T> | null;
  readonly error: unknown;
  readonly again: () => void;
}

export function useOrder(salesOrder: string): Found<SalesOrder> {
  const { query, options, ...time } = useTime();
  const path = { salesOrder };
  return foundOf(time, {
    live: useRead('/v1/sales-orders/{salesOrder}', { path }),
    record: useRead('/v1/sales-orders/{salesOrder}', { path, query }, options),
    explanation: useRead('/v1/sales-orders/{salesOrder}/explanation', { path, query }, options),
  });
}

export function useReturn(rma: string): Found<ReturnRecord> {
  const { query, options, ...time } = useTime();
  const path = { rma };
  return foundOf(time, {
    live: useRead('/v1/returns/{rma}', { path }),
    record: useRead('/v1/returns/{rma}', { path, query }, options),
    explanation: useRead('/v1/returns/{rma}/explanation', { path, query }, options),
  });
}

type Time = Pick<RecordReading, 'moment' | 'at' | 'isPast'>;

/** The moment of the page, and how it is asked for. */
function useTime() {
  const [moment] = useMoment();
  const now = useNow();
  const isPast = moment.at !== null;
  const at = moment.at === null ? now : Date.parse(moment.at);
  return { moment, at, isPast, query: momentQuery(moment), options: { isPast, keep: true } };
}

interface Reads<T extends RecordAnswer> {
  readonly live: UseQueryResult<T>;
  readonly record: UseQueryResult<T>;
  readonly explanation: UseQueryResult<RecordExplanation>;
}

function foundOf<T extends RecordAnswer>(time: Time, { live, record, explanation }: Reads<T>): Found<T> {
  const all = [live, record, explanation] as const;
  const failed = all.find(({ isError, data }) => isError && data === undefined);
  const isThere = all.every(({ data }) => data !== undefined);
  return {
    reading: isThere
      ? { ...time, live: live.data!, record: record.data!, explanation: explanation.data! }
      : null,
    error: failed?.error ?? null,
    again: () => all.forEach(({ refetch }) => void refetch()),
  };
}
