/** Orders at suppliers live in the rows of their instances. */
import type pg from 'pg';
import type { SupplyOrderReads } from '../../application/ports/supply-order-reads.ts';
import { instancesOf } from './instances.ts';

export const postgresSupplyOrders = (pool: pg.Pool): SupplyOrderReads => ({
  orders: (filter) => instancesOf(pool, 'inbound-supply', filter),
});
