/** Reconciliations of stock, by what became of them. */
import { number } from '../rows.ts';
import { rowsOf, type Queryable } from './query.ts';

/** How adjustments ended, or what they wait for. */
export interface AdjustmentCounts {
  readonly posted: number;
  readonly awaitingPerson: number;
}

export async function readAdjustments(db: Queryable): Promise<AdjustmentCounts> {
  const [row] = await rowsOf(
    db,
    `select count(*) filter (where lifecycle = 'posted') as posted,
       count(*) filter (where lifecycle in ('awaiting-person', 'disputed')) as awaiting
     from instance where workflow = 'stock-reconciliation'`,
  );
  return { posted: number(row!['posted']), awaitingPerson: number(row!['awaiting']) };
}
