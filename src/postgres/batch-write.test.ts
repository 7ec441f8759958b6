import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '../../test/support/database.ts';
import { emptyWrite } from '../application/process/batch-rows.ts';
import { instant } from '../kernel/instant.ts';
import type { Quantity } from '../kernel/quantity.ts';
import { batchPool } from './batch-store.ts';
import { writeBatch } from './batch-write.ts';
import { migrate } from './migrate.ts';

const now = instant(Date.UTC(2026, 10, 29));
const line = { instance: 'uk/sales-order/SO-1', entity: 'uk', line: 1, item: 'BOLT' };
const GONE = {
  ...emptyWrite(now),
  allocations: [{ ...line, site: 'MAIN', lot: '', quantity: 0n as Quantity, orderedAt: now, lifeDays: 0 }],
  backorders: [{ ...line, shortfall: 0n as Quantity, orderedAt: now, lifeDays: 0 }],
  aliases: [{ entity: 'uk', alias: 'shipment:S-1', instance: line.instance }],
  delivered: [{ source: 'wms', id: 'S-1' }],
};

/** What was there before the table was emptied: enough that its few pages are not all there is. */
const FILL = [
  `insert into allocation (instance, line, item, site, lot, entity, quantity, ordered_at, life_days)
   select 'uk/sales-order/' || n, 1, 'BOLT', 'MAIN', '', 'uk', 1, now(), 0 from generate_series(1, 1000) n`,
  `insert into backorder (instance, line, item, entity, shortfall, ordered_at, life_days)
   select 'uk/sales-order/' || n, 1, 'BOLT', 'uk', 1, now(), 0 from generate_series(1, 1000) n`,
  `insert into waiting_fact (source, id, entity, alias, type, occurred_at, recorded_at, body)
   select 'wms', n, 'uk', 'shipment:' || n, 'shipment.confirmed.v1', now(), now(), ''
   from generate_series(1, 1000) n`,
];

test('a table that had just been emptied is looked up by key when it fills again', async () => {
  const database = await createTestDatabase();
  await migrate(database.url);
  const pool = batchPool(database.url, 1);
  try {
    for (const statement of FILL) await pool.query(statement);
    await pool.query(`delete from allocation where instance <> 'uk/sales-order/1'`);
    await pool.query(`delete from backorder where instance <> 'uk/sales-order/1'`);
    await pool.query(`delete from waiting_fact where id <> '1'`);
    await pool.query('vacuum analyze allocation, backorder, waiting_fact');
    const sent = new Map<string, string>();
    const send = (name: string, sql: string): Promise<[]> => {
      sent.set(name, sql);
      return Promise.resolve([]);
    };
    await writeBatch(send, () => Promise.resolve(), GONE);
    for (const name of ['allocationsGone', 'backordersGone', 'delivered', 'waitingFor']) {
      const explain = `explain (generic_plan) ${sent.get(name)}`;
      const explained = await pool.query<{ 'QUERY PLAN': string }>(explain);
      const plan = explained.rows.map((row) => row['QUERY PLAN']).join('\n');
      assert.match(plan, /Function Scan on[^]*Index Cond: .*= u\./, `${name}:\n${plan}`);
      assert.doesNotMatch(plan, /Seq Scan/, `${name}:\n${plan}`);
    }
  } finally {
    await pool.end();
    await database.drop();
  }
});
