/** The stock ledger against itself: every balance is what its entries say. */
import { number } from '../rows.ts';
import { rowsOf, type Queryable } from './query.ts';

/** Balances that differ from the sum of the movements into and out of their position. */
export const UNEQUAL_POSITIONS = `
  with entry as (
    select entity, to_location as location, to_disposition as disposition, item, lot, quantity from movement
    union all
    select entity, from_location, from_disposition, item, lot, -quantity from movement),
  moved as (select entity, location, disposition, item, lot, sum(quantity) as on_hand from entry
    group by entity, location, disposition, item, lot)
  select entity, location, disposition, item, p.on_hand, m.on_hand as moved
  from position p full join moved m using (entity, location, disposition, item, lot)
  where coalesce(p.on_hand, 0) <> coalesce(m.on_hand, 0)`;

/** How many positions there are, and how many are not the sum of their movements. */
export interface StockCheck {
  readonly positions: number;
  readonly unequal: number;
}

export async function checkStock(db: Queryable): Promise<StockCheck> {
  const [row] = await rowsOf(
    db,
    `select (select count(*) from position) as positions,
       (select count(*) from (${UNEQUAL_POSITIONS}) as unequal) as unequal`,
  );
  return { positions: number(row!['positions']), unequal: number(row!['unequal']) };
}
