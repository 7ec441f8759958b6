/** Our stock ledger against itself and against the warehouse: every balance is what its entries say. */
import assert from "node:assert/strict";
import { stockAt } from "./stage-books.ts";
import type { Stage } from "./stage.ts";

/** Balances that differ from the sum of the movements into and out of their position. */
const BALANCES = `
  with entry as (
    select entity, to_location as location, to_disposition as disposition, item, lot, quantity from movement
    union all
    select entity, from_location, from_disposition, item, lot, -quantity from movement),
  moved as (select entity, location, disposition, item, lot, sum(quantity) as on_hand from entry
    group by entity, location, disposition, item, lot)
  select entity, location, disposition, item, p.on_hand, m.on_hand as moved
  from position p full join moved m using (entity, location, disposition, item, lot)
  where coalesce(p.on_hand, 0) <> coalesce(m.on_hand, 0)`;

/** Promises on a position that differ from the promises of all orders, or are below nothing. */
const PROMISES = `
  with promised as (select entity, site as location, item, sum(quantity) as quantity from allocation
    group by entity, site, item),
  counted as (select entity, location, item, sum(allocated) as quantity, min(allocated) as least
    from position group by entity, location, item)
  select entity, location, item, c.quantity as position, p.quantity as orders
  from counted c full join promised p using (entity, location, item)
  where coalesce(c.quantity, 0) <> coalesce(p.quantity, 0) or c.least < 0`;

/** Fails when a balance cannot be recomputed from what it is made of. */
export async function assertLedgerAddsUp(stage: Stage): Promise<void> {
  assert.deepEqual(await stage.query(BALANCES), [], "a balance is the sum of its movements");
  assert.deepEqual(await stage.query(PROMISES), [], "what is allocated is the sum of the orders' allocations");
  const sums = await stage.query("select item, sum(on_hand) as sum from position group by item");
  for (const { item, sum } of sums) assert.equal(Number(sum), 0, `every movement of ${String(item)} balances`);
}

/** Fails when we and the warehouse count differently: only at rest, when no message is under way. */
export async function assertStockAgrees(stage: Stage): Promise<void> {
  const books = await stage.books();
  for (const { site, itemNo } of books.wms.stock) {
    const { onHand } = await stage.available(site, itemNo);
    assert.equal(onHand, stockAt(books, site, itemNo).onHand, `${itemNo} at ${site}: on hand`);
  }
}
