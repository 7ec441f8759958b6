/** Budgets and usage of the API's clients. */
import type pg from 'pg';
import type { BudgetStore } from '../../application/access/budgets.ts';
import type { UsageCount, UsageStore } from '../../application/access/usage.ts';
import { at, ms, number, text } from '../rows.ts';
import { Conditions, rowsOf, timeText } from './query.ts';

export const postgresBudgets = (pool: pg.Pool): BudgetStore => ({
  async reserve(client, policy, windowStart, requests) {
    // A process whose clock is behind reserves in the newer window: it gets less, never more.
    const [row] = await rowsOf(
      pool,
      `insert into api_budget as budget (client, policy, window_start, reserved) values ($1, $2, $3, $4)
      on conflict (client, policy) do update set
        window_start = greatest(budget.window_start, excluded.window_start),
        reserved = excluded.reserved
          + case when budget.window_start < excluded.window_start then 0 else budget.reserved end
      returning reserved`,
      [client, policy, timeText(windowStart), requests],
    );
    return number(row!['reserved']);
  },
});

const COUNTS = [
  'requests',
  'refused',
  'limited',
  'failed',
  'bytes_in',
  'bytes_out',
  'duration_ms',
] as const;

export const postgresUsage = (pool: pg.Pool): UsageStore => ({
  async add(counts) {
    await rowsOf(
      pool,
      `insert into api_usage as usage (day, client, operation, client_name, ${COUNTS.join(', ')}, last_at)
      select * from jsonb_to_recordset($1::jsonb) as given (day date, client text, operation text,
        client_name text, ${COUNTS.map((name) => `${name} bigint`).join(', ')}, last_at timestamptz)
      order by day, client, operation
      on conflict (day, client, operation) do update set client_name = excluded.client_name,
        last_at = greatest(usage.last_at, excluded.last_at),
        ${COUNTS.map((name) => `${name} = usage.${name} + excluded.${name}`).join(', ')}`,
      [JSON.stringify(counts.map(rowOf))],
    );
  },
  async read({ from, to, client, operation, by, limit }) {
    const where = new Conditions()
      .and('day >= ?::date', from)
      .and('day <= ?::date', to)
      .and('client = ?', client)
      .and('operation = ?', operation);
    const day = by === 'day' ? 'day' : 'max(day)';
    const rows = await rowsOf(
      pool,
      `select ${day}::text as day, client, operation, max(client_name) as client_name,
        ${COUNTS.map((name) => `sum(${name})::bigint as ${name}`).join(', ')},
        ${ms('max(last_at)', 'last_at')}
      from api_usage where ${where.sql}
      group by client, operation${by === 'day' ? ', day' : ''}
      order by 1 desc, requests desc, client, operation limit ${where.value(limit)}`,
      where.values,
    );
    return rows.map((row): UsageCount => ({
      day: text(row['day']),
      client: text(row['client']),
      clientName: text(row['client_name']),
      operation: text(row['operation']),
      requests: number(row['requests']),
      refused: number(row['refused']),
      limited: number(row['limited']),
      failed: number(row['failed']),
      bytesIn: number(row['bytes_in']),
      bytesOut: number(row['bytes_out']),
      durationMs: number(row['duration_ms']),
      lastAt: at(row['last_at']),
    }));
  },
});

const rowOf = (count: UsageCount) => ({
  day: count.day,
  client: count.client,
  operation: count.operation,
  client_name: count.clientName,
  requests: count.requests,
  refused: count.refused,
  limited: count.limited,
  failed: count.failed,
  bytes_in: count.bytesIn,
  bytes_out: count.bytesOut,
  duration_ms: count.durationMs,
  last_at: timeText(count.lastAt),
});
