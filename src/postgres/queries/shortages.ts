import { bigint, text } from '../rows.ts';
import { rowsOf, type Queryable } from './query.ts';

/** What orders of an entity wait for, beyond what its sites could promise now. */
export interface Shortage {
  readonly entity: string;
  readonly item: string;
  /** Millionths of the base unit. */
  readonly missing: bigint;
}

export async function readShortages(db: Queryable): Promise<readonly Shortage[]> {
  const rows = await rowsOf(
    db,
    `select entity, item, sum(shortfall)::text as missing from backorder
    group by entity, item order by entity, item`,
  );
  return rows.map((row) => ({
    entity: text(row['entity']),
    item: text(row['item']),
    missing: bigint(row['missing']),
  }));
}
