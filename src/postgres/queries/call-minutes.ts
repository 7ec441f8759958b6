/** Calls of each system, minute by minute. */
import type pg from 'pg';
import type { CallMinuteStore } from '../../application/dispatch/call-meter.ts';
import { at, ms, number, text } from '../rows.ts';
import { rowsOf, timeText } from './query.ts';

export const postgresCallMinutes = (pool: pg.Pool): CallMinuteStore => ({
  async add(minutes, forgetBefore) {
    await pool.query(
      `with gone as (delete from call_minute where minute < $1::timestamptz)
       insert into call_minute as known (system, minute, answered, timed_out, refused)
       select * from unnest($2::text[], $3::timestamptz[], $4::int[], $5::int[], $6::int[])
       on conflict (system, minute) do update set answered = known.answered + excluded.answered,
         timed_out = known.timed_out + excluded.timed_out, refused = known.refused + excluded.refused`,
      [
        timeText(forgetBefore),
        minutes.map(({ system }) => system),
        minutes.map(({ minute }) => timeText(minute)),
        minutes.map(({ answered }) => answered),
        minutes.map(({ timedOut }) => timedOut),
        minutes.map(({ refused }) => refused),
      ],
    );
  },
  async read(system, from) {
    const rows = await rowsOf(
      pool,
      `select system, ${ms('minute')}, answered, timed_out, refused from call_minute c
       where system = $1 and c.minute >= $2::timestamptz order by c.minute`,
      [system, timeText(from)],
    );
    return rows.map((row) => ({
      system: text(row['system']),
      minute: at(row['minute']),
      answered: number(row['answered']),
      timedOut: number(row['timed_out']),
      refused: number(row['refused']),
    }));
  },
});
