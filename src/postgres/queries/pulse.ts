/** When channels were last heard of. */
import type pg from 'pg';
import type { PulseStore } from '../../application/watch/heartbeat.ts';
import { time } from '../columns.ts';
import { at, ms } from '../rows.ts';
import { rowsOf } from './query.ts';

export const postgresPulse = (pool: pg.Pool): PulseStore => ({
  async lastHeard({ system, entity, factType }) {
    const [row] = await rowsOf(
      pool,
      `select ${ms('heard_at')} from pulse where system = $1 and entity = $2 and fact_type = $3`,
      [system, entity, factType],
    );
    return row === undefined ? null : at(row['heard_at']);
  },
  async heard({ system, entity, factType }, when) {
    await rowsOf(
      pool,
      `insert into pulse (system, entity, fact_type, heard_at) values ($1, $2, $3, $4)
       on conflict (system, entity, fact_type)
       do update set heard_at = greatest(pulse.heard_at, excluded.heard_at)`,
      [system, entity, factType, time(when)],
    );
  },
});
