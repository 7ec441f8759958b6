/** Sums over all orders of an installation: what a run reports at its end. */
import { bigint, number, text } from '../rows.ts';
import { rowsOf, type Queryable } from './query.ts';

/** Sums of the orders in one currency, in its minor units. */
export interface CurrencySums {
  readonly currency: string;
  readonly orders: number;
  readonly orderedMinor: bigint;
  readonly shippedMinor: bigint;
  readonly invoicedMinor: bigint;
  readonly creditedMinor: bigint;
  readonly paidMinor: bigint;
}

export interface OrderSums {
  readonly orders: number;
  readonly lines: number;
  readonly byCurrency: readonly CurrencySums[];
  /** Orders that are not finished although no open case says why. */
  readonly unexplained: readonly string[];
}

/** Orders that a report names one by one; beyond that the count says enough. */
const NAMED_MAX = 1_000;
/** Channels are instances as well. */
const ORDERS = `workflow = 'order-to-cash'`;

export async function readOrderSums(db: Queryable): Promise<OrderSums> {
  const [totals, sums, unexplained] = await Promise.all([
    rowsOf(db, `select count(*) as orders, coalesce(sum(line_count), 0) as lines from instance
      where ${ORDERS}`),
    rowsOf(
      db,
      `select currency, count(*) as orders, sum(ordered_minor)::text as ordered,
        sum(shipped_minor)::text as shipped, sum(invoiced_minor)::text as invoiced,
        sum(credited_minor)::text as credited, sum(paid_minor)::text as paid
      from instance where ${ORDERS} and currency <> '' group by currency order by currency`,
    ),
    rowsOf(
      db,
      `select business_id from instance where ${ORDERS} and not settled and open_cases = 0
      order by business_id limit ${NAMED_MAX}`,
    ),
  ]);
  return {
    orders: number(totals[0]!['orders']),
    lines: number(totals[0]!['lines']),
    byCurrency: sums.map((row) => ({
      currency: text(row['currency']),
      orders: number(row['orders']),
      orderedMinor: bigint(row['ordered']),
      shippedMinor: bigint(row['shipped']),
      invoicedMinor: bigint(row['invoiced']),
      creditedMinor: bigint(row['credited']),
      paidMinor: bigint(row['paid']),
    })),
    unexplained: unexplained.map((row) => text(row['business_id'])),
  };
}

/** Orders that are not finished, cheaply: what a run that plays to the end asks again and again. */
export async function countUnfinished(
  db: Queryable,
): Promise<{ readonly open: number; readonly all: number }> {
  const [row] = await rowsOf(
    db,
    `select count(*) filter (where not settled) as open, count(*) as all from instance where ${ORDERS}`,
  );
  return { open: number(row!['open']), all: number(row!['all']) };
}

/** Returns that are neither finished nor wait for a person. */
export async function countReturnsUnderway(db: Queryable): Promise<number> {
  const [row] = await rowsOf(
    db,
    `select count(*) as open from instance
    where workflow = 'return-to-credit' and not settled and open_cases = 0`,
  );
  return number(row!['open']);
}

/** Returns by lifecycle state. */
export async function countReturns(db: Queryable): Promise<Record<string, number>> {
  const rows = await rowsOf(
    db,
    `select lifecycle, count(*) as count from instance
    where workflow = 'return-to-credit' group by lifecycle`,
  );
  return Object.fromEntries(rows.map((row) => [text(row['lifecycle']), number(row['count'])]));
}

/** When the newest fact was recorded, in milliseconds since the epoch; 0 if there is none. */
export async function readRecordedUntil(db: Queryable): Promise<number> {
  const [row] = await rowsOf(db, 'select max(updated_at) as until from instance');
  const until = row!['until'];
  return until instanceof Date ? until.getTime() : 0;
}

/** Orders of which a person waived that what was posted differs from what it should be. */
export async function readWrittenOff(db: Queryable): Promise<ReadonlySet<string>> {
  const rows = await rowsOf(
    db,
    `select distinct i.business_id from exception_case c join instance i on i.key = c.instance
    where c.state = 'waived' and c.kind in ('inverse-refused', 'changed-after-done')`,
  );
  return new Set(rows.map((row) => text(row['business_id'])));
}
