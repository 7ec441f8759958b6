/** Our stock ledger against itself and against the warehouse: every balance is what its entries say. */
import assert from "node:assert/strict";
import { UNEQUAL_POSITIONS } from "../../src/postgres/queries/stock-check.ts";
import { stockAt } from "./stage-books.ts";
import type { Stage } from "./stage.ts";

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
  assert.deepEqual(await stage.query(UNEQUAL_POSITIONS), [], "a balance is the sum of its movements");
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
